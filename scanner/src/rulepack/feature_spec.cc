#include "rulepack/feature_spec.h"

#include <array>

#include "base/enum_names.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, kFeatureKindCount> kFeatureNames = {"amount", "contact",
                                                                           "number"};
constexpr std::array<std::string_view, 2> kUnitNames = {"yuan", "percent"};
constexpr std::array<std::string_view, 4> kContactNames = {"phone", "wechat", "qq", "url"};
constexpr std::array<std::string_view, 3> kNumberNames = {"bank_card", "identity_card", "code"};

}  // namespace

std::string_view ToString(FeatureKind kind) { return NameOf(kFeatureNames, kind); }
std::string_view ToString(AmountUnit unit) { return NameOf(kUnitNames, unit); }
std::string_view ToString(ContactKind kind) { return NameOf(kContactNames, kind); }
std::string_view ToString(NumberKind kind) { return NameOf(kNumberNames, kind); }

}  // namespace mingcha
