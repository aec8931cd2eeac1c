#include "rulepack/rule_reader.h"

#include <algorithm>

#include "absl/strings/str_format.h"

#include "rulepack/condition_reader.h"
#include "rulepack/feature_reader.h"
#include "rulepack/proof_reader.h"
#include "rulepack/score_reader.h"
#include "rulepack/watch_reader.h"

namespace mingcha {
namespace {

constexpr std::string_view kTenses[] = {"asked", "ongoing", "done", "refused"};

// What every rule may have.
constexpr std::string_view kRuleKeys[] = {
    "id",        "kind",     "title",      "status", "severity", "category",  "speaker",
    "channel",   "tenant",   "attributes", "tags",   "owner",    "rationale", "basis",
    "effective", "patterns", "guards",     "lawful", "features", "tense",     "suggestion"};

template <size_t kSize>
std::vector<std::string_view> NamesIn(const std::string_view (&names)[kSize]) {
  return {std::begin(names), std::end(names)};
}

// Reads `any`, one name, or a list, as a set of bits.
uint32_t ReadSet(FieldReader& fields, std::string_view key,
                 const std::vector<std::string_view>& names, Need need, Reporter& reporter) {
  const uint32_t all = (1U << names.size()) - 1;
  std::vector<std::string_view> choices = names;
  choices.emplace_back("any");
  const std::vector<Text> texts = fields.ReadTextOrTexts(key, need);
  uint32_t set = texts.empty() ? all : 0;
  for (const Text& text : texts) {
    const std::optional<size_t> choice = ChoiceOf(text, choices, reporter);
    if (choice) set |= *choice == names.size() ? all : 1U << *choice;
  }
  return set;
}

void ReadLawful(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  for (const YamlNode* node : fields.ReadItems("lawful")) {
    FieldReader entry(*node, "a lawful entry", {"pattern", "attributes"}, reporter);
    LawfulSource lawful;
    lawful.place = node->place;
    lawful.pattern = entry.ReadText("pattern");
    if (const YamlNode* attributes = entry.Find("attributes", Need::kRequired)) {
      lawful.attributes = AttributesOf(*attributes, reporter);
    }
    rule->lawful.push_back(std::move(lawful));
  }
}

void ReadGuards(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  for (const Text& text : fields.ReadTexts("guards")) {
    if (const auto choice = ChoiceOf(text, NamesUpTo(Guard::kLawful), reporter)) {
      rule->guards.push_back({static_cast<Guard>(*choice), text.place});
    }
  }
  ReadLawful(fields, rule, reporter);
}

void ReadFeatures(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  ReadWantedFeatures(fields, rule, reporter);
  for (const Text& text : fields.ReadTextOrTexts("tense")) {
    if (ChoiceOf(text, NamesIn(kTenses), reporter)) rule->tenses.push_back(text);
  }
}

void ReadEvadedBy(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  const std::vector<const YamlNode*> items = fields.ReadItems("evaded_by", Need::kRequired);
  const YamlNode* list = fields.Find("evaded_by");
  if (list != nullptr && list->kind == YamlKind::kSequence && items.empty()) {
    reporter.Tell(Code::kEmptyList, list->place, "the rule says nothing that would be a dodge");
  }
  for (const YamlNode* node : items) {
    FieldReader entry(*node, "an entry of \"evaded_by\"", {"kind", "condition"}, reporter);
    EvadedBySource evaded;
    evaded.kind = entry.ReadChoice("kind", EvasionKind::kSilence, Need::kRequired);
    const bool silence = evaded.kind.given() && evaded.kind.value == EvasionKind::kSilence;
    if (silence && node->Find("condition") != nullptr) {
      reporter.Tell(Code::kSilenceCondition, entry.KeyPlace("condition"),
                    "silence has no condition: nothing was said",
                    {.note = {}, .help = "take the condition out, or choose another kind"});
    } else {
      evaded.condition =
          ReadCondition(entry, "condition", silence ? Need::kOptional : Need::kRequired, reporter);
    }
    rule->evaded_by.push_back(std::move(evaded));
  }
}

constexpr std::string_view kScoreKeys[] = {"signals", "threshold", "severe_because"};

const std::vector<std::string_view>& KeysOf(RuleKind kind) {
  static const std::vector<std::string_view> message = {"condition", "during", "examples"};
  static const std::vector<std::string_view> qa = {"topics", "generic", "evaded_by"};
  static const std::vector<std::string_view> score = [] {
    std::vector<std::string_view> keys = NamesIn(kScoreKeys);
    keys.emplace_back("during");
    keys.emplace_back("examples");
    return keys;
  }();
  switch (kind) {
    case RuleKind::kMessage:
      return message;
    case RuleKind::kQa:
      return qa;
    case RuleKind::kScore:
      return score;
    default:
      return WatchKeysOf(kind);
  }
}

// The keys of all kinds, besides those that every rule may have. Each once.
const std::vector<std::string_view>& KindKeys() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> keys;
    for (const RuleKind kind : kRuleKinds) {
      for (const std::string_view key : KeysOf(kind)) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
      }
    }
    keys.emplace_back("cases");
    return keys;
  }();
  return all;
}

