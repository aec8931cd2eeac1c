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

// What one view's database is made of, and where each regex stands.
struct ViewSources {
  std::vector<LiteralSource> literals;
  std::vector<RegexSource> regexes;
  std::vector<const SourcePlace*> regex_places;
};

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

ViewSources SourcesOf(const PackSource& pack, const CompiledPack& compiled, View view) {
  std::set<OwnerNumber> silent;
  for (const RuleSource& rule : pack.rules) {
    if (rule.status.value == RuleStatus::kDeprecated) silent.insert(rule.owner);
  }
  ViewSources sources;
  for (uint32_t i = 0; i < pack.patterns.size(); ++i) {
    const PatternSource& source = pack.patterns[i];
    const CompiledPattern& pattern = compiled.patterns[i];
    if (silent.contains(source.owner) || (pattern.views & ViewBit(view)) == 0) continue;
    AddLiterals(compiled, i, view, &sources.literals);
    for (size_t j = 0; j < pattern.regexes.size(); ++j) {
      sources.regexes.push_back({i, pattern.regexes[j]});
      sources.regex_places.push_back(&source.regexes[j].place);
    }
  }
  return sources;
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

absl::Status CompilePatterns(const PackSource& pack, size_t max_compiled_bytes,
                             const CompiledCache* cache, CompiledPack* compiled,
                             Reporter& reporter) {
  std::array<ViewSources, kSearchedViews.size()> sources;
  std::array<std::future<ViewResult>, kSearchedViews.size()> results;
  for (size_t i = 0; i < kSearchedViews.size(); ++i) {
    results[i] = std::async(std::launch::async, [&, i] {
      sources[i] = SourcesOf(pack, *compiled, kSearchedViews[i]);
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
    const auto& places = sources[i].regex_places;
    if (made[i].status.ok() || made[i].fault.regex >= places.size()) continue;
    reporter.Tell(Code::kRegexUnsupported, *places[made[i].fault.regex],
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
