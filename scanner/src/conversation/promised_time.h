// The time that somebody promises: 两小时内给您回电.

#ifndef MINGCHA_CONVERSATION_PROMISED_TIME_H_
#define MINGCHA_CONVERSATION_PROMISED_TIME_H_

#include <optional>
#include <string_view>

#include "base/time_limit.h"

namespace mingcha {

// The first length of time that `words` name, such as 30分钟, 两个小时, 半小时, 一天, or a number
// of workdays: 3个工作日 (a half counts as one). nullopt if they name none.
std::optional<TimeLimit> PromisedTimeIn(std::string_view words);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_PROMISED_TIME_H_
