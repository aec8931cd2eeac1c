#include "service/serve_command.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/pack_cache.h"
#include "cli/pack_location.h"

#include "mingcha/pipeline.h"
#include "mingcha/rule_pack.h"

#include "base/log.h"
#include "base/status_util.h"
#include "rulepack/compiled_pack.h"
#include "service/metrics.h"
#include "service/metrics_server.h"
#include "service/serve_config.h"
#include "service/server.h"
#include "service/store_lock.h"
#include "service/stream_registry.h"
#include "store/sqlite_store.h"
#include <signal.h>

namespace mingcha {
namespace {

constexpr const char* kFooter = R"(
Without a configuration it listens on 127.0.0.1:50151 and keeps its store in the user's state folder.
SIGTERM and Ctrl-C: it answers what it has taken, tells its clients to move, and ends with 0; a second
signal ends it at once.

Examples:
  mingcha serve
  mingcha serve --config /etc/mingcha/mingcha.yaml
  mingcha serve --metrics 127.0.0.1:9464
  mingcha serve --listen 127.0.0.1:0 --store /tmp/mingcha.db)";

struct ServeOptions {
  std::string config;
  std::string rules;
  cli::CacheChoice cache;
  std::string listen;
  std::string metrics;
  std::string store;
};

// SIGTERM and SIGINT, taken by whoever asks for them instead of killing the process. Must live
// before the first thread is started, which inherits it.
class StopSignals {
 public:
  StopSignals() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGTERM);
    ::sigaddset(&signals_, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~StopSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // One has come already.
  bool Pending() const {
    sigset_t pending = {};
    ::sigpending(&pending);
    return ::sigismember(&pending, SIGTERM) == 1 || ::sigismember(&pending, SIGINT) == 1;
  }

  // Waits for the first one. From then on they kill as usual.
  int Wait() {
    int signal = 0;
    ::sigwait(&signals_, &signal);
    ::pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    return signal;
  }

 private:
  sigset_t signals_ = {};
  sigset_t before_ = {};
};

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
  return cli::ExitCodeOf(status);
}

// The file, then what the command line says.
absl::StatusOr<ServeConfig> MakeConfig(const ServeOptions& options) {
  ServeConfig config;
  if (!options.config.empty()) {
    std::vector<Diagnostic> diagnostics;
    absl::StatusOr<ServeConfig> loaded = LoadServeConfig(options.config, &diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) {
      std::fputs(FormatDiagnostic(diagnostic).c_str(), stderr);
    }
    if (!loaded.ok()) return loaded.status();
    config = *std::move(loaded);
  }
  if (!options.rules.empty()) config.rules = options.rules;
  if (!options.listen.empty()) config.server.listen = options.listen;
  if (!options.metrics.empty()) config.metrics.listen = options.metrics;
  if (!options.store.empty()) config.store = options.store;
  return config;
}

void LogCounters(const Pipeline::Counters& counters) {
  const auto number = [](auto value) { return static_cast<int64_t>(value); };
  Log(LogLevel::kInfo, "serve_stopped",
      {{"records", number(counters.records)},
       {"incomplete", number(counters.incomplete)},
       {"duplicates", number(counters.duplicates)},
       {"late", number(counters.late)},
       {"findings", number(counters.findings)},
       {"stored_findings", number(counters.stored_findings)},
       {"open_obligations", number(counters.open_obligations)}});
}

// Null: not wanted. What it reads must outlive it.
absl::StatusOr<std::unique_ptr<MetricsServer>> ServeMetrics(const MetricsOptions& options,
                                                            const RulePack& pack,
                                                            const Pipeline& pipeline,
                                                            const StreamRegistry& streams) {
  if (options.listen.empty()) return std::unique_ptr<MetricsServer>();
  return MetricsServer::Start(options, [&pack, &pipeline, &streams] {
    return MetricsText(
        {pipeline.counters(), streams.size(), pack.label(), pack.digest(), pack.rule_count()});
  });
}

