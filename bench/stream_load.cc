// How fast is the service, against an echo with the same protos, threads, hop and framing?
//
// Two services run beside each other as children of this program: `echo` hands every record through
// the pipeline to an engine that does nothing, without a store; `scan` is the real one, with the
// finance pack and a SQLite store on disk. Rounds alternate between them, so that both meet the
// same machine. What counts is the ratio.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <vector>

#include "absl/strings/str_format.h"
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "mingcha/pipeline.h"
#include "mingcha/rule_pack.h"

#include "base/json.h"
#include "base/log.h"
#include "echo_engine.h"
#include "load_client.h"
#include "rulepack/compiled_pack.h"
#include "service/server.h"
#include "store/sqlite_store.h"
#include <fcntl.h>
#include <unistd.h>

namespace mingcha::bench {
namespace {

struct Options {
  std::string serve;  // A child: echo or scan.
  std::string store;
  std::string rules = MINGCHA_SOURCE_DIR "/rules/finance-cn";
  std::string format = "text";
  size_t repeats = 10;
  size_t workers = 2;
  size_t single_records = 20'000;   // A round, one record a frame …
  size_t framed_records = 128'000;  // … and many.
};

constexpr size_t kRecordsPerFrame = 64;

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "stream_load: %s\n", value.status().ToString().c_str());
  std::exit(1);
}

// ---- A child

int Serve(const Options& options) {
  SetLogLevel(LogLevel::kError);
  std::vector<Diagnostic> diagnostics;
  const std::shared_ptr<const RulePack> pack = OrDie(RulePack::Load(options.rules, &diagnostics));
  const bool echo = options.serve == "echo";
  std::unique_ptr<SqliteStore> store;
  if (!echo) store = OrDie(SqliteStore::Open(options.store, {}));
  StreamRegistry streams;
  Pipeline::Options pipeline_options;
  pipeline_options.workers = static_cast<int>(options.workers);
  const auto make_engine = [&]() -> std::unique_ptr<RecordEngine> {
    if (echo) return std::make_unique<EchoEngine>();
    return MakeScanEngine(pack, {}, {});
  };
  const std::unique_ptr<Pipeline> pipeline =
      OrDie(Pipeline::Start(pipeline_options, pack, make_engine, store.get(),
                            [](uint64_t, const std::vector<Finding>&) {}));
  ServerOptions server_options;
  server_options.listen = "127.0.0.1:0";
  ServerParts parts;
  parts.pipeline = pipeline.get();
  parts.streams = &streams;
  parts.pack = pack->label();
  const std::unique_ptr<ScanServer> server = OrDie(ScanServer::Start(server_options, parts));
  std::printf("%s\n", server->address().c_str());
  std::fflush(stdout);
  std::getchar();  // Until the parent closes its end.
  server->Drain(std::chrono::seconds(5));
  pipeline->Drain();
  return 0;
}

class Child {
 public:
  Child(const Options& options, const std::string& kind, const std::string& store) {
    std::array<int, 2> in = {};
    std::array<int, 2> out = {};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) std::exit(1);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      const std::string workers = std::to_string(options.workers);
      ::execl("/proc/self/exe", "stream_load", "--serve", kind.c_str(), "--store", store.c_str(),
              "--rules", options.rules.c_str(), "--workers", workers.c_str(), nullptr);
      std::_Exit(1);
    }
    ::close(in[0]);
    ::close(out[1]);
    stop_ = in[1];
    std::array<char, 256> line = {};
    std::FILE* from = ::fdopen(out[0], "r");
    if (std::fgets(line.data(), line.size(), from) == nullptr) {
      std::fprintf(stderr, "stream_load: the %s service did not come up\n", kind.c_str());
      std::exit(1);
    }
    std::fclose(from);
    std::string address = line.data();
    address.erase(address.find_last_not_of('\n') + 1);
    channel_ = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  }
  ~Child() {
    channel_.reset();
    ::close(stop_);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  pid_t pid_ = 0;
  int stop_ = -1;
  std::shared_ptr<grpc::Channel> channel_;
};

// ---- The parent

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Json Spread(const std::vector<double>& values) {
  Json json;
  json["median"] = Median(values);
  json["min"] = *std::min_element(values.begin(), values.end());
  json["max"] = *std::max_element(values.begin(), values.end());
  json["repeats"] = values.size();
  return json;
}

class Comparison {
 public:
  explicit Comparison(const Options& options)
      : options_(options),
        folder_(std::filesystem::temp_directory_path() /
                ("stream_load-" + std::to_string(::getpid()))),
        echo_(options, "echo", ""),
        scan_(options, "scan", (folder_ / "mingcha.db").string()) {}
  ~Comparison() { std::filesystem::remove_all(folder_); }
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;

  Json Run() {
    const Load single = MakeLoad(options_.single_records, 1);
    const Load framed = MakeLoad(options_.framed_records, kRecordsPerFrame);
    Json figures;
    figures["frame_1"] = Throughput(single);
    figures["frame_64"] = Throughput(framed);
    const double half = figures["frame_1"]["scan_records_per_second"]["median"].get<double>() / 2;
    figures["latency_at_half_load"] = Latency(single, half);
    return figures;
  }

