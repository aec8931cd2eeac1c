// Literals and regexes are compiled apart: the literal database knows nothing but bytes and needs
// no start of match, since the length of what was found is known; only regexes pay for theirs.

#include "match/pattern_db.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_format.h"
#include "hs.h"

#include "base/check.h"
#include "base/status_util.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

struct DatabaseDeleter {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};
using DatabasePtr = std::unique_ptr<hs_database_t, DatabaseDeleter>;

struct CompileErrorDeleter {
  void operator()(hs_compile_error_t* error) const { hs_free_compile_error(error); }
};
using CompileErrorPtr = std::unique_ptr<hs_compile_error_t, CompileErrorDeleter>;

constexpr unsigned kRegexFlags = HS_FLAG_UTF8;
constexpr unsigned kRegexFlagsWithStart = kRegexFlags | HS_FLAG_SOM_LEFTMOST;

std::string WordsOf(const CompileErrorPtr& error) {
  return error == nullptr ? "the engine gave no reason" : std::string(error->message);
}

size_t BytesOf(const hs_database_t* database) {
  size_t bytes = 0;
  if (database != nullptr) MINGCHA_CHECK(hs_database_size(database, &bytes) == HS_SUCCESS);
  return bytes;
}

struct RegexWidth {
  unsigned min_bytes = 0;
  unsigned max_bytes = 0;
  bool fixed() const { return min_bytes == max_bytes; }
};

// Returns an empty string and fills `*width`, or returns what is wrong with the regex.
std::string Inspect(const std::string& regex, RegexWidth* width) {
  // The engine reads C strings: what stands behind a NUL would be passed over in silence.
  if (regex.find('\0') != std::string::npos) return "contains a NUL character";
  if (regex.empty()) return "is empty";
  if (!IsValidUtf8(regex)) return "is not valid UTF-8";

  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* untyped_error = nullptr;
  const hs_error_t result =
      hs_expression_info(regex.c_str(), kRegexFlagsWithStart, &info, &untyped_error);
  const CompileErrorPtr error(untyped_error);
  if (result != HS_SUCCESS) return WordsOf(error);

  *width = {info->min_width, info->max_width};
  std::free(info);
  if (width->min_bytes == 0) return "matches the empty string";
  return {};
}

// Compiles one regex alone, only to learn whether it can be.
std::string CompileAlone(const std::string& regex, unsigned flags) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t result =
      hs_compile(regex.c_str(), flags, HS_MODE_BLOCK, nullptr, &database, &error);
  const DatabasePtr owned_database(database);
  const CompileErrorPtr owned_error(error);
  return result == HS_SUCCESS ? std::string() : WordsOf(owned_error);
}

absl::Status FaultyRegex(size_t regex, std::string message, RegexFault* fault) {
  absl::Status status = absl::InvalidArgumentError(absl::StrFormat("regex %d: %s", regex, message));
  if (fault != nullptr) *fault = {regex, std::move(message)};
  return status;
}

}  // namespace

std::string CheckRegex(const std::string& regex) {
  RegexWidth width;
  return Inspect(regex, &width);
}

std::string HyperscanVersion() { return hs_version(); }

struct PatternDb::Scratch::Impl {
  hs_scratch_t* scratch = nullptr;

  ~Impl() { hs_free_scratch(scratch); }
};

class PatternDb::Impl {
 public:
  absl::Status CompileLiterals(const std::vector<LiteralSource>& sources);
  absl::Status CompileRegexes(const std::vector<RegexSource>& sources, RegexFault* fault);

  // A literal, and the patterns that have it: users[first_user, end_user).
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
  std::vector<uint32_t> users;
  std::vector<Regex> regexes;  // By the id that the engine reports.
  size_t compiled_bytes = 0;

 private:
  // Fills `*flags` with what each regex is compiled with.
  absl::Status ChooseFlags(const std::vector<RegexSource>& sources, std::vector<unsigned>* flags,
                           RegexFault* fault);
};

