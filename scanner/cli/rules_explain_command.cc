// The verb `rules explain`.

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/excerpt.h"
#include "cli/exit_code.h"
#include "cli/explain_json.h"
#include "cli/explain_text.h"
#include "cli/output.h"
#include "cli/pack_location.h"
#include "cli/sources.h"

#include "mingcha/rule_pack.h"

#include "archive/line_reader.h"
#include "archive/plain_text_source.h"
#include "authoring/example_message.h"
#include "authoring/explain/conversation_explainer.h"
#include "authoring/explain/finding_explainer.h"
#include "authoring/explain/message_explainer.h"
#include "base/status_util.h"
#include "rulepack/compiled_pack.h"
#include "store/sqlite_store.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
Marks of conditions: + holds, ~ held until guards took hits back, - does not hold. Places are bytes
of UTF-8 in the text as sent; personal data is masked. Drafts are explained like other rules.

What TEXT does not say of its message comes from --rule (its first speaker, channel and tenant, the
first value of each attribute, a day in force); without --rule it is an agent's, of 2026-11-16.

Stored findings hold no texts: --finding needs the messages too. Exit codes besides the usual: 1 the
finding is not derived anew, 2 it was made by another pack (--any-pack explains it all the same).

Examples:
  mingcha rules explain '这款保*本，您放心'
  mingcha rules explain --rule mkt.guarantee.principal --speaker customer '这款不保本'
  mingcha rules explain '这款保' '本的，您放心'
  mingcha rules explain --file chat.jsonl --conversation c-1
  mingcha rules explain --finding 3f2a… --store mingcha.db --messages archive/2026-11-16.jsonl
)";

// Several texts are messages that follow each other so closely.
constexpr Duration kBetweenTexts = std::chrono::seconds(3);

struct ExplainCommand {
  std::vector<std::string> texts;
  std::string rules;
  CacheChoice cache;
  std::string format = "text";
  std::string file;
  std::string conversation;
  std::string rule;
  std::string speaker;
  std::string channel;
  std::string tenant;
  std::string at;
  std::vector<std::string> attributes;
  std::string finding;
  std::string store;
  std::string findings;
  std::vector<std::string> messages;
  bool any_pack = false;
  bool all = false;

  bool json() const { return format == "json"; }
  bool says_message() const {
    return !speaker.empty() || !channel.empty() || !tenant.empty() || !at.empty() ||
           !attributes.empty();
  }
};

int Refuse(int exit_code, const std::string& why) {
  std::fprintf(stderr, "mingcha: %s\n", why.c_str());
  return exit_code;
}

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// Tells explanations, in the way that was asked for.
class Teller {
 public:
  Teller(const ExplainCommand& command, const RulePack& pack)
      : command_(command), people_(&pack, Style(false)), detail_{command.all} {}

  template <typename Explained>
  void Tell(const Explained& explained) const {
    Print(command_.json() ? DumpLine(ToJson(explained)) + "\n"
                          : ExplanationText(explained, people_, detail_));
  }
  void Tell(const Rederivation& rederivation, const RulePack& pack) const {
    Print(command_.json() ? DumpLine(ToJson(rederivation, pack)) + "\n"
                          : ExplanationText(rederivation, pack, people_, detail_));
  }

 private:
  const ExplainCommand& command_;
  const ForPeople people_;
  const ExplainDetail detail_;
};

// Noon of a day by the pack's clock, or a time with an offset.
std::optional<Timestamp> TimeOf(const std::string& at, const CompiledPack& pack) {
  if (at.size() != 10) return ParseTimestamp(at);
  const std::optional<Timestamp> noon = ParseTimestamp(at + "T12:00:00Z");
  return noon ? std::optional<Timestamp>(*noon - pack.utc_offset) : std::nullopt;
}

