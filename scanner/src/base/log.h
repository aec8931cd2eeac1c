// Structured logs, one JSON object a line, to stderr (spdlog). Never a message's text.

#ifndef MINGCHA_BASE_LOG_H_
#define MINGCHA_BASE_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace mingcha {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };

using LogValue = std::variant<int64_t, double, bool, std::string>;
using LogField = std::pair<std::string_view, LogValue>;

// Writes {"ts":…,"level":…,"event":event, fields…} if the level is on. May be called by any thread.
// `event` names what happened, lower_case: "serve_started". Fields hold ids, counts and names of
// things; people's words never.
void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

// The lowest level written from now on; kInfo at the start.
void SetLogLevel(LogLevel level);
// false: one readable line instead of JSON, for people at a terminal.
void SetLogJson(bool json);

}  // namespace mingcha

#endif  // MINGCHA_BASE_LOG_H_
