// The verb `scan`: messages in, findings out, in the order of the records.

#include <algorithm>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/excerpt.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/pack_location.h"
#include "cli/record_feed.h"
#include "cli/sources.h"
#include "cli/tallies.h"

#include "mingcha/pipeline.h"
#include "mingcha/rule_pack.h"
#include "mingcha/scanner.h"

#include "base/json.h"
#include "base/status_util.h"
#include "rulepack/compiled_pack.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
Messages are JSON Lines:
  {"conversation_id":"c-1","message_id":"m-7","sent_at":"2026-11-16T10:00:05+08:00",
   "speaker":"agent","text":"…"}
Files may be compressed (gzip, zstd). The clock is the latest record's: deadlines up to it have
passed, later obligations stay open and are counted. Ctrl-C ends the input early: what was read is
told, and the exit code is 130.

Examples:
  mingcha scan chat.jsonl
  mingcha scan --format jsonl --fail-on high archive/2026-11-16.jsonl.gz > findings.jsonl
  echo '这款保*本*保*息' | mingcha scan --plain --speaker agent -
)";

// How many messages' texts are kept at hand, so that a finding of a conversation can show the
// sentences of its earlier messages.
constexpr size_t kRecentTexts = 20'000;

struct ScanOptions {
  std::vector<std::string> inputs;
  std::string rules;
  CacheChoice cache;
  std::string format;
  std::string fail_on;
  std::string speaker = "agent";
  std::string sent_at;
  bool plain = false;
  bool strict = false;
  bool explain = false;
  int jobs = 1;
};

// The texts of the latest messages, by conversation and message.
class RecentTexts {
 public:
  void Keep(const Message& message) {
    Key key = {message.conversation, message.message_id};
    if (texts_.insert_or_assign(key, message.text).second) order_.push_back(std::move(key));
    if (order_.size() <= kRecentTexts) return;
    texts_.erase(order_.front());
    order_.pop_front();
  }

  const std::string* Find(const Finding& finding, const Evidence& evidence) const {
    const auto text = texts_.find({finding.conversation, evidence.message_id});
    return text == texts_.end() ? nullptr : &text->second;
  }

 private:
  using Key = std::pair<ConversationKey, std::string>;

  std::map<Key, std::string> texts_;
  std::deque<Key> order_;
};

// Writes findings to stdout as they come, each once, and counts. For one thread at a time.
class FindingsOut {
 public:
  FindingsOut(std::shared_ptr<const RulePack> pack, Format format, bool explain, bool at_once)
      : pack_(std::move(pack)),
        format_(format),
        at_once_(at_once),
        style_(ColorsWanted(::fileno(stdout))),
        people_(pack_.get(), style_, [this](const Finding& finding, const Evidence& evidence) {
          return texts_.Find(finding, evidence);
        }) {
    if (explain) explainer_ = std::make_unique<Scanner>(pack_);
  }

  void Tell(const Record* record, const RecordResult& result) {
    answers_.Add(result);
    const auto* message = record == nullptr ? nullptr : std::get_if<Message>(record);
    if (message != nullptr) texts_.Keep(*message);
    Tell(result.findings);
    if (message != nullptr && explainer_ != nullptr) Explain(*message, result.counters);
    if (at_once_) std::fflush(stdout);
  }

