#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"

#include "authoring/lint/advice.h"
#include "base/utf8.h"
#include "normalize/normalizer.h"

namespace mingcha {
namespace {

// Whether the two are scanned as the same message.
bool SameMessage(const RuleExample& a, const RuleExample& b) {
  return a.text == b.text && a.attributes == b.attributes && a.speaker == b.speaker &&
         a.sent_on == b.sent_on;
}

void AdviseOnRepeats(const std::vector<RuleExample>& examples,
                     const std::vector<SourcePlace>& places, Reporter& reporter) {
  std::map<std::string_view, const RuleExample*> first_of;
  for (size_t i = 0; i < examples.size(); ++i) {
    const RuleExample& example = examples[i];
    const auto [first, is_new] = first_of.emplace(example.text, &example);
    if (is_new || !SameMessage(*first->second, example)) continue;
    reporter.Tell(Code::kDuplicateExample, places[i],
                  "the example stands twice, and proves nothing more",
                  {.note = absl::StrFormat("also in line %d", first->second->line),
                   .help = "write another, or take it out"});
  }
}

void AdviseOnContradictions(const RuleSource& rule, Reporter& reporter) {
  std::map<std::string_view, const RuleExample*> matches;
  for (const RuleExample& example : rule.match) matches.emplace(example.text, &example);
  for (size_t i = 0; i < rule.no_match.size(); ++i) {
    const RuleExample& near_miss = rule.no_match[i];
    const auto match = matches.find(near_miss.text);
    if (match == matches.end() || !SameMessage(*match->second, near_miss)) continue;
    reporter.Tell(Code::kContradictoryExample, rule.no_match_places[i],
                  "the rule must find this text, and must not",
                  {.note = absl::StrFormat("it must in line %d", match->second->line),
                   .help = "decide, and take one of them out"});
  }
}

// Every two characters that stand side by side.
std::set<std::string> PairsOf(const std::string& text) {
  std::set<std::string> pairs;
  std::string previous;
  const std::string folded = FoldText(text);
  for (size_t at = 0; at < folded.size();) {
    const size_t bytes = DecodeUtf8(folded, at).bytes;
    const std::string character = folded.substr(at, bytes);
    if (!previous.empty()) pairs.insert(previous + character);
    previous = character;
    at += bytes;
  }
  return pairs;
}

// A near miss that shares no two characters with anything the rule is about would be silent
// whatever became of the rule.
void AdviseOnNearMisses(const RuleSource& rule, const LintSubject& subject) {
  if (rule.no_match.empty()) return;
  std::set<std::string> about;
  for (const RuleExample& example : rule.match) about.merge(PairsOf(example.text));
  const CompiledRule& compiled = subject.CompiledOf(rule);
  std::vector<uint32_t> patterns = NamedPatterns(compiled.condition);
  for (const EvadedBy& evaded : compiled.evaded_by) {
    const std::vector<uint32_t> more = NamedPatterns(evaded.condition);
    patterns.insert(patterns.end(), more.begin(), more.end());
  }
  for (const uint32_t pattern : patterns) {
    if (pattern == kNone) continue;
    for (const std::string& term : subject.compiled.patterns[pattern].terms) {
      about.merge(PairsOf(term));
    }
  }
  for (size_t i = 0; i < rule.no_match.size(); ++i) {
    const std::set<std::string> pairs = PairsOf(rule.no_match[i].text);
    const bool near = std::any_of(pairs.begin(), pairs.end(),
                                  [&](const std::string& pair) { return about.contains(pair); });
    if (near) continue;
    subject.reporter.Tell(Code::kWeakNearMiss, rule.no_match_places[i],
                          "this is far from anything that the rule looks for",
                          {.note = "it would be silent whatever became of the rule",
                           .help = "write a sentence that looks alike and must stay silent"});
  }
}

}  // namespace

void AdviseOnExamples(const LintSubject& subject) {
  for (const RuleSource& rule : subject.source.rules) {
    if (!IsAlive(rule)) continue;
    AdviseOnRepeats(rule.match, rule.match_places, subject.reporter);
    AdviseOnRepeats(rule.no_match, rule.no_match_places, subject.reporter);
    AdviseOnContradictions(rule, subject.reporter);
    AdviseOnNearMisses(rule, subject);
  }
}

}  // namespace mingcha
