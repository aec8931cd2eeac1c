#include "rulepack/watch_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"

#include "rulepack/condition_reader.h"
#include "rulepack/rule_reader.h"

namespace mingcha {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr SpeakerSet kCustomer = SpeakerBit(Speaker::kCustomer);
constexpr SpeakerSet kAgent = SpeakerBit(Speaker::kAgent);
constexpr SpeakerSet kBusiness = kAgent | SpeakerBit(Speaker::kBot);

constexpr uint32_t kMaxWindowMessages = 100;
constexpr uint32_t kMaxSteps = 8;
// What a watch has seen is kept until its window ends: no more than this.
constexpr uint32_t kMaxCount = 20;
// The same of many conversations, for each key.
constexpr uint32_t kMaxAcross = 200;
constexpr Duration kLongestWindow = hours(24 * 31);
// Below this the sketch tells too little.
constexpr uint32_t kLeastSimilarity = 60;

constexpr std::string_view kOnce = "once_per_conversation";

constexpr std::string_view kPartHelp =
    "write a condition, or {speaker: …, says: a condition}, {speaker: …} for any message, "
    "{finds: [rule ids]}, {event: …}";

// Reads the parts of a rule, each with the speakers it has if it names none.
class PartReader {
 public:
  PartReader(RuleSource* rule, Reporter& reporter) : rule_(*rule), reporter_(reporter) {}

  // A part, or a list of parts each of which will do.
  void Read(FieldReader& fields, std::string_view key, Need need, PartRole role,
            SpeakerSet speakers) {
    const YamlNode* node = fields.Find(key, need);
    if (node == nullptr) return;
    if (node->kind != YamlKind::kSequence) return ReadOne(*node, role, speakers);
    if (node->items.empty()) {
      reporter_.Tell(Code::kEmptyList, node->place, absl::StrFormat("\"%s\" is empty", key));
    }
    for (const YamlNode* item : node->items) ReadOne(*item, role, speakers);
  }

  void ReadOne(const YamlNode& node, PartRole role, SpeakerSet speakers) {
    PartSource part;
    part.role = role;
    part.place = node.place;
    part.speakers = speakers;
    if (IsMapping(node)) {
      ReadMapping(node, &part);
    } else if (auto condition = ReadCondition(node, reporter_)) {
      part.condition = std::move(condition);
    } else {
      return;
    }
    rule_.watch.parts.push_back(std::move(part));
  }

  // Any message of these.
  void Add(PartRole role, SpeakerSet speakers) {
    PartSource part;
    part.role = role;
    part.place = rule_.place;
    part.speakers = speakers;
    rule_.watch.parts.push_back(std::move(part));
  }
  void Add(PartRole role, EventKind event) {
    Add(role, 0);
    rule_.watch.parts.back().event = event;
  }

 private:
  // A part that is not simply a condition.
  static bool IsMapping(const YamlNode& node) {
    static constexpr std::string_view kKeys[] = {"speaker", "says", "finds", "event"};
    return node.kind == YamlKind::kMapping &&
           std::any_of(std::begin(kKeys), std::end(kKeys),
                       [&](std::string_view key) { return node.Find(key) != nullptr; });
  }

  void ReadMapping(const YamlNode& node, PartSource* part) {
    FieldReader fields(node, "a part of the rule", {"speaker", "says", "finds", "event"},
                       reporter_);
    const Placed<EventKind> event = fields.ReadChoice("event", EventKind::kClosed);
    if (event.given()) {
      part->event = event.value;
      part->speakers = 0;
    }
    if (node.Find("speaker") != nullptr) {
      part->speakers = ReadSpeakers(fields, Need::kRequired, reporter_);
    }
    part->condition = ReadCondition(fields, "says", Need::kOptional, reporter_);
    part->finds = fields.ReadTextOrTexts("finds");
    const int ways = (node.Find("says") != nullptr) + (node.Find("finds") != nullptr);
    if (ways > 1 || (event.given() && node.members.size() > 1)) {
      reporter_.Tell(Code::kBadPart, node.place,
                     "a part is what somebody says, what rules find, or an event",
                     {.note = {}, .help = std::string(kPartHelp)});
    }
  }