  void Tell(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      if (!told_.insert(finding.finding_id).second) continue;
      tally_.Add(finding);
      const std::string text =
          format_ == Format::kText ? people_.Tell(finding) : DumpLine(ToJson(finding)) + "\n";
      std::fwrite(text.data(), 1, text.size(), stdout);
    }
  }

  const FindingTally& tally() const { return tally_; }
  const AnswerTally& answers() const { return answers_; }

 private:
  // Tells which hits a guard took back, and where, and which findings a suppression.
  void Explain(const Message& message, const ScanCounters& counters) {
    const bool guarded = std::any_of(counters.suppressed.begin(), counters.suppressed.end(),
                                     [](uint32_t number) { return number > 0; });
    if (!guarded && counters.suppressed_locally == 0) return;
    const ScanResult scan = explainer_->Scan(message);
    const std::vector<CompiledRule>& rules = pack_->compiled().rules;
    for (const SuppressedHit& hit : scan.suppressed) {
      std::string told = absl::StrFormat("[未计入 %s] %s  %s\n", std::string(ToString(hit.guard)),
                                         rules[hit.rule].title, rules[hit.rule].id);
      for (const std::string& line : ShowInSentences(message.text, {hit.original}, style_)) {
        told += absl::StrFormat("  原文  %s\n", line);
      }
      told += absl::StrFormat("  缘由  %s\n\n", std::string(ChineseName(hit.guard)));
      std::fwrite(told.data(), 1, told.size(), stdout);
    }
    for (const LocallySuppressed& hit : scan.suppressed_locally) ExplainLocal(message, hit);
  }

  // Tells a finding that a suppression of this installation took back, and who wanted that.
  void ExplainLocal(const Message& message, const LocallySuppressed& hit) {
    const CompiledRule& rule = pack_->compiled().rules[hit.rule];
    const LocalChange& change = pack_->compiled().suppressions[hit.suppression].change;
    std::string told = absl::StrFormat("[未计入 suppressed] %s  %s\n", rule.title, rule.id);
    for (const std::string& line : ShowInSentences(message.text, {hit.original}, style_)) {
      told += absl::StrFormat("  原文  %s\n", line);
    }
    told +=
        absl::StrFormat("  缘由  本地豁免：%s（%s，有效至 %s，%s:%d）\n\n", Visible(change.reason),
                        Visible(change.owner), change.expires, change.file, change.line);
    std::fwrite(told.data(), 1, told.size(), stdout);
  }

  std::shared_ptr<const RulePack> pack_;
  Format format_;
  bool at_once_;
  Style style_;
  RecentTexts texts_;
  ForPeople people_;
  std::unique_ptr<Scanner> explainer_;
  std::unordered_set<std::string> told_;
  FindingTally tally_;
  AnswerTally answers_;
};

absl::StatusOr<std::optional<PlainTextSource::Options>> PlainOptions(const ScanOptions& options) {
  if (!options.plain) return std::nullopt;
  PlainTextSource::Options plain;
  plain.speaker = ParseSpeaker(options.speaker).value_or(plain.speaker);
  if (!options.sent_at.empty()) {
    const std::optional<Timestamp> sent_at = ParseTimestamp(options.sent_at);
    if (!sent_at.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("--sent-at %s: not a time with an offset, as 2026-11-16T10:00:00+08:00",
                          options.sent_at));
    }
    plain.epoch = *sent_at;
  }
  return plain;
}

// Reads every input, and returns the worst that befell.
int TakeInAll(const ScanOptions& options, const std::optional<PlainTextSource::Options>& plain,
              RecordFeed* feed, IntakeCounts* counts) {
  const IntakeHooks hooks = {.on_skipped =
                                 [](const SkippedLine& skipped) {
                                   if (skipped.reason == "empty_line") return;
                                   std::fprintf(stderr, "%s:%s: %s: %s\n", skipped.file.c_str(),
                                                std::to_string(skipped.line).c_str(),
                                                skipped.reason.c_str(), skipped.message.c_str());
                                 },
                             .on_progress = nullptr};
  int exit_code = kExitDone;
  for (const std::string& input : options.inputs) {
    if (Interrupted()) break;
    const absl::StatusOr<std::unique_ptr<MessageSource>> source = OpenSource(input, plain);
    const absl::Status status =
        source.ok() ? TakeIn(**source, hooks, feed, counts) : source.status();
    if (status.ok()) continue;
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
    exit_code = WorseExit(exit_code, ExitCodeOf(status));
  }
  return exit_code;
}

