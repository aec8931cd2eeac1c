#include "authoring/mutate/variant_judge.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "authoring/example_message.h"

namespace mingcha {
namespace {

constexpr Duration kBetweenMessages = std::chrono::seconds(3);

Scanner::Options WithDrafts() {
  Scanner::Options options;
  options.include_drafts = true;
  return options;
}

bool EachIsTouched(const Disguised& variant, const std::vector<Disguised::Place>& found) {
  return std::all_of(
      variant.altered.begin(), variant.altered.end(),
      [&](const std::vector<Disguised::Place>& places) {
        return std::any_of(places.begin(), places.end(), [&](const Disguised::Place& place) {
          return std::any_of(found.begin(), found.end(), [&](const Disguised::Place& evidence) {
            return evidence.message == place.message && evidence.original.Overlaps(place.original);
          });
        });
      });
}

// A guard took a hit back, or other rules found something, or nothing did.
std::string WhySilent(const CompiledPack& pack, uint32_t rule, const Message& message,
                      const ScanResult& scan) {
  std::vector<std::string> taken_back;
  for (const SuppressedHit& hit : scan.suppressed) {
    if (hit.rule != rule) continue;
    taken_back.push_back(
        absl::StrFormat("\"%s\" was taken back by the guard %s",
                        message.text.substr(hit.original.begin, hit.original.size()),
                        std::string(ToString(hit.guard))));
  }
  if (!taken_back.empty()) return JoinWords(taken_back, "");
  std::set<std::string> others;
  for (const RuleHit& hit : scan.hits) others.insert(pack.rules[hit.rule].id);
  if (others.empty()) return "none of the patterns was hit, or the condition did not hold";
  return "other rules hit: " + JoinWords({others.begin(), others.end()}, "");
}

}  // namespace

VariantJudge::VariantJudge(std::shared_ptr<const RulePack> pack)
    : pack_(std::move(pack)), rules_(pack_->compiled()), scanner_(pack_, WithDrafts()) {}

bool VariantJudge::IsCaught(uint32_t rule, const Message& plain, const Disguised& variant,
                            std::string* reason) {
  return variant.messages.size() == 1 ? IsCaughtInOne(rule, plain, variant, reason)
                                      : IsCaughtInTwo(rule, plain, variant, reason);
}

bool VariantJudge::IsCaughtInOne(uint32_t rule, const Message& plain, const Disguised& variant,
                                 std::string* reason) {
  Message message = plain;
  message.text = variant.messages.front();
  const ScanResult scan = scanner_.Scan(message);
  std::vector<Disguised::Place> found;
  for (const Evidence* evidence : EvidenceFor(rules_, rule, scan)) {
    found.push_back({0, evidence->original});
  }
  if (EachIsTouched(variant, found)) return true;
  *reason = found.empty() ? WhySilent(rules_, rule, message, scan)
                          : "the rule found other words of the sentence only";
  return false;
}

bool VariantJudge::IsCaughtInTwo(uint32_t rule, const Message& plain, const Disguised& variant,
                                 std::string* reason) {
  if (engine_ == nullptr) engine_ = MakeScanEngine(pack_, WithDrafts(), {});
  const std::string conversation = absl::StrFormat("variant %d", ++conversations_);
  std::vector<Disguised::Place> found;
  for (size_t i = 0; i < variant.messages.size(); ++i) {
    Message message = plain;
    message.conversation.conversation_id = conversation;
    message.message_id = std::to_string(i);
    message.seq = static_cast<int64_t>(i) + 1;
    message.sent_at += kBetweenMessages * static_cast<int64_t>(i);
    message.text = variant.messages[i];
    const RecordEngine::Output output = engine_->Process(message, {});
    for (const Finding& finding : output.result.findings) {
      if (finding.rule_id != rules_.rules[rule].id) continue;
      for (const Evidence& evidence : finding.evidence) {
        found.push_back({static_cast<size_t>(std::stoul(evidence.message_id)), evidence.original});
      }
    }
  }
  if (EachIsTouched(variant, found)) return true;
  *reason = found.empty() ? "neither message was found, nor the two together"
                          : "the rule found other words of the messages only";
  return false;
}

}  // namespace mingcha
