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
#include "match/required_literals.h"

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
  // Of each regex: the lists of required literals, as bits, that were seen in the text.
  std::vector<uint8_t> seen;
  std::vector<uint32_t> touched;  // The regexes of which some were seen.
  std::vector<uint32_t> armed;    // Those of which all were seen.

  ~Impl() { hs_free_scratch(scratch); }

  void BeginText() {
    for (const uint32_t regex : touched) seen[regex] = 0;
    touched.clear();
    armed.clear();
  }
  void See(uint32_t regex, uint8_t list, uint8_t all_lists) {
    uint8_t& of_regex = seen[regex];
    if ((of_regex & list) != 0) return;
    if (of_regex == 0) touched.push_back(regex);
    of_regex |= list;
    if (of_regex == all_lists) armed.push_back(regex);
  }
};

class PatternDb::Impl {
 public:
  absl::Status MakeLiterals(const std::vector<LiteralSource>& sources,
                            const std::vector<RegexSource>& regex_sources,
                            const CompiledCache* cache);
  absl::Status MakeRegexes(const std::vector<RegexSource>& sources, const CompiledCache* cache,
                           RegexFault* fault);

  // Whose a literal is.
  struct User {
    uint32_t pattern = 0;
    uint32_t term = kNoTerm;

    friend auto operator<=>(const User&, const User&) = default;
  };
  // A regex that requires a literal, in which of its lists.
  struct Requirer {
    uint32_t regex = 0;
    uint8_t list = 0;  // A bit.
  };
  // A literal, whose it is: users[first_user, end_user), and what requires it.
  struct Literal {
    uint32_t bytes = 0;
    uint32_t first_user = 0;
    uint32_t end_user = 0;
    uint32_t first_requirer = 0;
    uint32_t end_requirer = 0;
  };
  struct Regex {
    uint32_t pattern = 0;
    uint32_t fixed_bytes = 0;  // Nonzero: its start is told by its length, not by the engine.
    uint8_t all_lists = 0;     // Of required literals; none: it is searched in every text.
    DatabasePtr db;
  };

  DatabasePtr literal_db;
  std::vector<Literal> literals;  // By the id that the engine reports.
  std::vector<User> users;
  std::vector<Requirer> requirers;
  std::vector<Regex> regexes;
  std::vector<uint32_t> always;  // The regexes that require nothing.
  size_t compiled_bytes = 0;
};

absl::Status PatternDb::Impl::MakeLiterals(const std::vector<LiteralSource>& sources,
                                           const std::vector<RegexSource>& regex_sources,
                                           const CompiledCache* cache) {
  struct Owners {
    std::vector<User> users;
    std::vector<Requirer> requirers;
  };
  std::unordered_map<std::string, Owners> owners_of;
  std::vector<std::string_view> order;  // Of the keys, which stay where they are.
  const auto owners = [&](const std::string& literal) -> Owners& {
    const auto [found, is_new] = owners_of.try_emplace(literal);
    if (is_new) order.push_back(found->first);
    return found->second;
  };
  for (const LiteralSource& source : sources) {
    MINGCHA_CHECK(!source.literal.empty());
    owners(source.literal).users.push_back({source.pattern, source.term});
  }
  for (uint32_t i = 0; i < regex_sources.size(); ++i) {
    const RequiredLiterals lists = FindRequiredLiterals(regex_sources[i].regex);
    for (size_t list = 0; list < lists.size(); ++list) {
      const auto bit = static_cast<uint8_t>(1U << list);
      regexes[i].all_lists |= bit;
      for (const std::string& literal : lists[list]) owners(literal).requirers.push_back({i, bit});
    }
    if (lists.empty()) always.push_back(i);
  }
  for (const std::string_view literal : order) {
    Owners& its = owners_of[std::string(literal)];
    std::sort(its.users.begin(), its.users.end());
    its.users.erase(std::unique(its.users.begin(), its.users.end()), its.users.end());
    Literal& made = literals.emplace_back();
    made.bytes = static_cast<uint32_t>(literal.size());
    made.first_user = static_cast<uint32_t>(users.size());
    made.first_requirer = static_cast<uint32_t>(requirers.size());
    users.insert(users.end(), its.users.begin(), its.users.end());
    requirers.insert(requirers.end(), its.requirers.begin(), its.requirers.end());
    made.end_user = static_cast<uint32_t>(users.size());
    made.end_requirer = static_cast<uint32_t>(requirers.size());
  }
  MINGCHA_ASSIGN_OR_RETURN(literal_db, MakeLiteralDatabase(order, cache));
  compiled_bytes += BytesOf(literal_db.get());
  return absl::OkStatus();
}

