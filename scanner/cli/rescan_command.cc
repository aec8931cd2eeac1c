// The verb `rescan`: archives in, sorted files out; the same files give the same bytes each time.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/interrupt.h"
#include "cli/measures_json.h"
#include "cli/pack_location.h"
#include "cli/record_feed.h"
#include "cli/result_folder.h"
#include "cli/sources.h"
#include "cli/tallies.h"
#include "cli/terminal.h"

#include "mingcha/pipeline.h"
#include "mingcha/rule_pack.h"
#include "mingcha/version.h"

#include "base/json.h"
#include "base/status_util.h"
#include "store/sqlite_store.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
An ARCHIVE is a file (.jsonl, .gz, .zst), a folder of them, or a pattern. They are read in the order
in which they are named, those of a folder or pattern by path; the clock is the latest record's. DIR
gets findings.jsonl (by time), tickets.jsonl (the most urgent first), skipped.jsonl (lines that are
no records), measures.json (how the service fared: first replies by channel and day, response
times, agents, questions) and summary.json, which is written last: where it stands, the run was
whole. An interrupted run leaves nothing and exits with 130. An archive that is torn is read as far as it goes
and named in the summary; the exit code is 4. The live store is never touched.

Example:
  mingcha rescan archive/2026-11 'archive/2026-1[02]/*.zst' --out results --jobs 2
)";

// A rescan answers nobody: it commits in large groups.
constexpr size_t kCommitFindings = 4096;
constexpr size_t kPage = 1000;
// Followed at once by a worker for the measures; about 400 bytes each.
constexpr size_t kMeasuredConversations = 20'000'000;
// What conversations have in common is counted at the end, by the time of its messages.
constexpr size_t kKeysAcross = 2'000'000;
constexpr size_t kWaitingAcross = 2'000'000;
// Broken lines told on the terminal; all of them stand in skipped.jsonl.
constexpr uint64_t kSkippedTold = 10;

struct RescanOptions {
  std::vector<std::string> archives;
  std::string out;
  std::string rules;
  CacheChoice cache;
  int jobs = 1;
  bool force = false;
  bool strict = false;
};

// An archive that could not be read to its end.
struct TornArchive {
  std::string path;
  std::string fault;
};

struct Totals {
  IntakeCounts intake;
  AnswerTally answers;
  FindingTally findings;
  std::map<std::string, uint64_t> tickets_by_queue;
  uint64_t tickets = 0;
  Pipeline::Counters counters;
  Measures measures;
  std::vector<TornArchive> torn;
  bool published = false;
};

// Reads the archives into the feed, until `store_failed`. Errors: those of writing skipped.jsonl.
absl::Status ReadArchives(const std::vector<Archive>& archives, const ResultFolder& folder,
                          const std::atomic<bool>& store_failed, RecordFeed* feed, Totals* totals) {
  absl::StatusOr<LineWriter> skipped_file = folder.Create(kSkippedFile);
  MINGCHA_RETURN_IF_ERROR(skipped_file.status());

  uint64_t total_bytes = 0;
  for (const Archive& archive : archives) total_bytes += archive.bytes;
  ProgressBar bar(total_bytes);
  uint64_t bytes_before = 0;
  IntakeHooks hooks;
  hooks.gives_up = [&] { return store_failed.load(); };
  hooks.on_progress = [&](const SourcePosition& position, uint64_t read) {
    bar.Show(bytes_before + position.bytes_read, read);
  };
  hooks.on_skipped = [&](const SkippedLine& skipped) {
    Json json;
    json["file"] = skipped.file;
    json["line"] = skipped.line;
    json["reason"] = skipped.reason;
    json["message"] = skipped.message;
    skipped_file->WriteLine(DumpLine(json));
    const uint64_t number = totals->intake.skipped_lines();
    if (number > kSkippedTold) return;
    bar.Clear();
    std::fprintf(stderr, "%s:%s: %s: %s%s\n", skipped.file.c_str(),
                 std::to_string(skipped.line).c_str(), skipped.reason.c_str(),
                 skipped.message.c_str(),
                 number == kSkippedTold ? " (further ones stand in skipped.jsonl only)" : "");
  };
  for (const Archive& archive : archives) {
    if (Interrupted() || store_failed) break;
    const auto source = OpenSource(archive.path, std::nullopt);
    const absl::Status status =
        source.ok() ? TakeIn(**source, hooks, feed, &totals->intake) : source.status();
    bytes_before += archive.bytes;
    if (status.ok()) continue;
    bar.Clear();
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
    totals->torn.push_back({archive.path, MessageOf(status)});
  }
  return skipped_file->Close();
}

// Where a finding stands in findings.jsonl: by time, then by id.
using FindingPlace = std::pair<Timestamp, std::string>;

