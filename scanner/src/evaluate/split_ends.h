// Whether a message may begin, continue or end a word that is split over several messages.

#ifndef MINGCHA_EVALUATE_SPLIT_ENDS_H_
#define MINGCHA_EVALUATE_SPLIT_ENDS_H_

#include "mingcha/joined.h"

#include "normalize/normalizer.h"
#include "rulepack/split_terms.h"

namespace mingcha {

// Looks at both ends of the text that `normalizer` holds. A part of a term counts only where a word
// begins (ends) with it, and no mark of structure stands between it and the end of the message;
// decoration may.
SplitEnds SplitEndsOf(const SplitTerms& terms, Normalizer& normalizer);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_SPLIT_ENDS_H_
