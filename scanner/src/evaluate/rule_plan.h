// For which messages a rule is, and what its evaluation needs to know before any message.

#ifndef MINGCHA_EVALUATE_RULE_PLAN_H_
#define MINGCHA_EVALUATE_RULE_PLAN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mingcha/message.h"

#include "base/business_clock.h"
#include "evaluate/scan_trace.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

struct RulePlan {
  bool active = false;
  SpeakerSet speakers = 0;        // Of a watching rule, those of its parts.
  std::vector<uint32_t> guarded;  // Patterns whose hits its guards may take back.
  // A pattern finds in one place and forbids in another: suppressing its hits can make the
  // condition hold, so that it must not be tried without guards first.
  bool both_ways = false;
  std::optional<BusinessClock> during;  // When its hours are open.
};

// `pack` must outlive the plan.
RulePlan PlanOf(const CompiledPack& pack, const CompiledRule& rule, bool include_drafts);

// Whether the guards look at the part. They take back what would make a suspicion; what settles one
// is taken as it stands: 不承诺保本 is the disclosure itself.
bool IsGuarded(PartRole role);

// The first reason why the rule is not for the message.
std::optional<Mismatch> MismatchOf(const CompiledRule& rule, const RulePlan& plan,
                                   const Message& message);

enum class AttributesAnswer : uint8_t { kYes, kNo, kUnknown };

// Whether the message has one of the values of each key. Unknown: it says nothing about one of
// them, and nothing against the others.
AttributesAnswer HasAttributes(
    const std::map<std::string, std::string, std::less<>>& attributes,
    const std::map<std::string, std::vector<std::string>, std::less<>>& wanted);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_RULE_PLAN_H_
