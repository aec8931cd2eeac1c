// What a finding tells besides its words: tense, amount, contact, number.

#ifndef MINGCHA_EVALUATE_FINDING_FEATURES_H_
#define MINGCHA_EVALUATE_FINDING_FEATURES_H_

#include <span>

#include "mingcha/finding.h"
#include "mingcha/span.h"

#include "evaluate/scanned_message.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Sets the features that `rule` wants about a match: `members` are its hits, `hull` spans them all
// in the folded text. An amount (contact, number) is the first that the match itself holds, else
// the nearest in its sentence; nothing is set where there is none. Values are told in folded form,
// personal data masked as in evidence.
void SetFeatures(const CompiledRule& rule, const ScannedMessage& message,
                 std::span<const uint32_t> members, ByteSpan hull, Features* features);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_FINDING_FEATURES_H_
