#include "rulepack/condition_reader.h"

#include "absl/strings/str_format.h"

#include "rulepack/feature_reader.h"

namespace mingcha {
namespace {

constexpr uint32_t kMaxWithin = 1000;

void ReadChildren(const YamlNode* list, Reporter& reporter, ConditionSource* condition) {
  if (list == nullptr) return;
  if (list->kind != YamlKind::kSequence) {
    TellWrongType(*list, "a list of conditions", reporter);
    return;
  }
  if (list->items.empty()) {
    reporter.Tell(Code::kEmptyList, list->place, "the list of conditions is empty");
  }
  for (const YamlNode* item : list->items) {
    if (std::optional<ConditionSource> child = ReadCondition(*item, reporter)) {
      condition->children.push_back(*std::move(child));
    }
  }
}

void ReadAtLeast(const YamlNode& node, Reporter& reporter, ConditionSource* condition) {
  FieldReader fields(node, "at_least", {"count", "of"}, reporter);
  ReadChildren(fields.Find("of", Need::kRequired), reporter, condition);
  const auto most = static_cast<uint32_t>(condition->children.size());
  condition->count =
      fields.ReadNumber("count", 1, std::max(most, 1U), Code::kBadCount, Need::kRequired)
          .value_or(1);
}

void ReadNear(const YamlNode& node, Reporter& reporter, ConditionSource* condition) {
  FieldReader fields(node, "near", {"first", "second", "within", "ordered"}, reporter);
  for (const std::string_view key : {"first", "second"}) {
    std::optional<ConditionSource> child = ReadCondition(fields, key, Need::kRequired, reporter);
    if (child) condition->children.push_back(*std::move(child));
  }
  if (node.kind == YamlKind::kMapping && node.Find("within") == nullptr) {
    reporter.Tell(Code::kBadWithin, condition->place,
                  "near does not say within how many characters",
                  {.note = {}, .help = "add `within: 12`"});
  }
  condition->within =
      fields.ReadNumber("within", 1, kMaxWithin, Code::kBadWithin).value_or(kMaxWithin);
  condition->ordered = fields.ReadFlag("ordered", false);
}

// {rule: …}, {amount: …}, {contact: …}, {number: …}: what has no conditions inside. nullopt if
// `member` is none of them, or says nothing.
std::optional<ConditionSource> ReadLeaf(const YamlMember& member, Reporter& reporter) {
  ConditionSource condition;
  condition.place = member.key_place;
  if (const std::optional<FeatureKind> feature = FeatureKindOf(member.key)) {
    condition.feature = ReadFeatureSpec(*feature, *member.value, reporter);
    return condition;
  }
  if (member.key != "rule") return std::nullopt;
  const std::optional<Text> rule = TextOf(*member.value, reporter);
  if (!rule) return std::nullopt;
  condition.kind = ConditionKind::kRule;
  condition.rule = rule->value;
  condition.place = rule->place;
  return condition;
}

}  // namespace

std::optional<ConditionSource> ReadCondition(const YamlNode& node, Reporter& reporter) {
  ConditionSource condition;
  condition.place = node.place;
  if (node.kind == YamlKind::kScalar) {
    condition.pattern = node.scalar;
    return condition;
  }
  static constexpr std::string_view kHelp =
      "write the name of a pattern, or {any: […]}, {all: […]}, {none: […]}, "
      "{at_least: {count: …, of: […]}}, {near: {first: …, second: …, within: …}}, "
      "{same_sentence: […]}, {rule: …}, {amount: …}, {contact: …}, {number: …}";
  if (node.kind != YamlKind::kMapping || node.members.size() != 1) {
    if (node.refused) return std::nullopt;
    reporter.Tell(Code::kBadCondition, node.place,
                  node.kind == YamlKind::kMapping
                      ? absl::StrFormat("a condition has one key, and not %d", node.members.size())
                      : absl::StrFormat("%s is no condition", NameOfKind(node)),
                  {.note = {}, .help = std::string(kHelp)});
    return std::nullopt;
  }
  const YamlMember& member = node.members.front();
  condition.place = member.key_place;
  const std::vector<std::string_view> kinds = {"any",     "all",           "none", "at_least",
                                               "near",    "same_sentence", "rule", "amount",
                                               "contact", "number"};
  if (member.key == "rule" || FeatureKindOf(member.key)) return ReadLeaf(member, reporter);
  if (member.key == "any" || member.key == "all" || member.key == "none" ||
      member.key == "same_sentence") {
    condition.kind = member.key == "any"    ? ConditionKind::kAny
                     : member.key == "all"  ? ConditionKind::kAll
                     : member.key == "none" ? ConditionKind::kNoneOf
                                            : ConditionKind::kSameSentence;
    ReadChildren(member.value, reporter, &condition);
  } else if (member.key == "at_least") {
    condition.kind = ConditionKind::kAtLeast;
    ReadAtLeast(*member.value, reporter, &condition);
  } else if (member.key == "near") {
    condition.kind = ConditionKind::kNear;
    ReadNear(*member.value, reporter, &condition);
    if (condition.children.size() != 2) return std::nullopt;
  } else {
    std::string help = reporter.DidYouMean(member.key, kinds);
    if (help.empty()) help = kHelp;
    reporter.Tell(Code::kBadCondition, member.key_place,
                  absl::StrFormat("\"%s\" is no kind of condition", member.key),
                  {.note = {}, .help = std::move(help)});
    return std::nullopt;
  }
  if (condition.children.empty()) return std::nullopt;
  return condition;
}

std::optional<ConditionSource> ReadCondition(FieldReader& fields, std::string_view key, Need need,
                                             Reporter& reporter) {
  const YamlNode* node = fields.Find(key, need);
  if (node == nullptr) return std::nullopt;
  return ReadCondition(*node, reporter);
}

ViewSet ReadViews(const YamlNode& node, Reporter& reporter) {
  ViewSet views = ViewBit(View::kFolded);
  for (const Text& text : TextsOf(node, reporter)) {
    const std::optional<size_t> choice = ChoiceOf(text, NamesUpTo(View::kJoined), reporter);
    if (!choice) continue;
    const auto view = static_cast<View>(*choice);
    if (view == View::kJoined) {
      reporter.Tell(Code::kViewNotAvailable, text.place,
                    absl::StrFormat("the view %s cannot be matched by this version", text.value),
                    {.note = {}, .help = "use folded, compact, shape and sound"});
      continue;
    }
    views |= ViewBit(view);
  }
  return (views & ~kRegexViews) == 0 ? views : views | kRegexViews;
}

namespace {

// What `views` and `initials` ask for and the pattern cannot have.
void CheckMatching(FieldReader& fields, bool has_regex, PatternSource* pattern,
                   Reporter& reporter) {
  if (has_regex && (pattern->views & ~kRegexViews) != 0) {
    if (pattern->own_views) {
      reporter.Tell(Code::kViewNotForRegex, fields.KeyPlace("views"),
                    "a regex is matched in the views folded and compact only",
                    {.note = "shape and sound rewrite the characters that a regex spells out",
                     .help = "take shape and sound out, or write terms"});
    }
    pattern->views &= kRegexViews;
  }
  if (pattern->initials && (pattern->views & ViewBit(View::kSound)) == 0) {
    reporter.Tell(Code::kInitialsWithoutSound, fields.KeyPlace("initials"),
                  "initials are looked for in the view sound, which the pattern does not have",
                  {.note = {},
                   .help = has_regex ? "write terms, with `views: [compact, sound]`"
                                     : "write `views: [compact, sound]`"});
  }
}

// A pattern that has `amount`, `contact` or `number` in place of words, and nothing besides.
// Returns whether it is one.
bool ReadBuiltIn(FieldReader& fields, const YamlNode& node, PatternSource* pattern,
                 Reporter& reporter) {
  if (node.kind != YamlKind::kMapping) return false;
  for (const YamlMember& member : node.members) {
    const std::optional<FeatureKind> kind = FeatureKindOf(member.key);
    if (!kind) continue;
    pattern->feature = ReadFeatureSpec(*kind, *member.value, reporter);
    if (node.members.size() > 1) {
      reporter.Tell(Code::kBuiltInWithMore, fields.KeyPlace(member.key),
                    absl::StrFormat("a pattern of %ss has nothing besides", member.key),
                    {.note = "it is found in the folded text, and by no words of its own",
                     .help = "make two patterns, and join them with {any: […]} or near"});
    }
    return true;
  }
  return false;
}

}  // namespace

PatternSource ReadPattern(const YamlNode& node, const Text& name, ViewSet default_views,
                          Reporter& reporter) {
  PatternSource pattern;
  pattern.name = name;
  FieldReader fields(node, "a pattern",
                     {"terms", "regex", "views", "initials", "except", "word_boundary", "amount",
                      "contact", "number"},
                     reporter);
  if (ReadBuiltIn(fields, node, &pattern, reporter)) return pattern;
  pattern.terms = fields.ReadTexts("terms");
  pattern.regexes = fields.ReadTextOrTexts("regex");
  pattern.exceptions = fields.ReadTexts("except");
  const YamlNode* views = fields.Find("views");
  pattern.views = views != nullptr ? ReadViews(*views, reporter) : default_views;
  pattern.own_views = views != nullptr;
  pattern.initials = fields.ReadFlag("initials", false);
  if (fields.ReadFlag("word_boundary", false)) {
    pattern.word_boundary = {true, fields.KeyPlace("word_boundary")};
  }
  if (node.kind != YamlKind::kMapping) return pattern;
  const bool has_terms = node.Find("terms") != nullptr;
  const bool has_regex = node.Find("regex") != nullptr;
  CheckMatching(fields, has_regex, &pattern, reporter);
  if (has_terms && has_regex) {
    reporter.Tell(Code::kTermsAndRegex, fields.KeyPlace("regex"),
                  "a pattern has terms or a regex, not both",
                  {.note = {}, .help = "make two patterns, and join them with {any: […]}"});
  } else if (!has_terms && !has_regex) {
    reporter.Tell(Code::kMissingKey, node.place, "a pattern needs the key \"terms\" or \"regex\"",
                  {.note = {}, .help = "or one of the built-in ones: amount, contact, number"});
  }
  return pattern;
}

void ReadPatterns(FieldReader& fields, OwnerNumber owner, const std::string& owner_id,
                  PackSource* pack, Reporter& reporter) {
  const YamlNode* node = fields.Find("patterns");
  if (node == nullptr) return;
  if (node->kind != YamlKind::kMapping) {
    TellWrongType(*node, "a mapping of names to patterns", reporter);
    return;
  }
  for (const YamlMember& member : node->members) {
    const Text name = {member.key, member.key_place};
    PatternSource pattern = ReadPattern(*member.value, name, pack->default_views, reporter);
    pattern.owner = owner;
    pattern.owner_id = owner_id;
    pack->patterns.push_back(std::move(pattern));
  }
}

}  // namespace mingcha
