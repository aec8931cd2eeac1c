#include "authoring/mutate/plain_sentences.h"

#include <algorithm>

#include "mingcha/scan_result.h"

#include "authoring/example_message.h"
#include "base/utf8.h"
#include "evaluate/condition_evaluator.h"

namespace mingcha {
namespace {

constexpr size_t kMaxTries = 8;  // Examples that a term is tried in.

Scanner::Options WithDrafts() {
  Scanner::Options options;
  options.include_drafts = true;
  return options;
}

// 加v信 in the place of 卫❤ would make 加卫❤ into 加加v信: what nobody writes measures nothing.
bool RepeatsItsNeighbor(std::string_view text, ByteSpan word, std::string_view term) {
  const DecodedChar first = DecodeUtf8(term, 0);
  const size_t last = FloorToCharacter(term, term.size() - 1);
  return text.substr(0, word.begin).ends_with(term.substr(0, first.bytes)) ||
         text.substr(word.end).starts_with(term.substr(last));
}

bool Names(const PlainWord& word, uint32_t pattern) {
  return std::find(word.patterns.begin(), word.patterns.end(), pattern) != word.patterns.end();
}

}  // namespace

ViewSet ViewsOf(const CompiledPattern& pattern) {
  return pattern.regexes.empty() ? pattern.views : pattern.views & kRegexViews;
}

std::vector<uint32_t> FindingPatterns(const CompiledRule& rule) {
  std::vector<uint32_t> patterns;
  for (const Condition* condition : ConditionsOf(rule)) AddFindingPatterns(*condition, &patterns);
  std::sort(patterns.begin(), patterns.end());
  patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
  return patterns;
}

PlainSentenceMaker::PlainSentenceMaker(std::shared_ptr<const RulePack> pack)
    : pack_(std::move(pack)),
      rules_(pack_->compiled()),
      scanner_(pack_, WithDrafts()),
      finder_(rules_) {}

PlainSentences PlainSentenceMaker::Make(uint32_t rule) {
  seen_.clear();
  PlainSentences made;
  AddExamples(rule, &made);
  AddTerms(rule, &made);
  return made;
}

void PlainSentenceMaker::Add(PlainSentence sentence, PlainSentences* made) {
  std::vector<ByteSpan> spans;
  for (const PlainWord& word : sentence.words) spans.push_back(word.original);
  if (!seen_.emplace(sentence.message.text, std::move(spans)).second) return;
  made->sentences.push_back(std::move(sentence));
}

void PlainSentenceMaker::AddExamples(uint32_t rule, PlainSentences* made) {
  for (const RuleProof& proof : rules_.proofs) {
    if (proof.rule != rule) continue;
    for (const RuleExample& example : proof.match) {
      const Message message = MessageFor(rules_, rules_.rules[rule], example);
      bool found = false;
      const std::vector<Words> findings = FindingsIn(message, rule, &found);
      if (findings.empty()) ++(found ? made->disguised_examples : made->silent_examples);
      for (const Words& words : findings) {
        Add({rule, message, words, proof.file, example.line}, made);
      }
    }
  }
}

void PlainSentenceMaker::AddTerms(uint32_t rule, PlainSentences* made) {
  const std::vector<PlainSentence> examples = made->sentences;
  for (const uint32_t pattern : FindingPatterns(rules_.rules[rule])) {
    for (const std::string& term : rules_.patterns[pattern].terms) {
      auto sentence = SentenceWith(term, pattern, rule, examples);
      if (sentence.has_value()) {
        Add(*std::move(sentence), made);
      } else {
        ++made->unreached_terms;
      }
    }
  }
}

std::optional<PlainSentence> PlainSentenceMaker::SentenceWith(
    const std::string& term, uint32_t pattern, uint32_t rule,
    const std::vector<PlainSentence>& examples) {
  const auto bytes = static_cast<uint32_t>(term.size());
  size_t tries = 0;
  for (const PlainSentence& example : examples) {
    const auto word = std::find_if(example.words.begin(), example.words.end(),
                                   [&](const PlainWord& w) { return Names(w, pattern); });
    if (word == example.words.end() ||
        RepeatsItsNeighbor(example.message.text, word->original, term)) {
      continue;
    }
    Message message = example.message;
    const uint32_t begin = word->original.begin;
    message.text.replace(begin, word->original.size(), term);
    if (auto sentence = Try(std::move(message), {begin, begin + bytes}, rule)) return sentence;
    if (++tries == kMaxTries) break;
  }
  RuleExample alone;
  alone.text = term;
  return Try(MessageFor(rules_, rules_.rules[rule], alone), {0, bytes}, rule);
}

// The term's own words are altered, and not those that its sentence brings along.
std::optional<PlainSentence> PlainSentenceMaker::Try(Message message, ByteSpan term,
                                                     uint32_t rule) {
  bool found = false;
  for (Words& words : FindingsIn(message, rule, &found)) {
    words.erase(std::remove_if(words.begin(), words.end(),
                               [&](const PlainWord& w) { return !w.original.Overlaps(term); }),
                words.end());
    if (words.empty()) continue;
    const CompiledRule& compiled = rules_.rules[rule];
    return PlainSentence{rule, std::move(message), std::move(words), compiled.file, compiled.line};
  }
  return std::nullopt;
}

std::vector<PlainSentenceMaker::Words> PlainSentenceMaker::FindingsIn(const Message& message,
                                                                      uint32_t rule, bool* found) {
  const ScanResult scan = scanner_.Scan(message);
  *found = !EvidenceFor(rules_, rule, scan).empty();
  if (!*found) return {};
  normalizer_.SetText(message.text);
  finder_.FindAll(normalizer_, Scanner::Options().max_hits);

  const std::vector<uint32_t> patterns = FindingPatterns(rules_.rules[rule]);
  std::vector<Words> findings;
  const auto add = [&](const std::vector<ByteSpan>& evidence) {
    Words words = WordsOf(evidence, patterns);
    if (!words.empty()) findings.push_back(std::move(words));
  };
  for (const RuleHit& hit : scan.hits) {
    if (hit.rule != rule || hit.evasion) continue;
    std::vector<ByteSpan> evidence;
    for (const Evidence& e : hit.evidence) evidence.push_back(e.original);
    add(evidence);
  }
  for (const Signal& signal : scan.signals) {
    const bool is_its_own = signal.kind == SignalKind::kEvaded && signal.rule == rule;
    if (is_its_own && !signal.evasion) add({signal.evidence.original});
  }
  return findings;
}

// What a pattern hit inside the evidence: the evidence itself, or, where it spans several hits, the
// longest of them at each place.
PlainSentenceMaker::Words PlainSentenceMaker::WordsOf(const std::vector<ByteSpan>& evidence,
                                                      const std::vector<uint32_t>& patterns) {
  Words words;
  for (const uint32_t pattern : patterns) {
    const HitFinder::Range range = finder_.RangeOf(pattern);
    for (uint32_t i = range.first; i < range.first + range.count; ++i) {
      const ByteSpan original = normalizer_.FoldedToOriginal(finder_.hits()[i].folded);
      const bool is_evidence = std::any_of(evidence.begin(), evidence.end(),
                                           [&](ByteSpan e) { return e.Contains(original); });
      if (!is_evidence) continue;
      auto word = std::find_if(words.begin(), words.end(),
                               [&](const PlainWord& w) { return w.original == original; });
      if (word == words.end()) word = words.insert(words.end(), PlainWord{original, {}, 0, false});
      word->patterns.push_back(pattern);
      word->views |= ViewsOf(rules_.patterns[pattern]);
      word->initials = word->initials || rules_.patterns[pattern].initials;
    }
  }
  const auto inside_another = [&](const PlainWord& word) {
    return std::any_of(words.begin(), words.end(), [&](const PlainWord& other) {
      return other.original != word.original && other.original.Contains(word.original);
    });
  };
  Words outermost;
  std::copy_if(words.begin(), words.end(), std::back_inserter(outermost),
               [&](const PlainWord& word) { return !inside_another(word); });
  std::sort(outermost.begin(), outermost.end(),
            [](const PlainWord& a, const PlainWord& b) { return a.original < b.original; });
  return outermost;
}

}  // namespace mingcha
