// The scripted pack with a watching rule of each kind, for tests of what stands above it.
//
//   disc.risk      missing: part 0 of anybody asks for part 1 of the business side; 5 messages, 600
//   s disc.again     the same, each time anew; 2 messages, 60 s seq.fee        sequence: part 0
//   customer, 1 agent, 2 customer, within 3600 s seq.score      two of the parts 0, 1, 2, in any
//   order, of anybody, within 600 s cnt.ask        count: part 0 of the customer three times in 600
//   s cnt.hits       count: two findings of mkt.promise in 3 messages of the business side, 3600 s
//   rep.same       repeat: any message of the business side three times in 3600 s
//   sla.first      response: the customer's first message, a person's message or "answered"; 300 s
//   sla.transfer   response: "transfer_requested" until a person's message; 600 s, each time anew
//   sla.material   response: part 0 of the customer until part 1 of an agent; 300 s; part 2 of an
//                  agent stops the clock until the customer says something
//   auto.person    all-automatic: part 0 of the customer; 600 s

#ifndef MINGCHA_TESTS_SUPPORT_SCRIPTED_WATCHES_H_
#define MINGCHA_TESTS_SUPPORT_SCRIPTED_WATCHES_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "support/scripted_scan.h"

namespace mingcha::testing {

inline constexpr SpeakerSet kAnybody = 0xf;
inline constexpr SpeakerSet kTheCustomer = SpeakerBit(Speaker::kCustomer);
inline constexpr SpeakerSet kAPerson = SpeakerBit(Speaker::kAgent);
inline constexpr SpeakerSet kTheBusiness = kAPerson | SpeakerBit(Speaker::kBot);

// A part that holds by a signal: its condition is never evaluated here.
inline RulePart SaidPart(PartRole role, SpeakerSet speakers) {
  RulePart part;
  part.role = role;
  part.speakers = speakers;
  part.condition.emplace();
  return part;
}
inline RulePart AnyPart(PartRole role, SpeakerSet speakers) {
  RulePart part;
  part.role = role;
  part.speakers = speakers;
  return part;
}
inline RulePart EventPart(PartRole role, EventKind event) {
  RulePart part;
  part.role = role;
  part.event = event;
  return part;
}

inline CompiledRule WatchRule(std::string id, RuleKind kind, Duration window,
                              std::vector<RulePart> parts) {
  CompiledRule rule = QaRule(std::move(id), {}, {});
  rule.kind = kind;
  rule.category = "conduct";
  rule.title = "会话规则";
  rule.watch.window = window;
  rule.watch.limit.limit.duration = window;
  rule.watch.parts = std::move(parts);
  return rule;
}

inline std::unique_ptr<CompiledPack> ScriptedWatches() {
  using std::chrono::seconds;
  std::unique_ptr<CompiledPack> pack = ScriptedRules();
  const auto add = [&](std::string id, RuleKind kind, int64_t window_s,
                       std::vector<RulePart> parts) -> WatchSpec& {
    pack->rules.push_back(WatchRule(std::move(id), kind, seconds(window_s), std::move(parts)));
    return pack->rules.back().watch;
  };
  const auto open = PartRole::kOpen;
  const auto settle = PartRole::kSettle;
  add("disc.risk", RuleKind::kMissing, 600,
      {SaidPart(open, kAnybody), SaidPart(settle, kTheBusiness)})
      .window_messages = 5;
  WatchSpec& again = add("disc.again", RuleKind::kMissing, 60,
                         {SaidPart(open, kAnybody), SaidPart(settle, kTheBusiness)});
  again.window_messages = 2;
  again.once = false;
  add("seq.fee", RuleKind::kSequence, 3600,
      {SaidPart(PartRole::kStep, kTheCustomer), SaidPart(PartRole::kStep, kAPerson),
       SaidPart(PartRole::kStep, kTheCustomer)});
  WatchSpec& score = add("seq.score", RuleKind::kSequence, 600,
                         {SaidPart(PartRole::kStep, kAnybody), SaidPart(PartRole::kStep, kAnybody),
                          SaidPart(PartRole::kStep, kAnybody)});
  score.ordered = false;
  score.at_least = 2;
  add("cnt.ask", RuleKind::kCount, 600, {SaidPart(open, kTheCustomer)}).at_least = 3;
  WatchSpec& hits = add("cnt.hits", RuleKind::kCount, 3600, {AnyPart(open, kTheBusiness)});
  hits.at_least = 2;
  hits.window_messages = 3;
  add("rep.same", RuleKind::kRepeat, 3600, {AnyPart(open, kTheBusiness)}).at_least = 3;
  add("sla.first", RuleKind::kResponse, 300,
      {AnyPart(open, kTheCustomer), AnyPart(settle, kAPerson),
       EventPart(settle, EventKind::kAnswered)});
  add("sla.transfer", RuleKind::kResponse, 600,
      {EventPart(open, EventKind::kTransferRequested), AnyPart(settle, kAPerson)})
      .once = false;
  add("sla.material", RuleKind::kResponse, 300,
      {SaidPart(open, kTheCustomer), SaidPart(settle, kAPerson),
       SaidPart(PartRole::kPause, kAPerson), AnyPart(PartRole::kResume, kTheCustomer)});
  add("auto.person", RuleKind::kAllAutomatic, 600,
      {SaidPart(open, kTheCustomer), AnyPart(settle, kAPerson)});

  std::sort(pack->rules.begin(), pack->rules.end(),
            [](const CompiledRule& a, const CompiledRule& b) { return a.id < b.id; });
  pack->rules[pack->FindRule("cnt.hits")].watch.parts[0].finds = {pack->FindRule("mkt.promise")};
  return pack;
}

// The same, and rules that count findings of mkt.promise over conversations:
//   xs.alike      by tenant, those that say nearly the same, in three conversations in 3600 s
//   xs.promise    by agent, in five conversations in 600 s
inline std::unique_ptr<CompiledPack> ScriptedAcross() {
  std::unique_ptr<CompiledPack> pack = ScriptedWatches();
  const auto add = [&](std::string id, int64_t window_s, CountedBy by) -> WatchSpec& {
    pack->rules.push_back(WatchRule(std::move(id), RuleKind::kAcross,
                                    std::chrono::seconds(window_s),
                                    {AnyPart(PartRole::kOpen, kAnybody)}));
    WatchSpec& watch = pack->rules.back().watch;
    watch.parts[0].finds = {pack->FindRule("mkt.promise")};
    watch.across.by = {by};
    return watch;
  };
  // Behind all others, so that their numbers stay.
  WatchSpec& alike = add("xs.alike", 3600, CountedBy::kTenant);
  alike.at_least = 3;
  alike.across.similar = true;
  add("xs.promise", 600, CountedBy::kAgent).at_least = 5;
  return pack;
}

// The scripted pack with one of these rules only.
inline std::unique_ptr<CompiledPack> ScriptedWatch(std::string_view id) {
  std::unique_ptr<CompiledPack> pack = ScriptedWatches();
  for (CompiledRule& rule : pack->rules) {
    if (IsWatchKind(rule.kind) && rule.id != id) rule.status = RuleStatus::kDeprecated;
  }
  return pack;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_SCRIPTED_WATCHES_H_
