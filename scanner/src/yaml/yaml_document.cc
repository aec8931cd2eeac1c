#include "yaml/yaml_document.h"

#include <algorithm>

#include "base/check.h"

namespace mingcha {

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const YamlMember& member : members) {
    if (member.key == key) return member.value;
  }
  return nullptr;
}

YamlDocument::YamlDocument() = default;
YamlDocument::~YamlDocument() = default;

std::unique_ptr<YamlDocument> YamlDocument::Parse(std::string file, std::string text,
                                                  std::vector<Diagnostic>* diagnostics) {
  return Parse(std::move(file), std::move(text), Limits(), diagnostics);
}

std::string_view YamlDocument::Line(uint32_t number) const {
  MINGCHA_CHECK(number >= 1);
  if (number > line_begins_.size()) return {};
  const size_t begin = line_begins_[number - 1];
  size_t end = number < line_begins_.size() ? line_begins_[number] : text_.size();
  while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
  return std::string_view(text_).substr(begin, end - begin);
}

Diagnostic YamlDocument::At(const SourcePlace& place, DiagnosticSeverity severity, std::string code,
                            std::string message) const {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.code = std::move(code);
  diagnostic.place = place;
  diagnostic.message = std::move(message);
  if (place.line > 0 && Line(place.line).size() <= kMaxQuotedBytes) {
    diagnostic.line = std::string(Line(place.line));
  }
  return diagnostic;
}

}  // namespace mingcha
