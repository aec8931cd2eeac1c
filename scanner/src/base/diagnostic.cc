#include "mingcha/diagnostic.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "absl/strings/str_format.h"

#include "base/enum_names.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 3> kSeverityNames = {"note", "warning", "error"};

// How many columns of a terminal a character takes: East Asian characters take two. Coarse, and
// good enough to put a caret under a word.
int ColumnsOf(char32_t c) {
  const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
                    (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
                    (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                    (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
                    (c >= 0x20000 && c <= 0x3fffd);
  return wide ? 2 : 1;
}

// Returns how many terminal columns the code points [first, last) of `line` take; tabs are copied
// as they are by the caller and count as one.
int ColumnsBetween(std::string_view line, size_t first, size_t last) {
  int columns = 0;
  size_t index = 0;
  for (size_t i = 0; i < line.size() && index < last; ++index) {
    const DecodedChar c = DecodeUtf8(line, i);
    if (index >= first) columns += ColumnsOf(c.code_point);
    i += c.bytes;
  }
  return columns;
}

}  // namespace

bool HasErrors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == DiagnosticSeverity::kError; });
}

void SortDiagnostics(std::vector<Diagnostic>* diagnostics) {
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.place.file, d.place.line, d.place.column, d.code, d.message);
  };
  std::stable_sort(diagnostics->begin(), diagnostics->end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  diagnostics->erase(
      std::unique(diagnostics->begin(), diagnostics->end(),
                  [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
      diagnostics->end());
}

std::string FormatDiagnostic(const Diagnostic& diagnostic) {
  const SourcePlace& place = diagnostic.place;
  std::string text = place.file;
  if (place.line > 0) text += absl::StrFormat(":%d:%d", place.line, place.column);
  text += absl::StrFormat(": %s[%s]: %s\n", NameOf(kSeverityNames, diagnostic.severity),
                          diagnostic.code, diagnostic.message);
  if (place.line > 0 && !diagnostic.line.empty()) {
    text += absl::StrFormat("%5d | %s\n", place.line, diagnostic.line);
    const size_t first = place.column - 1;
    const int indent = ColumnsBetween(diagnostic.line, 0, first);
    const int carets =
        std::max(1, ColumnsBetween(diagnostic.line, first, first + std::max(1U, place.width)));
    text += "      | " + std::string(static_cast<size_t>(indent), ' ') +
            std::string(static_cast<size_t>(carets), '^');
    if (!diagnostic.note.empty()) text += " " + diagnostic.note;
    text += "\n";
  } else if (!diagnostic.note.empty()) {
    text += "  " + diagnostic.note + "\n";
  }
  if (!diagnostic.help.empty()) text += "  help: " + diagnostic.help + "\n";
  return text;
}

}  // namespace mingcha
