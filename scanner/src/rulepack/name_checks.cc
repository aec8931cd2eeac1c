#include <algorithm>
#include <unordered_map>

#include "absl/strings/str_format.h"

#include "rulepack/category.h"
#include "rulepack/checks.h"

namespace mingcha {
namespace {

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool IsWordCharacter(char c) { return IsLowerOrDigit(c) || c == '_'; }
bool IsRowCharacter(char c) { return IsWordCharacter(c) || c == '-'; }
bool IsBasisCharacter(char c) { return IsRowCharacter(c) || (c >= 'A' && c <= 'Z') || c == '.'; }

template <typename Predicate>
bool ConsistsOf(std::string_view text, Predicate predicate) {
  return !text.empty() && std::all_of(text.begin(), text.end(), predicate);
}

// Parts that hold, with one separator between each two.
template <typename Predicate>
bool IsChain(std::string_view text, char separator, size_t min_parts, Predicate predicate) {
  size_t parts = 0;
  while (true) {
    const size_t end = std::min(text.find(separator), text.size());
    if (!ConsistsOf(text.substr(0, end), predicate)) return false;
    ++parts;
    if (end == text.size()) return parts >= min_parts;
    text.remove_prefix(end + 1);
  }
}

bool IsWord(std::string_view text) { return ConsistsOf(text, IsWordCharacter); }
bool IsHyphened(std::string_view text) { return IsChain(text, '-', 1, IsLowerOrDigit); }
bool IsRuleId(std::string_view text) { return IsChain(text, '.', 2, IsWordCharacter); }
bool IsRowId(std::string_view text) { return ConsistsOf(text, IsRowCharacter); }
bool IsBasisId(std::string_view text) { return ConsistsOf(text, IsBasisCharacter); }
bool IsVersion(std::string_view text) { return IsBasisId(text); }

void CheckForm(const Text& name, bool holds, std::string_view what, std::string_view form,
               Reporter& reporter) {
  if (!name.given() || holds) return;
  reporter.Tell(Code::kBadId, name.place, absl::StrFormat("\"%s\" cannot be %s", name.value, what),
                {.note = {}, .help = absl::StrFormat("write it as %s", form)});
}

constexpr std::string_view kWordForm = "lower-case letters, digits and _";
constexpr std::string_view kHyphenForm = "lower-case letters and digits, with - between words";

void CheckForms(const PackSource& pack, Reporter& reporter) {
  CheckForm(pack.name, IsHyphened(pack.name.value), "the name of a pack", kHyphenForm, reporter);
  CheckForm(pack.version, IsVersion(pack.version.value), "a version",
            "letters, digits, dots and hyphens", reporter);
  for (const PatternSource& pattern : pack.patterns) {
    CheckForm(pattern.name, IsWord(pattern.name.value), "the name of a pattern", kWordForm,
              reporter);
  }
  for (const TopicSource& topic : pack.topics) {
    CheckForm(topic.id, IsWord(topic.id.value), "the id of a topic", kWordForm, reporter);
  }
  for (const BasisSource& basis : pack.basis) {
    CheckForm(basis.id, IsBasisId(basis.id.value), "the id of a basis",
              "letters, digits, dots, hyphens and _", reporter);
  }
  for (const QueueSource& queue : pack.queues) {
    CheckForm(queue.id, IsRowId(queue.id.value), "the id of a queue", kWordForm, reporter);
  }
  for (const PolicyRowSource& row : pack.rows) {
    CheckForm(row.id, IsRowId(row.id.value), "the id of a row", kHyphenForm, reporter);
  }
  for (const RuleSource& rule : pack.rules) {
    CheckForm(rule.id, IsRuleId(rule.id.value), "the id of a rule",
              "lower-case words with dots between them, such as mkt.guarantee.principal", reporter);
    for (const Text& tag : rule.tags) {
      CheckForm(tag, IsHyphened(tag.value), "a tag", kHyphenForm, reporter);
    }
  }
}

// Tells the second of two things with one name.
class FirstPlaces {
 public:
  FirstPlaces(std::string_view what, Reporter& reporter) : what_(what), reporter_(reporter) {}

