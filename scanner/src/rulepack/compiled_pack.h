// A rule pack as the floors above use it: names resolved to indices, texts folded, patterns
// compiled. Everything here is immutable once the pack is made.

#ifndef MINGCHA_RULEPACK_COMPILED_PACK_H_
#define MINGCHA_RULEPACK_COMPILED_PACK_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"
#include "mingcha/severity.h"
#include "mingcha/time.h"

#include "base/service_plan.h"
#include "base/settings.h"
#include "match/pattern_db.h"
#include "rulepack/across_spec.h"
#include "rulepack/feature_spec.h"
#include "rulepack/split_terms.h"
#include "ticket/ticket_policy.h"

namespace mingcha {

inline constexpr uint32_t kNone = 0xffffffff;

using ViewSet = uint32_t;
constexpr ViewSet ViewBit(View view) { return 1U << static_cast<uint32_t>(view); }
// The views that are searched, each with databases of its own: those of one message.
inline constexpr std::array<View, 4> kSearchedViews = {View::kFolded, View::kCompact, View::kShape,
                                                       View::kSound};
// Regexes are matched in these only.
inline constexpr ViewSet kRegexViews = ViewBit(View::kFolded) | ViewBit(View::kCompact);

// A named group of terms, or of regexes. Patterns of all rules and topics share one numbering,
// which is also the numbering of PatternHit.
struct CompiledPattern {
  std::string name;                        // "keeps_principal"
  std::string owner;                       // The rule's or topic's id; empty for a shared pattern.
  std::vector<std::string> terms;          // Folded.
  std::vector<std::string> regexes;        // Folded; empty if there are terms.
  ViewSet views = ViewBit(View::kFolded);  // Folded always; compact with any beyond it.
  bool initials = false;                   // Its terms are also looked for by their initials.
  // A hit inside a hit of this pattern does not count, if that was found in the same view or a
  // plainer one; kNone if there are no exceptions.
  uint32_t exceptions = kNone;
  // A hit counts only where words of the dictionary begin and end at its ends.
  bool word_boundary = false;
  // A built-in pattern: amounts, contacts or numbers in place of terms and regexes.
  std::optional<FeatureSpec> feature;
};

enum class ConditionKind : uint8_t {
  kPattern,
  kAny,
  kAll,
  kNoneOf,        // None of the children holds.
  kAtLeast,       // `count` of the children hold.
  kNear,          // children[0] and children[1] within `within` folded characters of each other.
  kSameSentence,  // All children in one sentence.
  kRule,          // Another rule finds something in the message.
};

struct Condition {
  ConditionKind kind = ConditionKind::kPattern;
  uint32_t pattern = kNone;  // kPattern.
  uint32_t count = 0;        // kAtLeast.
  uint32_t within = 0;       // kNear: code points of the folded text between the two.
  bool ordered = false;      // kNear: children[0] comes first.
  std::vector<Condition> children;
  uint32_t rule = kNone;  // kRule.
};

// A lawful exception: the words it is told by, and what must be true of the message.
struct LawfulException {
  uint32_t pattern = kNone;  // kNone: any words.
  std::map<std::string, std::vector<std::string>, std::less<>> attributes;
};

using GuardSet = uint32_t;
constexpr GuardSet GuardBit(Guard guard) { return 1U << static_cast<uint32_t>(guard); }

using SpeakerSet = uint32_t;
constexpr SpeakerSet SpeakerBit(Speaker speaker) { return 1U << static_cast<uint32_t>(speaker); }
using ChannelSet = uint32_t;
constexpr ChannelSet ChannelBit(Channel channel) { return 1U << static_cast<uint32_t>(channel); }

enum class RuleKind : uint8_t {
  kMessage,
  kQa,
  kScore,
  kMissing,
  kSequence,
  kCount,
  kRepeat,
  kResponse,
  kAllAutomatic,
  kAcross
};

inline constexpr std::array<RuleKind, 10> kRuleKinds = {
    RuleKind::kMessage,      RuleKind::kQa,    RuleKind::kScore,  RuleKind::kMissing,
    RuleKind::kSequence,     RuleKind::kCount, RuleKind::kRepeat, RuleKind::kResponse,
    RuleKind::kAllAutomatic, RuleKind::kAcross};

std::string_view ToString(RuleKind kind);  // "message", "qa", …

// Kinds whose rules find in one message.
constexpr bool IsMessageKind(RuleKind kind) {
  return kind == RuleKind::kMessage || kind == RuleKind::kScore;
}
// Kinds whose rules have parts: what they look out for in many messages.
constexpr bool IsWatchKind(RuleKind kind) { return kind >= RuleKind::kMissing; }
// Those of them that follow each conversation by watches, and not all of them together.
constexpr bool WatchesConversations(RuleKind kind) {
  return IsWatchKind(kind) && kind != RuleKind::kAcross;
}

// What a part of a watching rule is for.
enum class PartRole : uint8_t {
  kOpen,    // Opens a watch: missing's trigger, response's start; or is what counts.
  kSettle,  // What was owed has come.
  kPause,   // The clock stands still from here …
  kResume,  // … to here.
  kStep     // Of a sequence, in their order.
};

// What a watching rule looks out for: what somebody says, or an event.
struct RulePart {
  PartRole role = PartRole::kOpen;
  std::optional<EventKind> event;      // An event, and nothing of what follows.
  SpeakerSet speakers = 0;             // Who says it.
  std::optional<Condition> condition;  // With neither it nor `finds`: any message of theirs.
  std::vector<uint32_t> finds;         // Findings of these rules of one message. Sorted.

