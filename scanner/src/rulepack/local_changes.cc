#include "rulepack/local_changes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "normalize/normalizer.h"

namespace mingcha {
namespace {

std::string DayText(Date date) {
  const std::chrono::year_month_day day(date);
  return absl::StrFormat("%04d-%02u-%02u", static_cast<int>(day.year()),
                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::vector<std::string> ValuesOf(const std::vector<Text>& texts) {
  std::vector<std::string> values;
  for (const Text& text : texts) values.push_back(text.value);
  return values;
}

template <typename Entry>
bool IsExpired(const Entry& entry, const PackSource& pack) {
  return entry.expires.given() && entry.expires.value < pack.today;
}

template <typename Entry>
LocalChange ChangeOf(const Entry& entry, const PackSource& pack, std::string what) {
  LocalChange change;
  change.what = std::move(what);
  change.owner = entry.owner.value;
  change.reason = entry.reason.value;
  change.expires = DayText(entry.expires.value);
  change.expired = IsExpired(entry, pack);
  change.file = entry.place.file;
  change.line = entry.place.line;
  return change;
}

// The rules of a pack by id; of two with one id the first.
class RulesById {
 public:
  RulesById(const PackSource& pack, bool unread_rules) : unread_rules_(unread_rules) {
    for (size_t i = 0; i < pack.rules.size(); ++i) numbers_.emplace(pack.rules[i].id.value, i);
  }

  // Told, unless the rule may stand in a file that could not be read.
  std::optional<size_t> Find(const Text& id, Reporter& reporter) const {
    if (!id.given()) return std::nullopt;
    const auto found = numbers_.find(id.value);
    if (found != numbers_.end()) return found->second;
    if (unread_rules_) return std::nullopt;
    std::vector<std::string_view> known;
    if (reporter.suggests()) {
      for (const auto& [name, number] : numbers_) known.push_back(name);
    }
    reporter.Tell(Code::kUnknownRule, id.place,
                  absl::StrFormat("there is no rule \"%s\"", id.value),
                  {.note = {}, .help = reporter.DidYouMean(id.value, known)});
    return std::nullopt;
  }

 private:
  std::map<std::string_view, size_t> numbers_;
  bool unread_rules_ = false;
};

template <typename Entry>
void TellExpired(const Entry& entry, std::string_view what, const PackSource& pack,
                 Reporter& reporter) {
  if (!IsExpired(entry, pack)) return;
  reporter.Tell(
      Code::kOverrideExpired, entry.expires.place,
      absl::StrFormat("the %s expired on %s and does nothing", what, DayText(entry.expires.value)),
      {.note = {}, .help = "take it out, or decide anew and set another day"});
}

// Applies overrides one after the other, and remembers who set what.
class OverrideRun {
 public:
  OverrideRun(PackSource* pack, Reporter& reporter) : pack_(*pack), reporter_(reporter) {
    for (PatternSource& pattern : pack_.patterns) {
      patterns_.emplace(std::pair(pattern.owner, std::string_view(pattern.name.value)), &pattern);
    }
  }

  void Apply(const OverrideSource& override, size_t number) {
    RuleSource& rule = pack_.rules[number];
    what_.clear();
    if (override.severity.given() && Claims(rule, "severity", override.severity.place)) {
      Note("severity: " + std::string(ToString(override.severity.value)));
      rule.severity = override.severity;
    }
    if (override.status.given() && Claims(rule, "status", override.status.place)) {
      Note("status: " + std::string(ToString(override.status.value)));
      rule.status = override.status;
    }
    if (override.disabled.given() && Claims(rule, "status", override.disabled.place)) {
      Note("disabled");
      rule.status = {RuleStatus::kDeprecated, override.disabled.place};
    }
    ApplyGuards(override, &rule);
    if (override.speakers_place.line > 0 && Claims(rule, "speaker", override.speakers_place)) {
      Note("speaker");
      rule.speakers = override.speakers;
    }
    if (override.effective_place.line > 0 && Claims(rule, "effective", override.effective_place)) {
      Note("effective");
      rule.effective = override.effective;
    }
    for (const auto& change : override.patterns) ApplyPattern(change, rule);
    rule.overrides.push_back(ChangeOf(override, pack_, what_));
  }

 private:
  void Note(std::string_view what) {
    if (!what_.empty()) what_ += ", ";
    what_ += what;
  }

  // Whether nobody has set this field of the rule before; told otherwise.
  bool Claims(const RuleSource& rule, std::string_view field, const SourcePlace& place) {
    const auto [first, is_new] = claims_.emplace(std::pair(rule.id.value, field), place);
    if (is_new) return true;
    reporter_.Tell(Code::kOverrideTwice, place,
                   absl::StrFormat("another override sets the %s of %s", field, rule.id.value),
                   {.note = "see " + OtherPlace(first->second, place), .help = "keep one of them"});
    return false;
  }

  void ApplyGuards(const OverrideSource& override, RuleSource* rule) {
    if (override.guards_place.line == 0) return;
    if (!Claims(*rule, "guards", override.guards_place)) return;
    std::string names;
    for (const Placed<Guard>& guard : override.guards) {
      names += (names.empty() ? "" : " ") + std::string(ToString(guard.value));
    }
    Note("guards: " + (names.empty() ? std::string("none") : names));
    rule->guards = override.guards;
  }

  void ApplyPattern(const OverrideSource::PatternChange& change, const RuleSource& rule) {
    const auto found = patterns_.find(std::pair(rule.owner, std::string_view(change.name.value)));
    if (found == patterns_.end()) {
      reporter_.Tell(Code::kUnknownPattern, change.name.place,
                     absl::StrFormat("%s has no pattern \"%s\"", rule.id.value, change.name.value),
                     {.note = "shared patterns are changed in their file: other rules use them",
                      .help = reporter_.DidYouMean(change.name.value, NamesOf(rule.owner))});
      return;
    }
    PatternSource* const pattern = found->second;
    if (!change.terms.empty() && pattern->terms.empty()) {
      reporter_.Tell(Code::kTermsAndRegex, change.terms.front().place,
                     absl::StrFormat("\"%s\" has no terms to add to", change.name.value),
                     {.note = {}, .help = "add an exception, or a rule of your own"});
      return;
    }
    Note("pattern " + change.name.value);
    pattern->terms.insert(pattern->terms.end(), change.terms.begin(), change.terms.end());
    pattern->exceptions.insert(pattern->exceptions.end(), change.exceptions.begin(),
                               change.exceptions.end());
  }

  std::vector<std::string_view> NamesOf(OwnerNumber owner) const {
    std::vector<std::string_view> names;
    for (auto at = patterns_.lower_bound(std::pair(owner, std::string_view()));
         reporter_.suggests() && at != patterns_.end() && at->first.first == owner; ++at) {
      names.push_back(at->first.second);
    }
    return names;
  }

  PackSource& pack_;
  Reporter& reporter_;
  std::map<std::pair<OwnerNumber, std::string_view>, PatternSource*> patterns_;
  std::map<std::pair<std::string, std::string_view>, SourcePlace> claims_;
  std::string what_;
};

bool ChangesSomething(const OverrideSource& override) {
  return override.disabled.given() || override.severity.given() || override.status.given() ||
         override.guards_place.line > 0 || override.speakers_place.line > 0 ||
         override.effective_place.line > 0 || !override.patterns.empty();
}

std::string AimOf(const SuppressionSource& source) {
  std::string aim;
  const auto add = [&](std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    aim += aim.empty() ? "" : ", ";
    aim += absl::StrFormat("%s:", key);
    for (const std::string& value : values) aim += " " + value;
  };
  add("tenant", ValuesOf(source.tenants));
  add("agent", ValuesOf(source.agents));
  add("template", ValuesOf(source.templates));
  for (const auto& [key, values] : source.attributes) add(key, values);
  add("text", ValuesOf(source.texts));
  return aim;
}

}  // namespace

void ApplyOverrides(PackSource* pack, bool unread_rules, Reporter& reporter) {
  const RulesById rules(*pack, unread_rules);
  OverrideRun run(pack, reporter);
  for (const OverrideSource& override : pack->overrides) {
    if (!ChangesSomething(override)) {
      reporter.Tell(Code::kOverrideEmpty, override.place, "the override changes nothing",
                    {.note = {}, .help = "say what: severity, status, disabled: true, guards, …"});
    }
    TellExpired(override, "override", *pack, reporter);
    const std::optional<size_t> rule = rules.Find(override.rule, reporter);
    if (rule && !IsExpired(override, *pack)) run.Apply(override, *rule);
  }
}

void CheckSuppressions(const PackSource& pack, bool unread_rules, Reporter& reporter) {
  const RulesById rules(pack, unread_rules);
  for (const SuppressionSource& suppression : pack.suppressions) {
    TellExpired(suppression, "suppression", pack, reporter);
    const std::optional<size_t> rule = rules.Find(suppression.rule, reporter);
    if (rule && pack.rules[*rule].kind != RuleKind::kMessage &&
        pack.rules[*rule].kind != RuleKind::kScore) {
      reporter.Tell(
          Code::kSuppressionKind, suppression.rule.place,
          absl::StrFormat("%s finds in conversations, and suppressions look at one message",
                          suppression.rule.value),
          {.note = {}, .help = "write an override that changes the rule"});
    }
    if (!AimOf(suppression).empty()) continue;
    reporter.Tell(
        Code::kSuppressionNoAim, suppression.place,
        "the suppression does not say whose findings it means",
        {.note = "it would silence the rule altogether",
         .help = "add tenant, agent, template, attributes or text; to switch the rule off, "
                 "write an override with `disabled: true`"});
  }
}

void ResolveSuppressions(const PackSource& pack, CompiledPack* compiled) {
  for (const SuppressionSource& source : pack.suppressions) {
    Suppression suppression;
    suppression.rule = compiled->FindRule(source.rule.value);
    suppression.change = ChangeOf(source, pack, AimOf(source));
    suppression.ends = Timestamp(source.expires.value + std::chrono::days(1)) - pack.utc_offset;
    suppression.tenants = ValuesOf(source.tenants);
    suppression.agents = ValuesOf(source.agents);
    suppression.templates = ValuesOf(source.templates);
    suppression.attributes = source.attributes;
    for (const Text& text : source.texts) suppression.texts.push_back(FoldText(text.value));
    if (!suppression.change.expired) {
      const auto number = static_cast<uint32_t>(compiled->suppressions.size());
      compiled->rules[suppression.rule].suppressions.push_back(number);
    }
    compiled->suppressions.push_back(std::move(suppression));
  }
}

std::string ExpiredMark(const PackSource& pack) {
  std::string mark;
  const auto add = [&](std::string_view what, const auto& entries) {
    for (size_t i = 0; i < entries.size(); ++i) {
      if (IsExpired(entries[i], pack)) mark += absl::StrFormat("%s %d\n", what, i);
    }
  };
  add("override", pack.overrides);
  add("suppression", pack.suppressions);
  return mark;
}

}  // namespace mingcha
