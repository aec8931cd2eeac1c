// The verbs `tickets list`, `tickets show` and `tickets verdict`.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/output.h"
#include "cli/pack_location.h"

#include "mingcha/store.h"
#include "mingcha/ticket.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/status_util.h"
#include "store/sqlite_store.h"

namespace mingcha::cli {
namespace {

struct TicketsOptions {
  std::string store;
  std::string rules;
  std::string format;
  std::string queue;
  std::string state;
  std::string severity;
  std::string tenant;
  size_t limit = 100;
  std::string ticket;
  std::string finding;
  std::string verdict;
  std::string reviewer;
  std::string note;
};

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int TellFault(const absl::Status& status) {
  std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
  return ExitCodeOf(status);
}

// Where `mingcha serve` keeps its store when nothing else was said.
std::string DefaultStore() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') return std::string(state) + "/mingcha/mingcha.db";
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "" : home) + "/.local/state/mingcha/mingcha.db";
}

// Opens a store that is there: who looks for tickets must not make an empty one.
absl::StatusOr<std::unique_ptr<SqliteStore>> OpenStore(const TicketsOptions& options) {
  const std::string path = options.store.empty() ? DefaultStore() : options.store;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return absl::NotFoundError(absl::StrFormat(
        "%s: no ticket store; `mingcha serve` makes one, --store names another", path));
  }
  return SqliteStore::Open(path, SqliteStore::Options());
}

Format FormatOf(const TicketsOptions& options) {
  return ParseFormat(options.format).value_or(Format::kText);
}

int List(const TicketsOptions& options) {
  const auto store = OpenStore(options);
  if (!store.ok()) return TellFault(store.status());
  TicketFilter filter;
  if (!options.tenant.empty()) filter.tenant = options.tenant;
  if (!options.queue.empty()) filter.queue = options.queue;
  filter.state = ParseTicketState(options.state);
  filter.min_severity = ParseSeverity(options.severity);
  filter.limit = options.limit;
  const auto tickets = (*store)->ListTickets(filter);
  if (!tickets.ok()) return TellFault(tickets.status());

  const std::shared_ptr<const RulePack> pack = LoadPackIfThere(options.rules);
  const ForPeople people(pack.get(), Style(ColorsWanted(::fileno(stdout))));
  for (const Ticket& ticket : *tickets) {
    Print(FormatOf(options) == Format::kText ? people.TellShortly(ticket)
                                             : DumpLine(ToJson(ticket)) + "\n");
  }
  const bool perhaps_more = tickets->size() == options.limit;
  std::fprintf(stderr, "%s%s\n", Counted(tickets->size(), "ticket").c_str(),
               perhaps_more ? " (as many as --limit lets through)" : "");
  return kExitDone;
}

int Show(const TicketsOptions& options) {
  const auto store = OpenStore(options);
  if (!store.ok()) return TellFault(store.status());
  const auto ticket = (*store)->GetTicket(options.ticket);
  if (!ticket.ok()) return TellFault(ticket.status());
  const auto findings = (*store)->FindingsOf(ticket->ticket_id);
  if (!findings.ok()) return TellFault(findings.status());
  const auto verdicts = (*store)->VerdictsOf(ticket->ticket_id);
  if (!verdicts.ok()) return TellFault(verdicts.status());

  if (FormatOf(options) == Format::kText) {
    const std::shared_ptr<const RulePack> pack = LoadPackIfThere(options.rules);
    const ForPeople people(pack.get(), Style(ColorsWanted(::fileno(stdout))));
    Print(people.Tell(*ticket, *findings, *verdicts));
    return kExitDone;
  }
  Json json;
  json["ticket"] = ToJson(*ticket);
  json["findings"] = Json::array();
  for (const Finding& finding : *findings) json["findings"].push_back(ToJson(finding));
  json["verdicts"] = Json::array();
  for (const Verdict& verdict : *verdicts) json["verdicts"].push_back(ToJson(verdict));
  Print(DumpLine(json) + "\n");
  return kExitDone;
}

constexpr size_t kMinIdDigits = 6;

// Finds the one finding of the ticket whose id begins like `prefix`.
absl::StatusOr<std::string> FindingOf(SqliteStore& store, const Ticket& ticket,
                                      const std::string& prefix) {
  MINGCHA_ASSIGN_OR_RETURN(const std::vector<Finding> findings, store.FindingsOf(ticket.ticket_id));
  std::vector<std::string> matches;
  for (const Finding& finding : findings) {
    if (finding.finding_id.starts_with(prefix)) matches.push_back(finding.finding_id);
  }
  if (prefix.size() >= kMinIdDigits && matches.size() == 1) return matches.front();
  if (prefix.size() < kMinIdDigits) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "\"%s\": a finding is named by at least %d digits of its id", prefix, kMinIdDigits));
  }
  if (matches.empty()) {
    return absl::NotFoundError(absl::StrFormat("%s: no finding of this ticket", prefix));
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: %d findings of this ticket begin like this", prefix, matches.size()));
}

