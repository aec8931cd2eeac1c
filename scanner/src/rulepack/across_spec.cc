#include "rulepack/across_spec.h"

#include <algorithm>
#include <array>

#include "base/enum_names.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 6> kByNames = {"agent", "customer", "account",
                                                      "url",   "code",     "tenant"};
constexpr std::array<std::string_view, 5> kDistinctNames = {"conversations", "customers", "agents",
                                                            "channels", "codes"};

}  // namespace

std::string_view ToString(CountedBy by) { return NameOf(kByNames, by); }
std::string_view ToString(Distinct distinct) { return NameOf(kDistinctNames, distinct); }

bool CountsItself(const AcrossSpec& spec) {
  const auto counts_by = [&](CountedBy by) {
    return std::find(spec.by.begin(), spec.by.end(), by) != spec.by.end();
  };
  return (spec.distinct == Distinct::kAgents && counts_by(CountedBy::kAgent)) ||
         (spec.distinct == Distinct::kCustomers && counts_by(CountedBy::kCustomer)) ||
         (spec.distinct == Distinct::kCodes && counts_by(CountedBy::kCode));
}

}  // namespace mingcha
