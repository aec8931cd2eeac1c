// What evaluation did with one message, step by step: for explanations.
//
// A scan fills it if somebody asks for it, and costs nothing more if nobody does. Spans are of the
// folded text unless their names say otherwise.

#ifndef MINGCHA_EVALUATE_SCAN_TRACE_H_
#define MINGCHA_EVALUATE_SCAN_TRACE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/span.h"

#include "evaluate/hit_finder.h"
#include "evaluate/tense.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Why a rule is not for a message, in the order in which it is asked.
enum class Mismatch : uint8_t {
  kStatus,
  kSpeaker,
  kChannel,
  kNotYetInForce,
  kNoLongerInForce,
  kOtherHours,
  kTenant,
  kAttributes
};

// "status", "speaker", "channel", "effective-from", "effective-to", "hours", "tenant", "attributes"
std::string_view ToString(Mismatch mismatch);
// "counts", "not_admitted", "excepted", "covered"
std::string_view ToString(HitFate fate);

// A stretch that a view writes otherwise than the text it is made from.
struct ViewChange {
  ByteSpan original;
  std::string from;  // In the original; empty: put in.
  std::string to;    // In the view; empty: taken out.
  bool disguise = false;
};

struct ViewTrace {
  View view = View::kFolded;
  std::string text;
  std::vector<ViewChange> changes;
};

// A part of a condition, and how it came out.
struct ConditionTrace {
  const Condition* condition = nullptr;  // Of the pack.
  bool holds_without_guards = false;
  bool holds = false;
  std::vector<Hit> hits;  // kPattern: what counts of it.
  // kNear: the least code points between the two; nothing if one is missing. What stands in the
  // wrong order of an ordered one is measured apart.
  std::optional<uint32_t> distance;
  std::optional<uint32_t> reversed_distance;
  std::vector<ConditionTrace> children;
};

// A hit that a guard took back from a rule, or, with `lowered`, that was lowered by one level for
// want of attributes.
struct GuardedHit {
  Hit hit;
  Guard guard = Guard::kNegated;
  bool lowered = false;
  std::vector<ByteSpan> cues;  // What the guard saw, as far as it is words.
};

struct TenseTrace {
  ByteSpan hull;  // Of the match.
  Tense tense = Tense::kAsked;
  bool wanted = true;
};

// One condition of a rule: that of a message rule, one way of evading of a qa rule, a signal of a
// score.
struct JudgedCondition {
  std::optional<EvasionKind> evasion_kind;
  const ScoreSignal* signal = nullptr;  // Of the pack.
  ConditionTrace condition;
  std::vector<GuardedHit> guarded;
};

struct RuleTrace {
  uint32_t rule = 0;
  std::optional<Mismatch> mismatch;  // The first; the rest is then judged for the trace only.
  uint32_t threshold = 0;            // Of a score.
  std::vector<JudgedCondition> conditions;
  std::vector<TenseTrace> tenses;  // Of the matches, if the rule asks for them.
};

struct TopicTrace {
  uint32_t topic = 0;
  ConditionTrace ask;
  std::optional<ConditionTrace> satisfied_by;
};

struct ScanTrace {
  // To be set before the scan: this rule is looked at, with its topics, whether it is hit or not.
  std::optional<uint32_t> wanted_rule;

  std::vector<ViewTrace> views;  // See TraceViews.
  std::vector<TracedHit> hits;   // Found in whatever view, by pattern and place.
  std::vector<RuleTrace> rules;  // Those that a hit pattern belongs to, and the wanted one.
  std::vector<TopicTrace> topics;
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_SCAN_TRACE_H_
