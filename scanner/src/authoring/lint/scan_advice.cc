#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_format.h"

#include "mingcha/scan_result.h"
#include "mingcha/scanner.h"

#include "authoring/example_message.h"
#include "authoring/lint/advice.h"

namespace mingcha {
namespace {

constexpr size_t kMaxNamed = 5;

std::string Named(const std::set<std::string>& ids) {
  std::string named;
  size_t number = 0;
  for (const std::string& id : ids) {
    if (number++ == kMaxNamed)
      return named + absl::StrFormat(" and %d more", ids.size() - kMaxNamed);
    named += (named.empty() ? "" : ", ") + id;
  }
  return named;
}

// Scans the examples of one rule after the other.
class ExampleScans {
 public:
  ExampleScans(const LintSubject& subject, const std::shared_ptr<const RulePack>& pack)
      : subject_(subject), pack_(pack->compiled()), scanner_(pack, WithDrafts()) {}

  void Advise(const RuleSource& source) {
    const uint32_t rule = pack_.FindRule(source.id.value);
    for (size_t i = 0; i < source.match.size(); ++i) {
      AdviseOnMatch(rule, source.match[i], source.match_places[i]);
    }
    for (size_t i = 0; i < source.no_match.size(); ++i) {
      AdviseOnNearMiss(rule, source.no_match[i], source.no_match_places[i]);
    }
  }

 private:
  static Scanner::Options WithDrafts() {
    Scanner::Options options;
    options.include_drafts = true;
    return options;
  }

  void AdviseOnMatch(uint32_t rule, const RuleExample& example, const SourcePlace& place) {
    const Message message = MessageFor(pack_, pack_.rules[rule], example);
    const ScanResult scan = scanner_.Scan(message);
    if (EvidenceFor(pack_, rule, scan).empty()) {
      reporter().Tell(Code::kExampleWithoutEvidence, place,
                      absl::StrFormat("%s finds nothing in its example", pack_.rules[rule].id),
                      {.note = ReasonForSilence(pack_, rule, message, scan),
                       .help = "see `mingcha rules test`; mend the rule or the example"});
    }
    // Of another group: rules of one group are expected to meet in one sentence.
    std::set<std::string> others;
    for (const RuleHit& hit : scan.hits) {
      const CompiledRule& other = pack_.rules[hit.rule];
      if (hit.rule == rule || other.status == RuleStatus::kDraft) continue;
      if (GroupOf(other.id) != GroupOf(pack_.rules[rule].id)) others.insert(other.id);
    }
    if (others.empty()) return;
    reporter().Tell(Code::kExampleHitsOtherRule, place,
                    absl::StrFormat("the example is found by %s too", Named(others)),
                    {.note = {}, .help = "if that is not meant, write an example about one thing"});
  }

  void AdviseOnNearMiss(uint32_t rule, const RuleExample& example, const SourcePlace& place) {
    const ScanResult scan = scanner_.Scan(MessageFor(pack_, pack_.rules[rule], example));
    if (!EvidenceFor(pack_, rule, scan).empty()) {
      reporter().Tell(
          Code::kNearMissFound, place,
          absl::StrFormat("%s finds something in its near miss", pack_.rules[rule].id),
          {.note = {}, .help = "see `mingcha rules test`; mend the rule or the near miss"});
    }
    // What must stay silent here is found by a rule of the same kind of thing.
    std::set<std::string> others;
    for (const RuleHit& hit : scan.hits) {
      const CompiledRule& other = pack_.rules[hit.rule];
      if (hit.rule == rule || other.status == RuleStatus::kDraft) continue;
      if (other.category == pack_.rules[rule].category) others.insert(other.id);
    }
    if (others.empty()) return;
    reporter().Tell(
        Code::kNearMissHitsOtherRule, place,
        absl::StrFormat("the near miss is found by %s", Named(others)),
        {.note = "for a reviewer it is a finding all the same",
         .help = "if it is innocent, mend that rule; if not, say so in its own examples"});
  }

  Reporter& reporter() { return subject_.reporter; }

  const LintSubject& subject_;
  const CompiledPack& pack_;
  Scanner scanner_;
};

}  // namespace

void AdviseOnScans(const LintSubject& subject, const std::shared_ptr<const RulePack>& pack) {
  ExampleScans scans(subject, pack);
  for (const RuleSource& rule : subject.source.rules) {
    if (IsAlive(rule)) scans.Advise(rule);
  }
}

}  // namespace mingcha
