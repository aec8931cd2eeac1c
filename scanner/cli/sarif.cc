#include "cli/sarif.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string_view>

#include "absl/strings/str_format.h"

#include "mingcha/version.h"

#include "base/enum_names.h"
#include "base/json.h"
#include "rulepack/diagnostic_codes.h"
#include "yaml/yaml_document.h"

namespace mingcha::cli {
namespace {

// By DiagnosticSeverity.
constexpr std::array<std::string_view, 3> kLevels = {"note", "warning", "error"};

// What may stand in a path as it is (RFC 3986).
bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

std::string UriOf(const std::string& path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (IsPlain(c)) {
      uri += c;
    } else {
      uri += absl::StrFormat("%%%02X", static_cast<uint8_t>(c));
    }
  }
  return uri;
}

Json DescriptorOf(std::string_view code, DiagnosticSeverity severity) {
  Json descriptor;
  descriptor["id"] = code;
  descriptor["defaultConfiguration"] = {{"level", NameOf(kLevels, severity)}};
  return descriptor;
}

Json Descriptors(std::map<std::string_view, size_t>* index_of) {
  Json descriptors = Json::array();
  const auto add = [&](std::string_view code, DiagnosticSeverity severity) {
    index_of->emplace(code, descriptors.size());
    descriptors.push_back(DescriptorOf(code, severity));
  };
  for (const std::string_view code : kYamlDiagnosticCodes) add(code, DiagnosticSeverity::kError);
  for (const CodeInfo& info : kRuleDiagnosticCodes) add(info.name, info.severity);
  return descriptors;
}

std::string InOneText(const Diagnostic& diagnostic) {
  std::string text = diagnostic.message;
  if (!diagnostic.note.empty()) text += " (" + diagnostic.note + ")";
  text += ".";
  if (!diagnostic.help.empty()) text += " Help: " + diagnostic.help + ".";
  return text;
}

// What is about a file as a whole is shown at its first line.
Json RegionOf(const SourcePlace& place) {
  Json region;
  region["startLine"] = std::max(1U, place.line);
  region["startColumn"] = std::max(1U, place.column);
  region["endColumn"] = std::max(1U, place.column) + std::max(1U, place.width);
  return region;
}

Json ResultOf(const Diagnostic& diagnostic, const std::map<std::string_view, size_t>& index_of) {
  Json location;
  location["artifactLocation"] = {{"uri", UriOf(diagnostic.place.file)}};
  location["region"] = RegionOf(diagnostic.place);
  Json result;
  result["ruleId"] = diagnostic.code;
  const auto index = index_of.find(diagnostic.code);
  if (index != index_of.end()) result["ruleIndex"] = index->second;
  result["level"] = NameOf(kLevels, diagnostic.severity);
  result["message"] = {{"text", InOneText(diagnostic)}};
  result["locations"] = Json::array({Json{{"physicalLocation", std::move(location)}}});
  return result;
}

}  // namespace

std::string SarifLog(const std::vector<Diagnostic>& diagnostics) {
  std::map<std::string_view, size_t> index_of;
  Json driver;
  driver["name"] = "mingcha";
  driver["version"] = MINGCHA_VERSION;
  driver["rules"] = Descriptors(&index_of);
  Json results = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    results.push_back(ResultOf(diagnostic, index_of));
  }
  Json run;
  run["tool"] = {{"driver", std::move(driver)}};
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(results);
  Json log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = Json::array({std::move(run)});
  return log.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mingcha::cli
