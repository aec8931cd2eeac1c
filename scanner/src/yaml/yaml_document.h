// YAML read strictly, with places: for rules, policies and configurations (libfyaml).
//
// Of YAML we take mappings, sequences and scalars. Anchors, aliases, tags, merge keys and more than
// one document are refused: a rule file is data that people review, and must say what it means
// where it says it.

#ifndef MINGCHA_YAML_YAML_DOCUMENT_H_
#define MINGCHA_YAML_YAML_DOCUMENT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mingcha/diagnostic.h"

namespace mingcha {

enum class YamlKind : uint8_t { kNull, kScalar, kSequence, kMapping };

// Every code that Parse can tell.
inline constexpr std::array<std::string_view, 9> kYamlDiagnosticCodes = {
    "yaml-syntax", "duplicate-key", "yaml-alias", "yaml-tag",         "yaml-merge-key",
    "yaml-depth",  "yaml-size",     "not-utf8",   "several-documents"};

struct YamlNode;

struct YamlMember {
  std::string key;
  SourcePlace key_place;
  YamlNode* value = nullptr;  // Owned by the document.
};

struct YamlNode {
  YamlKind kind = YamlKind::kNull;  // kNull: nothing, "~" or "null", not quoted.
  SourcePlace place;                // `file` is filled in. Of a mapping: its first key.
  std::string scalar;               // kScalar: the text, quotes and folding resolved.
  bool quoted = false;              // kScalar: it was written in quotes or as a block.
  bool refused = false;             // kNull: an alias stood here; that is told already.
  std::vector<YamlNode*> items;     // kSequence.
  std::vector<YamlMember> members;  // kMapping, in the order of the file, keys unique.

  const YamlNode* Find(std::string_view key) const;  // nullptr if there is no such member.
};

// A file as parsed. Owns its nodes.
class YamlDocument {
 public:
  static constexpr size_t kMaxQuotedBytes = 1000;

  struct Limits {
    size_t max_depth = 32;
    size_t max_nodes = 1'000'000;
  };

  // Parses `text`, which `file` names in diagnostics. Appends what is wrong to `*diagnostics`
  // (kYamlDiagnosticCodes). Returns nullptr when a tree could not be made at all; after a duplicate
  // key or an alias the rest of the tree is still returned, so that the file's other faults are
  // told too. A byte-order mark in front is passed over; an empty text has a root of kind kNull.
  static std::unique_ptr<YamlDocument> Parse(std::string file, std::string text,
                                             const Limits& limits,
                                             std::vector<Diagnostic>* diagnostics);
  static std::unique_ptr<YamlDocument> Parse(std::string file, std::string text,
                                             std::vector<Diagnostic>* diagnostics);

  ~YamlDocument();

  const YamlNode& root() const { return *root_; }
  const std::string& file() const { return file_; }
  const std::string& text() const { return text_; }

  // Returns line `number` (from 1) without its end.
  std::string_view Line(uint32_t number) const;

  // Makes a diagnostic with this document's line quoted, unless the line has more than
  // kMaxQuotedBytes: nobody reads such a line, and a hostile file must not have it copied into
  // thousands of diagnostics.
  Diagnostic At(const SourcePlace& place, DiagnosticSeverity severity, std::string code,
                std::string message) const;

 private:
  YamlDocument();

  std::string file_;
  std::string text_;
  std::vector<std::unique_ptr<YamlNode>> nodes_;
  std::vector<uint32_t> line_begins_;
  YamlNode* root_ = nullptr;

  friend class YamlBuilder;
};

// "0.7.12"
std::string YamlVersion();

}  // namespace mingcha

#endif  // MINGCHA_YAML_YAML_DOCUMENT_H_