absl::StatusOr<std::vector<FindingPlace>> PlacesOfFindings(FindingStore& store) {
  std::vector<FindingPlace> places;
  int64_t after = 0;
  while (true) {
    MINGCHA_ASSIGN_OR_RETURN(const std::vector<StoredFinding> page,
                             store.ListFindings(after, kPage));
    if (page.empty()) break;
    after = page.back().sequence;
    for (const StoredFinding& stored : page) {
      places.emplace_back(stored.finding.at, stored.finding.finding_id);
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

absl::Status WriteFindings(FindingStore& store, const std::vector<FindingPlace>& places,
                           const ResultFolder& folder, FindingTally* tally) {
  absl::StatusOr<LineWriter> file = folder.Create(kFindingsFile);
  MINGCHA_RETURN_IF_ERROR(file.status());
  for (const auto& [at, finding_id] : places) {
    MINGCHA_ASSIGN_OR_RETURN(const StoredFinding stored, store.GetFinding(finding_id));
    tally->Add(stored.finding);
    file->WriteLine(DumpLine(ToJson(stored.finding)));
  }
  return file->Close();
}

absl::Status WriteTickets(TicketStore& store, const std::vector<FindingPlace>& places,
                          const ResultFolder& folder, Totals* totals) {
  std::unordered_map<std::string, size_t> order;
  for (const auto& [at, finding_id] : places) order.emplace(finding_id, order.size());
  absl::StatusOr<LineWriter> file = folder.Create(kTicketsFile);
  MINGCHA_RETURN_IF_ERROR(file.status());
  TicketFilter filter;
  filter.limit = kPage;
  while (true) {
    MINGCHA_ASSIGN_OR_RETURN(std::vector<Ticket> page, store.ListTickets(filter));
    if (page.empty()) break;
    filter.after_ticket_id = page.back().ticket_id;
    for (Ticket& ticket : page) {
      // By time, as in findings.jsonl, whichever was found first.
      std::sort(ticket.finding_ids.begin(), ticket.finding_ids.end(),
                [&](const std::string& a, const std::string& b) { return order[a] < order[b]; });
      ++totals->tickets;
      ++totals->tickets_by_queue[ticket.queue];
      file->WriteLine(DumpLine(ToJson(ticket)));
    }
  }
  return file->Close();
}

absl::Status WriteJson(const ResultFolder& folder, const char* name, const Json& json) {
  absl::StatusOr<LineWriter> file = folder.Create(name);
  MINGCHA_RETURN_IF_ERROR(file.status());
  file->WriteLine(json.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace));
  return file->Close();
}

absl::Status WriteSummary(const RulePack& pack, const std::vector<Archive>& archives,
                          const ResultFolder& folder, const Totals& totals) {
  Json json;
  json["mingcha"] = MINGCHA_VERSION;
  json["pack"] = pack.label();
  json["pack_digest"] = pack.digest();
  json["archives"] = Json::array();
  for (const Archive& archive : archives) {
    json["archives"].push_back({{"path", archive.path}, {"bytes", archive.bytes}});
  }
  json["torn_archives"] = Json::array();
  for (const TornArchive& torn : totals.torn) {
    json["torn_archives"].push_back({{"path", torn.path}, {"fault", torn.fault}});
  }
  json["input"] = ToJson(totals.intake);
  json["answers"] = totals.answers.ToJson();
  json["found"] = totals.findings.ToJson();
  json["obligations"] = ObligationsToJson(totals.counters);
  json["deadlines_beyond_calendar"] = CalendarToJson(totals.counters);
  json["tickets"] = {{"tickets", totals.tickets}, {"by_queue", totals.tickets_by_queue}};
  return WriteJson(folder, kSummaryFile, json);
}

// Scans everything into `store`.
absl::Status ScanInto(SqliteStore& store, const std::shared_ptr<const RulePack>& pack,
                      const RescanOptions& options, const std::vector<Archive>& archives,
                      const ResultFolder& folder, Totals* totals) {
  Pipeline::Options pipeline_options;
  pipeline_options.workers = options.jobs;
  pipeline_options.commit_findings = kCommitFindings;
  pipeline_options.commit_interval = std::chrono::milliseconds(20);
  pipeline_options.across.max_keys = kKeysAcross;
  pipeline_options.across.max_waiting = kWaitingAcross;
  const auto pipeline = Pipeline::Start(
      // The input ends: what is owed is judged then, and must stay until then; so must what is
      // counted of a conversation.
      pipeline_options, pack,
      [pack] {
        return MakeScanEngine(
            pack, {}, {.evict_owing = false},
            {.keep = MeasureOptions::Keep::kSums, .max_conversations = kMeasuredConversations});
      },
      &store, [](uint64_t, const std::vector<Finding>&) {});
  MINGCHA_RETURN_IF_ERROR(pipeline.status());

  absl::Status not_stored;  // The first failure of the store, told by any answer.
  std::atomic<bool> store_failed = false;
  RecordFeed feed(pipeline->get(), {}, [&](const Record* /*record*/, const RecordResult& result) {
    totals->answers.Add(result);
    if (result.not_stored.ok() || store_failed) return;
    not_stored = result.not_stored;
    store_failed = true;
  });
  const absl::Status read = ReadArchives(archives, folder, store_failed, &feed, totals);
  if (Interrupted()) return absl::OkStatus();
  feed.Finish(totals->intake.latest);
  totals->counters = (*pipeline)->counters();
  totals->measures = (*pipeline)->measures();
  MINGCHA_RETURN_IF_ERROR(read);
  MINGCHA_RETURN_IF_ERROR(not_stored);
  return totals->counters.store_status;
}

absl::Status RescanInto(ResultFolder* folder, const std::shared_ptr<const RulePack>& pack,
                        const RescanOptions& options, const std::vector<Archive>& archives,
                        Totals* totals) {
  SqliteStore::Options store_options;
  store_options.durable = false;  // It does not outlive this run.
  const auto store = SqliteStore::Open(folder->Unpublished("scratch.db"), store_options);
  MINGCHA_RETURN_IF_ERROR(store.status());
  MINGCHA_RETURN_IF_ERROR(ScanInto(**store, pack, options, archives, *folder, totals));
  if (Interrupted()) return absl::OkStatus();
  MINGCHA_ASSIGN_OR_RETURN(const std::vector<FindingPlace> places, PlacesOfFindings(**store));
  MINGCHA_RETURN_IF_ERROR(WriteFindings(**store, places, *folder, &totals->findings));
  MINGCHA_RETURN_IF_ERROR(WriteTickets(**store, places, *folder, totals));
  MINGCHA_RETURN_IF_ERROR(
      WriteJson(*folder, kMeasuresFile, MeasuresToJson(*pack, totals->measures)));
  MINGCHA_RETURN_IF_ERROR(WriteSummary(*pack, archives, *folder, *totals));
  if (Interrupted()) return absl::OkStatus();
  MINGCHA_RETURN_IF_ERROR(folder->Publish());
  totals->published = true;
  return absl::OkStatus();
}

int TellFault(const absl::Status& status) {
  std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
  return ExitCodeOf(status);
}

int Rescan(const RescanOptions& options) {
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(options.rules, options.cache);
  if (pack == nullptr) return kExitRulesInvalid;
  const auto archives = FindArchives(options.archives);
  if (!archives.ok()) return TellFault(archives.status());
  const auto folder = ResultFolder::Open(options.out, options.force);
  if (!folder.ok()) return TellFault(folder.status());

  const InterruptWatch watch;
  Totals totals;
  const absl::Status status = RescanInto(folder->get(), pack, options, *archives, &totals);
  if (status.ok() && !totals.published) {
    std::fprintf(stderr, "mingcha: interrupted; nothing was written to %s\n", options.out.c_str());
    return kExitInterrupted;
  }
  if (!status.ok()) return TellFault(status);

  std::fprintf(stderr, "%s\n%s%s\n%s, %s\n", InWords(totals.intake).c_str(),
               totals.answers.InWords().c_str(), totals.findings.InWords().c_str(),
               Counted(totals.tickets, "ticket").c_str(),
               Counted(totals.counters.open_obligations, "open obligation").c_str());
  const bool bad_lines = options.strict && totals.intake.bad_lines() > 0;
  return totals.torn.empty() && !bad_lines ? kExitDone : kExitInputError;
}

}  // namespace

void AddRescanCommand(CLI::App& app, int* exit_code) {
  auto* command = app.add_subcommand("rescan", "Scan archives into sorted files");
  const auto options = std::make_shared<RescanOptions>();
  options->jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  command->add_option("ARCHIVE", options->archives, "Files, folders or patterns")->required();
  command->add_option("--out", options->out, "Folder for the results")
      ->type_name("DIR")
      ->required();
  command->add_option(kRulesOption, options->rules, kRulesHelp)->type_name("DIR");
  AddCacheOptions(command, &options->cache);
  command->add_option("--jobs", options->jobs, "Worker threads")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_flag("--force", options->force, "Replace the results of an earlier run");
  command->add_flag("--strict", options->strict, "Exit with 4 if a line is no record");
  command->footer(kFooter);
  command->callback([options, exit_code] { *exit_code = Rescan(*options); });
}

}  // namespace mingcha::cli
