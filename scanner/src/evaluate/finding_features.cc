#include "evaluate/finding_features.h"

#include <algorithm>
#include <string>

#include "evaluate/sentences.h"

namespace mingcha {
namespace {

uint32_t BytesBetween(ByteSpan a, ByteSpan b) {
  if (a.end <= b.begin) return b.begin - a.end;
  return b.end <= a.begin ? a.begin - b.end : 0;
}

bool IsMember(const ScannedMessage& message, std::span<const uint32_t> members,
              const FoundFeature& feature) {
  return std::any_of(members.begin(), members.end(), [&](uint32_t hit) {
    return message.finder.hits()[hit].folded == feature.folded;
  });
}

// The feature that a match is told with; null if there is none.
const FoundFeature* FeatureOf(FeatureKind kind, const ScannedMessage& message,
                              std::span<const uint32_t> members, ByteSpan hull) {
  const std::vector<FoundFeature>& found = message.features.Of(kind);
  const FoundFeature* best = nullptr;
  uint32_t least = 0;
  for (const FoundFeature& feature : found) {
    if (IsMember(message, members, feature)) return &feature;
    if (!InOneSentence(message.folded, hull, feature.folded)) continue;
    const uint32_t bytes = BytesBetween(hull, feature.folded);
    if (best != nullptr && bytes >= least) continue;
    best = &feature;
    least = bytes;
  }
  return best;
}

}  // namespace

void SetFeatures(const CompiledRule& rule, const ScannedMessage& message,
                 std::span<const uint32_t> members, ByteSpan hull, Features* features) {
  for (int i = 0; i < kFeatureKindCount; ++i) {
    const auto kind = static_cast<FeatureKind>(i);
    if ((rule.wants & FeatureBit(kind)) == 0) continue;
    const FoundFeature* const feature = FeatureOf(kind, message, members, hull);
    if (feature == nullptr) continue;
    const std::string name(ToString(kind));
    const bool amount = kind == FeatureKind::kAmount;
    features->insert_or_assign(
        name, amount ? ValueText(feature->value) : QuoteMasked(message.folded, feature->folded));
    features->insert_or_assign(name + (amount ? "_unit" : "_kind"),
                               std::string(NameOfKind(*feature)));
  }
}

}  // namespace mingcha
