#include "conversation/watch_step.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/check.h"
#include "base/digest.h"
#include "conversation/rule_finding.h"

namespace mingcha {
namespace {

const WatchKind& KindOf(RuleKind kind) {
  switch (kind) {
    case RuleKind::kMissing:
      return kMissingWatch;
    case RuleKind::kSequence:
      return kSequenceWatch;
    case RuleKind::kCount:
      return kCountWatch;
    case RuleKind::kRepeat:
      return kRepeatWatch;
    case RuleKind::kResponse:
      return kResponseWatch;
    case RuleKind::kAllAutomatic:
    case RuleKind::kMessage:
    case RuleKind::kQa:
    case RuleKind::kScore:
    case RuleKind::kAcross:
      break;
  }
  MINGCHA_CHECK(kind == RuleKind::kAllAutomatic);
  return kAllAutomaticWatch;
}

const CompiledRule& RuleOf(const StepContext& context, uint32_t rule) {
  return context.rules.pack.rules[rule];
}

// Those with a part that holds, and those that watch. Ascending.
std::vector<uint32_t> RulesFor(StepContext& context, const Meaning& meaning) {
  std::vector<uint32_t> rules;
  for (const Signal& signal : meaning.signals) {
    if (signal.kind == SignalKind::kPart) rules.push_back(signal.rule);
  }
  for (const Watch& watch : context.state().watches) rules.push_back(watch.rule);
  std::sort(rules.begin(), rules.end());
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

// What a customer takes back is owed nothing. What the business side takes back has been read.
void TakeBack(StepContext& context, const Meaning& recall) {
  std::erase_if(context.state().watches, [&](const Watch& watch) {
    const Moment& opening = watch.moments.front();
    const bool taken_back = IsOwed(RuleOf(context, watch.rule).kind) &&
                            opening.speaker == Speaker::kCustomer &&
                            opening.evidence.message_id == recall.key.id;
    if (taken_back) TellOf(context, watch.rule, "withdrawn", recall.key.time);
    return taken_back;
  });
}

void Close(StepContext& context, const Meaning& closing) {
  for (const Watch& watch : std::exchange(context.state().watches, {})) {
    KindOf(RuleOf(context, watch.rule).kind).close(context, watch, closing);
  }
  context.state().done.clear();
}

void Drop(StepContext& context, const Watch& watch, Timestamp time) {
  TellOf(context, watch.rule, "dropped", time);
  const CompiledRule& rule = RuleOf(context, watch.rule);
  if (watch.context_only || !IsOwed(rule.kind)) return;
  const Moment& opening = watch.moments.front();
  context.result.findings.push_back(FindingOfDropped(
      context.rules.pack, context.conversation, opening.evidence,
      {.title = "会话事项未能跟踪到底",
       .suggestion = "请人工查看会话中应办的事项是否已经办到。",
       .explanation = absl::StrFormat("规则“%s”的期限结束前会话已不再跟踪，未作判断。", rule.title),
       .speaker = opening.speaker,
       .at = opening.at}));
}

bool IsIn(const RulePart& part, Speaker speaker) {
  return (part.speakers & SpeakerBit(speaker)) != 0;
}

}  // namespace

void ApplyToWatches(StepContext& context, const Meaning& meaning) {
  if (meaning.is_event() && meaning.event == EventKind::kRecalled) TakeBack(context, meaning);
  for (const uint32_t rule : RulesFor(context, meaning)) {
    if (context.state().IsDone(rule)) continue;
    KindOf(RuleOf(context, rule).kind).apply(context, rule, meaning);
  }
  if (meaning.is_event() && meaning.event == EventKind::kClosed) Close(context, meaning);
}

void ExpireWatchesBefore(StepContext& context, Timestamp time, bool context_only) {
  std::vector<Watch>& watches = context.state().watches;
  while (true) {
    const auto first =
        std::min_element(watches.begin(), watches.end(),
                         [](const Watch& a, const Watch& b) { return a.deadline < b.deadline; });
    if (first == watches.end() || first->deadline >= time) return;
    Watch expired = std::move(*first);
    watches.erase(first);
    context.MoveFrontier(RecordKey::EndOf(expired.deadline));
    KindOf(RuleOf(context, expired.rule).kind).expire(context, std::move(expired), context_only);
  }
}

void DropWatches(StepContext& context, Timestamp time) {
  for (const Watch& watch : std::exchange(context.state().watches, {})) Drop(context, watch, time);
}

const Signal* SignalOfPart(const Meaning& meaning, uint32_t rule, uint32_t part) {
  for (const Signal& signal : meaning.signals) {
    if (signal.kind == SignalKind::kPart && signal.rule == rule && signal.part == part) {
      return &signal;
    }
  }
  return nullptr;
}

const Signal* SignalOfRole(const StepContext& context, const Meaning& meaning, uint32_t rule,
                           PartRole role) {
  const std::vector<RulePart>& parts = RuleOf(context, rule).watch.parts;
  for (uint32_t part = 0; part < parts.size(); ++part) {
    if (parts[part].role != role) continue;
    if (const Signal* signal = SignalOfPart(meaning, rule, part)) return signal;
  }
  return nullptr;
}

bool RoleHolds(const StepContext& context, const Meaning& meaning, uint32_t rule, PartRole role) {
  if (SignalOfRole(context, meaning, rule, role) != nullptr) return true;
  if (meaning.is_event()) return false;
  const std::vector<RulePart>& parts = RuleOf(context, rule).watch.parts;
  return std::any_of(parts.begin(), parts.end(), [&](const RulePart& part) {
    return part.role == role && part.any_message() && IsIn(part, meaning.speaker);
  });
}

Moment MomentOf(const Meaning& meaning, const Signal& signal) {
  Moment moment;
  moment.at = meaning.key.time;
  moment.part = signal.part;
  moment.record = StableHash64(meaning.key.id);
  moment.speaker = meaning.speaker;
  moment.channel = meaning.channel;
  moment.agent_id = meaning.agent_id;
  moment.evasion = signal.evasion;
  moment.evidence = signal.evidence;
  return moment;
}

Watch* FindWatch(StepContext& context, uint32_t rule) {
  for (Watch& watch : context.state().watches) {
    if (watch.rule == rule) return &watch;
  }
  return nullptr;
}

void OpenWatch(StepContext& context, uint32_t rule, Moment moment, Timestamp deadline,
               const Meaning& meaning) {
  std::vector<Watch>& watches = context.state().watches;
  if (watches.size() >= kMaxWatches) {
    Drop(context, watches.front(), meaning.key.time);
    watches.erase(watches.begin());
  }
  Watch& watch = watches.emplace_back();
  watch.rule = rule;
  watch.deadline = deadline;
  watch.context_only = meaning.context_only;
  watch.moments.push_back(std::move(moment));
  TellOf(context, rule, "opened", meaning.key.time);
}

void RemoveWatches(StepContext& context, uint32_t rule) {
  std::erase_if(context.state().watches, [&](const Watch& watch) { return watch.rule == rule; });
}

void EraseWatch(StepContext& context, Watch* watch) {
  std::vector<Watch>& watches = context.state().watches;
  watches.erase(watches.begin() + (watch - watches.data()));
}

void TellOf(StepContext& context, uint32_t rule, std::string_view what, Timestamp time) {
  context.Tell(absl::StrFormat("%s.%s", ToString(RuleOf(context, rule).kind), what), time);
}

void MarkJudged(StepContext& context, uint32_t rule) {
  if (!RuleOf(context, rule).watch.once) return;
  std::vector<uint32_t>& done = context.state().done;
  const auto place = std::lower_bound(done.begin(), done.end(), rule);
  if (place == done.end() || *place != rule) done.insert(place, rule);
  RemoveWatches(context, rule);
}

bool CountMessage(const Meaning& meaning, Watch* watch) {
  const uint64_t message = StableHash64(meaning.key.id);
  std::vector<uint64_t>& counted = watch->counted;
  if (std::find(counted.begin(), counted.end(), message) != counted.end()) return false;
  if (counted.size() == kMaxCounted) counted.erase(counted.begin());
  counted.push_back(message);
  ++watch->messages;
  return true;
}

void Find(StepContext& context, const Watch& watch, bool context_only, WatchFinding found) {
  const uint32_t index = watch.rule;
  const CompiledRule& rule = RuleOf(context, index);
  TellOf(context, index, "found", found.at);
  // Both its beginning and its end are history: it was told when it happened.
  if (!context_only || !watch.context_only) {
    const Moment& last = watch.moments.back();
    Finding finding = FindingOfRule(context.rules.pack, rule);
    finding.subject = {SubjectKind::kConversation, context.conversation.conversation_id};
    finding.conversation = context.conversation;
    finding.message_id = last.evidence.message_id;
    finding.speaker = last.speaker;
    if (found.of_omission && !IsBusinessSide(last.speaker)) {
      const bool by_bots_only = (rule.speakers & SpeakerBit(Speaker::kAgent)) == 0;
      finding.speaker = by_bots_only ? Speaker::kBot : Speaker::kAgent;
    }
    finding.at = found.at;
    for (const Moment& moment : watch.moments) {
      finding.evidence.push_back(moment.evidence);
      finding.evasion = finding.evasion || moment.evasion;
      if (!moment.agent_id.empty()) finding.agent_id = moment.agent_id;
    }
    finding.features = std::move(found.features);
    finding.explanation = std::move(found.explanation);
    finding.finding_id = MakeFindingId(finding);
    context.result.findings.push_back(std::move(finding));
  }
  MarkJudged(context, index);
}

}  // namespace mingcha
