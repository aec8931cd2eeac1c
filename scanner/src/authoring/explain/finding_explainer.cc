#include "authoring/explain/finding_explainer.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/str_format.h"

#include "authoring/explain/why_not.h"
#include "base/enum_names.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 4> kAnswerNames = {"same", "gone", "missing_message",
                                                          "missing_rule"};

// The messages that the evidence stands in, and that are not among the records.
std::string MissingMessage(const Finding& stored, const std::vector<Record>& records) {
  std::set<std::string> there;
  for (const Record& record : records) {
    if (const auto* message = std::get_if<Message>(&record)) there.insert(message->message_id);
  }
  for (const Evidence& evidence : stored.evidence) {
    if (!there.contains(evidence.message_id)) return evidence.message_id;
  }
  return {};
}

void Compare(std::string_view what, const std::string& was, const std::string& is,
             std::vector<std::string>* changed) {
  if (was != is) changed->push_back(absl::StrFormat("%s was %s, is %s", what, was, is));
}

std::vector<std::string> Differences(const Finding& was, const Finding& is) {
  std::vector<std::string> changed;
  Compare("severity", std::string(ToString(was.severity)), std::string(ToString(is.severity)),
          &changed);
  Compare("rule_status", std::string(ToString(was.rule_status)),
          std::string(ToString(is.rule_status)), &changed);
  Compare("category", was.category, is.category, &changed);
  Compare("evasion", was.evasion ? "true" : "false", is.evasion ? "true" : "false", &changed);
  Features names = was.features;
  names.insert(is.features.begin(), is.features.end());
  const auto value = [](const Finding& finding, const std::string& name) {
    const auto feature = finding.features.find(name);
    return feature == finding.features.end() ? std::string("none") : feature->second;
  };
  for (const auto& [name, unused] : names) {
    Compare("features." + name, value(was, name), value(is, name), &changed);
  }
  return changed;
}

bool IsSplit(const Finding& finding) {
  return std::any_of(finding.evidence.begin(), finding.evidence.end(),
                     [](const Evidence& evidence) { return evidence.view == View::kJoined; });
}

// What the rule says of the messages that were joined up to this one.
std::string WhyGone(const ConversationStep& step) {
  for (const Explanation& joined : step.joined) {
    if (joined.why_not && !joined.why_not->finds) return InShort(*joined.why_not);
  }
  return step.joined.empty() ? "no word crosses from the messages in front of it into this one"
                             : "the rule finds other words that cross the messages";
}

// What the rule says of the message that the finding names.
std::string WhyGone(const Finding& stored, const ConversationExplanation& conversation) {
  for (const ConversationStep& step : conversation.steps) {
    if (!step.message || step.record_id != stored.message_id || !step.message->why_not) continue;
    if (IsSplit(stored)) return WhyGone(step);
    if (!step.message->why_not->finds) return InShort(*step.message->why_not);
    return "the rule finds something in the message, in other words or in another edition of it";
  }
  return "the message that the finding names is not among the records";
}

}  // namespace

std::string_view ToString(Rederivation::Answer answer) { return NameOf(kAnswerNames, answer); }

Rederivation Rederive(const std::shared_ptr<const RulePack>& pack, const Finding& stored,
                      const std::vector<Record>& records) {
  Rederivation rederivation;
  rederivation.stored = stored;
  rederivation.same_pack = stored.pack_digest == pack->digest();
  const bool built_in = stored.category == "system";
  const uint32_t rule = pack->compiled().FindRule(stored.rule_id);
  if (rule == kNone && !built_in) {
    rederivation.answer = Rederivation::kMissingRule;
    rederivation.told = absl::StrFormat("%s has no rule %s", pack->label(), stored.rule_id);
    return rederivation;
  }
  if (const std::string missing = MissingMessage(stored, records); !missing.empty()) {
    rederivation.answer = Rederivation::kMissingMessage;
    rederivation.told = absl::StrFormat("message %s is not at hand", missing);
    return rederivation;
  }
  ConversationExplainer explainer(pack);
  rederivation.conversation = explainer.Explain(
      records, stored.at, rule == kNone ? std::nullopt : std::optional<uint32_t>(rule));
  for (const Finding& finding : rederivation.conversation.Findings()) {
    if (finding.finding_id != stored.finding_id) continue;
    rederivation.changed = Differences(stored, finding);
    return rederivation;
  }
  rederivation.answer = Rederivation::kGone;
  rederivation.told = WhyGone(stored, rederivation.conversation);
  return rederivation;
}

}  // namespace mingcha
