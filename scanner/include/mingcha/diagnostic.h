// What we tell the author of a rule file or a configuration file.

#ifndef MINGCHA_DIAGNOSTIC_H_
#define MINGCHA_DIAGNOSTIC_H_

#include <cstdint>
#include <string>
#include <vector>

namespace mingcha {

enum class DiagnosticSeverity : uint8_t { kNote, kWarning, kError };

// A place in a file. Lines and columns count from 1; a column counts code points, so that an editor
// that shows "保本" as two characters finds the place. 0 means: the file as a whole.
struct SourcePlace {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t width = 0;  // How many code points the faulty text is long, on its first line.
};

// Codes are lower-case-with-hyphens and stable: AUTHORING.md explains each, with an example and its
// cure, and tests/golden/lint holds one broken file for each.
struct Diagnostic {
  DiagnosticSeverity severity = DiagnosticSeverity::kError;
  std::string code;
  SourcePlace place;
  std::string message;  // One sentence, without a full stop.
  std::string note;     // What stands at the place, shown beside the underline; may be empty.
  std::string help;     // What to do about it; may be empty.
  std::string line;     // The line quoted, without its end; may be empty.
};

bool HasErrors(const std::vector<Diagnostic>& diagnostics);

// Sorts by file, line, column and code, and takes out what is said twice.
void SortDiagnostics(std::vector<Diagnostic>* diagnostics);

// Writes a diagnostic as the command line prints it, over several lines:
//
//   rules/finance-cn/divert.yaml:18:27: warning[duplicate-term]: "WeChat" is matched as "wechat"
//      18 |         terms: [wechat, WeChat]
//         |                         ^^^^^^ "wechat" stands in this pattern already
//      help: remove it
std::string FormatDiagnostic(const Diagnostic& diagnostic);

}  // namespace mingcha

#endif  // MINGCHA_DIAGNOSTIC_H_
