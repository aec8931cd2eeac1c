#include "evaluate/message_marks.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/text_sketch.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr uint8_t kSketch = 1;
constexpr uint8_t kAccounts = 2;
constexpr uint8_t kUrls = 4;

constexpr uint32_t kUrlBit = 1U << static_cast<uint32_t>(ContactKind::kUrl);
constexpr uint32_t kBankCardBit = 1U << static_cast<uint32_t>(NumberKind::kBankCard);

uint8_t WantedBy(const CompiledRule& rule) {
  if (rule.status == RuleStatus::kDeprecated) return 0;
  if (rule.kind == RuleKind::kRepeat) return kSketch;
  if (rule.kind != RuleKind::kAcross) return 0;
  uint8_t wanted = rule.watch.across.similar ? kSketch : 0;
  for (const CountedBy by : rule.watch.across.by) {
    if (by == CountedBy::kAccount) wanted |= kAccounts;
    if (by == CountedBy::kUrl) wanted |= kUrls;
  }
  return wanted;
}

// Letters, digits and what belongs to no number or name is left out: "6222 0212" is "62220212".
std::string WithoutSeparators(std::string_view words) {
  std::string bare;
  for (const char c : words) {
    if (c != ' ' && c != '-') bare.push_back(c);
  }
  return bare;
}

// The host by its own name: "https://a点com" is "a.com".
std::string HostOf(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  }
  std::string host;
  for (size_t at = 0; at < url.size();) {
    const DecodedChar c = DecodeUtf8(url, at);
    if (c.code_point == U'点' || c.code_point == U'。') {
      host.push_back('.');
    } else {
      host.append(url.substr(at, c.bytes));
    }
    at += c.bytes;
  }
  return host.starts_with("www.") ? host.substr(4) : host;
}

void Add(NamedKey key, std::vector<NamedKey>* keys) {
  if (std::find(keys->begin(), keys->end(), key) == keys->end()) keys->push_back(std::move(key));
}

void AddNamed(const ScannedMessage& message, const FoundFeature& feature, uint8_t wanted,
              std::vector<NamedKey>* keys) {
  const std::string_view words = message.folded.substr(feature.folded.begin, feature.folded.size());
  if (feature.kind == FeatureKind::kContact && feature.kind_bit == kUrlBit) {
    if ((wanted & kUrls) == 0) return;
    std::string host = HostOf(words);
    const uint64_t hash = StableHash64(host);
    return Add({SubjectKind::kUrl, std::move(host), hash}, keys);
  }
  if ((wanted & kAccounts) == 0) return;
  if (feature.kind == FeatureKind::kNumber && feature.kind_bit != kBankCardBit) return;
  Add({SubjectKind::kAccount, QuoteMasked(message.folded, feature.folded),
       StableHash64(WithoutSeparators(words))},
      keys);
}

}  // namespace

MessageMarks::MessageMarks(const CompiledPack& pack) : wanted_(pack.rules.size()) {
  for (uint32_t i = 0; i < pack.rules.size(); ++i) {
    const Wanted wanted = WantedBy(pack.rules[i]);
    if (wanted == 0) continue;
    wanted_[i] |= wanted;
    for (const RulePart& part : pack.rules[i].watch.parts) {
      if (part.any_message()) sketched_speakers_ |= part.speakers;
      for (const uint32_t found : part.finds) wanted_[found] |= wanted;
    }
  }
}

void MessageMarks::Set(const ScannedMessage& message, ScanResult* result) const {
  Wanted wanted = 0;
  for (const RuleHit& hit : result->hits) wanted |= wanted_[hit.rule];
  for (const Signal& signal : result->signals) {
    if (signal.kind == SignalKind::kPart) wanted |= wanted_[signal.rule];
  }
  if ((wanted & kSketch) != 0 && !result->sketch) result->sketch = SketchOf(message.folded);
  if ((wanted & (kAccounts | kUrls)) == 0) return;
  for (const FeatureKind kind : {FeatureKind::kContact, FeatureKind::kNumber}) {
    for (const FoundFeature& feature : message.features.Of(kind)) {
      AddNamed(message, feature, wanted, &result->named_keys);
    }
  }
}

}  // namespace mingcha
