#include "service/stream_command.h"

#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/pack_location.h"
#include "cli/sources.h"
#include "cli/tallies.h"

#include "mingcha/rule_pack.h"

#include "base/json.h"
#include "base/status_util.h"
#include "service/convert.h"
#include "service/stream_client.h"

namespace mingcha {
namespace {

constexpr const char* kFooter = R"(
Findings go to stdout as they are told; deadlines pass by the records' own times (--clock event), or by
the service's clock too (--clock wall). When the service drains or goes away, what is unanswered is sent
again.

Examples:
  mingcha stream --to 127.0.0.1:50151 chat.jsonl
  mingcha stream --to 127.0.0.1:50151 --frame 64 --format jsonl archive/2026-11-16.jsonl.gz
  tail -f chat.jsonl | mingcha stream --to 127.0.0.1:50151 --clock wall -)";

// How many messages' texts are kept at hand, to show findings in their sentences.
constexpr size_t kRecentTexts = 20'000;

struct StreamOptions {
  StreamClient::Options client;
  std::vector<std::string> inputs;
  std::string clock = "event";
  std::string rules;
  std::string format;
  std::string fail_on;
  std::string ca;
  std::string certificate;
  std::string private_key;
  bool strict = false;
};

// The records of all inputs, one after the other.
class Inputs {
 public:
  // Records that name no tenant get `tenant`, if it is not empty.
  Inputs(const std::vector<std::string>& names, const std::string& tenant)
      : names_(names), tenant_(tenant) {}

  std::optional<v1::Record> Next() {
    while (!cli::Interrupted()) {
      if (source_ == nullptr && !OpenNext()) break;
      absl::StatusOr<std::optional<MessageSource::Item>> item = source_->Next();
      if (!item.ok()) {
        if (!cli::Interrupted()) Fail(item.status());
        source_ = nullptr;
      } else if (!item->has_value()) {
        source_ = nullptr;
      } else if (std::optional<v1::Record> record = Take(**item)) {
        return record;
      }
    }
    return std::nullopt;
  }

  const cli::IntakeCounts& counts() const { return counts_; }
  int exit_code() const { return exit_code_; }

 private:
  bool OpenNext() {
    while (next_ < names_.size()) {
      absl::StatusOr<std::unique_ptr<MessageSource>> source =
          cli::OpenSource(names_[next_++], /*plain=*/std::nullopt);
      if (source.ok()) {
        source_ = *std::move(source);
        return true;
      }
      Fail(source.status());
    }
    return false;
  }

  std::optional<v1::Record> Take(MessageSource::Item& item) {
    ++counts_.read;
    if (const auto* skipped = std::get_if<SkippedLine>(&item)) {
      ++counts_.skipped[skipped->reason];
      if (skipped->reason != "empty_line") {
        std::fprintf(stderr, "%s:%s: %s: %s\n", skipped->file.c_str(),
                     std::to_string(skipped->line).c_str(), skipped->reason.c_str(),
                     skipped->message.c_str());
      }
      return std::nullopt;
    }
    auto& sourced = std::get<SourcedRecord>(item);
    std::visit([this](auto& record) { SetTenant(&record.conversation); }, sourced.record);
    ++(std::holds_alternative<Message>(sourced.record) ? counts_.messages : counts_.events);
    counts_.replaced_bytes += sourced.replaced_bytes;
    return ToProto(sourced.record);
  }

  void SetTenant(ConversationKey* conversation) const {
    if (!tenant_.empty() && conversation->tenant == kDefaultTenant) conversation->tenant = tenant_;
  }

  void Fail(const absl::Status& status) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
    exit_code_ = cli::WorseExit(exit_code_, cli::ExitCodeOf(status));
  }

  const std::vector<std::string>& names_;
  const std::string& tenant_;
  size_t next_ = 0;
  std::unique_ptr<MessageSource> source_;
  cli::IntakeCounts counts_;
  int exit_code_ = cli::kExitDone;
};

