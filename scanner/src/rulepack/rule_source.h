// A pack as parsed: unchecked, each field with its place. The reader fills it, the checks look at
// it, the compiler turns it into a CompiledPack.

#ifndef MINGCHA_RULEPACK_RULE_SOURCE_H_
#define MINGCHA_RULEPACK_RULE_SOURCE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mingcha/diagnostic.h"

#include "rulepack/compiled_pack.h"
#include "rulepack/service_source.h"

namespace mingcha {

// From and to, both inclusive; what is not given is open.
struct DateRange {
  Placed<Date> from;
  Placed<Date> to;
};

using AttributeValues = std::map<std::string, std::vector<std::string>, std::less<>>;

// Patterns of one owner (a rule, a topic, the fillers) see each other and the shared ones.
using OwnerNumber = uint32_t;
inline constexpr OwnerNumber kSharedOwner = 0;

struct PatternSource {
  Text name;
  OwnerNumber owner = kSharedOwner;
  std::string owner_id;  // Of the rule or topic; empty for a shared pattern.
  std::vector<Text> terms;
  std::vector<Text> regexes;
  std::vector<Text> exceptions;
  ViewSet views = ViewBit(View::kFolded);
  bool own_views = false;  // It names them; they are not the pack's.
  bool initials = false;
  Placed<bool> word_boundary;
  std::optional<FeatureSpec> feature;  // In place of terms and regexes.
};

struct ConditionSource {
  ConditionKind kind = ConditionKind::kPattern;
  SourcePlace place;    // Of the name, or of the key.
  std::string pattern;  // kPattern.
  uint32_t count = 0;
  uint32_t within = 0;
  bool ordered = false;
  std::vector<ConditionSource> children;
  std::string rule;                    // kRule.
  std::optional<FeatureSpec> feature;  // kPattern: a built-in one, which has no name.
};

struct SignalSource {
  SourcePlace place;
  Text name;
  uint32_t weight = 1;
  std::optional<ConditionSource> condition;
};

struct LawfulSource {
  SourcePlace place;
  Text pattern;
  AttributeValues attributes;
};

struct EvadedBySource {
  Placed<EvasionKind> kind;
  std::optional<ConditionSource> condition;
};

// A part of a watching rule.
struct PartSource {
  PartRole role = PartRole::kOpen;
  SourcePlace place;
  std::optional<EventKind> event;
  SpeakerSet speakers = 0;
  std::optional<ConditionSource> condition;
  std::vector<Text> finds;  // Rule ids, or the beginning of some: "mkt.*".
};

struct WatchSource {
  std::vector<PartSource> parts;
  WatchSpec value;  // Without its parts.
  Text setting;     // That the limit is.
  Text hours;
};

struct CaseSource {
  RuleCase value;  // Without `expect`.
  std::vector<Text> expect;
};

struct RuleSource {
  OwnerNumber owner = kSharedOwner;
  SourcePlace place;
  Text id;
  RuleKind kind = RuleKind::kMessage;
  Text title;
  Placed<RuleStatus> status;
  Placed<Severity> severity;
  Text category;
  SpeakerSet speakers = 0;
  ChannelSet channels = 0;
  std::vector<Text> tenants;
  AttributeValues attributes;
  std::vector<Text> tags;
  Text owner_name;
  Text rationale;
  std::vector<Text> basis;
  DateRange effective;
  Text during;  // Hours of clocks.yaml; message and score only.
  std::vector<Placed<Guard>> guards;
  std::vector<LawfulSource> lawful;
  bool wants_tense = false;
  std::vector<Text> tenses;
  Text suggestion;
  std::optional<ConditionSource> condition;
  std::vector<RuleExample> match;
  std::vector<RuleExample> no_match;
  // Where the texts of the examples stand, in their order.
  std::vector<SourcePlace> match_places;
  std::vector<SourcePlace> no_match_places;

  std::vector<Text> topics;  // Empty: every topic.
  bool generic = false;
  std::vector<EvadedBySource> evaded_by;
  std::vector<CaseSource> cases;

