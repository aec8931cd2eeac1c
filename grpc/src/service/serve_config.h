// What mingcha.yaml says. deploy/config/mingcha.yaml explains every key.

#ifndef MINGCHA_SERVICE_SERVE_CONFIG_H_
#define MINGCHA_SERVICE_SERVE_CONFIG_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/conversation.h"
#include "mingcha/diagnostic.h"
#include "mingcha/pipeline.h"
#include "mingcha/scanner.h"

#include "base/log.h"
#include "service/metrics_server.h"
#include "service/server.h"

namespace mingcha {

struct ServeConfig {
  ServeConfig();

  ServerOptions server;
  MetricsOptions metrics;
  std::filesystem::path rules;  // Empty: where the command line looks for its pack.
  std::filesystem::path store;
  Pipeline::Options pipeline;  // With as many workers as the machine has cores.
  Scanner::Options scanner;
  ConversationTracker::Options tracker;
  Duration drain_limit = std::chrono::seconds(20);
  LogLevel log_level = LogLevel::kInfo;
  bool log_json = true;
};

// Reads a configuration strictly: unknown keys, wrong types and values out of range are told, all
// at once, in `*diagnostics`. Paths in it are relative to the folder of `file`. What is left out
// has the default. nullopt: there is an error.
std::optional<ServeConfig> ParseServeConfig(const std::filesystem::path& file, std::string text,
                                            std::vector<Diagnostic>* diagnostics);

// NOT_FOUND: the file cannot be read. INVALID_ARGUMENT: see the diagnostics.
absl::StatusOr<ServeConfig> LoadServeConfig(const std::filesystem::path& file,
                                            std::vector<Diagnostic>* diagnostics);

// ${XDG_STATE_HOME:-~/.local/state}/mingcha/mingcha.db
std::filesystem::path DefaultStoreFile();

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_SERVE_CONFIG_H_
