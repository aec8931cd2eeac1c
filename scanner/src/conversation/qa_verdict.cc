#include "conversation/qa_verdict.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/enum_names.h"
#include "conversation/rule_finding.h"
#include "rulepack/category.h"

namespace mingcha {
namespace {

// How a dodge is told to a reviewer, in the order of EvasionKind; silence has a sentence of its
// own.
constexpr std::array<std::string_view, 7> kDodgeWords = {
    "自我夸耀", "推给他人", "找借口推脱", "拖延敷衍", "转移话题", "空口安抚", "不予答复"};

const std::string& TitleOf(const CompiledTopic& topic) {
  return topic.title.empty() ? topic.id : topic.title;
}

std::string Explain(const CompiledTopic& topic, EvasionKind kind) {
  const std::string& title = TitleOf(topic);
  if (kind == EvasionKind::kSilence) {
    return absl::StrFormat("客户询问“%s”，答复窗口结束时仍没有实质答复。", title);
  }
  return absl::StrFormat("客户询问“%s”，答复窗口内只有%s，没有实质答复。", title,
                         NameOf(kDodgeWords, kind));
}

// A generic rule gives way to the others, but a live rule never to one that only runs in shadow.
bool GivesWay(const CompiledPack& pack, const CompiledRule& rule,
              const std::vector<const Dodge*>& dodges) {
  return rule.generic && std::any_of(dodges.begin(), dodges.end(), [&](const Dodge* dodge) {
           const CompiledRule& other = pack.rules[dodge->rule];
           return !other.generic && other.status >= rule.status;
         });
}

Finding MakeFinding(const ConversationRules& rules, const ConversationKey& conversation,
                    const Obligation& obligation, const Dodge& dodge, Timestamp closed_at) {
  Finding finding = FindingOfRule(rules.pack, rules.pack.rules[dodge.rule]);
  finding.subject = {SubjectKind::kConversation, conversation.conversation_id};
  finding.conversation = conversation;
  finding.message_id = dodge.evidence.empty() ? obligation.question.message_id : dodge.message_id();
  finding.speaker = dodge.speaker;
  finding.agent_id = dodge.agent_id;
  finding.at = closed_at;
  finding.evidence = {obligation.question};
  finding.evidence.insert(finding.evidence.end(), dodge.evidence.begin(), dodge.evidence.end());
  finding.evasion = dodge.evasion;
  finding.features.emplace("evasion_kind", ToString(dodge.kind));
  finding.explanation = Explain(rules.pack.topics[obligation.topic], dodge.kind);
  finding.finding_id = MakeFindingId(finding);
  return finding;
}

// Nobody spoke: told of the side that should have.
std::vector<Dodge> Silence(const ConversationRules& rules, const Obligation& obligation) {
  std::vector<Dodge> silence;
  for (const uint32_t rule : obligation.silence_rules) {
    Dodge dodge;
    dodge.rule = rule;
    dodge.kind = EvasionKind::kSilence;
    const bool by_bots_only = (rules.pack.rules[rule].speakers & SpeakerBit(Speaker::kAgent)) == 0;
    dodge.speaker = by_bots_only ? Speaker::kBot : Speaker::kAgent;
    silence.push_back(std::move(dodge));
  }
  return silence;
}

}  // namespace

std::vector<Finding> JudgeObligation(const ConversationRules& rules,
                                     const ConversationKey& conversation,
                                     const Obligation& obligation, Timestamp closed_at) {
  std::vector<Dodge> silence;
  if (obligation.dodges.empty() && obligation.replies.empty()) silence = Silence(rules, obligation);

  std::vector<const Dodge*> dodges;
  for (const Dodge& dodge : obligation.dodges) dodges.push_back(&dodge);
  for (const Dodge& dodge : silence) dodges.push_back(&dodge);
  std::sort(dodges.begin(), dodges.end(),
            [](const Dodge* a, const Dodge* b) { return a->rule < b->rule; });

  std::vector<Finding> findings;
  for (const Dodge* dodge : dodges) {
    if (GivesWay(rules.pack, rules.pack.rules[dodge->rule], dodges)) continue;
    findings.push_back(MakeFinding(rules, conversation, obligation, *dodge, closed_at));
  }
  return findings;
}

Finding FindingOfDropped(const ConversationRules& rules, const ConversationKey& conversation,
                         const Obligation& obligation) {
  return FindingOfDropped(
      rules.pack, conversation, obligation.question,
      {.title = "客户问题未能跟踪到底",
       .suggestion = "请人工查看客户的问题是否得到答复。",
       .explanation = absl::StrFormat("客户询问“%s”，答复窗口结束前会话已不再跟踪，未作判断。",
                                      TitleOf(rules.pack.topics[obligation.topic])),
       .speaker = Speaker::kCustomer,
       .at = obligation.asked_at});
}

}  // namespace mingcha
