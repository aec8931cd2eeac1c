// Findings that an installation does not want told, as its files of overrides say.

#ifndef MINGCHA_EVALUATE_LOCAL_SUPPRESSIONS_H_
#define MINGCHA_EVALUATE_LOCAL_SUPPRESSIONS_H_

#include <cstdint>
#include <string_view>

#include "mingcha/message.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// Returns the first suppression of `rule` that means `message`, whose folded text is given; kNone
// if there is none.
uint32_t SuppressionOf(const CompiledPack& pack, const CompiledRule& rule, const Message& message,
                       std::string_view folded);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_LOCAL_SUPPRESSIONS_H_
