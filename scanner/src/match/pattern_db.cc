#include "match/pattern_db.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_format.h"
#include "hs.h"

#include "base/check.h"
#include "base/status_util.h"
#include "base/utf8.h"
#include "match/compiled_cache.h"
#include "match/engine.h"

namespace mingcha {
namespace {

// The name of a list of regexes that are all good.
constexpr std::string_view kGoodRegexes = "good-regexes";

}  // namespace

std::string CheckRegex(const std::string& regex) {
  RegexWidth width;
  return InspectRegex(regex, &width);
}

std::vector<std::string> CheckRegexes(const std::vector<std::string>& regexes,
                                      const CompiledCache* cache) {
  std::vector<std::string> faults(regexes.size());
  const std::string key =
      cache == nullptr ? "" : CacheKey(kGoodRegexes, {regexes.begin(), regexes.end()});
  if (cache != nullptr && cache->Find(key)) return faults;
  bool all_good = true;
  for (size_t i = 0; i < regexes.size(); ++i) {
    faults[i] = CheckRegex(regexes[i]);
    all_good = all_good && faults[i].empty();
  }
  if (cache != nullptr && all_good) cache->Keep(key, "");
  return faults;
}

std::string HyperscanVersion() { return hs_version(); }

struct PatternDb::Scratch::Impl {
  hs_scratch_t* scratch = nullptr;

  ~Impl() { hs_free_scratch(scratch); }
};

class PatternDb::Impl {
 public:
  absl::Status MakeLiterals(const std::vector<LiteralSource>& sources, const CompiledCache* cache);
  absl::Status MakeRegexes(const std::vector<RegexSource>& sources, const CompiledCache* cache,
                           RegexFault* fault);

  // Whose a literal is.
  struct User {
    uint32_t pattern = 0;
    uint32_t term = kNoTerm;

    friend auto operator<=>(const User&, const User&) = default;
  };
  // A literal, and whose it is: users[first_user, end_user).
  struct Literal {
    uint32_t bytes = 0;
    uint32_t first_user = 0;
    uint32_t end_user = 0;
  };
  struct Regex {
    uint32_t pattern = 0;
    uint32_t fixed_bytes = 0;  // Nonzero: its start is told by its length, not by the engine.
  };

  DatabasePtr literal_db;
  DatabasePtr regex_db;
  std::vector<Literal> literals;  // By the id that the engine reports.
  std::vector<User> users;
  std::vector<Regex> regexes;  // By the id that the engine reports.
  size_t compiled_bytes = 0;
};

absl::Status PatternDb::Impl::MakeLiterals(const std::vector<LiteralSource>& sources,
                                           const CompiledCache* cache) {
  std::unordered_map<std::string_view, std::vector<User>> users_of;
  std::vector<std::string_view> order;
  for (const LiteralSource& source : sources) {
    MINGCHA_CHECK(!source.literal.empty());
    std::vector<User>& its_users = users_of[source.literal];
    if (its_users.empty()) order.push_back(source.literal);
    its_users.push_back({source.pattern, source.term});
  }
  for (const std::string_view literal : order) {
    std::vector<User>& its_users = users_of[literal];
    std::sort(its_users.begin(), its_users.end());
    its_users.erase(std::unique(its_users.begin(), its_users.end()), its_users.end());
    const auto first_user = static_cast<uint32_t>(users.size());
    users.insert(users.end(), its_users.begin(), its_users.end());
    literals.push_back(
        {static_cast<uint32_t>(literal.size()), first_user, static_cast<uint32_t>(users.size())});
  }
  MINGCHA_ASSIGN_OR_RETURN(literal_db, MakeLiteralDatabase(order, cache));
  return absl::OkStatus();
}

absl::Status PatternDb::Impl::MakeRegexes(const std::vector<RegexSource>& sources,
                                          const CompiledCache* cache, RegexFault* fault) {
  std::vector<const std::string*> texts;
  for (const RegexSource& source : sources) texts.push_back(&source.regex);
  MINGCHA_ASSIGN_OR_RETURN(RegexDatabase made, MakeRegexDatabase(texts, cache, fault));
  regex_db = std::move(made.database);
  for (size_t i = 0; i < sources.size(); ++i) {
    const RegexWidth width = made.widths[i];
    regexes.push_back({sources[i].pattern, width.fixed() ? width.min_bytes : 0});
  }
  return absl::OkStatus();
}

PatternDb::PatternDb() : impl_(std::make_unique<Impl>()) {}
PatternDb::~PatternDb() = default;

absl::StatusOr<std::unique_ptr<const PatternDb>> PatternDb::Compile(
    const std::vector<LiteralSource>& literals, const std::vector<RegexSource>& regexes,
    size_t max_compiled_bytes, RegexFault* fault, const CompiledCache* cache) {
  if (hs_valid_platform() != HS_SUCCESS) {
    return absl::FailedPreconditionError("the pattern engine does not run on this processor");
  }
  std::unique_ptr<PatternDb> db(new PatternDb());
  MINGCHA_RETURN_IF_ERROR(db->impl_->MakeLiterals(literals, cache));
  MINGCHA_RETURN_IF_ERROR(db->impl_->MakeRegexes(regexes, cache, fault));

  const size_t bytes = BytesOf(db->impl_->literal_db.get()) + BytesOf(db->impl_->regex_db.get());
  if (bytes > max_compiled_bytes) {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "the compiled patterns take %d bytes, at most %d are allowed", bytes, max_compiled_bytes));
  }
  db->impl_->compiled_bytes = bytes;
  return std::unique_ptr<const PatternDb>(std::move(db));
}

