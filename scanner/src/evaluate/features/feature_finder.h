// What of a message is no word: amounts, contacts, numbers that check.

#ifndef MINGCHA_EVALUATE_FEATURES_FEATURE_FINDER_H_
#define MINGCHA_EVALUATE_FEATURES_FEATURE_FINDER_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/span.h"

#include "rulepack/feature_spec.h"

namespace mingcha {

struct FoundFeature {
  FeatureKind kind = FeatureKind::kAmount;
  uint32_t kind_bit = 0;  // 1 << AmountUnit, ContactKind or NumberKind.
  double value = 0;       // kAmount: in yuan or percent.
  ByteSpan folded;
};

// Whether `spec` asks for it.
bool Fits(const FoundFeature& feature, const FeatureSpec& spec);

// "yuan", "wechat", "bank_card"
std::string_view NameOfKind(const FoundFeature& feature);
// An amount in digits, without needless places: "30000", "0.7".
std::string ValueText(double value);

// The features of one message, each kind looked for when it is first asked for. Keeps its memory.
// For one thread at a time.
class FeatureFinder {
 public:
  // `folded` must live until the next call.
  void SetText(std::string_view folded);

  // By place. Valid until the next text.
  const std::vector<FoundFeature>& Of(FeatureKind kind);

 private:
  void FindNumbers();

  std::string_view folded_;
  std::array<bool, kFeatureKindCount> known_ = {};
  std::array<std::vector<FoundFeature>, kFeatureKindCount> found_;
  bool numbers_known_ = false;
  std::vector<FoundFeature> phones_;
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_FEATURES_FEATURE_FINDER_H_