int Scan(const ScanOptions& options) {
  const Format format = ParseFormat(options.format).value_or(FormatForStdout());
  if (options.explain && format != Format::kText) {
    std::fprintf(stderr, "mingcha: --explain is for people: it needs --format text\n");
    return kExitUsage;
  }
  const auto plain = PlainOptions(options);
  if (!plain.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(plain.status()).c_str());
    return kExitUsage;
  }
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(options.rules, options.cache);
  if (pack == nullptr) return kExitRulesInvalid;

  const InterruptWatch watch;
  Pipeline::Options pipeline_options;
  pipeline_options.workers = options.jobs;
  const auto pipeline = Pipeline::Start(
      // The input ends: what is owed is judged then, and must stay until then.
      pipeline_options, pack, [pack] { return MakeScanEngine(pack, {}, {.evict_owing = false}); },
      /*store=*/nullptr, [](uint64_t, const std::vector<Finding>&) {});
  if (!pipeline.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(pipeline.status()).c_str());
    return kExitInternal;
  }

  const bool at_once = !std::all_of(options.inputs.begin(), options.inputs.end(), IsRegularFile);
  FindingsOut out(pack, format, options.explain, at_once);
  RecordFeed::Options feed_options;
  feed_options.batch_records = at_once ? 1 : feed_options.batch_records;
  feed_options.keep_records = format == Format::kText;
  RecordFeed feed(
      pipeline->get(), feed_options,
      [&](const Record* record, const RecordResult& result) { out.Tell(record, result); });
  IntakeCounts counts;
  int exit_code = TakeInAll(options, *plain, &feed, &counts);
  out.Tell(feed.Finish(counts.latest));
  std::fflush(stdout);

  std::fprintf(stderr, "%s\n%s%s\n%s\n", InWords(counts).c_str(), out.answers().InWords().c_str(),
               out.tally().InWords().c_str(),
               Counted((*pipeline)->counters().open_obligations, "open obligation").c_str());
  if (Interrupted()) {
    std::fprintf(stderr, "mingcha: interrupted; this is what was read until then\n");
    exit_code = WorseExit(exit_code, kExitInterrupted);
  }
  if (options.strict && counts.bad_lines() > 0) exit_code = WorseExit(exit_code, kExitInputError);
  const std::optional<Severity> limit = ParseSeverity(options.fail_on);
  if (limit.has_value() && out.tally().Reaches(*limit)) {
    exit_code = WorseExit(exit_code, kExitFindings);
  }
  return exit_code;
}

}  // namespace

void AddScanCommand(CLI::App& app, int* exit_code) {
  auto* command = app.add_subcommand("scan", "Scan messages and print findings");
  const auto options = std::make_shared<ScanOptions>();
  options->jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  command->add_option("FILE", options->inputs, "Files of messages; - is standard input")
      ->default_str("-");
  command->add_option(kRulesOption, options->rules, kRulesHelp)->type_name("DIR");
  AddCacheOptions(command, &options->cache);
  command
      ->add_option("--format", options->format,
                   "How findings are written (default: text on a terminal, jsonl elsewhere)")
      ->check(CLI::IsMember({"text", "jsonl"}));
  command
      ->add_option(
          "--fail-on", options->fail_on,
          "Exit with 1 if a finding is at or over this severity; rules in test do not count")
      ->check(CLI::IsMember({"info", "low", "medium", "high", "critical"}));
  command->add_flag("--strict", options->strict, "Exit with 4 if a line is no record");
  command->add_flag("--explain", options->explain, "Tell also which hits were taken back, and why");
  command->add_option("--jobs", options->jobs, "Worker threads")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  auto* plain =
      command->add_flag("--plain", options->plain,
                        "The input is bare lines of text, the messages of one conversation");
  command->add_option("--speaker", options->speaker, "Who says the plain lines")
      ->needs(plain)
      ->check(CLI::IsMember({"agent", "bot", "customer", "system"}))
      ->capture_default_str();
  command
      ->add_option("--sent-at", options->sent_at,
                   "When the first was said (default: 2026-11-16); the others follow by the second")
      ->needs(plain)
      ->type_name("TIME");
  command->footer(kFooter);
  command->callback([options, exit_code] {
    if (options->inputs.empty()) options->inputs = {kStandardInput};
    *exit_code = Scan(*options);
  });
}

}  // namespace mingcha::cli