absl::Status GiveVerdict(const TicketsOptions& options) {
  MINGCHA_ASSIGN_OR_RETURN(const std::unique_ptr<SqliteStore> store, OpenStore(options));
  MINGCHA_ASSIGN_OR_RETURN(const Ticket ticket, store->GetTicket(options.ticket));
  Verdict verdict;
  verdict.ticket_id = ticket.ticket_id;
  MINGCHA_ASSIGN_OR_RETURN(verdict.finding_id, FindingOf(*store, ticket, options.finding));
  verdict.kind = ParseVerdictKind(options.verdict).value_or(VerdictKind::kConfirmed);
  verdict.reviewer = options.reviewer;
  verdict.note = options.note;
  verdict.at = WallNow();
  return store->RecordVerdict(verdict).status();
}

CLI::App* AddVerbOf(CLI::App* tickets, const std::string& name, const std::string& what,
                    const std::shared_ptr<TicketsOptions>& options) {
  CLI::App* verb = tickets->add_subcommand(name, what);
  verb->add_option("--store", options->store,
                   "The store's file (default: mingcha/mingcha.db in the user's state folder)")
      ->type_name("PATH");
  return verb;
}

void AddReadingOptions(CLI::App* verb, const std::shared_ptr<TicketsOptions>& options) {
  verb->add_option(kRulesOption, options->rules, "Rule pack that tells the laws and the time zone")
      ->type_name("DIR");
  verb->add_option("--format", options->format, "text (default), or one JSON object a line")
      ->check(CLI::IsMember({"text", "jsonl"}));
}

void AddList(CLI::App* tickets, const std::shared_ptr<TicketsOptions>& options, int* exit_code) {
  CLI::App* list = AddVerbOf(tickets, "list", "List tickets, the most urgent first", options);
  AddReadingOptions(list, options);
  list->add_option("--queue", options->queue, "Only of this queue");
  list->add_option("--state", options->state, "Only in this state")
      ->check(CLI::IsMember({"open", "closed"}));
  list->add_option("--severity", options->severity, "Only at or over this severity")
      ->check(CLI::IsMember({"info", "low", "medium", "high", "critical"}));
  list->add_option("--tenant", options->tenant, "Only of this tenant");
  list->add_option("--limit", options->limit, "At most so many")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  list->footer(
      "\nExample:\n  mingcha tickets list --queue antifraud --severity high --state open\n");
  list->callback([options, exit_code] { *exit_code = List(*options); });
}

void AddShow(CLI::App* tickets, const std::shared_ptr<TicketsOptions>& options, int* exit_code) {
  CLI::App* show = AddVerbOf(tickets, "show", "Show a ticket with its findings", options);
  AddReadingOptions(show, options);
  show->add_option("TICKET", options->ticket, "Its id, or at least 6 digits of its beginning")
      ->required();
  show->footer("\nExample:\n  mingcha tickets show 3f9a1c\n");
  show->callback([options, exit_code] { *exit_code = Show(*options); });
}

void AddVerdict(CLI::App* tickets, const std::shared_ptr<TicketsOptions>& options, int* exit_code) {
  CLI::App* verdict =
      AddVerbOf(tickets, "verdict", "Record a reviewer's word on a finding", options);
  verdict->add_option("TICKET", options->ticket, "Its id, or its beginning")->required();
  verdict->add_option("FINDING", options->finding, "Its id, or its beginning")->required();
  verdict->add_option("VERDICT", options->verdict, "confirmed, false_positive or acceptable")
      ->required()
      ->check(CLI::IsMember({"confirmed", "false_positive", "acceptable"}));
  verdict->add_option("--reviewer", options->reviewer, "Who says so")
      ->type_name("NAME")
      ->required();
  verdict->add_option("--note", options->note, "Why")->type_name("TEXT");
  verdict->footer(
      "\nExample:\n  mingcha tickets verdict 3f9a1c 07be22 false_positive --reviewer li.na\n");
  verdict->callback([options, exit_code] {
    const absl::Status status = GiveVerdict(*options);
    *exit_code = status.ok() ? kExitDone : TellFault(status);
  });
}

}  // namespace

void AddTicketsCommand(CLI::App& app, int* exit_code) {
  CLI::App* tickets = app.add_subcommand("tickets", "Look at tickets and judge them");
  tickets->require_subcommand(1);
  tickets->footer("\nExample:\n  mingcha tickets list\n");
  const auto options = std::make_shared<TicketsOptions>();
  AddList(tickets, options, exit_code);
  AddShow(tickets, options, exit_code);
  AddVerdict(tickets, options, exit_code);
}

}  // namespace mingcha::cli