absl::Status PatternDb::Impl::MakeRegexes(const std::vector<RegexSource>& sources,
                                          const CompiledCache* cache, RegexFault* fault) {
  std::vector<std::string_view> texts;
  for (const RegexSource& source : sources) texts.emplace_back(source.regex);
  MINGCHA_ASSIGN_OR_RETURN(std::vector<RegexDatabase> made,
                           MakeRegexDatabases(texts, cache, fault));
  for (size_t i = 0; i < sources.size(); ++i) {
    const RegexWidth width = made[i].width;
    compiled_bytes += BytesOf(made[i].database.get());
    Regex& regex = regexes.emplace_back();
    regex.pattern = sources[i].pattern;
    regex.fixed_bytes = width.fixed() ? width.min_bytes : 0;
    regex.db = std::move(made[i].database);
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
  MINGCHA_RETURN_IF_ERROR(db->impl_->MakeRegexes(regexes, cache, fault));
  MINGCHA_RETURN_IF_ERROR(db->impl_->MakeLiterals(literals, regexes, cache));
  const size_t bytes = db->impl_->compiled_bytes;
  if (bytes > max_compiled_bytes) {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "the compiled patterns take %d bytes, at most %d are allowed", bytes, max_compiled_bytes));
  }
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
    Scratch::Impl& scratch;
    const Impl::Regex* regex = nullptr;
  } context = {*impl_, max_hits, hits, *scratch.impl_};
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
    for (uint32_t i = literal.first_requirer; i < literal.end_requirer; ++i) {
      const Impl::Requirer& requirer = c.impl.requirers[i];
      c.scratch.See(requirer.regex, requirer.list, c.impl.regexes[requirer.regex].all_lists);
    }
    return 0;
  };
  const match_event_handler on_regex = [](unsigned /*id*/, unsigned long long from,
                                          unsigned long long to, unsigned /*flags*/,
                                          void* untyped) -> int {
    const auto& c = *static_cast<const Context*>(untyped);
    if (c.hits->size() >= c.max_hits) return 1;
    const auto end = static_cast<uint32_t>(to);
    const uint32_t begin =
        c.regex->fixed_bytes != 0 ? end - c.regex->fixed_bytes : static_cast<uint32_t>(from);
    c.hits->push_back({c.regex->pattern, {begin, end}, kNoTerm});
    return 0;
  };
  const auto search_regexes = [&](const std::vector<uint32_t>& which) {
    return std::all_of(which.begin(), which.end(), [&](uint32_t regex) {
      context.regex = &impl_->regexes[regex];
      return scan(context.regex->db.get(), on_regex);
    });
  };

  scratch.impl_->BeginText();
  if (impl_->literal_db != nullptr && !scan(impl_->literal_db.get(), on_literal)) return false;
  return search_regexes(impl_->always) && search_regexes(scratch.impl_->armed);
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
    std::vector<const hs_database_t*> its_databases = {db->impl_->literal_db.get()};
    for (const auto& regex : db->impl_->regexes) its_databases.push_back(regex.db.get());
    std::vector<uint8_t>& seen = scratch.impl_->seen;
    seen.resize(std::max(seen.size(), db->impl_->regexes.size()));
    for (const hs_database_t* database : its_databases) {
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