  std::vector<SignalSource> signals;
  Placed<uint32_t> threshold;
  Text severe_because;  // Why a score rule is worth more than medium.

  FeatureSet wants = 0;
  std::vector<LocalChange> overrides;
  WatchSource watch;
};

struct TopicSource {
  OwnerNumber owner = kSharedOwner;
  Text id;
  Text title;
  std::optional<ConditionSource> ask;
  std::optional<ConditionSource> satisfied_by;
  uint32_t window_messages = 3;
  Duration window = std::chrono::seconds(600);
  TopicIntent intent = TopicIntent::kOther;
  bool owed = true;
};

struct BasisSource {
  Text id;
  Basis value;
  DateRange in_force;
};

struct PolicyRowSource {
  PolicyRow value;  // Without the names of settings that `deadlines` has.
  Text id;
  std::vector<Text> rules;
  std::vector<Text> categories;
  Text queue;
  std::vector<Text> deadlines;  // Those that name a setting.
};

struct QueueSource {
  Text id;
  std::string title;
  Text hours;
};

// An entry of `overrides`: what it changes about a rule. What is not given stays.
struct OverrideSource {
  Text rule;
  SourcePlace place;
  Text owner;
  Text reason;
  Placed<Date> expires;
  Placed<bool> disabled;
  Placed<Severity> severity;
  Placed<RuleStatus> status;
  SourcePlace guards_place;
  std::vector<Placed<Guard>> guards;
  SourcePlace speakers_place;
  SpeakerSet speakers = 0;
  SourcePlace effective_place;
  DateRange effective;
  struct PatternChange {
    Text name;
    std::vector<Text> terms;
    std::vector<Text> exceptions;
  };
  std::vector<PatternChange> patterns;
};

// An entry of `suppressions`.
struct SuppressionSource {
  Text rule;
  SourcePlace place;
  Text owner;
  Text reason;
  Placed<Date> expires;
  std::vector<Text> tenants;
  std::vector<Text> agents;
  std::vector<Text> templates;
  AttributeValues attributes;
  std::vector<Text> texts;
};

struct PackSource {
  Text name;
  Text version;
  Text title;
  Text owner;
  std::string time_zone = "+08:00";
  Duration utc_offset = std::chrono::hours(8);
  ViewSet default_views = ViewBit(View::kFolded);
  std::string default_owner;

  ServiceSource service;
  std::vector<BasisSource> basis;
  std::vector<QueueSource> queues;
  std::vector<PolicyRowSource> rows;
  int raise_on_evasion = 1;

  // Of all owners; the index is the number of the compiled pattern.
  std::vector<PatternSource> patterns;
  OwnerNumber next_owner = kSharedOwner + 1;
  std::vector<RuleSource> rules;
  std::vector<TopicSource> topics;
  uint32_t filler_pattern = kNone;
  std::optional<ConditionSource> withdrawn_by;

  std::vector<OverrideSource> overrides;
  std::vector<SuppressionSource> suppressions;
  Date today;  // What has expired before it does not act.
};

// Finds patterns by name as one owner sees them: its own first, then the shared ones.
class PatternNames {
 public:
  // `pack` must outlive it, and its patterns must not change meanwhile.
  explicit PatternNames(const PackSource& pack);

  // kNone if there is none.
  uint32_t Find(OwnerNumber owner, std::string_view name) const;
  // All that `owner` sees.
  std::vector<std::string_view> Visible(OwnerNumber owner) const;
  // The patterns of `owner` itself.
  std::vector<uint32_t> Of(OwnerNumber owner) const;

 private:
  const PackSource& pack_;
  std::map<std::pair<OwnerNumber, std::string_view>, uint32_t> numbers_;
};

// The patterns that a rule without a condition looks for: its own, besides those that only tell a
// lawful exception.
std::vector<uint32_t> DefaultPatterns(const RuleSource& rule, const PackSource& pack,
                                      const PatternNames& names);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_RULE_SOURCE_H_
