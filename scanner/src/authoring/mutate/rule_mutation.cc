#include "authoring/mutate/rule_mutation.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "authoring/mutate/disguiser.h"
#include "authoring/mutate/plain_sentences.h"
#include "authoring/mutate/variant_judge.h"
#include "base/check.h"
#include "base/enum_names.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 3> kStandingNames = {"measured", "not_opted_in", "no_place"};

bool OptedIn(ViewSet views, bool initials, DisguiseKind kind) {
  return (views & ViewBit(UndoneBy(kind))) != 0 && (kind != DisguiseKind::kInitials || initials);
}

// What a conversation makes of its words shows only when a window closes: the words of rules over
// conversations are not split over messages.
bool CanBeDone(DisguiseKind kind, const CompiledRule& rule) {
  return kind != DisguiseKind::kTwoMessages || IsMessageKind(rule.kind);
}

std::string WordsOf(const PlainSentence& sentence, const std::vector<ByteSpan>& words) {
  std::string text;
  for (const ByteSpan word : words) {
    text += (text.empty() ? "" : " … ") + sentence.message.text.substr(word.begin, word.size());
  }
  return text;
}

class MutationRun {
 public:
  MutationRun(const std::shared_ptr<const RulePack>& pack, const MutationOptions& options,
              MutationReport* report)
      : rules_(pack->compiled()), options_(options), maker_(pack), judge_(pack), report_(*report) {}

  void Run(uint32_t rule) {
    const PlainSentences plain = maker_.Make(rule);
    ++report_.rules;
    report_.sentences += plain.sentences.size();
    report_.silent_examples += plain.silent_examples;
    report_.disguised_examples += plain.disguised_examples;
    report_.unreached_terms += plain.unreached_terms;
    if (plain.sentences.empty()) {
      report_.without_sentences.push_back(rules_.rules[rule].id);
      return;
    }
    for (const DisguiseKind kind : options_.kinds) RunKind(rule, kind, plain.sentences);
  }

 private:
  void RunKind(uint32_t rule, DisguiseKind kind, const std::vector<PlainSentence>& sentences) {
    const CompiledRule& compiled = rules_.rules[rule];
    KindOfRule result;
    result.rule_id = compiled.id;
    result.kind = kind;
    if (CanBeDone(kind, compiled)) {
      for (const PlainSentence& sentence : sentences) RunSentence(sentence, kind, &result.recall);
    }
    const std::vector<uint32_t> patterns = FindingPatterns(compiled);
    const bool opted_in = std::any_of(patterns.begin(), patterns.end(), [&](uint32_t pattern) {
      return OptedIn(ViewsOf(rules_.patterns[pattern]), rules_.patterns[pattern].initials, kind);
    });
    result.standing = result.recall.variants > 0 ? Standing::kMeasured
                      : opted_in                 ? Standing::kNoPlace
                                                 : Standing::kNotOptedIn;
    report_.results.push_back(std::move(result));
  }

  void RunSentence(const PlainSentence& sentence, DisguiseKind kind, Recall* recall) {
    std::vector<ByteSpan> words;
    for (const PlainWord& word : sentence.words) {
      if (OptedIn(word.views, word.initials, kind)) words.push_back(word.original);
    }
    if (words.empty()) return;

    const std::string& text = sentence.message.text;
    Random random(options_.seed);
    random.Mix(rules_.rules[sentence.rule].id).Mix(ToString(kind)).Mix(text);
    std::set<std::vector<std::string>> made;
    for (size_t i = 0; i < options_.per_example; ++i) {
      const auto variant = disguiser_.Disguise(kind, text, words, options_.edits, random);
      if (!variant.has_value() || !made.insert(variant->messages).second) continue;
      std::string reason;
      const bool caught = judge_.IsCaught(sentence.rule, sentence.message, *variant, &reason);
      recall->Add(caught);
      if (caught) continue;
      report_.missed.push_back({rules_.rules[sentence.rule].id, kind, sentence.file, sentence.line,
                                text, WordsOf(sentence, words), variant->messages,
                                std::move(reason)});
    }
  }

  const CompiledPack& rules_;
  const MutationOptions& options_;
  Disguiser disguiser_;
  PlainSentenceMaker maker_;
  VariantJudge judge_;
  MutationReport& report_;
};

}  // namespace

std::string_view ToString(Standing standing) { return NameOf(kStandingNames, standing); }

Recall MutationReport::RecallOf(DisguiseKind kind) const {
  Recall recall;
  for (const KindOfRule& result : results) {
    if (result.kind == kind) recall.Add(result.recall);
  }
  return recall;
}

size_t MutationReport::RulesThat(DisguiseKind kind, Standing standing) const {
  return static_cast<size_t>(
      std::count_if(results.begin(), results.end(), [&](const KindOfRule& result) {
        return result.kind == kind && result.standing == standing;
      }));
}

MutationReport MutateRules(const std::shared_ptr<const RulePack>& pack,
                           const MutationOptions& options) {
  MINGCHA_CHECK(pack != nullptr);
  const CompiledPack& compiled = pack->compiled();
  MutationReport report;
  MutationRun run(pack, options, &report);
  for (uint32_t i = 0; i < compiled.rules.size(); ++i) {
    const CompiledRule& rule = compiled.rules[i];
    const bool has_status = options.status.has_value() ? rule.status == *options.status
                                                       : rule.status != RuleStatus::kDeprecated;
    if (has_status && rule.id.starts_with(options.rule)) run.Run(i);
  }
  return report;
}

}  // namespace mingcha