std::vector<std::string_view> AllKeys() {
  std::vector<std::string_view> keys = NamesIn(kRuleKeys);
  keys.insert(keys.end(), KindKeys().begin(), KindKeys().end());
  return keys;
}

bool HasKey(RuleKind kind, std::string_view key) {
  if (key == "cases") return !IsMessageKind(kind);
  const std::vector<std::string_view>& own = KeysOf(kind);
  return std::find(own.begin(), own.end(), key) != own.end();
}

// Where what stands under another kind's key belongs.
std::string HelpForKind(RuleKind kind, std::string_view key) {
  switch (kind) {
    case RuleKind::kMessage:
      break;
    case RuleKind::kQa:
      return "the conditions stand in `evaded_by`, the examples in `cases`";
    case RuleKind::kScore:
      return "the conditions stand in `signals`, each with its weight";
    default:
      return absl::StrFormat("a rule of kind %s has: %s, cases", ToString(kind),
                             JoinNames(KeysOf(kind)));
  }
  const bool score =
      std::find(std::begin(kScoreKeys), std::end(kScoreKeys), key) != std::end(kScoreKeys);
  return score ? "add `kind: score` if the rule adds up weak signals"
               : "add `kind: qa` if the rule is about a question and its answer";
}

void TellKeysOfOtherKinds(FieldReader& fields, RuleKind kind, Reporter& reporter) {
  for (const std::string_view key : KindKeys()) {
    if (fields.Find(key) == nullptr || HasKey(kind, key)) continue;
    reporter.Tell(Code::kKeyNotForKind, fields.KeyPlace(key),
                  absl::StrFormat("a rule of kind %s has no \"%s\"", ToString(kind), key),
                  {.note = {}, .help = HelpForKind(kind, key)});
  }
}

// What only rules of some kinds have.
void ReadKind(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  TellKeysOfOtherKinds(fields, rule->kind, reporter);
  if (rule->kind == RuleKind::kScore) return ReadScore(fields, rule, reporter);
  if (IsWatchKind(rule->kind)) return ReadWatch(fields, rule, reporter);
  if (rule->kind == RuleKind::kMessage) {
    rule->condition = ReadCondition(fields, "condition", Need::kOptional, reporter);
    return;
  }
  rule->topics = fields.ReadTextOrTexts("topics", Need::kRequired);
  const bool any = std::any_of(rule->topics.begin(), rule->topics.end(),
                               [](const Text& topic) { return topic.value == "any"; });
  if (any) rule->topics.clear();
  rule->generic = fields.ReadFlag("generic", false);
  ReadEvadedBy(fields, rule, reporter);
}

void ReadTopic(const YamlNode& node, PackSource* pack, Reporter& reporter) {
  FieldReader fields(node, "a topic",
                     {"id", "title", "patterns", "ask", "satisfied_by", "window", "intent", "owed"},
                     reporter);
  TopicSource topic;
  topic.owner = pack->next_owner++;
  topic.id = fields.ReadText("id", Need::kRequired);
  topic.title = fields.ReadText("title", Need::kRequired);
  ReadPatterns(fields, topic.owner, topic.id.value, pack, reporter);
  topic.ask = ReadCondition(fields, "ask", Need::kRequired, reporter);
  topic.satisfied_by = ReadCondition(fields, "satisfied_by", Need::kOptional, reporter);
  if (const YamlNode* window = fields.Find("window")) {
    FieldReader parts(*window, "a window", {"messages", "time"}, reporter);
    topic.window_messages =
        parts.ReadNumber("messages", 1, 100, Code::kBadCount).value_or(topic.window_messages);
    const Text time = parts.ReadText("time");
    if (time.given()) topic.window = DurationOf(time, reporter).value_or(topic.window);
    if (topic.window == Duration()) {
      reporter.Tell(Code::kBadDuration, time.place, "a window of no length is closed at once",
                    {.note = {}, .help = "write how long an answer may take, such as 10m"});
    }
  }
  topic.intent = fields.ReadChoice("intent", TopicIntent::kProblem).value;
  topic.owed = fields.ReadFlag("owed", true);
  pack->topics.push_back(std::move(topic));
}