  bool any_message() const { return !event && !condition && finds.empty(); }
};

// What a rule of a watch kind watches.
struct WatchSpec {
  std::vector<RulePart> parts;
  uint32_t at_least = 1;  // count, repeat, across; a sequence without order: so many of its steps.
  uint32_t window_messages = 0;      // missing, count. 0: time alone closes the window.
  Duration window{};                 // What comes at its very end is in time.
  bool ordered = true;               // sequence.
  bool once = true;                  // One judgement in a conversation.
  uint32_t similarity_percent = 90;  // repeat, across.
  bool exempts_every_template = true;
  std::vector<std::string> exempt_templates;
  AcrossSpec across;  // across.

  // response, all-automatic.
  NamedLimit limit;                       // What the tenant has no setting for is not watched.
  bool limit_is_promised = false;         // The time that the opening words name; `limit` if none.
  ClockKind clock = ClockKind::kNatural;  // Of lengths of time; workdays have their own.
  std::string hours;      // Of service_hours; empty: those of the tenant and the opening's channel.
  Duration ends_after{};  // What ends it earlier than this ends nothing.
  std::optional<Duration> pause_for;  // The clock stands still no longer than this.
  bool pause_is_promised = false;     // Or than the pausing words name; `pause_for` if none.
};

// How a reply dodges the question.
struct EvadedBy {
  EvasionKind kind = EvasionKind::kBrag;
  Condition condition;  // Without meaning for kSilence.
};

// A weak signal of a score rule. It counts once in a message.
struct ScoreSignal {
  std::string name;
  uint32_t weight = 1;
  Condition condition;
};

// Who changed a rule outside its file, why, and until when.
struct LocalChange {
  std::string what;  // "severity: high, guards: negated"
  std::string owner;
  std::string reason;
  std::string expires;   // "2026-12-31", the last day.
  bool expired = false;  // It was over when the pack was loaded, and does not act.
  std::string file;
  uint32_t line = 0;
};

// Findings of a rule that are not told. A message must have one of the values of each list that is
// not empty.
struct Suppression {
  uint32_t rule = kNone;
  LocalChange change;
  Timestamp ends;  // Exclusive, by the message's date.
  std::vector<std::string> tenants;
  std::vector<std::string> agents;
  std::vector<std::string> templates;
  std::map<std::string, std::vector<std::string>, std::less<>> attributes;
  std::vector<std::string> texts;  // Folded; somewhere in the message.
};

struct CompiledRule {
  std::string id;
  std::string title;
  RuleKind kind = RuleKind::kMessage;
  RuleStatus status = RuleStatus::kDraft;
  Severity severity = Severity::kInfo;
  std::string category;
  std::vector<std::string> tags;
  std::vector<std::string> basis;
  std::string suggestion;
  std::string rationale;
  std::string owner;
  SpeakerSet speakers = 0;  // For qa: who evades.
  ChannelSet channels = 0;
  std::vector<std::string> tenants;  // Empty: all.
  std::map<std::string, std::vector<std::string>, std::less<>>
      attributes;                           // Any value of each key.
  std::optional<Timestamp> effective_from;  // Inclusive.
  std::optional<Timestamp> effective_to;    // Exclusive: the end of the last day.
  std::string during;  // Only while these service hours are open; empty: always.
  GuardSet guards = 0;
  std::vector<LawfulException> lawful;
  bool wants_tense = false;         // Sets features.tense.
  std::vector<std::string> tenses;  // Only with one of these tenses; empty: any.

  Condition condition;  // kMessage.

  // kQa.
  std::vector<uint32_t> topics;  // Empty: every topic.
  bool generic = false;          // Finds only where no other rule did.
  std::vector<EvadedBy> evaded_by;

  WatchSpec watch;  // Of a watch kind.

  std::string file;  // Where it stands, for explanations.
  uint32_t line = 0;

  // kScore.
  std::vector<ScoreSignal> signals;
  uint32_t threshold = 0;

