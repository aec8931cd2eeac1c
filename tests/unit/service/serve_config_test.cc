#include "service/serve_config.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;

std::vector<std::string> CodesOf(const std::string& yaml) {
  std::vector<Diagnostic> diagnostics;
  EXPECT_EQ(ParseServeConfig("/etc/mingcha/mingcha.yaml", yaml, &diagnostics), std::nullopt);
  std::vector<std::string> codes;
  for (const Diagnostic& diagnostic : diagnostics) {
    EXPECT_GT(diagnostic.place.line, 0U) << diagnostic.message;
    codes.push_back(diagnostic.code);
  }
  return codes;
}

TEST(ServeConfigTest, StaysOnThisMachineWhenNothingIsSaid) {
  const ServeConfig config;
  EXPECT_EQ(config.server.listen, "127.0.0.1:50151");
  EXPECT_FALSE(config.server.allow_insecure_remote);
  EXPECT_FALSE(config.server.tls.enabled());
  EXPECT_THAT(config.store.string(), HasSubstr("mingcha/mingcha.db"));
  EXPECT_GE(config.pipeline.workers, 1);
}

TEST(ServeConfigTest, ReadsWhereMetricsAreServed) {
  std::vector<Diagnostic> diagnostics;
  EXPECT_EQ(ServeConfig().metrics.listen, "") << "nowhere, unless it is said";
  const auto config = ParseServeConfig(
      "mingcha.yaml", "schema: 1\nmetrics: {address: \"0.0.0.0:9464\", allow_remote: true}\n",
      &diagnostics);
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->metrics.listen, "0.0.0.0:9464");
  EXPECT_TRUE(config->metrics.allow_remote);
  EXPECT_THAT(CodesOf("schema: 1\nmetrics: {address: everywhere}\n"), ElementsAre("bad-value"));
}

TEST(ServeConfigTest, ReadsTheFileThatIsShipped) {
  std::vector<Diagnostic> diagnostics;
  const auto config = LoadServeConfig(
      std::string(MINGCHA_SOURCE_DIR) + "/deploy/config/mingcha.yaml", &diagnostics);
  ASSERT_THAT(config, IsOk());
  EXPECT_TRUE(diagnostics.empty());
  // It shows the defaults, so that reading it tells what happens without it.
  const ServeConfig defaults;
  EXPECT_EQ(config->server.listen, defaults.server.listen);
  EXPECT_EQ(config->server.limits.window, defaults.server.limits.window);
  EXPECT_EQ(config->server.limits.max_frame_bytes, defaults.server.limits.max_frame_bytes);
  EXPECT_EQ(config->server.limits.max_window_bytes, defaults.server.limits.max_window_bytes);
  EXPECT_EQ(config->server.max_memory_bytes, defaults.server.max_memory_bytes);
  EXPECT_EQ(config->server.keepalive_time, defaults.server.keepalive_time);
  EXPECT_EQ(config->pipeline.workers, defaults.pipeline.workers);
  EXPECT_EQ(config->pipeline.max_queued_records, defaults.pipeline.max_queued_records);
  EXPECT_EQ(config->pipeline.commit_interval, defaults.pipeline.commit_interval);
  EXPECT_EQ(config->scanner.max_text_bytes, defaults.scanner.max_text_bytes);
  EXPECT_EQ(config->pipeline.max_queued_bytes, defaults.pipeline.max_queued_bytes);
  EXPECT_EQ(config->pipeline.max_backlog_bytes, defaults.pipeline.max_backlog_bytes);
  EXPECT_EQ(config->tracker.allowed_lateness, defaults.tracker.allowed_lateness);
  EXPECT_EQ(config->tracker.idle_limit, defaults.tracker.idle_limit);
  EXPECT_EQ(config->tracker.restart_grace, defaults.tracker.restart_grace);
  EXPECT_EQ(config->tracker.max_joined_messages, defaults.tracker.max_joined_messages);
  EXPECT_EQ(config->tracker.max_joined_gap, defaults.tracker.max_joined_gap);
  EXPECT_EQ(config->drain_limit, defaults.drain_limit);
}

