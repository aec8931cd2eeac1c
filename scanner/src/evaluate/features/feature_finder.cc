#include "evaluate/features/feature_finder.h"

#include <algorithm>

#include "absl/strings/str_format.h"

#include "base/personal_numbers.h"
#include "evaluate/features/amounts.h"
#include "evaluate/features/contacts.h"

namespace mingcha {
namespace {

template <typename Kind>
constexpr uint32_t Bit(Kind kind) {
  return 1U << static_cast<uint32_t>(kind);
}

bool ComesFirst(const FoundFeature& a, const FoundFeature& b) { return a.folded < b.folded; }

template <typename Kind>
std::string_view NameOfBit(uint32_t bit) {
  uint32_t number = 0;
  while (bit > 1U << number) ++number;
  return ToString(static_cast<Kind>(number));
}

}  // namespace

bool Fits(const FoundFeature& feature, const FeatureSpec& spec) {
  return feature.kind == spec.kind && (spec.kinds == 0 || (spec.kinds & feature.kind_bit) != 0) &&
         (!spec.at_least || feature.value >= *spec.at_least) &&
         (!spec.at_most || feature.value <= *spec.at_most);
}

std::string_view NameOfKind(const FoundFeature& feature) {
  switch (feature.kind) {
    case FeatureKind::kAmount:
      return NameOfBit<AmountUnit>(feature.kind_bit);
    case FeatureKind::kContact:
      return NameOfBit<ContactKind>(feature.kind_bit);
    case FeatureKind::kNumber:
      return NameOfBit<NumberKind>(feature.kind_bit);
  }
  return {};
}

std::string ValueText(double value) {
  std::string text = absl::StrFormat("%.4f", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

void FeatureFinder::SetText(std::string_view folded) {
  folded_ = folded;
  known_ = {};
  numbers_known_ = false;
}

const std::vector<FoundFeature>& FeatureFinder::Of(FeatureKind kind) {
  const auto index = static_cast<size_t>(kind);
  std::vector<FoundFeature>& found = found_[index];
  if (known_[index]) return found;
  known_[index] = true;
  if (kind != FeatureKind::kAmount) FindNumbers();
  if (kind == FeatureKind::kNumber) return found;
  found.clear();
  if (kind == FeatureKind::kAmount) {
    FindAmounts(folded_, &found);
    return found;
  }
  FindContacts(folded_, &found);
  found.insert(found.end(), phones_.begin(), phones_.end());
  std::stable_sort(found.begin(), found.end(), ComesFirst);
  return found;
}

// Phones are contacts; the others are numbers.
void FeatureFinder::FindNumbers() {
  if (numbers_known_) return;
  numbers_known_ = true;
  std::vector<FoundFeature>& numbers = found_[static_cast<size_t>(FeatureKind::kNumber)];
  numbers.clear();
  phones_.clear();
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (std::none_of(folded_.begin(), folded_.end(), is_digit)) return;
  for (const PersonalNumber& number : FindPersonalNumbers(folded_)) {
    FoundFeature feature;
    feature.folded = {static_cast<uint32_t>(number.begin), static_cast<uint32_t>(number.end)};
    feature.kind = FeatureKind::kNumber;
    switch (number.kind) {
      case PersonalNumberKind::kPhone:
        feature.kind = FeatureKind::kContact;
        feature.kind_bit = Bit(ContactKind::kPhone);
        phones_.push_back(feature);
        continue;
      case PersonalNumberKind::kBankCard:
        feature.kind_bit = Bit(NumberKind::kBankCard);
        break;
      case PersonalNumberKind::kIdentityCard:
        feature.kind_bit = Bit(NumberKind::kIdentityCard);
        break;
      case PersonalNumberKind::kCode:
        feature.kind_bit = Bit(NumberKind::kCode);
        break;
    }
    numbers.push_back(feature);
  }
}

}  // namespace mingcha