// Writes what the service tells, each finding once. For one thread at a time.
class AnswersOut {
 public:
  AnswersOut(const RulePack* pack, cli::Format format)
      : format_(format),
        people_(pack, cli::Style(cli::ColorsWanted(::fileno(stdout))),
                [this](const Finding& finding, const Evidence& evidence) {
                  return TextOf({finding.conversation.tenant, finding.conversation.conversation_id,
                                 evidence.message_id});
                }) {}

  void Tell(const v1::Record& record, const v1::RecordResult& result) {
    if (record.has_message()) Keep(record.message());
    RecordResult counted;
    counted.incomplete.resize(static_cast<size_t>(result.incomplete_reasons_size()));
    counted.duplicate = result.duplicate();
    counted.late = result.late();
    answers_.Add(counted);
    if (result.error().code() != 0) {
      std::fprintf(stderr, "mingcha: record %s was not scanned: %s\n", result.message_id().c_str(),
                   result.error().message().c_str());
    }
    for (const v1::ObligationAtRisk& at_risk : result.obligations_at_risk()) Warn(at_risk);
    Tell(result.findings());
  }

  template <typename Findings>
  void Tell(const Findings& findings) {
    for (const v1::Finding& proto : findings) {
      if (!told_.insert(proto.finding_id()).second) continue;
      const absl::StatusOr<Finding> finding = FromProto(proto);
      if (!finding.ok()) {
        std::fprintf(stderr, "mingcha: finding %s cannot be read: %s\n", proto.finding_id().c_str(),
                     MessageOf(finding.status()).c_str());
        continue;
      }
      tally_.Add(*finding);
      const std::string text = format_ == cli::Format::kText ? people_.Tell(*finding)
                                                             : DumpLine(ToJson(*finding)) + "\n";
      std::fwrite(text.data(), 1, text.size(), stdout);
    }
    std::fflush(stdout);
  }

  const cli::FindingTally& tally() const { return tally_; }
  const cli::AnswerTally& answers() const { return answers_; }

 private:
  using TextKey = std::vector<std::string>;  // Tenant, conversation, message.

  void Keep(const v1::Message& message) {
    TextKey key = {message.tenant(), message.conversation_id(), message.message_id()};
    if (texts_.insert_or_assign(key, message.raw_text()).second) order_.push_back(std::move(key));
    if (order_.size() <= kRecentTexts) return;
    texts_.erase(order_.front());
    order_.pop_front();
  }

  const std::string* TextOf(const TextKey& key) const {
    const auto found = texts_.find(key);
    return found == texts_.end() ? nullptr : &found->second;
  }

  void Warn(const v1::ObligationAtRisk& at_risk) const {
    if (format_ != cli::Format::kText) return;
    const std::string deadline = people_.Time(FromProto(at_risk.deadline()).value_or(Timestamp()));
    std::fprintf(stderr, "at risk: %s dodges question %s (%s, %s); an answer is owed until %s\n",
                 at_risk.reply_message_id().c_str(), at_risk.question_message_id().c_str(),
                 at_risk.topic().c_str(), at_risk.rule_id().c_str(), deadline.c_str());
  }

  cli::Format format_;
  std::map<TextKey, std::string> texts_;
  std::deque<TextKey> order_;
  cli::ForPeople people_;
  std::unordered_set<std::string> told_;
  cli::FindingTally tally_;
  cli::AnswerTally answers_;
};

StreamClient::Hooks MakeHooks(AnswersOut* out) {
  StreamClient::Hooks hooks;
  hooks.on_welcome = [](const v1::Welcome& welcome) {
    std::fprintf(stderr, "connected: pack %s\n", welcome.pack().c_str());
  };
  hooks.on_result = [out](const v1::Record& record, const v1::RecordResult& result) {
    out->Tell(record, result);
  };
  hooks.on_late_findings = [out](const v1::LateFindings& late) { out->Tell(late.findings()); };
  hooks.on_retry = [](std::string_view why, Duration pause) {
    std::fprintf(stderr, "mingcha: %s; trying again in %s\n", std::string(why).c_str(),
                 FormatDuration(pause).c_str());
  };
  return hooks;
}