absl::StatusOr<Message> MessageOf(const ExplainCommand& command, const std::string& text,
                                  const CompiledPack& pack, std::optional<uint32_t> rule) {
  Message message;
  RuleExample example;
  example.text = text;
  if (rule) {
    message = MessageFor(pack, pack.rules[*rule], example);
  } else {
    message.speaker = Speaker::kAgent;
    message.channel = Channel::kOnlineChat;
    message.sent_at = PlainTextSource::Options().epoch;
    message.text = text;
  }
  message.conversation.conversation_id = "text";
  message.message_id = "text";
  if (!command.speaker.empty()) message.speaker = *ParseSpeaker(command.speaker);
  if (!command.channel.empty()) message.channel = *ParseChannel(command.channel);
  if (!command.tenant.empty()) message.conversation.tenant = command.tenant;
  if (!command.at.empty()) {
    const std::optional<Timestamp> at = TimeOf(command.at, pack);
    if (!at) {
      return absl::InvalidArgumentError(
          absl::StrFormat("--at %s: neither a date nor a time with an offset, as 2026-11-16 or "
                          "2026-11-16T10:00:00+08:00",
                          command.at));
    }
    message.sent_at = *at;
  }
  for (const std::string& attribute : command.attributes) {
    const size_t equals = attribute.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrFormat("--attribute %s: not of the form key=value", attribute));
    }
    message.attributes[attribute.substr(0, equals)] = attribute.substr(equals + 1);
  }
  return message;
}

std::string StandardInput() {
  std::string text;
  char buffer[4096];
  for (size_t bytes; (bytes = std::fread(buffer, 1, sizeof(buffer), stdin)) > 0;) {
    text.append(buffer, bytes);
  }
  if (text.ends_with("\n")) text.pop_back();
  if (text.ends_with("\r")) text.pop_back();
  return text;
}

using Conversations = std::vector<std::pair<ConversationKey, std::vector<Record>>>;

// Reads the records that `wanted` accepts, by conversation in the order of their first records.
// Lines that are no records are told.
template <typename Wanted>
absl::StatusOr<Conversations> ReadRecords(const std::vector<std::string>& files, Wanted wanted) {
  Conversations conversations;
  std::map<ConversationKey, size_t> places;
  for (const std::string& file : files) {
    MINGCHA_ASSIGN_OR_RETURN(const auto source, OpenSource(file, std::nullopt));
    while (true) {
      MINGCHA_ASSIGN_OR_RETURN(auto item, source->Next());
      if (!item) break;
      if (const auto* skipped = std::get_if<SkippedLine>(&*item)) {
        if (skipped->reason == "empty_line") continue;
        std::fprintf(stderr, "%s:%s: %s: %s\n", skipped->file.c_str(),
                     std::to_string(skipped->line).c_str(), skipped->reason.c_str(),
                     skipped->message.c_str());
        continue;
      }
      Record& record = std::get<SourcedRecord>(*item).record;
      const ConversationKey key = ConversationOf(record);
      if (!wanted(key)) continue;
      const auto [place, is_new] = places.emplace(key, conversations.size());
      if (is_new) conversations.push_back({key, {}});
      conversations[place->second].second.push_back(std::move(record));
    }
  }
  return conversations;
}

// One text is a message by itself, several are a conversation of one speaker.
int ExplainTexts(const ExplainCommand& command, const std::shared_ptr<const RulePack>& pack,
                 std::optional<uint32_t> rule) {
  std::vector<Record> records;
  for (const std::string& text : command.texts) {
    absl::StatusOr<Message> message = MessageOf(command, text, pack->compiled(), rule);
    if (!message.ok()) return Refuse(kExitUsage, mingcha::MessageOf(message.status()));
    if (command.texts.size() == 1) {
      Teller(command, *pack).Tell(MessageExplainer(pack).Explain(*message, rule));
      return kExitDone;
    }
    message->sent_at += kBetweenTexts * static_cast<int64_t>(records.size());
    message->message_id = absl::StrFormat("text-%d", records.size() + 1);
    records.emplace_back(*std::move(message));
  }
  Teller(command, *pack)
      .Tell(ConversationExplainer(pack).Explain(std::move(records), Timestamp::min(), rule));
  return kExitDone;
}