  FeatureSet wants = 0;                // Features besides tense that its findings tell.
  std::vector<uint32_t> named_rules;   // Rules that its conditions name, ascending.
  std::vector<uint32_t> named_by;      // Rules whose conditions name this one, ascending.
  std::vector<LocalChange> overrides;  // What `overrides/` changed about it.
  std::vector<uint32_t> suppressions;  // Into CompiledPack::suppressions; those that act.
};

// The conditions that are judged in one message: of a message rule its own, of a score rule those
// of its signals, of a rule of kind qa those of its dodges, of a watching rule those of its parts.
std::vector<const Condition*> ConditionsOf(const CompiledRule& rule);

// A question that customers ask and that must be answered.
// What customers want who ask for a topic; for the measures.
enum class TopicIntent : uint8_t { kOther, kPromotion, kProblem };

constexpr std::string_view ToString(TopicIntent intent) {
  constexpr std::string_view kNames[] = {"other", "promotion", "problem"};
  return kNames[static_cast<size_t>(intent)];
}

struct CompiledTopic {
  std::string id;
  std::string title;
  Condition ask;                          // In a customer's message.
  std::optional<Condition> satisfied_by;  // In a reply of the business side.
  uint32_t window_messages = 3;
  Duration window = std::chrono::seconds(600);
  TopicIntent intent = TopicIntent::kOther;
  bool owed = true;  // false: asking opens no obligation; the topic is counted only.
};

struct RuleExample {
  std::string text;
  std::map<std::string, std::string, std::less<>> attributes;
  std::optional<Speaker> speaker;
  std::string sent_on;  // "2026-11-16", or empty: a day on which the rule is in force.
  uint32_t line = 0;
};

struct CaseMessage {
  Duration at{};
  Speaker speaker = Speaker::kCustomer;
  std::string text;
  uint32_t line = 0;
  std::optional<Channel> channel;  // Of the rule, if it says nothing.
  std::string template_id;
  std::string agent_id;
  std::string customer_id;
  std::string conversation = "case";
  std::map<std::string, std::string, std::less<>> attributes;
};

struct CaseEvent {
  Duration at{};
  EventKind kind = EventKind::kClosed;
  uint32_t message = 0;  // kRecalled: the number of the message that is taken back, from 1.
  std::string conversation = "case";
};

// A conversation with a clock, and which rules must (and must not) find something in it.
struct RuleCase {
  std::string title;
  // Read by the clocks of the pack's zone as if they showed UTC; nullopt: any day in force.
  std::optional<Timestamp> begins;
  std::vector<CaseMessage> messages;
  std::vector<CaseEvent> events;
  std::vector<std::string> expect;  // Rule ids; every other rule of the rule's kind must be silent.
  uint32_t line = 0;
};

// What a rule brings as its proof. Read by `rules test`, not by the scan.
struct RuleProof {
  uint32_t rule = 0;
  std::vector<RuleExample> match;
  std::vector<RuleExample> no_match;
  std::vector<RuleCase> cases;
  std::string file;
};

struct Basis {
  std::string id;
  std::string title;
  std::string article;
  std::string status;  // verified, summary, recalled, internal
  std::string in_force_from;
  std::string in_force_to;
};

struct CompiledPack {
  std::string name;
  std::string version;
  std::string label;
  std::string digest;
  std::string owner;
  std::string time_zone;  // "+08:00"
  Duration utc_offset{};  // What `time_zone` means.

  std::vector<CompiledPattern> patterns;
  std::vector<CompiledRule> rules;    // Sorted by id.
  std::vector<CompiledTopic> topics;  // Sorted by id.
  std::vector<RuleProof> proofs;
  std::map<std::string, Basis, std::less<>> basis;
  TicketPolicy policy;
  // Never null.
  std::shared_ptr<const ServicePlan> service = std::make_shared<const ServicePlan>();
  std::shared_ptr<const Settings> settings = std::make_shared<const Settings>();

  // Greetings, acknowledgements and fillers: what a reply must have more of to be substantive.
  uint32_t filler_pattern = kNone;
  // How a customer takes a question back.
  std::optional<Condition> withdrawn_by;

  // For each pattern, the rules and topics whose conditions name it: evaluation
  // starts from what was hit.
  struct Users {
    std::vector<uint32_t> rules;
    std::vector<uint32_t> topics;
    bool withdrawal = false;
  };
  std::vector<Users> users;

  // Terms of joined patterns; empty: messages are not joined.
  SplitTerms split_terms;

  // By view. Null where a view has no patterns (or patterns were not compiled).
  std::array<std::unique_ptr<const PatternDb>, kSearchedViews.size()> dbs;
  const PatternDb* db(View view) const { return dbs[static_cast<size_t>(view)].get(); }

  // In the order of their files, the expired ones too.
  std::vector<Suppression> suppressions;

  uint32_t FindRule(std::string_view id) const;   // kNone if there is none.
  uint32_t FindTopic(std::string_view id) const;  // kNone if there is none.
};

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_COMPILED_PACK_H_
