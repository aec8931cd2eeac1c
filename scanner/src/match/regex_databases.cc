// A database for each regex. All of a list stand in one file of the cache; a list that has changed
// takes from the files of its forerunners what it shares with them, so that a changed rule costs
// the compilation of its own regexes only.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "base/digest.h"
#include "match/engine.h"

namespace mingcha {
namespace {

// How the keys of such files begin; the engine's tag follows.
constexpr std::string_view kKeyBegin = "regexes";
// So many forerunners are looked at.
constexpr size_t kMaxForerunners = 4;

using RegexDigest = std::array<uint8_t, 32>;

// A file begins with the number of its entries, and one of these for each; then come the databases
// in the engine's own form, one behind the other.
struct Entry {
  RegexDigest regex = {};
  RegexWidth width;
  uint64_t bytes = 0;
};
static_assert(sizeof(Entry) == 48);

RegexDigest DigestOf(std::string_view regex) {
  Sha256 hash;
  hash.Update(regex);
  return hash.Finish();
}

std::string KeyPrefix() { return std::string(kKeyBegin) + EngineTag(); }

std::string KeyOf(const std::vector<std::string_view>& regexes) {
  return KeyPrefix() + CacheKey(kKeyBegin, regexes);
}

// A regex of a file.
struct KeptRegex {
  RegexWidth width;
  std::string_view database;
};

// The files that were read, and what stands in them.
class KeptRegexes {
 public:
  void Add(CompiledCache::Bytes file) {
    files_.push_back(std::move(file));
    std::string_view bytes = files_.back().view();
    uint64_t count = 0;
    if (bytes.size() < sizeof(count)) return;
    std::memcpy(&count, bytes.data(), sizeof(count));
    bytes.remove_prefix(sizeof(count));
    if (count > bytes.size() / sizeof(Entry)) return;
    std::string_view databases = bytes.substr(count * sizeof(Entry));
    for (uint64_t i = 0; i < count; ++i) {
      Entry entry;
      std::memcpy(&entry, bytes.data() + i * sizeof(Entry), sizeof(Entry));
      if (entry.bytes > databases.size()) return;
      regexes_.try_emplace(entry.regex, KeptRegex{entry.width, databases.substr(0, entry.bytes)});
      databases.remove_prefix(entry.bytes);
    }
  }

  const KeptRegex* Find(const RegexDigest& regex) const {
    const auto found = regexes_.find(regex);
    return found == regexes_.end() ? nullptr : &found->second;
  }

 private:
  std::vector<CompiledCache::Bytes> files_;
  std::map<RegexDigest, KeptRegex> regexes_;
};

std::string ToFile(const std::vector<std::string_view>& regexes,
                   const std::vector<RegexDatabase>& made) {
  const uint64_t count = made.size();
  std::string file(reinterpret_cast<const char*>(&count), sizeof(count));
  std::string databases;
  for (size_t i = 0; i < made.size(); ++i) {
    const std::string database = Serialize(made[i].database.get());
    const Entry entry = {DigestOf(regexes[i]), made[i].width, database.size()};
    file.append(reinterpret_cast<const char*>(&entry), sizeof(entry));
    databases += database;
  }
  return file + databases;
}

// Compiles one regex; returns an empty string, or what is wrong with it.
std::string Compile(const std::string& regex, unsigned flags, DatabasePtr* made) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* untyped_error = nullptr;
  const hs_error_t result =
      hs_compile(regex.c_str(), flags, HS_MODE_BLOCK, nullptr, &database, &untyped_error);
  const CompileErrorPtr error(untyped_error);
  made->reset(database);
  return result == HS_SUCCESS ? std::string() : WordsOf(error);
}

std::string CompileRegex(const std::string& regex, RegexDatabase* made) {
  std::string wrong = InspectRegex(regex, &made->width);
  if (!wrong.empty()) return wrong;
  // Where every hit is of the same length, the engine need not keep its start.
  if (made->width.fixed()) return Compile(regex, kRegexFlags, &made->database);
  wrong = Compile(regex, kRegexFlagsWithStart, &made->database);
  DatabasePtr without_start;
  if (wrong.empty() || !Compile(regex, kRegexFlags, &without_start).empty()) return wrong;
  return "the start of a hit cannot be told (" + wrong + "): shorten its repeats";
}

// Compiles what is not made yet, and returns what is wrong with each.
std::vector<std::string> CompileMissing(const std::vector<std::string_view>& regexes,
                                        std::vector<RegexDatabase>* made) {
  std::vector<std::string> faults(regexes.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < regexes.size(); i = next++) {
      RegexDatabase& one = (*made)[i];
      if (one.database == nullptr) faults[i] = CompileRegex(std::string(regexes[i]), &one);
    }
  };
  const size_t missing =
      static_cast<size_t>(std::count_if(made->begin(), made->end(), [](const RegexDatabase& one) {
        return one.database == nullptr;
      }));
  const size_t processors = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (size_t i = 1; i < std::min(processors, missing); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return faults;
}

}  // namespace

absl::StatusOr<std::vector<RegexDatabase>> MakeRegexDatabases(
    const std::vector<std::string_view>& regexes, const CompiledCache* cache, RegexFault* fault) {
  std::vector<RegexDatabase> made(regexes.size());
  if (regexes.empty()) return made;
  UseLargeMemory();
  const std::string key = KeyOf(regexes);
  KeptRegexes kept;
  bool whole = false;
  if (cache != nullptr) {
    if (std::optional<CompiledCache::Bytes> file = cache->Find(key)) {
      kept.Add(*std::move(file));
      whole = true;
    } else {
      std::vector<std::string> forerunners = cache->Recent(KeyPrefix());
      if (forerunners.size() > kMaxForerunners) forerunners.resize(kMaxForerunners);
      for (const std::string& forerunner : forerunners) {
        if (std::optional<CompiledCache::Bytes> bytes = cache->Find(forerunner)) {
          kept.Add(*std::move(bytes));
        }
      }
    }
  }
  for (size_t i = 0; i < regexes.size(); ++i) {
    const KeptRegex* const found = kept.Find(DigestOf(regexes[i]));
    if (found != nullptr) made[i] = {Deserialize(found->database), found->width};
    whole = whole && made[i].database != nullptr;
  }
  if (whole) return made;

  const std::vector<std::string> faults = CompileMissing(regexes, &made);
  for (size_t i = 0; i < faults.size(); ++i) {
    if (faults[i].empty()) continue;
    if (fault != nullptr) *fault = {i, faults[i]};
    return absl::InvalidArgumentError(absl::StrFormat("regex %d: %s", i, faults[i]));
  }
  if (cache != nullptr) cache->Keep(key, ToFile(regexes, made));
  return made;
}

}  // namespace mingcha
