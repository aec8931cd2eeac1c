// Where the time of a scan goes, and what each rule and pattern brings.
//
// What is measured, and how:
//  * the whole: Scanner::Scan over all messages, in processor time of the measuring thread;
//  * the views: the making of each view, and the search of its literal and its regex database;
//  * each regex by itself: compiled alone (time and size) and searched alone over the same texts,
//  in
//    the views that it is searched in. Regexes in one database share work, so that these times do
//    not add up to that of the database; they tell which is the dear one;
//  * hits: of patterns, as the scan counts them (exceptions taken out, one place counted once), and
//    findings of message rules. Terms are found by one database together: they have hits and no
//    time of their own.

#ifndef MINGCHA_AUTHORING_RULE_PROFILE_H_
#define MINGCHA_AUTHORING_RULE_PROFILE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/rule_pack.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

using ProcessorTime = std::chrono::nanoseconds;

// One view, over all messages.
struct ViewProfile {
  View view = View::kFolded;
  uint64_t messages = 0;  // In which it differs from the folded view, or is that.
  uint64_t bytes = 0;
  size_t literals = 0;
  size_t regexes = 0;
  size_t literal_bytes = 0;  // Of the compiled databases.
  size_t regex_bytes = 0;
  ProcessorTime making{};
  ProcessorTime literal_search{};
  ProcessorTime regex_search{};
};

// One regex alone.
struct RegexProfile {
  uint32_t pattern = 0;  // Index into the pack's patterns.
  size_t number = 0;     // Among those of its pattern.
  std::string regex;     // As the engine sees it.
  ProcessorTime compiling{};
  size_t compiled_bytes = 0;
  ProcessorTime search{};
  uint64_t reports = 0;  // Every end of every hit.
};

struct PatternProfile {
  uint32_t pattern = 0;
  uint64_t hits = 0;
  std::array<uint64_t, kSearchedViews.size()> by_view = {};
  ProcessorTime compiling{};  // Of its regexes, each alone.
  size_t compiled_bytes = 0;
  ProcessorTime search{};
};

struct RuleProfile {
  uint32_t rule = 0;
  uint64_t hits = 0;        // Of its own patterns.
  uint64_t findings = 0;    // Rule hits, or dodges that a qa rule saw.
  uint64_t taken_back = 0;  // By guards.
  ProcessorTime search{};   // Of the regexes of its own patterns, each alone.
};

struct PackProfile {
  uint64_t messages = 0;
  uint64_t bytes = 0;  // Of the texts as sent.
  ProcessorTime scan{};
  std::vector<ViewProfile> views;
  std::vector<RegexProfile> regexes;     // The slowest first.
  std::vector<PatternProfile> patterns;  // The slowest first, then the busiest.
  std::vector<RuleProfile> rules;        // The slowest first, then the busiest.

  ProcessorTime all_regexes_alone() const;
};

// Scans `messages` with `pack`, whose patterns are compiled, and takes it apart. Takes about
// as long as compiling each regex and searching all texts once for each; one thread.
PackProfile ProfilePack(const std::shared_ptr<const RulePack>& pack,
                        const std::vector<Message>& messages);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_RULE_PROFILE_H_