int ExplainFile(const ExplainCommand& command, const std::shared_ptr<const RulePack>& pack,
                std::optional<uint32_t> rule) {
  const auto conversations = ReadRecords({command.file}, [&](const ConversationKey& key) {
    return command.conversation.empty() || key.conversation_id == command.conversation;
  });
  if (!conversations.ok()) {
    return Refuse(ExitCodeOf(conversations.status()), mingcha::MessageOf(conversations.status()));
  }
  if (conversations->empty()) {
    return Refuse(kExitInputError, command.file + ": no record of such a conversation");
  }
  const Teller teller(command, *pack);
  ConversationExplainer explainer(pack);
  for (const auto& [key, records] : *conversations) {
    teller.Tell(explainer.Explain(records, Timestamp::min(), rule));
  }
  return kExitDone;
}

// The finding with this id, or one whose id begins so if there is but one.
absl::StatusOr<Finding> FindInFile(const std::string& file, const std::string& id) {
  MINGCHA_ASSIGN_OR_RETURN(auto stream, OpenByteStream(file));
  LineReader lines(std::move(stream));
  std::optional<Finding> found;
  while (true) {
    MINGCHA_ASSIGN_OR_RETURN(const auto line, lines.Next());
    if (!line) break;
    const absl::StatusOr<Json> json = ParseJson(line->text);
    if (!json.ok()) continue;
    const std::optional<std::string> finding_id = StringMember(*json, "finding_id");
    if (!finding_id || !finding_id->starts_with(id)) continue;
    absl::StatusOr<Finding> finding = FindingFromJson(*json);
    if (!finding.ok()) {
      return WithContext(finding.status(), absl::StrFormat("%s:%d", file, lines.line_number()));
    }
    if (found && found->finding_id != finding->finding_id) {
      return absl::InvalidArgumentError(
          absl::StrFormat("%s: several findings begin with %s", file, id));
    }
    found = *std::move(finding);
  }
  if (found) return *std::move(found);
  return absl::NotFoundError(absl::StrFormat("%s: no finding %s", file, id));
}

absl::StatusOr<Finding> FindStored(const ExplainCommand& command) {
  if (command.store.empty()) return FindInFile(command.findings, command.finding);
  if (!IsRegularFile(command.store)) {
    return absl::NotFoundError(absl::StrFormat("%s: no such store", command.store));
  }
  MINGCHA_ASSIGN_OR_RETURN(const auto store, SqliteStore::Open(command.store, {}));
  absl::StatusOr<StoredFinding> stored = store->GetFinding(command.finding);
  if (!stored.ok()) return WithContext(stored.status(), command.store);
  return std::move(stored->finding);
}

int ExplainFinding(const ExplainCommand& command, const std::shared_ptr<const RulePack>& pack) {
  const absl::StatusOr<Finding> stored = FindStored(command);
  if (!stored.ok()) {
    return Refuse(ExitCodeOf(stored.status()), mingcha::MessageOf(stored.status()));
  }
  if (stored->pack_digest != pack->digest() && !command.any_pack) {
    return Refuse(
        kExitUsage,
        absl::StrFormat("the finding was made by %s %s, which is not at hand; the pack "
                        "at hand is %s %s (--any-pack explains it with that)",
                        stored->pack, stored->pack_digest, pack->label(), pack->digest()));
  }
  const auto conversations = ReadRecords(
      command.messages, [&](const ConversationKey& key) { return key == stored->conversation; });
  if (!conversations.ok()) {
    return Refuse(ExitCodeOf(conversations.status()), mingcha::MessageOf(conversations.status()));
  }
  const Rederivation rederivation =
      Rederive(pack, *stored,
               conversations->empty() ? std::vector<Record>() : conversations->front().second);
  Teller(command, *pack).Tell(rederivation, *pack);
  switch (rederivation.answer) {
    case Rederivation::kSame:
      return kExitDone;
    case Rederivation::kMissingMessage:
      return kExitInputError;
    default:
      return kExitFindings;
  }
}