 private:
  LoadResult RunOn(const Child& child, const Load& load, double frames_per_second) {
    LoadOptions options;
    options.frames_per_second = frames_per_second;
    options.tenant = "round-" + std::to_string(round_++);
    return RunLoad(child.channel(), load, options);
  }

  Json Throughput(const Load& load) {
    RunOn(echo_, load, 0);  // The first round of each warms up.
    RunOn(scan_, load, 0);
    std::vector<double> echo;
    std::vector<double> scan;
    std::vector<double> ratio;
    double findings = 0;
    for (size_t i = 0; i < options_.repeats; ++i) {
      echo.push_back(RunOn(echo_, load, 0).records_per_second());
      const LoadResult result = RunOn(scan_, load, 0);
      scan.push_back(result.records_per_second());
      ratio.push_back(scan.back() / echo.back());
      findings =
          1000.0 * static_cast<double>(result.findings) / static_cast<double>(result.answers);
    }
    if (findings <= 0) {
      std::fprintf(stderr, "stream_load: nothing was found: wrong pack?\n");
      std::exit(1);
    }
    Json json;
    json["echo_records_per_second"] = Spread(echo);
    json["scan_records_per_second"] = Spread(scan);
    json["ratio"] = Spread(ratio);
    json["findings_per_1000_messages"] = findings;
    return json;
  }

  Json Latency(const Load& load, double frames_per_second) {
    std::map<std::string, std::vector<double>> values;
    for (size_t i = 0; i < options_.repeats; ++i) {
      for (const auto& [name, child] : {std::pair<std::string, Child*>("echo", &echo_),
                                        std::pair<std::string, Child*>("scan", &scan_)}) {
        const LoadResult result = RunOn(*child, load, frames_per_second);
        values[name + "_p50_ms"].push_back(result.Percentile(50));
        values[name + "_p99_ms"].push_back(result.Percentile(99));
        values[name + "_p999_ms"].push_back(result.Percentile(99.9));
      }
    }
    Json json;
    json["records_per_second"] = frames_per_second;
    for (const auto& [name, list] : values) json[name] = Spread(list);
    return json;
  }

  const Options& options_;
  const std::filesystem::path folder_;
  Child echo_;
  Child scan_;
  int round_ = 0;
};

void PrintTable(const Json& figures) {
  const auto median = [](const Json& json) { return json["median"].get<double>(); };
  std::printf("%-22s %14s %14s %8s\n", "closed loop", "echo msg/s", "scan msg/s", "ratio");
  for (const char* name : {"frame_1", "frame_64"}) {
    const Json& row = figures[name];
    std::printf("%-22s %14.0f %14.0f %8.2f\n", name, median(row["echo_records_per_second"]),
                median(row["scan_records_per_second"]), median(row["ratio"]));
  }
  const Json& latency = figures["latency_at_half_load"];
  std::printf("open loop, one record a frame, %.0f msg/s\n",
              latency["records_per_second"].get<double>());
  for (const char* name : {"echo", "scan"}) {
    const std::string prefix = name;
    std::printf("  %-6s p50 %8.3f ms   p99 %8.3f ms   p99.9 %8.3f ms\n", name,
                median(latency[prefix + "_p50_ms"]), median(latency[prefix + "_p99_ms"]),
                median(latency[prefix + "_p999_ms"]));
  }
}

constexpr const char* kUsage =
    R"(stream_load: measures the service against an echo of the same shape.
  --repeats N          rounds of each (10)
  --workers N          scanning threads of a service (2)
  --single-records N   in a round of one record a frame (20000)
  --framed-records N   in a round of 64 records a frame (128000)
  --rules DIR          the rule pack
  --format text|json
)";

// Every option has a value. False: there is one that is not known.
bool ParseOptions(int argc, char** argv, Options* options) {
  const std::map<std::string_view, std::string*> texts = {{"--serve", &options->serve},
                                                          {"--store", &options->store},
                                                          {"--rules", &options->rules},
                                                          {"--format", &options->format}};
  const std::map<std::string_view, size_t*> numbers = {
      {"--repeats", &options->repeats},
      {"--workers", &options->workers},
      {"--single-records", &options->single_records},
      {"--framed-records", &options->framed_records}};
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 == argc) return false;
    if (const auto text = texts.find(argv[i]); text != texts.end()) {
      *text->second = argv[i + 1];
    } else if (const auto number = numbers.find(argv[i]); number != numbers.end()) {
      *number->second = std::strtoul(argv[i + 1], nullptr, 10);
      if (*number->second == 0) return false;
    } else {
      return false;
    }
  }
  return options->format == "text" || options->format == "json";
}

int Main(int argc, char** argv) {
  Options options;
  if (!ParseOptions(argc, argv, &options)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  if (!options.serve.empty()) return Serve(options);
#ifndef NDEBUG
  std::fprintf(stderr, "stream_load: a debug build measures nothing; use the preset bench\n");
  return 1;
#endif

  const Json figures = Comparison(options).Run();
  if (options.format == "text") {
    PrintTable(figures);
  } else {
    Json json;
    json["command"] = {"--repeats", std::to_string(options.repeats), "--workers",
                       std::to_string(options.workers)};
    json["figures"] = figures;
    std::printf("%s\n", DumpLine(json).c_str());
  }
  return 0;
}

}  // namespace
}  // namespace mingcha::bench

int main(int argc, char** argv) { return mingcha::bench::Main(argc, argv); }
