// The open and waiting parts of split words, as a member of the stored state.

#ifndef MINGCHA_CONVERSATION_SPLIT_WORDS_JSON_H_
#define MINGCHA_CONVERSATION_SPLIT_WORDS_JSON_H_

#include "base/json.h"
#include "conversation/split_words.h"

namespace mingcha {

Json WriteSplitState(const SplitState& state);
// Returns false if `json` is no such state; then `*state` is of no use.
bool ReadSplitState(const Json& json, SplitState* state);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_SPLIT_WORDS_JSON_H_