  RuleSource& rule_;
  Reporter& reporter_;
};

bool CheckLength(const Text& text, Duration length, Reporter& reporter) {
  if (length > Duration() && length <= kLongestWindow) return true;
  reporter.Tell(Code::kBadDuration, text.place,
                length == Duration() ? "a window of no length is closed at once"
                                     : "what is watched for so long would fill the memory",
                {.note = {}, .help = "write a time from 1ms to 31d"});
  return false;
}

Duration ReadLength(FieldReader& fields, std::string_view key, Duration otherwise, Need need,
                    Reporter& reporter) {
  const Text text = fields.ReadText(key, need);
  if (!text.given()) return otherwise;
  const std::optional<Duration> length = DurationOf(text, reporter);
  return length && CheckLength(text, *length, reporter) ? *length : otherwise;
}

void ReadWindow(FieldReader& fields, WatchSpec* watch, Reporter& reporter) {
  const YamlNode* node = fields.Find("window");
  if (node == nullptr) return;
  FieldReader parts(*node, "a window", {"messages", "time"}, reporter);
  watch->window_messages = parts.ReadNumber("messages", 1, kMaxWindowMessages, Code::kBadCount)
                               .value_or(watch->window_messages);
  watch->window = ReadLength(parts, "time", watch->window, Need::kOptional, reporter);
}

void ReadMissing(FieldReader& fields, RuleSource* rule, PartReader& parts, Reporter& reporter) {
  WatchSpec& watch = rule->watch.value;
  parts.Read(fields, "trigger", Need::kRequired, PartRole::kOpen, rule->speakers);
  parts.Read(fields, "disclosed_by", Need::kRequired, PartRole::kSettle, kBusiness);
  watch.window_messages = 5;
  watch.window = minutes(10);
  ReadWindow(fields, &watch, reporter);
}

void ReadSequence(FieldReader& fields, RuleSource* rule, PartReader& parts, Reporter& reporter) {
  WatchSpec& watch = rule->watch.value;
  const std::vector<const YamlNode*> steps = fields.ReadItems("steps", Need::kRequired);
  for (const YamlNode* step : steps) parts.ReadOne(*step, PartRole::kStep, rule->speakers);
  const auto count = static_cast<uint32_t>(steps.size());
  if (fields.Find("steps") != nullptr && (count < 2 || count > kMaxSteps)) {
    reporter.Tell(Code::kBadCount, fields.KeyPlace("steps"),
                  absl::StrFormat("a sequence has 2 to %d steps, and not %d", kMaxSteps, count));
  }
  watch.window = ReadLength(fields, "within", hours(24), Need::kOptional, reporter);
  watch.ordered = fields.ReadFlag("ordered", true);
  watch.at_least = std::max(count, 1U);
  if (watch.ordered && fields.Find("at_least") != nullptr) {
    reporter.Tell(Code::kBadCount, fields.KeyPlace("at_least"),
                  "all steps of an ordered sequence must come",
                  {.note = {}, .help = "take it out, or write `ordered: false`"});
  } else {
    watch.at_least =
        fields.ReadNumber("at_least", 1, watch.at_least, Code::kBadCount).value_or(watch.at_least);
  }
}

void ReadCount(FieldReader& fields, RuleSource* rule, PartReader& parts, Reporter& reporter) {
  WatchSpec& watch = rule->watch.value;
  parts.Read(fields, "counts", Need::kRequired, PartRole::kOpen, rule->speakers);
  watch.at_least =
      fields.ReadNumber("at_least", 2, kMaxCount, Code::kBadCount, Need::kRequired).value_or(2);
  watch.window = hours(24);
  ReadWindow(fields, &watch, reporter);
}

void ReadExemptTemplates(FieldReader& fields, WatchSpec* watch) {
  for (const Text& text : fields.ReadTextOrTexts("exempt_templates")) {
    watch->exempts_every_template = text.value == "any";
    if (text.value != "any" && text.value != "none") watch->exempt_templates.push_back(text.value);
  }
}

void ReadRepeat(FieldReader& fields, RuleSource* rule, PartReader& parts, Reporter& reporter) {
  WatchSpec& watch = rule->watch.value;
  parts.Read(fields, "repeats", Need::kOptional, PartRole::kOpen, rule->speakers);
  if (rule->watch.parts.empty()) parts.Add(PartRole::kOpen, rule->speakers);
  watch.at_least = fields.ReadNumber("at_least", 2, kMaxCount, Code::kBadCount).value_or(3);
  watch.similarity_percent =
      fields.ReadNumber("similarity", kLeastSimilarity, 100, Code::kBadCount).value_or(90);
  watch.window = hours(24);
  ReadWindow(fields, &watch, reporter);
  ReadExemptTemplates(fields, &watch);
}

// A length of time, workdays, the name of a setting, or `promised`; and by which clock.
void ReadLimit(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  WatchSpec& watch = rule->watch.value;
  watch.limit.limit.duration = hours(24);
  const Text text = fields.ReadText("limit", Need::kRequired);
  if (text.given() && text.value == "promised") {
    watch.limit_is_promised = true;
  } else if (text.given() && NamesSetting(text)) {
    rule->watch.setting = text;
    watch.limit.setting = text.value;
  } else if (text.given()) {
    if (const std::optional<TimeLimit> limit = TimeLimitOf(text, reporter)) {
      watch.limit.limit = *limit;
      CheckLength(text, limit->workdays == 0 ? limit->duration : hours(24), reporter);
    }
  }
  const Placed<ClockKind> clock = fields.ReadChoice("clock", ClockKind::kServiceHours);
  if (clock.given()) watch.clock = clock.value;
  rule->watch.hours = fields.ReadText("hours");
  watch.hours = rule->watch.hours.value;
  if (rule->watch.hours.given() && watch.clock != ClockKind::kServiceHours) {
    reporter.Tell(Code::kMissingKey, rule->watch.hours.place,
                  "only the clock of service hours runs by `hours`",
                  {.note = {}, .help = "add `clock: service_hours`, or take `hours` out"});
  }
}

void ReadPause(FieldReader& fields, WatchSpec* watch, Reporter& reporter) {
  const Text text = fields.ReadText("paused_for");
  if (!text.given()) return;
  if (fields.Find("paused_by") == nullptr) {
    reporter.Tell(Code::kMissingKey, text.place, "nothing begins the pause that `paused_for` ends",
                  {.note = {}, .help = "add `paused_by`, or take `paused_for` out"});
  }
  watch->pause_is_promised = text.value == "promised";
  if (watch->pause_is_promised) return;
  watch->pause_for = ReadLength(fields, "paused_for", hours(24), Need::kOptional, reporter);
}

void ReadResponse(FieldReader& fields, RuleSource* rule, PartReader& parts, Reporter& reporter) {
  WatchSpec& watch = rule->watch.value;
  parts.Read(fields, "starts", Need::kRequired, PartRole::kOpen, kCustomer);
  const bool ends = fields.Find("ends") != nullptr;
  parts.Read(fields, "ends", Need::kOptional, PartRole::kSettle, kAgent);
  if (!ends) {
    parts.Add(PartRole::kSettle, kAgent);
    parts.Add(PartRole::kSettle, EventKind::kAnswered);
  }
  const bool pauses = fields.Find("paused_by") != nullptr;
  parts.Read(fields, "paused_by", Need::kOptional, PartRole::kPause, kBusiness);
  parts.Read(fields, "resumed_by", Need::kOptional, PartRole::kResume, kCustomer);
  if (pauses && fields.Find("resumed_by") == nullptr) parts.Add(PartRole::kResume, kCustomer);
  ReadLimit(fields, rule, reporter);
  ReadPause(fields, &watch, reporter);
  watch.ends_after = ReadLength(fields, "ends_after", Duration(), Need::kOptional, reporter);
}

void ReadAllAutomatic(FieldReader& fields, RuleSource* rule, PartReader& parts,
                      Reporter& reporter) {
  WatchSpec& watch = rule->watch.value;
  parts.Read(fields, "asks_person", Need::kRequired, PartRole::kOpen, kCustomer);
  parts.Add(PartRole::kSettle, kAgent);
  watch.limit.limit.duration = ReadLength(fields, "limit", minutes(10), Need::kOptional, reporter);
}

// A message is counted by what it says: any message at all would be all that anybody says.
void CheckSaysSomething(const PartSource& part, Reporter& reporter) {
  if (part.condition || !part.finds.empty()) return;
  reporter.Tell(Code::kBadPart, part.place,
                "what is counted over conversations is what somebody says, or what rules find",
                {.note = {}, .help = "write a condition, or {finds: [rule ids]}"});
}

void ReadAcross(FieldReader& fields, RuleSource* rule, PartReader& parts, Reporter& reporter) {
  WatchSpec& watch = rule->watch.value;
  parts.Read(fields, "counts", Need::kRequired, PartRole::kOpen, rule->speakers);
  for (const PartSource& part : rule->watch.parts) CheckSaysSomething(part, reporter);
  const std::vector<std::string_view> names = NamesUpTo(CountedBy::kTenant);
  for (const Text& text : fields.ReadTextOrTexts("by", Need::kRequired)) {
    if (const auto by = ChoiceOf(text, names, reporter)) {
      watch.across.by.push_back(static_cast<CountedBy>(*by));
    }
  }
  watch.across.distinct = fields.ReadChoice("distinct", Distinct::kCodes).value;
  if (CountsItself(watch.across)) {
    reporter.Tell(Code::kCountsItself, fields.KeyPlace("distinct"),
                  absl::StrFormat("there is never more than one of the %s that it counts by",
                                  ToString(watch.across.distinct)),
                  {.note = {}, .help = "count something else, or count by something else"});
  }
  watch.at_least =
      fields.ReadNumber("at_least", 2, kMaxAcross, Code::kBadCount, Need::kRequired).value_or(2);
  watch.window = ReadLength(fields, "within", hours(24), Need::kOptional, reporter);
  const std::optional<uint32_t> similarity =
      fields.ReadNumber("similarity", kLeastSimilarity, 100, Code::kBadCount);
  watch.across.similar = similarity.has_value();
  watch.similarity_percent = similarity.value_or(watch.similarity_percent);
  watch.exempts_every_template = watch.across.similar;
  ReadExemptTemplates(fields, &watch);
}

}  // namespace

