#include "authoring/rule_tests.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_format.h"

#include "mingcha/message.h"
#include "mingcha/pipeline.h"
#include "mingcha/scan_result.h"
#include "mingcha/scanner.h"

#include "base/check.h"
#include "base/enum_names.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

using std::chrono::hours;

constexpr std::array<std::string_view, 3> kProofKindNames = {"match", "no_match", "case"};

// A Monday. A rule without dates is in force on any day; a proof must not depend on today.
constexpr Timestamp kAnyDay = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5);

template <typename Enum>
Enum FirstOf(uint32_t set, Enum otherwise) {
  for (uint32_t i = 0; i < 32; ++i) {
    if ((set & (1U << i)) != 0) return static_cast<Enum>(i);
  }
  return otherwise;
}

// Noon, by the pack's clock, of a day on which the rule is in force.
Timestamp DayInForce(const CompiledPack& pack, const CompiledRule& rule) {
  if (rule.effective_from.has_value()) return *rule.effective_from + hours(12);
  if (rule.effective_to.has_value()) return *rule.effective_to - hours(12);
  return kAnyDay + hours(12) - pack.utc_offset;
}

Timestamp DayOfExample(const CompiledPack& pack, const CompiledRule& rule,
                       const RuleExample& example) {
  if (example.sent_on.empty()) return DayInForce(pack, rule);
  const std::optional<Timestamp> noon = ParseTimestamp(example.sent_on + "T12:00:00Z");
  return noon.has_value() ? *noon - pack.utc_offset : DayInForce(pack, rule);
}

Message MessageFor(const CompiledPack& pack, const CompiledRule& rule, const RuleExample& example) {
  Message message;
  if (!rule.tenants.empty()) message.conversation.tenant = rule.tenants.front();
  message.conversation.conversation_id = "example";
  message.message_id = "example";
  message.sent_at = DayOfExample(pack, rule, example);
  message.speaker = example.speaker.value_or(FirstOf(rule.speakers, Speaker::kAgent));
  message.channel = FirstOf(rule.channels, Channel::kOnlineChat);
  message.text = example.text;
  message.attributes = example.attributes;
  for (const auto& [key, values] : rule.attributes) {
    if (!values.empty()) message.attributes.try_emplace(key, values.front());
  }
  return message;
}

std::string Join(const std::vector<std::string>& words, std::string_view otherwise) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word;
  return joined.empty() ? std::string(otherwise) : joined;
}

// The evidence by which `rule` takes the message, or nothing.
std::vector<const Evidence*> EvidenceFor(const CompiledPack& pack, uint32_t rule,
                                         const ScanResult& scan) {
  std::vector<const Evidence*> found;
  if (pack.rules[rule].kind == RuleKind::kQa) {
    for (const Signal& signal : scan.signals) {
      if (signal.kind == SignalKind::kEvaded && signal.rule == rule) {
        found.push_back(&signal.evidence);
      }
    }
    return found;
  }
  for (const RuleHit& hit : scan.hits) {
    if (hit.rule != rule) continue;
    for (const Evidence& evidence : hit.evidence) found.push_back(&evidence);
  }
  return found;
}

std::string QuotesOf(const std::vector<const Evidence*>& evidence) {
  std::vector<std::string> quotes;
  for (const Evidence* e : evidence) {
    quotes.push_back(absl::StrFormat("\"%s\" (%s)", e->quote, std::string(ToString(e->view))));
  }
  return Join(quotes, "nothing");
}

// Why nothing was found: a guard took a hit back, or other rules found something, or nothing did.
std::string ReasonForSilence(const CompiledPack& pack, uint32_t rule, const Message& message,
                             const ScanResult& scan) {
  std::vector<std::string> taken_back;
  for (const SuppressedHit& hit : scan.suppressed) {
    if (hit.rule != rule) continue;
    taken_back.push_back(
        absl::StrFormat("\"%s\" was taken back by the guard %s",
                        message.text.substr(hit.original.begin, hit.original.size()),
                        std::string(ToString(hit.guard))));
  }
  if (!taken_back.empty()) return Join(taken_back, "");
  std::set<std::string> others;
  for (const RuleHit& hit : scan.hits) others.insert(pack.rules[hit.rule].id);
  if (others.empty()) return "none of the patterns was hit, or the condition did not hold";
  return "other rules hit: " + Join({others.begin(), others.end()}, "");
}

// Runs the proofs of one pack after the other rule, and writes down what fails.
class ProofRun {
 public:
  ProofRun(std::shared_ptr<const RulePack> pack, ProofReport* report)
      : pack_(std::move(pack)),
        rules_(pack_->compiled()),
        scanner_(pack_, WithDrafts()),
        report_(*report) {}

  void Run(const RuleProof& proof) {
    ++report_.rules;
    for (const RuleExample& example : proof.match) CheckMatch(proof, example);
    for (const RuleExample& example : proof.no_match) CheckNoMatch(proof, example);
    for (const RuleCase& a_case : proof.cases) CheckCase(proof, a_case);
  }

 private:
  static Scanner::Options WithDrafts() {
    Scanner::Options options;
    options.include_drafts = true;
    return options;
  }

  void CheckMatch(const RuleProof& proof, const RuleExample& example) {
    ++report_.match;
    const Message message = MessageFor(rules_, rules_.rules[proof.rule], example);
    const ScanResult scan = scanner_.Scan(message);
    if (!EvidenceFor(rules_, proof.rule, scan).empty()) return;
    Fail(proof, ProofKind::kMatch, example.line, example.text, "a finding", "nothing",
         ReasonForSilence(rules_, proof.rule, message, scan));
  }