// Serves until a signal comes.
int Run(const ServeConfig& config, const std::shared_ptr<const RulePack>& pack,
        StopSignals* signals) {
  // The service before this one may still be draining.
  const absl::StatusOr<StoreLock> lock =
      StoreLock::Take(config.store, config.drain_limit, [signals] { return signals->Pending(); });
  if (absl::IsCancelled(lock.status())) return cli::kExitDone;
  if (!lock.ok()) return Fail(lock.status());
  absl::StatusOr<std::unique_ptr<SqliteStore>> store = SqliteStore::Open(config.store, {});
  if (!store.ok()) return Fail(store.status());

  StreamRegistry streams;
  const absl::StatusOr<std::unique_ptr<Pipeline>> pipeline = Pipeline::Start(
      config.pipeline, pack,
      [&] {
        return MakeScanEngine(pack, config.scanner, config.tracker,
                              {.keep = MeasureOptions::Keep::kFacts});
      },
      store->get(),
      [&streams](uint64_t input, std::vector<Finding> findings) {
        streams.Deliver(input, std::move(findings));
      });
  if (!pipeline.ok()) return Fail(pipeline.status());

  ServerParts parts;
  parts.pipeline = pipeline->get();
  parts.streams = &streams;
  parts.pack = pack->label();
  parts.pack_digest = pack->digest();
  parts.findings = store->get();
  parts.tickets = store->get();
  parts.policy = &pack->compiled().policy;
  const absl::StatusOr<std::unique_ptr<ScanServer>> server =
      ScanServer::Start(config.server, parts);
  if (!server.ok()) return Fail(server.status());
  const absl::StatusOr<std::unique_ptr<MetricsServer>> metrics =
      ServeMetrics(config.metrics, *pack, **pipeline, streams);
  if (!metrics.ok()) return Fail(metrics.status());

  std::printf("mingcha is listening on %s, pack %s (%s rules), store %s\n",
              (*server)->address().c_str(), pack->label().c_str(),
              std::to_string(pack->rule_count()).c_str(), config.store.c_str());
  if (*metrics != nullptr) {
    std::printf("metrics are at http://%s/metrics\n", (*metrics)->address().c_str());
  }
  std::fflush(stdout);
  Log(LogLevel::kInfo, "serve_started",
      {{"address", (*server)->address()},
       {"pack", pack->label()},
       {"pack_digest", pack->digest()},
       {"workers", static_cast<int64_t>(config.pipeline.workers)},
       {"open_obligations", static_cast<int64_t>((*pipeline)->counters().open_obligations)}});

  const int signal = signals->Wait();
  Log(LogLevel::kInfo, "serve_draining",
      {{"signal", static_cast<int64_t>(signal)},
       {"streams", static_cast<int64_t>(streams.size())}});
  if (!(*server)->Drain(config.drain_limit)) {
    Log(LogLevel::kWarning, "drain_cut_off", {{"limit", FormatDuration(config.drain_limit)}});
  }
  (*pipeline)->Drain();
  LogCounters((*pipeline)->counters());
  return cli::kExitDone;
}

int Serve(const ServeOptions& options) {
  StopSignals signals;
  const absl::StatusOr<ServeConfig> config = MakeConfig(options);
  if (!config.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(config.status()).c_str());
    return cli::kExitUsage;
  }
  SetLogLevel(config->log_level);
  SetLogJson(config->log_json);
  const std::shared_ptr<const RulePack> pack =
      cli::LoadPackOrTell(config->rules.string(), options.cache);
  if (pack == nullptr) return cli::kExitRulesInvalid;
  return Run(*config, pack, &signals);
}

}  // namespace

void AddServeCommand(CLI::App& app, int* exit_code) {
  CLI::App* command = app.add_subcommand("serve", "Serve gRPC: scanning streams, tickets");
  const auto options = std::make_shared<ServeOptions>();
  command->add_option("--config", options->config, "The configuration (mingcha.yaml)")
      ->type_name("FILE");
  command->add_option(cli::kRulesOption, options->rules, cli::kRulesHelp)->type_name("DIR");
  cli::AddCacheOptions(command, &options->cache);
  command
      ->add_option("--listen", options->listen,
                   "Address, instead of the configured one; port 0 takes a free one")
      ->type_name("HOST:PORT");
  command
      ->add_option("--metrics", options->metrics,
                   "Serve metrics for Prometheus there, such as 127.0.0.1:9464; default: nowhere")
      ->type_name("ADDRESS");
  command->add_option("--store", options->store, "The store's file, instead of the configured one")
      ->type_name("PATH");
  command->footer(kFooter);
  command->callback([options, exit_code] { *exit_code = Serve(*options); });
}

}  // namespace mingcha
