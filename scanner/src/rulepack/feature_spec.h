// What a built-in pattern looks for: amounts, contacts and numbers that check, in place of words.

#ifndef MINGCHA_RULEPACK_FEATURE_SPEC_H_
#define MINGCHA_RULEPACK_FEATURE_SPEC_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace mingcha {

enum class FeatureKind : uint8_t { kAmount, kContact, kNumber };
inline constexpr int kFeatureKindCount = 3;

enum class AmountUnit : uint8_t { kYuan, kPercent };
enum class ContactKind : uint8_t { kPhone, kWechat, kQq, kUrl };
enum class NumberKind : uint8_t { kBankCard, kIdentityCard, kCode };

std::string_view ToString(FeatureKind kind);  // "amount"
std::string_view ToString(AmountUnit unit);   // "yuan"
std::string_view ToString(ContactKind kind);  // "phone"
std::string_view ToString(NumberKind kind);   // "bank_card"

using FeatureSet = uint32_t;
constexpr FeatureSet FeatureBit(FeatureKind kind) { return 1U << static_cast<uint32_t>(kind); }

struct FeatureSpec {
  FeatureKind kind = FeatureKind::kAmount;
  // Bits of AmountUnit, ContactKind or NumberKind; 0: any.
  uint32_t kinds = 0;
  std::optional<double> at_least;  // kAmount, both inclusive.
  std::optional<double> at_most;

  friend bool operator==(const FeatureSpec&, const FeatureSpec&) = default;
};

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_FEATURE_SPEC_H_
