#include "rulepack/pattern_compiler.h"

#include <array>
#include <future>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "base/status_util.h"
#include "match/pattern_db.h"
#include "normalize/normalizer.h"

namespace mingcha {
namespace {

// The literals of a pattern's terms in a view.
std::vector<LiteralSource> LiteralsOf(const CompiledPack& compiled, uint32_t number, View view) {
  const CompiledPattern& pattern = compiled.patterns[number];
  std::vector<LiteralSource> literals;
  for (uint32_t term = 0; term < pattern.terms.size(); ++term) {
    for (std::string& spelling : SpellingsIn(view, pattern.terms[term])) {
      literals.push_back({number, std::move(spelling), term});
    }
    if (!pattern.initials || view != View::kSound) continue;
    std::string initials = InitialsOf(pattern.terms[term]);
    if (!initials.empty()) literals.push_back({number, std::move(initials), term});
  }
  return literals;
}

// Adds the literals of a pattern and of its exceptions.
void AddLiterals(const CompiledPack& compiled, uint32_t number, View view,
                 std::vector<LiteralSource>* literals) {
  std::vector<LiteralSource> own = LiteralsOf(compiled, number, view);
  if (const uint32_t exceptions = compiled.patterns[number].exceptions; exceptions != kNone) {
    std::set<std::string_view> terms;
    for (const LiteralSource& literal : own) terms.insert(literal.literal);
    for (LiteralSource& literal : LiteralsOf(compiled, exceptions, view)) {
      // 报本 must not take back every 保本 that is told by its sound: where a term looks or sounds
      // like an exception, only the exception as it is written takes hits back.
      if (!terms.contains(literal.literal)) literals->push_back(std::move(literal));
    }
  }
  literals->insert(literals->end(), std::make_move_iterator(own.begin()),
                   std::make_move_iterator(own.end()));
}

// Rules, by the ids that their patterns name as their owners; topics have no dots in theirs.
bool IsSilent(const CompiledPack& compiled, const CompiledPattern& pattern) {
  const uint32_t rule = compiled.FindRule(pattern.owner);
  return rule != kNone && compiled.rules[rule].status == RuleStatus::kDeprecated;
}

// The patterns that are exceptions of others: they are searched for with those.
std::set<uint32_t> ExceptionsOf(const CompiledPack& compiled) {
  std::set<uint32_t> exceptions;
  for (const CompiledPattern& pattern : compiled.patterns) {
    if (pattern.exceptions != kNone) exceptions.insert(pattern.exceptions);
  }
  return exceptions;
}

// What became of one view.
struct ViewResult {
  absl::Status status;
  RegexFault fault = {kNone, {}};
  std::unique_ptr<const PatternDb> db;
};

ViewResult CompileView(const ViewSources& sources, size_t max_compiled_bytes,
                       const CompiledCache* cache) {
  ViewResult result;
  if (sources.literals.empty() && sources.regexes.empty()) return result;
  auto db = PatternDb::Compile(sources.literals, sources.regexes, max_compiled_bytes, &result.fault,
                               cache);
  result.status = db.status();
  if (db.ok()) result.db = *std::move(db);
  return result;
}

}  // namespace

ViewSources SourcesOf(const CompiledPack& compiled, View view) {
  const std::set<uint32_t> exceptions = ExceptionsOf(compiled);
  ViewSources sources;
  for (uint32_t i = 0; i < compiled.patterns.size(); ++i) {
    const CompiledPattern& pattern = compiled.patterns[i];
    const bool wanted = (pattern.views & ViewBit(view)) != 0 && !exceptions.contains(i);
    if (!wanted || IsSilent(compiled, pattern)) continue;
    AddLiterals(compiled, i, view, &sources.literals);
    for (size_t number = 0; number < pattern.regexes.size(); ++number) {
      sources.regexes.push_back({i, pattern.regexes[number]});
      sources.regex_numbers.push_back(number);
    }
  }
  return sources;
}

absl::Status CompilePatterns(const PackSource& pack, size_t max_compiled_bytes,
                             const CompiledCache* cache, CompiledPack* compiled,
                             Reporter& reporter) {
  std::array<ViewSources, kSearchedViews.size()> sources;
  std::array<std::future<ViewResult>, kSearchedViews.size()> results;
  for (size_t i = 0; i < kSearchedViews.size(); ++i) {
    results[i] = std::async(std::launch::async, [&, i] {
      sources[i] = SourcesOf(*compiled, kSearchedViews[i]);
      return CompileView(sources[i], max_compiled_bytes, cache);
    });
  }
  absl::Status status;
  size_t bytes = 0;
  std::array<ViewResult, kSearchedViews.size()> made;
  for (size_t i = 0; i < kSearchedViews.size(); ++i) {
    made[i] = results[i].get();
    if (!made[i].status.ok() && status.ok()) status = made[i].status;
    if (made[i].db != nullptr) bytes += made[i].db->compiled_bytes();
  }
  for (size_t i = 0; i < kSearchedViews.size(); ++i) {
    // A regex that is wrong in one view is wrong in the other: it is told once.
    const size_t faulty = made[i].fault.regex;
    if (made[i].status.ok() || faulty >= sources[i].regexes.size()) continue;
    const PatternSource& pattern = pack.patterns[sources[i].regexes[faulty].pattern];
    reporter.Tell(Code::kRegexUnsupported, pattern.regexes[sources[i].regex_numbers[faulty]].place,
                  absl::StrFormat("the regex cannot be compiled: %s", made[i].fault.message));
    break;
  }
  MINGCHA_RETURN_IF_ERROR(status);
  if (bytes > max_compiled_bytes) {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "the compiled patterns take %d bytes, at most %d are allowed", bytes, max_compiled_bytes));
  }
  for (size_t i = 0; i < kSearchedViews.size(); ++i) compiled->dbs[i] = std::move(made[i].db);
  return absl::OkStatus();
}

}  // namespace mingcha