// What is wrong with the options taken together, or nothing.
std::string FaultOf(const ExplainCommand& command) {
  const int ways = (command.texts.empty() ? 0 : 1) + (command.file.empty() ? 0 : 1) +
                   (command.finding.empty() ? 0 : 1);
  if (ways != 1) return "say one of TEXT, --file and --finding";
  if (command.texts.empty() && command.says_message()) {
    return "--speaker, --channel, --tenant, --attribute and --at tell about TEXT";
  }
  if (command.file.empty() && !command.conversation.empty()) return "--conversation needs --file";
  const bool stored = !command.store.empty() || !command.findings.empty();
  if (command.finding.empty()) {
    return stored || !command.messages.empty() || command.any_pack
               ? "--store, --findings, --messages and --any-pack need --finding"
               : "";
  }
  if (!command.rule.empty()) return "--finding names its rule: leave --rule out";
  if (command.store.empty() == command.findings.empty()) {
    return "--finding needs one of --store and --findings";
  }
  if (command.messages.empty()) {
    return "--finding needs --messages: findings are kept without the texts they were made of";
  }
  return {};
}

int Explain(ExplainCommand command) {
  if (const std::string fault = FaultOf(command); !fault.empty()) {
    return Refuse(kExitUsage, fault);
  }
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(command.rules, command.cache);
  if (pack == nullptr) return kExitRulesInvalid;
  if (!command.finding.empty()) return ExplainFinding(command, pack);

  std::optional<uint32_t> rule;
  if (!command.rule.empty()) {
    rule = pack->compiled().FindRule(command.rule);
    if (*rule == kNone) {
      return Refuse(kExitUsage,
                    absl::StrFormat("--rule %s: %s has no such rule", command.rule, pack->label()));
    }
  }
  if (!command.file.empty()) return ExplainFile(command, pack, rule);
  if (command.texts == std::vector<std::string>{std::string(kStandardInput)}) {
    command.texts = {StandardInput()};
  }
  return ExplainTexts(command, pack, rule);
}

void AddMessageOptions(CLI::App* verb, ExplainCommand* command) {
  verb->add_option("--speaker", command->speaker, "Who says TEXT")
      ->check(CLI::IsMember({"agent", "bot", "customer", "system"}));
  verb->add_option("--channel", command->channel, "What TEXT came through")
      ->check(CLI::IsMember({"online_chat", "phone", "email", "ticket", "other"}));
  verb->add_option("--tenant", command->tenant, "Whose TEXT is")->type_name("TENANT");
  verb->add_option("--attribute", command->attributes, "An attribute of TEXT; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  verb->add_option("--at", command->at, "When TEXT was said: a date, or a time with an offset")
      ->type_name("DATE");
}

void AddFindingOptions(CLI::App* verb, ExplainCommand* command) {
  verb->add_option("--finding", command->finding, "Derive this stored finding anew")
      ->type_name("ID");
  verb->add_option("--store", command->store, "The store that holds it")->type_name("FILE");
  verb->add_option("--findings", command->findings, "Or the findings (JSONL) among which it is")
      ->type_name("FILE");
  verb->add_option("--messages", command->messages,
                   "The messages it was made of (JSONL); may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  verb->add_flag("--any-pack", command->any_pack,
                 "Explain it although another pack made it, and say what differs");
}

}  // namespace

void AddRulesExplainCommand(CLI::App* rules, int* exit_code) {
  const auto command = std::make_shared<ExplainCommand>();
  CLI::App* verb =
      rules->add_subcommand("explain", "Tell why something is found, and why not, step by step");
  verb->add_option("TEXT", command->texts,
                   "A message's text; - is standard input. Several are messages of one speaker, "
                   "three seconds apart");
  verb->add_option(kRulesOption, command->rules, kRulesHelp)->type_name("DIR");
  verb->add_option("--format", command->format,
                   "text, or JSON: one object for a text or finding, "
                   "one a line for the conversations of a file")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_option("--file", command->file, "Explain the conversations of this file (JSONL)")
      ->type_name("FILE");
  verb->add_option("--conversation", command->conversation, "Of the file only this one")
      ->type_name("ID");
  verb->add_option("--rule", command->rule,
                   "Also tell why this rule does not find it: the first clause that fails, and "
                   "the nearest miss")
      ->type_name("ID");
  verb->add_flag("--all", command->all,
                 "Also tell the rules that had a hit, and not all that they need");
  AddMessageOptions(verb, command.get());
  AddFindingOptions(verb, command.get());
  AddCacheOptions(verb, &command->cache);
  verb->footer(kFooter);
  verb->callback([command, exit_code] { *exit_code = Explain(*command); });
}

}  // namespace mingcha::cli
