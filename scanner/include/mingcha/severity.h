// How bad a finding would be if it were true, and how far a rule has come in its life.

#ifndef MINGCHA_SEVERITY_H_
#define MINGCHA_SEVERITY_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace mingcha {

// Ordered: a larger value is worse. The taxonomy's S1 to S4 are kCritical to kLow; leads are kInfo.
enum class Severity : uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };

// draft:      linted, and run by `rules test` only.
// test:       finds, with its status; marks no ticket and does not count for an exit code.
// stable:     finds and marks tickets.
// deprecated: does not find; its id stays taken.
enum class RuleStatus : uint8_t { kDraft, kTest, kStable, kDeprecated };

// The lower-case names used in every spelling (YAML, JSON, proto, command line).
std::string_view ToString(Severity severity);
std::string_view ToString(RuleStatus status);
std::optional<Severity> ParseSeverity(std::string_view name);
std::optional<RuleStatus> ParseRuleStatus(std::string_view name);

}  // namespace mingcha

#endif  // MINGCHA_SEVERITY_H_