const std::vector<std::string_view>& WatchKeysOf(RuleKind kind) {
  using Keys = std::vector<std::string_view>;
  static const Keys none;
  static const Keys missing = {"trigger", "disclosed_by", "window", kOnce};
  static const Keys sequence = {"steps", "within", "ordered", "at_least", kOnce};
  static const Keys count = {"counts", "at_least", "window", kOnce};
  static const Keys repeat = {"repeats",    "at_least",         "window",
                              "similarity", "exempt_templates", kOnce};
  static const Keys response = {"starts", "ends",  "paused_by", "paused_for", "resumed_by",
                                "limit",  "clock", "hours",     "ends_after", kOnce};
  static const Keys all_automatic = {"asks_person", "limit", kOnce};
  static const Keys across = {"counts", "by",         "distinct",        "at_least",
                              "within", "similarity", "exempt_templates"};
  switch (kind) {
    case RuleKind::kMessage:
    case RuleKind::kQa:
    case RuleKind::kScore:
      return none;
    case RuleKind::kMissing:
      return missing;
    case RuleKind::kSequence:
      return sequence;
    case RuleKind::kCount:
      return count;
    case RuleKind::kRepeat:
      return repeat;
    case RuleKind::kResponse:
      return response;
    case RuleKind::kAllAutomatic:
      return all_automatic;
    case RuleKind::kAcross:
      return across;
  }
  return none;
}

void ReadWatch(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  using Read = void (*)(FieldReader&, RuleSource*, PartReader&, Reporter&);
  static constexpr Read kReaders[] = {ReadMissing,  ReadSequence,     ReadCount, ReadRepeat,
                                      ReadResponse, ReadAllAutomatic, ReadAcross};
  PartReader parts(rule, reporter);
  kReaders[static_cast<size_t>(rule->kind) - static_cast<size_t>(RuleKind::kMissing)](
      fields, rule, parts, reporter);
  if (WatchesConversations(rule->kind)) rule->watch.value.once = fields.ReadFlag(kOnce, true);
}

}  // namespace mingcha
