#include "cli/terminal.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_format.h"

#include <unistd.h>

namespace mingcha::cli {
namespace {

constexpr auto kRedrawInterval = std::chrono::milliseconds(100);
constexpr int kBarWidth = 28;

bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

std::string_view ColorOf(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "1;31";
    case Severity::kHigh:
      return "31";
    case Severity::kMedium:
      return "33";
    case Severity::kLow:
      return "36";
    case Severity::kInfo:
      break;
  }
  return "34";
}

}  // namespace

bool IsTerminal(int file_descriptor) { return ::isatty(file_descriptor) == 1; }

bool ColorsWanted(int file_descriptor) {
  if (IsSet("NO_COLOR")) return false;
  return IsSet("CLICOLOR_FORCE") || IsTerminal(file_descriptor);
}

std::string Style::Paint(std::string_view code, std::string_view words) const {
  if (!colors_) return std::string(words);
  return absl::StrFormat("\x1b[%sm%s\x1b[0m", std::string(code), std::string(words));
}

std::string Style::Evidence(std::string_view words) const {
  return colors_ ? Paint("1;7;31", words) : absl::StrFormat("【%s】", std::string(words));
}

std::string Style::Heading(Severity severity, std::string_view words) const {
  return Paint(ColorOf(severity), words);
}

std::string Style::Faint(std::string_view words) const { return Paint("2", words); }

ProgressBar::ProgressBar(uint64_t total_bytes)
    : on_terminal_(IsTerminal(STDERR_FILENO)), total_bytes_(total_bytes) {}

void ProgressBar::Show(uint64_t bytes_read, uint64_t records) {
  if (!on_terminal_) return;
  const Clock::time_point now = Clock::now();
  if (now - last_drawn_ < kRedrawInterval) return;
  last_drawn_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  std::fprintf(stderr, "\r\x1b[K%s",
               ProgressLine(bytes_read, total_bytes_, records, seconds).c_str());
}

void ProgressBar::Clear() {
  if (!drawn_) return;
  drawn_ = false;
  std::fputs("\r\x1b[K", stderr);
}

std::string ProgressLine(uint64_t bytes_read, uint64_t total_bytes, uint64_t records,
                         double seconds) {
  const double share =
      total_bytes == 0
          ? 1.0
          : std::min(1.0, static_cast<double>(bytes_read) / static_cast<double>(total_bytes));
  const auto filled = static_cast<size_t>(share * kBarWidth);
  std::string line =
      absl::StrFormat("[%s%s] %3d%%  %d records", std::string(filled, '='),
                      std::string(kBarWidth - filled, ' '), static_cast<int>(share * 100), records);
  if (seconds >= 1 && share > 0) {
    const auto left = static_cast<int64_t>(seconds / share - seconds);
    line += absl::StrFormat("  %d/s  %d:%02d left",
                            static_cast<int64_t>(static_cast<double>(records) / seconds), left / 60,
                            left % 60);
  }
  return line;
}

}  // namespace mingcha::cli
