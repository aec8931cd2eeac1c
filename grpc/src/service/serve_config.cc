#include "service/serve_config.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <thread>

#include "absl/strings/str_format.h"

#include "rulepack/field_reader.h"
#include "rulepack/reporter.h"
#include "service/server.h"
#include "yaml/yaml_document.h"

namespace mingcha {
namespace {

constexpr uint32_t kMaxInt = std::numeric_limits<int>::max();
constexpr uint32_t kMaxFrameBytes = 64 << 20;
// Below it a frame might not hold one message with a long text.
constexpr uint32_t kMinFrameBytes = 4 * 1024;
constexpr Duration kLongest = std::chrono::hours(24);
constexpr Duration kLongestIdle = std::chrono::hours(31 * 24);

struct DurationRange {
  Duration min = std::chrono::milliseconds(0);
  Duration max = kLongest;
};

// One section of the file, or none: then every field keeps its default.
class Section {
 public:
  Section(const YamlNode* node, std::string_view what, const std::vector<std::string_view>& known,
          Reporter* reporter)
      : reporter_(*reporter) {
    if (node != nullptr) fields_.emplace(*node, what, known, *reporter);
  }

  void Read(std::string_view key, std::string* field) {
    if (const Text text = Find(key); text.given()) *field = text.value;
  }
  void Read(std::string_view key, const std::filesystem::path& folder,
            std::filesystem::path* field) {
    if (const Text text = Find(key); text.given()) *field = folder / text.value;
  }
  void Read(std::string_view key, bool* field) {
    if (fields_) *field = fields_->ReadFlag(key, *field);
  }
  template <typename Number>
  void ReadNumber(std::string_view key, uint32_t min, uint32_t max, Number* field) {
    if (!fields_) return;
    const std::optional<uint32_t> number = fields_->ReadNumber(key, min, max, Code::kBadValue);
    if (number) *field = static_cast<Number>(*number);
  }
  void ReadDuration(std::string_view key, DurationRange range, Duration* field) {
    const Text text = Find(key);
    if (!text.given()) return;
    const std::optional<Duration> duration = DurationOf(text, reporter_);
    if (!duration) return;
    if (*duration >= range.min && *duration <= range.max) {
      *field = *duration;
      return;
    }
    reporter_.Tell(Code::kBadValue, text.place,
                   absl::StrFormat("\"%s\" is not a length of time from %s to %s", text.value,
                                   FormatDuration(range.min), FormatDuration(range.max)));
  }
  // Returns the place of the value among `names`, or nullopt if there is none.
  std::optional<size_t> ReadChoice(std::string_view key,
                                   const std::vector<std::string_view>& names) {
    const Text text = Find(key);
    return text.given() ? ChoiceOf(text, names, reporter_) : std::nullopt;
  }
  Text Find(std::string_view key) { return fields_ ? fields_->ReadText(key) : Text(); }

 private:
  Reporter& reporter_;
  std::optional<FieldReader> fields_;
};

class ConfigReader {
 public:
  ConfigReader(const YamlNode& root, std::filesystem::path folder, Reporter* reporter)
      : reporter_(*reporter),
        folder_(std::move(folder)),
        top_(root, "the configuration",
             {"schema", "listen", "tls", "rules", "store", "pipeline", "scan", "conversation",
              "stream", "connection", "drain", "log", "metrics"},
             *reporter) {}

  ServeConfig Read() {
    ReadSchema(top_, reporter_);
    ReadListen();
    ReadTls();
    ReadPlaces();
    ReadEngine();
    ReadStream();
    ReadConnection();
    ReadRunning();
    return config_;
  }

 private:
  Section Open(std::string_view name, const std::vector<std::string_view>& known) {
    return Section(top_.Find(name), absl::StrFormat("\"%s\"", name), known, &reporter_);
  }

  void ReadAddress(Section& section, std::string* field) {
    const Text address = section.Find("address");
    if (!address.given()) return;
    if (!IsAddress(address.value)) {
      reporter_.Tell(Code::kBadValue, address.place,
                     absl::StrFormat("\"%s\" is no address", address.value),
                     {.note = {}, .help = kAddressHelp});
    }
    *field = address.value;
  }

