#include "cli/tallies.h"

#include "absl/strings/str_format.h"
#include "cli/intake.h"

namespace mingcha::cli {
namespace {

Json CountsOf(const std::map<std::string, uint64_t>& counts) {
  Json json = Json::object();
  for (const auto& [name, number] : counts) json[name] = number;
  return json;
}

uint64_t FactOf(const Pipeline::Counters& counters, const std::string& key) {
  const auto sum = counters.facts.find(key);
  return sum == counters.facts.end() ? 0 : static_cast<uint64_t>(sum->second);
}

}  // namespace

void FindingTally::Add(const Finding& finding) {
  ++by_rule_[finding.rule_id];
  if (finding.rule_status == RuleStatus::kTest) {
    ++in_test_;
    return;
  }
  ++findings_;
  ++by_severity_[static_cast<size_t>(finding.severity)];
  ++by_category_[finding.category];
}

bool FindingTally::Reaches(Severity severity) const {
  for (size_t i = static_cast<size_t>(severity); i < kSeverities; ++i) {
    if (by_severity_[i] > 0) return true;
  }
  return false;
}

Json FindingTally::ToJson() const {
  Json json;
  json["findings"] = findings_;
  json["by_severity"] = Json::object();
  for (size_t i = kSeverities; i-- > 0;) {
    json["by_severity"][std::string(ToString(static_cast<Severity>(i)))] = by_severity_[i];
  }
  json["by_category"] = CountsOf(by_category_);
  json["by_rule"] = CountsOf(by_rule_);
  json["in_test"] = in_test_;
  return json;
}

std::string FindingTally::InWords() const {
  std::string severities;
  for (size_t i = kSeverities; i-- > 0;) {
    if (by_severity_[i] == 0) continue;
    severities += absl::StrFormat("%s%d %s", severities.empty() ? ": " : ", ", by_severity_[i],
                                  std::string(ToString(static_cast<Severity>(i))));
  }
  std::string words = Counted(findings_, "finding") + severities;
  if (in_test_ > 0) words += absl::StrFormat("; %d more of rules in test", in_test_);
  return words;
}

void AnswerTally::Add(const RecordResult& result) {
  incomplete += result.incomplete.empty() ? 0 : 1;
  duplicates += result.duplicate ? 1 : 0;
  late += result.late ? 1 : 0;
  for (size_t i = 0; i < suppressed.size(); ++i) suppressed[i] += result.counters.suppressed[i];
  suppressed_locally += result.counters.suppressed_locally;
}

Json AnswerTally::ToJson() const {
  Json json;
  json["incomplete"] = incomplete;
  json["duplicates"] = duplicates;
  json["late"] = late;
  json["suppressed"] = Json::object();
  for (size_t i = 0; i < suppressed.size(); ++i) {
    json["suppressed"][std::string(ToString(static_cast<Guard>(i)))] = suppressed[i];
  }
  json["suppressed_locally"] = suppressed_locally;
  return json;
}

std::string AnswerTally::InWords() const {
  std::string words;
  const auto add = [&](uint64_t number, const std::string& noun, const char* what) {
    if (number > 0) words += Counted(number, noun) + what + "\n";
  };
  add(incomplete, "message", " not scanned whole");
  add(duplicates, "record", " seen before");
  add(late, "record", " too late for the logic of the conversation");
  std::string guards;
  uint64_t hits = 0;
  for (size_t i = 0; i < suppressed.size(); ++i) {
    if (suppressed[i] == 0) continue;
    hits += suppressed[i];
    guards += absl::StrFormat("%s%d %s", guards.empty() ? "" : ", ", suppressed[i],
                              std::string(ToString(static_cast<Guard>(i))));
  }
  add(hits, "hit", (" taken back by guards: " + guards).c_str());
  add(suppressed_locally, "finding", " suppressed by overrides of this installation");
  return words;
}

Json CalendarToJson(const Pipeline::Counters& counters) {
  Json json;
  for (const std::string kind : {"provisional", "unknown"})
    json[kind] = FactOf(counters, "calendar." + kind);
  return json;
}

Json ObligationsToJson(const Pipeline::Counters& counters) {
  Json json;
  for (const std::string end :
       {"opened", "satisfied", "evaded", "unclassified", "withdrawn", "dropped"}) {
    json[end] = FactOf(counters, "obligation." + end);
  }
  json["open"] = counters.open_obligations;
  return json;
}

}  // namespace mingcha::cli
