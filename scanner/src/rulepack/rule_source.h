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

namespace mingcha {

// A value and where it stands. Not there: line 0.
template <typename T>
struct Placed {
  T value{};
  SourcePlace place;

  bool given() const { return place.line > 0; }
};

using Text = Placed<std::string>;
using Date = std::chrono::sys_days;

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
};

struct ConditionSource {
  ConditionKind kind = ConditionKind::kPattern;
  SourcePlace place;    // Of the name, or of the key.
  std::string pattern;  // kPattern.
  uint32_t count = 0;
  uint32_t within = 0;
  bool ordered = false;
  std::vector<ConditionSource> children;
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
  std::vector<Placed<Guard>> guards;
  std::vector<LawfulSource> lawful;
  bool wants_tense = false;
  std::vector<Text> tenses;
  Text suggestion;
  std::optional<ConditionSource> condition;
  std::vector<RuleExample> match;
  std::vector<RuleExample> no_match;

  std::vector<Text> topics;  // Empty: every topic.
  bool generic = false;
  std::vector<EvadedBySource> evaded_by;
  std::vector<CaseSource> cases;

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
};

struct BasisSource {
  Text id;
  Basis value;
  DateRange in_force;
};

struct PolicyRowSource {
  PolicyRow value;
  Text id;
  std::vector<Text> rules;
  std::vector<Text> categories;
  Text queue;
};

struct QueueSource {
  Text id;
  std::string title;
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
