// Writes the beginning of a new rule, with its proof, into the file of its family.

#ifndef MINGCHA_AUTHORING_RULE_SCAFFOLD_H_
#define MINGCHA_AUTHORING_RULE_SCAFFOLD_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/diagnostic.h"
#include "mingcha/message.h"
#include "mingcha/severity.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

struct ScaffoldOptions {
  std::string id;
  RuleKind kind = RuleKind::kMessage;
  std::string title = {};               // Empty: to be written.
  std::vector<std::string> terms = {};  // Empty: to be written.
  std::vector<Speaker> speakers = {};   // Empty: those whom the family watches.
  Severity severity = Severity::kMedium;
  std::string topic = {};  // Of kind qa; empty: the first of the pack.
  std::string file = {};   // Name of the file in the pack; empty: by the id.
};

struct Scaffold {
  std::filesystem::path file;
  uint32_t line = 0;  // Of the rule's first line.
  bool new_file = false;
  std::string rule;  // What was put in.
};

// Puts a rule with status draft and its examples (kind qa: its cases) into the pack in `folder`: at
// the end of the rules of `<id without its last word>.yaml`, else of the shortest file that has
// rules whose ids begin so, else of a new file of that name. All other lines of the file stay as
// they are. The pack with the rule in it is checked before anything is written.
//
// Errors:
//   INVALID_ARGUMENT     the id is malformed or of no family, the topic is unknown, or the pack
//                        would have errors, which `*diagnostics` then tells. Nothing is written.
//   ALREADY_EXISTS       a rule has this id.
//   FAILED_PRECONDITION  the pack has errors before, told in `*diagnostics`; or the file's rules
//                        are not a list of their own lines.
//   NOT_FOUND            `folder` is no pack.
//   UNAVAILABLE          the file cannot be written.
absl::StatusOr<Scaffold> AddRule(const std::filesystem::path& folder,
                                 const ScaffoldOptions& options,
                                 std::vector<Diagnostic>* diagnostics);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_RULE_SCAFFOLD_H_