  void Take(const Text& name) {
    if (!name.given()) return;
    const auto [first, is_new] = places_.emplace(name.value, &name.place);
    if (is_new) return;
    reporter_.Tell(Code::kDuplicateId, name.place,
                   absl::StrFormat("there is already %s \"%s\"", what_, name.value),
                   {.note = "also in " + OtherPlace(*first->second, name.place),
                    .help = "choose another name, or take one of them out"});
  }

  bool Has(const std::string& name) const { return places_.contains(name); }

 private:
  const std::string what_;
  Reporter& reporter_;
  std::unordered_map<std::string, const SourcePlace*> places_;
};

void CheckDuplicates(const PackSource& pack, Reporter& reporter) {
  FirstPlaces rules("a rule", reporter);
  for (const RuleSource& rule : pack.rules) rules.Take(rule.id);
  FirstPlaces topics("a topic", reporter);
  for (const TopicSource& topic : pack.topics) topics.Take(topic.id);
  FirstPlaces basis("a basis", reporter);
  for (const BasisSource& one : pack.basis) basis.Take(one.id);
  FirstPlaces queues("a queue", reporter);
  for (const QueueSource& queue : pack.queues) queues.Take(queue.id);
  FirstPlaces rows("a row", reporter);
  for (const PolicyRowSource& row : pack.rows) rows.Take(row.id);

  FirstPlaces shared("a shared pattern", reporter);
  for (const PatternSource& pattern : pack.patterns) {
    if (pattern.owner == kSharedOwner) shared.Take(pattern.name);
  }
  // A pattern of a rule must not hide a shared one: two people would mean two things by one name.
  for (const PatternSource& pattern : pack.patterns) {
    const bool named = pattern.owner != kSharedOwner && !pattern.owner_id.empty();
    if (named && shared.Has(pattern.name.value)) shared.Take(pattern.name);
  }
}

void CheckCategory(const RuleSource& rule, Reporter& reporter) {
  if (!rule.id.given()) return;
  if (rule.id.value.starts_with(kSystemFamily)) {
    reporter.Tell(Code::kBadId, rule.id.place,
                  "ids that begin with \"system.\" are the engine's own",
                  {.note = {}, .help = "choose another beginning"});
    return;
  }
  const std::string_view expected = CategoryOf(rule.id.value);
  const std::vector<std::string_view>& known = Categories();
  if (rule.category.given() &&
      std::find(known.begin(), known.end(), rule.category.value) == known.end()) {
    std::string help = reporter.DidYouMean(rule.category.value, known);
    if (help.empty()) help = "one of " + JoinNames(known);
    reporter.Tell(Code::kBadValue, rule.category.place,
                  absl::StrFormat("\"%s\" is no category", rule.category.value),
                  {.note = {}, .help = std::move(help)});
  } else if (rule.category.given() && !expected.empty() && rule.category.value != expected) {
    reporter.Tell(Code::kCategoryMismatch, rule.category.place,
                  absl::StrFormat("the category of %s is %s", rule.id.value, expected),
                  {.note = absl::StrFormat("and not %s", rule.category.value),
                   .help = "take the line out, or give the rule another id"});
  } else if (!rule.category.given() && expected.empty()) {
    reporter.Tell(
        Code::kCategoryMismatch, rule.id.place,
        absl::StrFormat("no category follows from the beginning of \"%s\"", rule.id.value),
        {.note = {}, .help = "add `category:`, or begin the id with a known family"});
  }
}

}  // namespace

void CheckNames(const PackSource& pack, Reporter& reporter) {
  CheckForms(pack, reporter);
  CheckDuplicates(pack, reporter);
  for (const RuleSource& rule : pack.rules) CheckCategory(rule, reporter);
}

}  // namespace mingcha