  void CheckNoMatch(const RuleProof& proof, const RuleExample& example) {
    ++report_.no_match;
    const ScanResult scan = scanner_.Scan(MessageFor(rules_, rules_.rules[proof.rule], example));
    const std::vector<const Evidence*> evidence = EvidenceFor(rules_, proof.rule, scan);
    if (evidence.empty()) return;
    Fail(proof, ProofKind::kNoMatch, example.line, example.text, "nothing", QuotesOf(evidence), "");
  }

  void CheckCase(const RuleProof& proof, const RuleCase& a_case) {
    ++report_.cases;
    std::set<std::string> found;
    std::set<std::string> questions;
    Play(rules_.rules[proof.rule], a_case, &found, &questions);

    std::vector<std::string> got;
    for (const std::string& id : found) {
      const uint32_t rule = rules_.FindRule(id);
      const bool is_expected =
          std::find(a_case.expect.begin(), a_case.expect.end(), id) != a_case.expect.end();
      if (is_expected || (rule != kNone && rules_.rules[rule].kind == RuleKind::kQa)) {
        got.push_back(id);
      }
    }
    std::set<std::string> expected(a_case.expect.begin(), a_case.expect.end());
    if (expected == std::set<std::string>(got.begin(), got.end())) return;
    Fail(proof, ProofKind::kCase, a_case.line, a_case.title, Join(a_case.expect, "silence"),
         Join(got, "silence"),
         questions.empty()
             ? "no question of a topic was recognised"
             : "questions recognised: " + Join({questions.begin(), questions.end()}, ""));
  }

  // Plays the conversation to its last record, and gathers the ids of the rules that found
  // something.
  void Play(const CompiledRule& rule, const RuleCase& a_case, std::set<std::string>* found,
            std::set<std::string>* questions) {
    const std::unique_ptr<RecordEngine> engine = MakeScanEngine(pack_, WithDrafts(), {});
    const ConversationTracker::Context context;
    const Timestamp start = DayInForce(rules_, rule);
    ConversationKey key;
    if (!rule.tenants.empty()) key.tenant = rule.tenants.front();
    key.conversation_id = "case";
    Timestamp latest = start;
    const auto take = [&](const Record& record) {
      latest = std::max(latest, TimeOf(record));
      const RecordEngine::Output output = engine->Process(record, context);
      for (const Finding& finding : output.result.findings) found->insert(finding.rule_id);
      for (const OpenedObligation& opened : output.result.opened) {
        questions->insert(absl::StrFormat("%s (%s)", opened.topic, opened.message_id));
      }
    };

    int64_t number = 0;
    for (const CaseMessage& said : a_case.messages) {
      Message message;
      message.conversation = key;
      message.seq = ++number;
      message.message_id = absl::StrFormat("message %d", number);
      message.sent_at = start + said.at;
      message.speaker = said.speaker;
      message.channel = FirstOf(rule.channels, Channel::kOnlineChat);
      message.text = said.text;
      take(message);
    }
    if (a_case.closed_at.has_value()) {
      take(ConversationEvent{key, "closed", EventKind::kClosed, start + *a_case.closed_at});
    }
    for (const RecordEngine::Late& late : engine->EndOfInput(context.input, latest)) {
      for (const Finding& finding : late.findings) found->insert(finding.rule_id);
    }
  }

  void Fail(const RuleProof& proof, ProofKind kind, uint32_t line, const std::string& subject,
            std::string expected, std::string got, std::string reason) {
    report_.failures.push_back({rules_.rules[proof.rule].id, kind, proof.file, line, subject,
                                std::move(expected), std::move(got), std::move(reason)});
  }

  std::shared_ptr<const RulePack> pack_;
  const CompiledPack& rules_;
  Scanner scanner_;
  ProofReport& report_;
};

bool BringsProof(const RuleProof& proof) {
  return !proof.match.empty() || !proof.no_match.empty() || !proof.cases.empty();
}

}  // namespace

std::string_view ToString(ProofKind kind) { return NameOf(kProofKindNames, kind); }

ProofReport RunProofs(const std::shared_ptr<const RulePack>& pack, std::string_view rule_id) {
  MINGCHA_CHECK(pack != nullptr);
  const CompiledPack& compiled = pack->compiled();
  const auto wanted = [&](const CompiledRule& rule) {
    return rule_id.empty() || rule.id == rule_id;
  };

  ProofReport report;
  ProofRun run(pack, &report);
  std::set<uint32_t> proven;
  for (const RuleProof& proof : compiled.proofs) {
    const CompiledRule& rule = compiled.rules[proof.rule];
    if (!wanted(rule) || rule.status == RuleStatus::kDeprecated || !BringsProof(proof)) continue;
    proven.insert(proof.rule);
    run.Run(proof);
  }
  for (uint32_t i = 0; i < compiled.rules.size(); ++i) {
    const CompiledRule& rule = compiled.rules[i];
    if (!wanted(rule)) continue;
    if (rule.status == RuleStatus::kDeprecated) {
      ++report.deprecated;
    } else if (!proven.contains(i)) {
      report.without_proof.push_back(rule.id);
    }
  }
  std::sort(report.failures.begin(), report.failures.end(),
            [](const ProofFailure& a, const ProofFailure& b) {
              return std::tie(a.file, a.line, a.rule_id, a.kind) <
                     std::tie(b.file, b.line, b.rule_id, b.kind);
            });
  return report;
}

}  // namespace mingcha
