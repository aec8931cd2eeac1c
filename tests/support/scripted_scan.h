// A pack and a scanner for tests of what stands above them: messages whose words say what they
// mean.
//
//   "ask:license"            asks about the topic        "good:license"  answers it
//   "dodge:evs.license"      is dodged, as the rule sees it ("dodge~:…" in disguise)
//   "withdraw"               takes questions back        "hit:mkt.promise"  is a rule hit
//   "part:seq.fee/1"         holds for a part of the rule (see scripted_watches.h)
//   "hello"                  no substance                any other word has some

#ifndef MINGCHA_TESTS_SUPPORT_SCRIPTED_SCAN_H_
#define MINGCHA_TESTS_SUPPORT_SCRIPTED_SCAN_H_

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/rule_pack.h"
#include "mingcha/scan_result.h"

#include "base/text_sketch.h"
#include "rulepack/compiled_pack.h"

namespace mingcha::testing {

inline CompiledRule QaRule(std::string id, std::vector<uint32_t> topics,
                           std::vector<EvasionKind> kinds) {
  CompiledRule rule;
  rule.id = std::move(id);
  rule.title = "规避答复";
  rule.kind = RuleKind::kQa;
  rule.status = RuleStatus::kStable;
  rule.severity = Severity::kHigh;
  rule.category = "evasive_reply";
  rule.tags = {"evasive-reply"};
  rule.basis = {"CONS20"};
  rule.suggestion = "请直接答复。";
  rule.speakers = SpeakerBit(Speaker::kAgent) | SpeakerBit(Speaker::kBot);
  rule.channels = ~0U;
  rule.topics = std::move(topics);
  for (const EvasionKind kind : kinds) rule.evaded_by.push_back({kind, {}});
  return rule;
}

// Topics: 0 "license" (window 3 messages, 600 s), 1 "withdraw" (2 messages, 60 s).
inline std::unique_ptr<CompiledPack> ScriptedRules() {
  auto pack = std::make_unique<CompiledPack>();
  pack->name = "scripted";
  pack->version = "1";
  pack->label = "scripted@1";
  pack->digest = "sha256:0";
  for (const char* id : {"license", "withdraw"}) {
    CompiledTopic topic;
    topic.id = id;
    topic.title = id == std::string_view("license") ? "资质与备案" : "提现";
    pack->topics.push_back(std::move(topic));
  }
  pack->topics[1].window_messages = 2;
  pack->topics[1].window = std::chrono::seconds(60);

  CompiledRule draft = QaRule("evs.draft", {}, {EvasionKind::kExcuse});
  draft.status = RuleStatus::kDraft;
  CompiledRule generic = QaRule("evs.generic", {}, {EvasionKind::kStall});
  generic.generic = true;
  CompiledRule shadow = QaRule("evs.shadow", {}, {EvasionKind::kDeflect});
  shadow.status = RuleStatus::kTest;
  CompiledRule tenant = QaRule("evs.tenant", {}, {EvasionKind::kAppeasement});
  tenant.tenants = {"bank-a"};
  CompiledRule promise;
  promise.id = "mkt.promise";
  promise.title = "承诺收益";
  promise.status = RuleStatus::kStable;
  promise.severity = Severity::kCritical;
  promise.category = "prohibited_wording";
  pack->rules = {draft,
                 generic,
                 QaRule("evs.license", {0}, {EvasionKind::kBrag}),
                 shadow,
                 QaRule("evs.silent", {0}, {EvasionKind::kSilence}),
                 tenant,
                 QaRule("evs.withdraw", {1}, {EvasionKind::kTopicSwitch}),
                 promise};
  return pack;
}

inline std::shared_ptr<const RulePack> MakePack(std::unique_ptr<const CompiledPack> rules) {
  return std::make_shared<const RulePack>(std::move(rules));
}

inline ScanResult ScriptedScan(const CompiledPack& pack, const Message& message) {
  ScanResult scan;
  const std::string& text = message.text;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    const size_t colon = word.find(':');
    const std::string kind = word.substr(0, colon);
    const std::string name = colon == std::string::npos ? "" : word.substr(colon + 1);
    Evidence evidence{message.message_id,
                      MakeMessageIdentity(message),
                      {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
                      word,
                      View::kFolded};
    scan.substantive |= word != "hello";
    if (kind == "ask" || kind == "good") {
      const SignalKind signal = kind == "ask" ? SignalKind::kAsk : SignalKind::kSatisfied;
      scan.signals.push_back(
          {signal, pack.FindTopic(name), 0, EvasionKind::kBrag, evidence, false});
    } else if (kind == "dodge" || kind == "dodge~") {
      const uint32_t rule = pack.FindRule(name);
      scan.signals.push_back({SignalKind::kEvaded, 0, rule, pack.rules[rule].evaded_by[0].kind,
                              evidence, kind == "dodge~"});
    } else if (word == "withdraw") {
      scan.signals.push_back({SignalKind::kWithdrawn, 0, 0, EvasionKind::kBrag, evidence, false});
    } else if (kind == "part") {
      const size_t slash = name.find('/');
      Signal signal;
      signal.kind = SignalKind::kPart;
      signal.rule = pack.FindRule(name.substr(0, slash));
      signal.part = static_cast<uint32_t>(name[slash + 1] - '0');
      signal.evidence = evidence;
      scan.signals.push_back(std::move(signal));
    } else if (kind == "hit") {
      const uint32_t rule = pack.FindRule(name);
      scan.hits.push_back({rule, pack.rules[rule].severity, {evidence}, false, {}});
    }
    begin = end + 1;
  }
  scan.sketch = SketchOf(text);
  return scan;
}

// 2026-11-16T02:00:00Z plus `offset`.
inline Timestamp At(Duration offset) { return *ParseTimestamp("2026-11-16T02:00:00Z") + offset; }

inline Message MakeMessage(std::string id, Duration at, Speaker speaker, std::string text,
                           std::string conversation_id = "c-1") {
  Message message;
  message.conversation.conversation_id = std::move(conversation_id);
  message.message_id = std::move(id);
  message.sent_at = At(at);
  message.speaker = speaker;
  message.channel = Channel::kOnlineChat;
  message.text = std::move(text);
  if (speaker == Speaker::kAgent) message.agent_id = "a-1";
  return message;
}

inline ConversationEvent MakeEvent(std::string id, Duration at, EventKind kind,
                                   std::string conversation_id = "c-1") {
  ConversationEvent event;
  event.conversation.conversation_id = std::move(conversation_id);
  event.event_id = std::move(id);
  event.kind = kind;
  event.at = At(at);
  return event;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_SCRIPTED_SCAN_H_