void ReadFillers(FieldReader& fields, PackSource* pack, Reporter& reporter) {
  const YamlNode* node = fields.Find("fillers");
  if (node == nullptr) return;
  const SourcePlace& place = fields.KeyPlace("fillers");
  if (pack->filler_pattern != kNone) {
    reporter.Tell(
        Code::kDuplicateId, place, "the pack has fillers already",
        {.note = "also in " + OtherPlace(pack->patterns[pack->filler_pattern].name.place, place),
         .help = "keep them in one file"});
    return;
  }
  PatternSource pattern = ReadPattern(*node, {"fillers", place}, pack->default_views, reporter);
  pattern.owner = pack->next_owner++;
  pack->filler_pattern = static_cast<uint32_t>(pack->patterns.size());
  pack->patterns.push_back(std::move(pattern));
}

void ReadWithdrawnBy(FieldReader& fields, PackSource* pack, Reporter& reporter) {
  const YamlNode* node = fields.Find("withdrawn_by");
  if (node == nullptr) return;
  if (pack->withdrawn_by) {
    reporter.Tell(Code::kDuplicateId, fields.KeyPlace("withdrawn_by"),
                  "the pack says already how a question is taken back",
                  {.note = "also in " + OtherPlace(pack->withdrawn_by->place, node->place),
                   .help = "join the two with {any: […]}"});
    return;
  }
  pack->withdrawn_by = ReadCondition(*node, reporter);
}

}  // namespace

SpeakerSet ReadSpeakers(FieldReader& fields, Need need, Reporter& reporter) {
  return ReadSet(fields, "speaker", NamesUpTo(Speaker::kSystem), need, reporter);
}

void ReadRule(const YamlNode& node, PackSource* pack, Reporter& reporter) {
  FieldReader fields(node, "a rule", AllKeys(), reporter);
  RuleSource rule;
  rule.owner = pack->next_owner++;
  rule.place = node.place;
  rule.id = fields.ReadText("id", Need::kRequired);
  rule.kind = fields.ReadChoice("kind", kRuleKinds.back()).value;
  rule.title = fields.ReadText("title", Need::kRequired);
  rule.status = fields.ReadChoice("status", RuleStatus::kDeprecated, Need::kRequired);
  rule.severity = fields.ReadChoice("severity", Severity::kCritical, Need::kRequired);
  rule.category = fields.ReadText("category");
  rule.speakers = ReadSpeakers(fields, Need::kRequired, reporter);
  rule.channels = ReadSet(fields, "channel", NamesUpTo(Channel::kOther), Need::kOptional, reporter);
  rule.tenants = fields.ReadTextOrTexts("tenant");
  if (const YamlNode* attributes = fields.Find("attributes")) {
    rule.attributes = AttributesOf(*attributes, reporter);
  }
  rule.tags = fields.ReadTexts("tags");
  rule.owner_name = fields.ReadText("owner");
  rule.rationale = fields.ReadText("rationale");
  rule.basis = fields.ReadTextOrTexts("basis");
  rule.effective = fields.ReadDates("effective");
  rule.during = fields.ReadText("during");
  rule.suggestion = fields.ReadText("suggestion");
  ReadPatterns(fields, rule.owner, rule.id.value, pack, reporter);
  ReadGuards(fields, &rule, reporter);
  ReadFeatures(fields, &rule, reporter);
  ReadKind(fields, &rule, reporter);
  ReadProof(fields, &rule, reporter);
  pack->rules.push_back(std::move(rule));
}

void ReadRuleFile(const YamlNode& root, PackSource* pack, Reporter& reporter) {
  FieldReader fields(root, "a rule file",
                     {"schema", "patterns", "fillers", "withdrawn_by", "topics", "rules"},
                     reporter);
  ReadSchema(fields, reporter);
  ReadPatterns(fields, kSharedOwner, {}, pack, reporter);
  ReadFillers(fields, pack, reporter);
  ReadWithdrawnBy(fields, pack, reporter);
  for (const YamlNode* topic : fields.ReadItems("topics")) ReadTopic(*topic, pack, reporter);
  for (const YamlNode* rule : fields.ReadItems("rules")) ReadRule(*rule, pack, reporter);
}

}  // namespace mingcha
