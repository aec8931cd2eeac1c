#include "evaluate/rule_guards.h"

#include <algorithm>

#include "evaluate/rule_plan.h"
#include "evaluate/sentences.h"

namespace mingcha {
namespace {

// What is negated is what somebody says about an amount, and not the amount: 不低于6% promises.
GuardSet GuardsFor(const CompiledPattern& pattern, GuardSet guards) {
  return pattern.feature ? guards & ~GuardBit(Guard::kNegated) : guards;
}

}  // namespace

void RuleGuards::SetMessage(const ScannedMessage& message) {
  message_ = &message;
  judge_.SetMessage(message);
  Clear();
}

void RuleGuards::Clear() {
  taken_back_.clear();
  lowered_.clear();
}

void RuleGuards::AskLawful(const CompiledRule& rule, uint32_t hit) {
  const ByteSpan folded = message_->finder.hits()[hit].folded;
  for (const LawfulException& lawful : rule.lawful) {
    bool said = lawful.pattern == kNone;
    if (!said) {
      const HitFinder::Range range = message_->finder.RangeOf(lawful.pattern);
      for (uint32_t i = range.first; !said && i < range.first + range.count; ++i) {
        said = InOneSentence(message_->folded, folded, message_->finder.hits()[i].folded);
      }
    }
    if (!said) continue;
    const AttributesAnswer answer = HasAttributes(message_->message.attributes, lawful.attributes);
    if (answer == AttributesAnswer::kYes) {
      taken_back_[hit] = 1 + static_cast<uint8_t>(Guard::kLawful);
      return;
    }
    // Without words of its own an exception points at no message in particular.
    if (answer == AttributesAnswer::kUnknown && lawful.pattern != kNone) lowered_[hit] = 1;
  }
}

bool RuleGuards::Ask(const CompiledRule& rule, std::span<const uint32_t> patterns) {
  taken_back_.assign(message_->finder.hits().size(), 0);
  lowered_.assign(message_->finder.hits().size(), 0);
  bool any = false;
  for (const uint32_t pattern : patterns) {
    const HitFinder::Range range = message_->finder.RangeOf(pattern);
    const GuardSet guards = GuardsFor(pack_.patterns[pattern], rule.guards);
    for (uint32_t hit = range.first; hit < range.first + range.count; ++hit) {
      if (const auto guard = judge_.FirstThatHolds(guards, hit)) {
        taken_back_[hit] = 1 + static_cast<uint8_t>(*guard);
      } else if ((rule.guards & GuardBit(Guard::kLawful)) != 0) {
        AskLawful(rule, hit);
      }
      any = any || taken_back_[hit] != 0;
    }
  }
  return any;
}

std::optional<Guard> RuleGuards::TakenBackBy(uint32_t hit) const {
  if (taken_back_.empty() || taken_back_[hit] == 0) return std::nullopt;
  return static_cast<Guard>(taken_back_[hit] - 1);
}

bool RuleGuards::IsLowered(std::span<const uint32_t> hits) const {
  return !lowered_.empty() &&
         std::any_of(hits.begin(), hits.end(), [&](uint32_t hit) { return lowered_[hit] != 0; });
}

std::vector<GuardedHit> RuleGuards::Trace() const {
  const std::vector<Hit>& hits = message_->finder.hits();
  std::vector<GuardedHit> traced;
  for (uint32_t i = 0; i < taken_back_.size(); ++i) {
    if (const auto guard = TakenBackBy(i)) {
      traced.push_back({hits[i], *guard, false, judge_.CuesOf(*guard, i)});
    } else if (lowered_[i] != 0) {
      traced.push_back({hits[i], Guard::kLawful, true, {}});
    }
  }
  return traced;
}

}  // namespace mingcha