TEST(ServeConfigTest, ReadsWhatItIsTold) {
  std::vector<Diagnostic> diagnostics;
  const auto config = ParseServeConfig("/etc/mingcha/mingcha.yaml", R"(
schema: 1
listen: {address: "0.0.0.0:6000", allow_insecure_remote: true, reflection: false}
tls: {certificate: tls/server.pem, private_key: /run/server.key}
rules: {directory: ../rules}
store: {file: /var/lib/mingcha/mingcha.db}
pipeline: {workers: 3, max_queued_bytes: 2000000, commit_interval: 5ms}
scan: {max_text_bytes: 1024}
conversation: {allowed_lateness: 30s, idle_limit: 48h, restart_grace: 90s,
               max_joined_messages: 5, max_joined_gap: 20s}
stream: {window: 7, max_window: 9}
drain: {limit: 3s}
log: {level: warning, format: text}
)",
                                       &diagnostics);
  ASSERT_TRUE(config.has_value()) << (diagnostics.empty() ? "" : FormatDiagnostic(diagnostics[0]));
  EXPECT_EQ(config->server.listen, "0.0.0.0:6000");
  EXPECT_TRUE(config->server.allow_insecure_remote);
  EXPECT_FALSE(config->server.reflection);
  EXPECT_EQ(config->server.tls.certificate, "/etc/mingcha/tls/server.pem") << "beside the file";
  EXPECT_EQ(config->server.tls.private_key, "/run/server.key");
  EXPECT_EQ(config->rules.lexically_normal(), "/etc/rules");
  EXPECT_EQ(config->store, "/var/lib/mingcha/mingcha.db");
  EXPECT_EQ(config->pipeline.workers, 3);
  EXPECT_EQ(config->pipeline.commit_interval, std::chrono::milliseconds(5));
  EXPECT_EQ(config->scanner.max_text_bytes, 1024U);
  EXPECT_EQ(config->server.limits.max_text_bytes, 1024U) << "told to clients";
  EXPECT_EQ(config->pipeline.max_queued_bytes, 2'000'000U);
  EXPECT_EQ(config->tracker.allowed_lateness, std::chrono::seconds(30));
  EXPECT_EQ(config->tracker.idle_limit, std::chrono::hours(48));
  EXPECT_EQ(config->tracker.restart_grace, std::chrono::seconds(90));
  EXPECT_EQ(config->tracker.max_joined_messages, 5U);
  EXPECT_EQ(config->tracker.max_joined_gap, std::chrono::seconds(20));
  EXPECT_EQ(config->server.limits.window, 7U);
  EXPECT_EQ(config->drain_limit, std::chrono::seconds(3));
  EXPECT_EQ(config->log_level, LogLevel::kWarning);
  EXPECT_FALSE(config->log_json);
}

TEST(ServeConfigTest, TellsAllFaultsAtOnce) {
  EXPECT_THAT(CodesOf("schema: 1\n"
                      "lisen: {}\n"
                      "pipeline: {workers: many, commit_interval: soon}\n"
                      "conversation: [5s]\n"
                      "drain: {limit: 3h}\n"
                      "log: {level: loud}\n"),
              ElementsAre("unknown-key", "bad-value", "bad-duration", "wrong-type", "bad-value",
                          "bad-value"));
}

TEST(ServeConfigTest, RefusesHalfATlsConfiguration) {
  EXPECT_THAT(CodesOf("schema: 1\ntls: {certificate: a.pem}\n"), ElementsAre("missing-key"));
  EXPECT_THAT(CodesOf("schema: 1\ntls: {client_ca: a.pem}\n"), ElementsAre("missing-key"));
}

TEST(ServeConfigTest, RefusesAWindowAboveItsLimit) {
  EXPECT_THAT(CodesOf("schema: 1\nstream: {window: 10, max_window: 9}\n"),
              ElementsAre("bad-value"));
}

TEST(ServeConfigTest, RefusesAnAddressWithoutAPort) {
  EXPECT_THAT(CodesOf("schema: 1\nlisten: {address: localhost}\n"), ElementsAre("bad-value"));
  EXPECT_THAT(CodesOf("schema: 1\nlisten: {address: \"127.0.0.1:65536\"}\n"),
              ElementsAre("bad-value"));
}

TEST(ServeConfigTest, TellsThatThereIsNoFile) {
  const testing::TempDir folder;
  std::vector<Diagnostic> diagnostics;
  EXPECT_THAT(LoadServeConfig(folder.path() / "none.yaml", &diagnostics),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.yaml")));
}

}  // namespace
}  // namespace mingcha
