// What the writer and the reader of a conversation's state agree on.

#ifndef MINGCHA_CONVERSATION_STATE_FORMAT_H_
#define MINGCHA_CONVERSATION_STATE_FORMAT_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace mingcha {

// 1 had no watches. It is still read.
inline constexpr int64_t kStateVersion = 2;
inline constexpr int64_t kOldestStateVersion = 1;

// In the order of SignalKind.
inline constexpr std::array<std::string_view, 5> kSignalKindNames = {"ask", "satisfied", "evaded",
                                                                     "withdrawn", "part"};

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_STATE_FORMAT_H_
