// Which category of findings a rule's id belongs to.

#ifndef MINGCHA_RULEPACK_CATEGORY_H_
#define MINGCHA_RULEPACK_CATEGORY_H_

#include <string_view>
#include <vector>

namespace mingcha {

// The rules that the engine itself raises: when a message could not be scanned whole, and when an
// open obligation had to make room. Policies may name them; no pack may define a rule of their
// family.
inline constexpr std::string_view kScanIncompleteRule = "system.scan-incomplete";
inline constexpr std::string_view kObligationDroppedRule = "system.obligation-dropped";
inline constexpr std::string_view kSystemFamily = "system.";

// Returns the category that follows from the beginning of `rule_id` ("mkt.…" is
// prohibited_wording), or an empty text if its beginning is not in the table.
std::string_view CategoryOf(std::string_view rule_id);

// Whether `beginning` ("mkt.") stands in the table: policies may name a family before it has rules.
bool IsFamily(std::string_view beginning);

// Each category once.
const std::vector<std::string_view>& Categories();

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_CATEGORY_H_