int Stream(StreamOptions options) {
  options.client.event_clock = options.clock == "event";
  options.client.tls = {options.certificate, options.private_key, options.ca};
  options.client.use_tls = !options.ca.empty();
  const std::shared_ptr<const RulePack> pack = cli::LoadPackIfThere(options.rules);
  const cli::InterruptWatch watch;
  Inputs inputs(options.inputs, options.client.tenant);
  AnswersOut out(pack.get(), cli::ParseFormat(options.format).value_or(cli::FormatForStdout()));
  StreamClient client(options.client, MakeHooks(&out));
  const absl::Status status = client.Run([&inputs] { return inputs.Next(); });

  int exit_code = inputs.exit_code();
  std::fprintf(stderr, "%s\n%s%s\n", InWords(inputs.counts()).c_str(),
               out.answers().InWords().c_str(), out.tally().InWords().c_str());
  if (!status.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
    exit_code = cli::WorseExit(exit_code, cli::ExitCodeOf(status));
  }
  if (cli::Interrupted()) exit_code = cli::WorseExit(exit_code, cli::kExitInterrupted);
  if (options.strict && inputs.counts().bad_lines() > 0) {
    exit_code = cli::WorseExit(exit_code, cli::kExitInputError);
  }
  const std::optional<Severity> limit = ParseSeverity(options.fail_on);
  if (limit && out.tally().Reaches(*limit)) {
    exit_code = cli::WorseExit(exit_code, cli::kExitFindings);
  }
  return exit_code;
}

void AddTlsOptions(CLI::App* command, const std::shared_ptr<StreamOptions>& options) {
  CLI::Option* ca =
      command
          ->add_option("--ca", options->ca, "Use TLS; who signed the service's certificate (PEM)")
          ->type_name("FILE")
          ->check(CLI::ExistingFile);
  CLI::Option* certificate =
      command->add_option("--certificate", options->certificate, "This client's certificate (PEM)")
          ->type_name("FILE")
          ->check(CLI::ExistingFile)
          ->needs(ca);
  command->add_option("--private-key", options->private_key, "Its key (PEM)")
      ->type_name("FILE")
      ->check(CLI::ExistingFile)
      ->needs(certificate);
}

}  // namespace

void AddStreamCommand(CLI::App& app, int* exit_code) {
  CLI::App* command = app.add_subcommand("stream", "Send messages to a running service");
  const auto options = std::make_shared<StreamOptions>();
  command->add_option("FILE", options->inputs, "Files of messages; - is standard input")
      ->default_str("-");
  command->add_option("--to", options->client.address, "Where the service listens")
      ->type_name("HOST:PORT")
      ->required();
  command->add_option("--frame", options->client.records_per_frame, "Records in a frame")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--window", options->client.window, "Records that may be unanswered")
      ->check(CLI::Range(1, 65'536))
      ->capture_default_str();
  command->add_option("--clock", options->clock, "What makes time pass")
      ->check(CLI::IsMember({"event", "wall"}))
      ->capture_default_str();
  command->add_flag("--context-only", options->client.context_only,
                    "The records only rebuild what the service knows: no findings");
  command->add_option("--tenant", options->client.tenant, "Of all records")->type_name("NAME");
  command->add_option("--retries", options->client.max_retries, "In a row, before giving up")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  AddTlsOptions(command, options);
  command
      ->add_option("--format", options->format,
                   "How findings are written (default: text on a terminal, jsonl elsewhere)")
      ->check(CLI::IsMember({"text", "jsonl"}));
  command
      ->add_option(cli::kRulesOption, options->rules,
                   "Rule pack that tells the laws and the time zone")
      ->type_name("DIR");
  command
      ->add_option(
          "--fail-on", options->fail_on,
          "Exit with 1 if a finding is at or over this severity; rules in test do not count")
      ->check(CLI::IsMember({"info", "low", "medium", "high", "critical"}));
  command->add_flag("--strict", options->strict, "Exit with 4 if a line is no record");
  command->footer(kFooter);
  command->callback([options, exit_code] {
    if (options->inputs.empty()) options->inputs = {cli::kStandardInput};
    *exit_code = Stream(*options);
  });
}

}  // namespace mingcha