bool PatternDb::FindAll(std::string_view text, Scratch& scratch, size_t max_hits,
                        std::vector<PatternHit>* hits) const {
  if (text.empty()) return true;
  MINGCHA_CHECK(text.size() <= std::numeric_limits<unsigned>::max());
  MINGCHA_DCHECK(IsValidUtf8(text));

  struct Context {
    const Impl& impl;
    size_t max_hits;
    std::vector<PatternHit>* hits;
  } context = {*impl_, max_hits, hits};
  const auto scan = [&](const hs_database_t* database, match_event_handler on_match) {
    const hs_error_t result = hs_scan(database, text.data(), static_cast<unsigned>(text.size()),
                                      /*flags=*/0, scratch.impl_->scratch, on_match, &context);
    // Anything else means that a scratch was lent to two threads, or made for other databases.
    MINGCHA_CHECK(result == HS_SUCCESS || result == HS_SCAN_TERMINATED);
    return result == HS_SUCCESS;
  };

  const match_event_handler on_literal = [](unsigned id, unsigned long long /*from*/,
                                            unsigned long long to, unsigned /*flags*/,
                                            void* untyped) -> int {
    const auto& c = *static_cast<const Context*>(untyped);
    const Impl::Literal& literal = c.impl.literals[id];
    const auto end = static_cast<uint32_t>(to);
    for (uint32_t user = literal.first_user; user < literal.end_user; ++user) {
      if (c.hits->size() >= c.max_hits) return 1;
      const Impl::User& whose = c.impl.users[user];
      c.hits->push_back({whose.pattern, {end - literal.bytes, end}, whose.term});
    }
    return 0;
  };
  const match_event_handler on_regex = [](unsigned id, unsigned long long from,
                                          unsigned long long to, unsigned /*flags*/,
                                          void* untyped) -> int {
    const auto& c = *static_cast<const Context*>(untyped);
    if (c.hits->size() >= c.max_hits) return 1;
    const Impl::Regex& regex = c.impl.regexes[id];
    const auto end = static_cast<uint32_t>(to);
    const uint32_t begin =
        regex.fixed_bytes != 0 ? end - regex.fixed_bytes : static_cast<uint32_t>(from);
    c.hits->push_back({regex.pattern, {begin, end}, kNoTerm});
    return 0;
  };

  if (impl_->literal_db != nullptr && !scan(impl_->literal_db.get(), on_literal)) return false;
  return impl_->regex_db == nullptr || scan(impl_->regex_db.get(), on_regex);
}

uint64_t PatternDb::CountRaw(std::string_view text, Scratch& scratch) const {
  uint64_t count = 0;
  const match_event_handler on_match = [](unsigned, unsigned long long, unsigned long long,
                                          unsigned, void* untyped) -> int {
    ++*static_cast<uint64_t*>(untyped);
    return 0;
  };
  for (const hs_database_t* database : {impl_->literal_db.get(), impl_->regex_db.get()}) {
    if (database == nullptr || text.empty()) continue;
    const hs_error_t result = hs_scan(database, text.data(), static_cast<unsigned>(text.size()),
                                      /*flags=*/0, scratch.impl_->scratch, on_match, &count);
    MINGCHA_CHECK(result == HS_SUCCESS);
  }
  return count;
}

size_t PatternDb::compiled_bytes() const { return impl_->compiled_bytes; }

PatternDb::Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
PatternDb::Scratch::Scratch(Scratch&&) noexcept = default;
PatternDb::Scratch& PatternDb::Scratch::operator=(Scratch&&) noexcept = default;
PatternDb::Scratch::~Scratch() = default;

absl::StatusOr<PatternDb::Scratch> PatternDb::Scratch::For(
    const std::vector<const PatternDb*>& databases) {
  Scratch scratch;
  for (const PatternDb* db : databases) {
    if (db == nullptr) continue;
    for (const hs_database_t* database : {db->impl_->literal_db.get(), db->impl_->regex_db.get()}) {
      if (database == nullptr) continue;
      // Grows the scratch if it is there already.
      if (hs_alloc_scratch(database, &scratch.impl_->scratch) != HS_SUCCESS) {
        return absl::ResourceExhaustedError("no memory for the scratch of a pattern database");
      }
    }
  }
  return scratch;
}

}  // namespace mingcha
