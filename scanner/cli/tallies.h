// What a job found, counted.

#ifndef MINGCHA_CLI_TALLIES_H_
#define MINGCHA_CLI_TALLIES_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "mingcha/finding.h"
#include "mingcha/pipeline.h"

#include "base/json.h"

namespace mingcha::cli {

// Findings by severity, rule and status. Those of rules in test are counted apart: they run in
// shadow.
class FindingTally {
 public:
  void Add(const Finding& finding);

  uint64_t findings() const { return findings_; }
  uint64_t in_test() const { return in_test_; }
  // Whether a finding that counts is at or over `severity`.
  bool Reaches(Severity severity) const;

  // {"findings":…,"by_severity":{…},"by_category":{…},"by_rule":{…},"in_test":…}
  Json ToJson() const;
  // "3 findings: 1 critical, 2 high; 1 more of rules in test"
  std::string InWords() const;

 private:
  static constexpr size_t kSeverities = 5;

  uint64_t findings_ = 0;  // Without those in test.
  uint64_t in_test_ = 0;
  std::array<uint64_t, kSeverities> by_severity_ = {};
  std::map<std::string, uint64_t> by_category_;
  std::map<std::string, uint64_t> by_rule_;  // Those in test too.
};

// How the answers were, besides their findings.
struct AnswerTally {
  uint64_t incomplete = 0;
  uint64_t duplicates = 0;
  uint64_t late = 0;
  std::array<uint64_t, kGuardCount> suppressed = {};  // Hits taken back, by guard.
  uint64_t suppressed_locally = 0;                    // Findings, by files of overrides.

  void Add(const RecordResult& result);
  Json ToJson() const;
  // Only what is not zero, a line each: "2 messages came too late for …"
  std::string InWords() const;
};

// What has become of the questions that were owed an answer:
// {"opened":…,"satisfied":…,"evaded":…,"unclassified":…,"withdrawn":…,"dropped":…,"open":…}. Those
// that were opened are the sum of the others.
Json ObligationsToJson(const Pipeline::Counters& counters);
// Deadlines of tickets that reach into years of which the calendar knows little, or nothing.
Json CalendarToJson(const Pipeline::Counters& counters);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_TALLIES_H_
