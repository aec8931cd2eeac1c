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

#include "authoring/example_message.h"
#include "authoring/explain/proof_reason.h"
#include "base/check.h"
#include "base/enum_names.h"
#include "conversation/across_tracker.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 3> kProofKindNames = {"match", "no_match", "case"};

std::string QuotesOf(const std::vector<const Evidence*>& evidence) {
  std::vector<std::string> quotes;
  for (const Evidence* e : evidence) {
    quotes.push_back(absl::StrFormat("\"%s\" (%s)", e->quote, std::string(ToString(e->view))));
  }
  return JoinWords(quotes, "nothing");
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
         ReasonForSilence(pack_, proof.rule, message));
  }

  void CheckNoMatch(const RuleProof& proof, const RuleExample& example) {
    ++report_.no_match;
    const Message message = MessageFor(rules_, rules_.rules[proof.rule], example);
    const ScanResult scan = scanner_.Scan(message);
    const std::vector<const Evidence*> evidence = EvidenceFor(rules_, proof.rule, scan);
    if (evidence.empty()) return;
    Fail(proof, ProofKind::kNoMatch, example.line, example.text, "nothing", QuotesOf(evidence),
         ReasonForFinding(pack_, proof.rule, message));
  }

  void CheckCase(const RuleProof& proof, const RuleCase& a_case) {
    ++report_.cases;
    const std::vector<Record> records = RecordsOf(rules_, rules_.rules[proof.rule], a_case);
    const std::set<std::string> found = Play(records);

    const RuleKind kind = rules_.rules[proof.rule].kind;
    std::vector<std::string> got;
    for (const std::string& id : found) {
      const uint32_t rule = rules_.FindRule(id);
      const bool is_expected =
          std::find(a_case.expect.begin(), a_case.expect.end(), id) != a_case.expect.end();
      if (is_expected || (rule != kNone && rules_.rules[rule].kind == kind)) {
        got.push_back(id);
      }
    }
    std::set<std::string> expected(a_case.expect.begin(), a_case.expect.end());
    if (expected == std::set<std::string>(got.begin(), got.end())) return;
    Fail(proof, ProofKind::kCase, a_case.line, a_case.title, JoinWords(a_case.expect, "silence"),
         JoinWords(got, "silence"), ReasonForCase(pack_, proof.rule, records));
  }

  // Plays the conversations to their last record, and gathers the ids of the rules that found
  // something.
  std::set<std::string> Play(const std::vector<Record>& records) {
    const std::unique_ptr<RecordEngine> engine = MakeScanEngine(pack_, WithDrafts(), {});
    AcrossOptions across_options;
    across_options.include_drafts = true;
    AcrossTracker across(pack_, across_options);
    AcrossTracker::Outcome counted;
    const ConversationTracker::Context context;
    std::set<std::string> found;
    Timestamp latest = Timestamp::min();
    for (const Record& record : records) {
      latest = std::max(latest, TimeOf(record));
      RecordEngine::Output output = engine->Process(record, context);
      for (Sighting& sighting : output.sightings) {
        across.Take(std::move(sighting), context, TimeOf(record), &counted);
      }
      for (const Finding& finding : output.result.findings) found.insert(finding.rule_id);
    }
    for (const RecordEngine::Late& late : engine->EndOfInput(context.input, latest)) {
      for (const Finding& finding : late.findings) found.insert(finding.rule_id);
    }
    across.EndOfInput(context.input, &counted);
    for (const auto& [input, finding] : counted.findings) found.insert(finding.rule_id);
    return found;
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