  void ReadListen() {
    Section listen = Open("listen", {"address", "allow_insecure_remote", "reflection"});
    ReadAddress(listen, &config_.server.listen);
    listen.Read("allow_insecure_remote", &config_.server.allow_insecure_remote);
    listen.Read("reflection", &config_.server.reflection);
  }

  void ReadTls() {
    TlsFiles& tls = config_.server.tls;
    Section section = Open("tls", {"certificate", "private_key", "client_ca"});
    section.Read("certificate", folder_, &tls.certificate);
    section.Read("private_key", folder_, &tls.private_key);
    section.Read("client_ca", folder_, &tls.client_ca);
    const bool half = tls.certificate.empty() != tls.private_key.empty();
    const bool only_ca = tls.certificate.empty() && !tls.client_ca.empty();
    if (half || only_ca) {
      reporter_.Tell(Code::kMissingKey, top_.KeyPlace("tls"),
                     "\"tls\" needs both \"certificate\" and \"private_key\"");
    }
  }

  void ReadPlaces() {
    Open("rules", {"directory"}).Read("directory", folder_, &config_.rules);
    Open("store", {"file"}).Read("file", folder_, &config_.store);
  }

  void ReadEngine() {
    Section pipeline =
        Open("pipeline", {"workers", "max_queued_records", "max_queued_bytes", "max_backlog_bytes",
                          "commit_interval", "commit_findings"});
    int workers = 0;
    pipeline.ReadNumber("workers", 0, 256, &workers);
    if (workers > 0) config_.pipeline.workers = workers;
    pipeline.ReadNumber("max_queued_records", 64, 16 << 20, &config_.pipeline.max_queued_records);
    pipeline.ReadNumber("max_queued_bytes", 1 << 20, kMaxInt, &config_.pipeline.max_queued_bytes);
    pipeline.ReadNumber("max_backlog_bytes", 1 << 20, kMaxInt, &config_.pipeline.max_backlog_bytes);
    pipeline.ReadDuration("commit_interval", {.max = std::chrono::seconds(1)},
                          &config_.pipeline.commit_interval);
    pipeline.ReadNumber("commit_findings", 1, 65'536, &config_.pipeline.commit_findings);

    Section scan = Open("scan", {"max_text_bytes", "max_hits"});
    scan.ReadNumber("max_text_bytes", 256, 16 << 20, &config_.scanner.max_text_bytes);
    scan.ReadNumber("max_hits", 1, 100'000, &config_.scanner.max_hits);

    Section conversation =
        Open("conversation", {"allowed_lateness", "max_conversations", "idle_limit",
                              "restart_grace", "max_joined_messages", "max_joined_gap"});
    conversation.ReadDuration("allowed_lateness", {.max = std::chrono::hours(1)},
                              &config_.tracker.allowed_lateness);
    conversation.ReadNumber("max_conversations", 1, 100'000'000,
                            &config_.tracker.max_conversations);
    conversation.ReadDuration("idle_limit", {.min = std::chrono::minutes(1), .max = kLongestIdle},
                              &config_.tracker.idle_limit);
    conversation.ReadDuration("restart_grace", {.max = std::chrono::hours(1)},
                              &config_.tracker.restart_grace);
    config_.pipeline.across.allowed_lateness = config_.tracker.allowed_lateness;
    config_.pipeline.across.idle_limit = config_.tracker.idle_limit;
    config_.pipeline.across.restart_grace = config_.tracker.restart_grace;
    conversation.ReadNumber("max_joined_messages", 1, 8, &config_.tracker.max_joined_messages);
    conversation.ReadDuration("max_joined_gap", {.max = std::chrono::hours(1)},
                              &config_.tracker.max_joined_gap);
  }

  void ReadStream() {
    StreamLimits& limits = config_.server.limits;
    Section stream = Open("stream", {"window", "max_window", "max_window_bytes",
                                     "max_records_per_frame", "max_frame_bytes"});
    stream.ReadNumber("window", 1, 1 << 20, &limits.window);
    stream.ReadNumber("max_window", 1, 1 << 20, &limits.max_window);
    stream.ReadNumber("max_window_bytes", kMinFrameBytes, kMaxInt, &limits.max_window_bytes);
    stream.ReadNumber("max_records_per_frame", 1, 65'536, &limits.max_records_per_frame);
    stream.ReadNumber("max_frame_bytes", kMinFrameBytes, kMaxFrameBytes, &limits.max_frame_bytes);
    if (const Text window = stream.Find("window"); limits.window > limits.max_window) {
      reporter_.Tell(Code::kBadValue, window.given() ? window.place : top_.KeyPlace("stream"),
                     absl::StrFormat("\"window\" is %d, above \"max_window\", which is %d",
                                     limits.window, limits.max_window));
    }
    limits.max_text_bytes = static_cast<uint32_t>(config_.scanner.max_text_bytes);
  }

  void ReadConnection() {
    ServerOptions& server = config_.server;
    Section connection =
        Open("connection", {"max_concurrent_streams", "max_memory_bytes", "keepalive_time",
                            "keepalive_timeout", "min_ping_interval"});
    connection.ReadNumber("max_concurrent_streams", 1, 100'000, &server.max_concurrent_streams);
    connection.ReadNumber("max_memory_bytes", 16 << 20, kMaxInt, &server.max_memory_bytes);
    constexpr DurationRange kAtLeastASecond = {.min = std::chrono::seconds(1)};
    connection.ReadDuration("keepalive_time", kAtLeastASecond, &server.keepalive_time);
    connection.ReadDuration("keepalive_timeout", kAtLeastASecond, &server.keepalive_timeout);
    connection.ReadDuration("min_ping_interval", {}, &server.min_ping_interval);
  }

  void ReadRunning() {
    Section drain = Open("drain", {"limit", "reconnect_after"});
    drain.ReadDuration("limit", {.max = std::chrono::hours(1)}, &config_.drain_limit);
    drain.ReadDuration("reconnect_after", {}, &config_.server.limits.reconnect_after);

    Section metrics = Open("metrics", {"address", "allow_remote"});
    ReadAddress(metrics, &config_.metrics.listen);
    metrics.Read("allow_remote", &config_.metrics.allow_remote);

    Section log = Open("log", {"level", "format"});
    if (const auto level = log.ReadChoice("level", {"debug", "info", "warning", "error"})) {
      config_.log_level = static_cast<LogLevel>(*level);
    }
    if (const auto format = log.ReadChoice("format", {"json", "text"})) {
      config_.log_json = *format == 0;
    }
  }

  Reporter& reporter_;
  const std::filesystem::path folder_;
  FieldReader top_;
  ServeConfig config_;
};

}  // namespace

ServeConfig::ServeConfig() : store(DefaultStoreFile()) {
  pipeline.workers = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::optional<ServeConfig> ParseServeConfig(const std::filesystem::path& file, std::string text,
                                            std::vector<Diagnostic>* diagnostics) {
  const std::unique_ptr<YamlDocument> document =
      YamlDocument::Parse(file.string(), std::move(text), diagnostics);
  if (document == nullptr) return std::nullopt;
  Reporter reporter(diagnostics);
  reporter.Know(*document);
  ServeConfig config = ConfigReader(document->root(), file.parent_path(), &reporter).Read();
  SortDiagnostics(diagnostics);
  if (HasErrors(*diagnostics)) return std::nullopt;
  return config;
}

absl::StatusOr<ServeConfig> LoadServeConfig(const std::filesystem::path& file,
                                            std::vector<Diagnostic>* diagnostics) {
  std::ifstream stream(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  std::error_code error;
  if (!stream || !std::filesystem::is_regular_file(file, error)) {
    return absl::NotFoundError(absl::StrFormat("%s: cannot be read", file.string()));
  }
  std::optional<ServeConfig> config = ParseServeConfig(file, std::move(text), diagnostics);
  if (!config) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: the configuration has errors", file.string()));
  }
  return *std::move(config);
}

std::filesystem::path DefaultStoreFile() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') {
    return std::filesystem::path(state) / "mingcha" / "mingcha.db";
  }
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home == nullptr ? "." : home) / ".local/state/mingcha/mingcha.db";
}

}  // namespace mingcha
