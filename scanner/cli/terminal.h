// What a terminal can do, and what is drawn on one.

#ifndef MINGCHA_CLI_TERMINAL_H_
#define MINGCHA_CLI_TERMINAL_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "mingcha/severity.h"

namespace mingcha::cli {

bool IsTerminal(int file_descriptor);

// True on a terminal, unless NO_COLOR is set; CLICOLOR_FORCE asks for colours elsewhere.
bool ColorsWanted(int file_descriptor);

// How words are set off. Without colours, evidence stands in 【…】.
class Style {
 public:
  explicit Style(bool colors) : colors_(colors) {}

  std::string Evidence(std::string_view words) const;
  std::string Heading(Severity severity, std::string_view words) const;
  std::string Faint(std::string_view words) const;

 private:
  std::string Paint(std::string_view code, std::string_view words) const;

  bool colors_;
};

// A bar on stderr that tells how far a job has come, in bytes; drawn only on a terminal, and at
// most ten times a second.
class ProgressBar {
 public:
  explicit ProgressBar(uint64_t total_bytes);
  ~ProgressBar() { Clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Show(uint64_t bytes_read, uint64_t records);
  // Takes the bar away, so that a line can be written in its place.
  void Clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool on_terminal_;
  bool drawn_ = false;
  uint64_t total_bytes_;
  Clock::time_point started_ = Clock::now();
  Clock::time_point last_drawn_ = {};
};

// The bar's line, without the control codes around it; pure, for any time that has passed.
std::string ProgressLine(uint64_t bytes_read, uint64_t total_bytes, uint64_t records,
                         double seconds);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_TERMINAL_H_
