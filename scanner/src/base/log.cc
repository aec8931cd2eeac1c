#include "base/log.h"

#include <array>
#include <atomic>
#include <memory>

#include "absl/strings/str_format.h"
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/clock.h"
#include "base/enum_names.h"
#include "base/json.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames = {"debug", "info", "warning", "error"};
constexpr std::array<spdlog::level::level_enum, 4> kSpdlogLevels = {
    spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  return kSpdlogLevels.at(static_cast<size_t>(level));
}

// The process has one stderr, and so one logger. Never destroyed: threads may log until the end.
struct Output {
  spdlog::logger logger{"mingcha", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  std::atomic<bool> json{true};

  Output() {
    logger.set_pattern("%v");
    logger.set_level(spdlog::level::info);
    logger.flush_on(spdlog::level::debug);
  }
};

Output& TheOutput() {
  static Output& output = *new Output;
  return output;
}

Json ToJson(const LogValue& value) {
  return std::visit([](const auto& v) { return Json(v); }, value);
}

std::string JsonLine(LogLevel level, std::string_view event,
                     std::initializer_list<LogField> fields) {
  Json line;
  line["ts"] = FormatTimestamp(WallNow());
  line["level"] = NameOf(kLevelNames, level);
  line["event"] = event;
  for (const auto& [name, value] : fields) line[std::string(name)] = ToJson(value);
  return DumpLine(line);
}

// Values are spelled as in JSON, so that a line break inside one cannot make a second line.
std::string ReadableLine(LogLevel level, std::string_view event,
                         std::initializer_list<LogField> fields) {
  std::string line =
      absl::StrFormat("%s %s %s", FormatTimestamp(WallNow()), NameOf(kLevelNames, level), event);
  for (const auto& [name, value] : fields) {
    line += absl::StrFormat(" %s=%s", name, DumpLine(ToJson(value)));
  }
  return line;
}

}  // namespace

void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  Output& output = TheOutput();
  const spdlog::level::level_enum spdlog_level = SpdlogLevel(level);
  if (!output.logger.should_log(spdlog_level)) return;
  const std::string line = output.json.load(std::memory_order_relaxed)
                               ? JsonLine(level, event, fields)
                               : ReadableLine(level, event, fields);
  output.logger.log(spdlog_level, spdlog::string_view_t(line.data(), line.size()));
}

void SetLogLevel(LogLevel level) { TheOutput().logger.set_level(SpdlogLevel(level)); }

void SetLogJson(bool json) { TheOutput().json.store(json, std::memory_order_relaxed); }

}  // namespace mingcha