absl::Status PatternDb::Impl::CompileLiterals(const std::vector<LiteralSource>& sources) {
  if (sources.empty()) return absl::OkStatus();

  std::unordered_map<std::string_view, std::vector<uint32_t>> patterns_of;
  std::vector<std::string_view> order;
  for (const LiteralSource& source : sources) {
    MINGCHA_CHECK(!source.literal.empty());
    std::vector<uint32_t>& patterns = patterns_of[source.literal];
    if (patterns.empty()) order.push_back(source.literal);
    patterns.push_back(source.pattern);
  }

  std::vector<const char*> expressions;
  std::vector<unsigned> flags(order.size(), 0);
  std::vector<unsigned> ids;
  std::vector<size_t> lengths;
  for (const std::string_view literal : order) {
    std::vector<uint32_t>& patterns = patterns_of[literal];
    std::sort(patterns.begin(), patterns.end());
    patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
    const auto first_user = static_cast<uint32_t>(users.size());
    users.insert(users.end(), patterns.begin(), patterns.end());
    ids.push_back(static_cast<unsigned>(literals.size()));
    literals.push_back(
        {static_cast<uint32_t>(literal.size()), first_user, static_cast<uint32_t>(users.size())});
    expressions.push_back(literal.data());
    lengths.push_back(literal.size());
  }

  hs_database_t* database = nullptr;
  hs_compile_error_t* untyped_error = nullptr;
  const hs_error_t result = hs_compile_lit_multi(
      expressions.data(), flags.data(), ids.data(), lengths.data(),
      static_cast<unsigned>(expressions.size()), HS_MODE_BLOCK, nullptr, &database, &untyped_error);
  const CompileErrorPtr error(untyped_error);
  literal_db.reset(database);
  if (result == HS_SUCCESS) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("%d literals do not compile: %s", order.size(), WordsOf(error)));
}

absl::Status PatternDb::Impl::ChooseFlags(const std::vector<RegexSource>& sources,
                                          std::vector<unsigned>* flags, RegexFault* fault) {
  for (size_t i = 0; i < sources.size(); ++i) {
    RegexWidth width;
    std::string wrong = Inspect(sources[i].regex, &width);
    if (!wrong.empty()) return FaultyRegex(i, std::move(wrong), fault);
    // Where every hit is of the same length, the engine need not keep its start.
    const uint32_t fixed_bytes = width.fixed() ? width.min_bytes : 0;
    regexes.push_back({sources[i].pattern, fixed_bytes});
    flags->push_back(width.fixed() ? kRegexFlags : kRegexFlagsWithStart);
  }
  return absl::OkStatus();
}

absl::Status PatternDb::Impl::CompileRegexes(const std::vector<RegexSource>& sources,
                                             RegexFault* fault) {
  if (sources.empty()) return absl::OkStatus();

  std::vector<unsigned> flags;
  MINGCHA_RETURN_IF_ERROR(ChooseFlags(sources, &flags, fault));
  std::vector<const char*> expressions;
  std::vector<unsigned> ids;
  for (const RegexSource& source : sources) {
    ids.push_back(static_cast<unsigned>(expressions.size()));
    expressions.push_back(source.regex.c_str());
  }

  hs_database_t* database = nullptr;
  hs_compile_error_t* untyped_error = nullptr;
  const hs_error_t result = hs_compile_multi(expressions.data(), flags.data(), ids.data(),
                                             static_cast<unsigned>(expressions.size()),
                                             HS_MODE_BLOCK, nullptr, &database, &untyped_error);
  const CompileErrorPtr error(untyped_error);
  regex_db.reset(database);
  if (result == HS_SUCCESS) return absl::OkStatus();

  // The engine names the faulty expression, or leaves it to us to find it.
  const bool named = error != nullptr && error->expression >= 0;
  const size_t first = named ? static_cast<size_t>(error->expression) : 0;
  for (size_t i = first; i < sources.size(); ++i) {
    const std::string wrong = CompileAlone(sources[i].regex, flags[i]);
    if (wrong.empty()) continue;
    const bool only_its_start = CompileAlone(sources[i].regex, kRegexFlags).empty();
    return FaultyRegex(
        i,
        only_its_start ? "the start of a hit cannot be told (" + wrong + "): shorten its repeats"
                       : wrong,
        fault);
  }
  if (named) return FaultyRegex(first, WordsOf(error), fault);
  return absl::InvalidArgumentError(
      absl::StrFormat("%d regexes do not compile together: %s", sources.size(), WordsOf(error)));
}

PatternDb::PatternDb() : impl_(std::make_unique<Impl>()) {}
PatternDb::~PatternDb() = default;

absl::StatusOr<std::unique_ptr<const PatternDb>> PatternDb::Compile(
    const std::vector<LiteralSource>& literals, const std::vector<RegexSource>& regexes,
    size_t max_compiled_bytes, RegexFault* fault) {
  if (hs_valid_platform() != HS_SUCCESS) {
    return absl::FailedPreconditionError("the pattern engine does not run on this processor");
  }
  std::unique_ptr<PatternDb> db(new PatternDb());
  MINGCHA_RETURN_IF_ERROR(db->impl_->CompileLiterals(literals));
  MINGCHA_RETURN_IF_ERROR(db->impl_->CompileRegexes(regexes, fault));

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
      c.hits->push_back({c.impl.users[user], {end - literal.bytes, end}});
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
    c.hits->push_back({regex.pattern, {begin, end}});
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
