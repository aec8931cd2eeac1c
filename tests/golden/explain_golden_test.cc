// What `rules explain` tells of a small pack, kept as data: two conversations as text and as JSON,
// and why each rule does not find what it nearly finds.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/explain_json.h"
#include "cli/explain_text.h"
#include "cli/output.h"
#include <gtest/gtest.h>

#include "archive/jsonl_source.h"
#include "authoring/explain/conversation_explainer.h"
#include "authoring/explain/message_explainer.h"
#include "rulepack/compiled_pack.h"
#include "support/golden.h"
#include "support/small_pack.h"

namespace mingcha::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(MINGCHA_SOURCE_DIR) / "tests/golden/explain";

// The conversations of the file, by id.
std::map<std::string, std::vector<Record>> Conversations() {
  std::map<std::string, std::vector<Record>> conversations;
  const auto source = JsonlSource::Open(kFolder / "messages.jsonl");
  EXPECT_TRUE(source.ok()) << source.status();
  while (true) {
    auto item = (*source)->Next();
    if (!item.ok() || !item->has_value()) break;
    auto* sourced = std::get_if<SourcedRecord>(&**item);
    EXPECT_NE(sourced, nullptr);
    if (sourced == nullptr) continue;
    conversations[ConversationOf(sourced->record).conversation_id].push_back(sourced->record);
  }
  return conversations;
}

std::shared_ptr<const RulePack> GoldenPack() {
  const testing::TempDir directory;
  return testing::LoadSmallPack(directory, testing::ReadFile(kFolder / "rules.yaml"));
}

// Digests are those of the folder's bytes, and of no interest here.
std::string WithoutDigest(std::string text, const RulePack& pack) {
  for (size_t at; (at = text.find(pack.digest())) != std::string::npos;) {
    text.replace(at, pack.digest().size(), "DIGEST");
  }
  return text;
}

TEST(ExplainGoldenTest, TellsConversationsStepByStep) {
  const auto pack = GoldenPack();
  ASSERT_NE(pack, nullptr);
  const ForPeople people(pack.get(), Style(false));
  ConversationExplainer explainer(pack);
  std::string text;
  std::string lines;
  for (const auto& [id, records] : Conversations()) {
    const ConversationExplanation explanation = explainer.Explain(records, Timestamp::min());
    text += ExplanationText(explanation, people, {});
    lines += DumpLine(ToJson(explanation)) + "\n";
  }
  testing::ExpectGolden(WithoutDigest(text, *pack), kFolder / "expected.txt");
  testing::ExpectGolden(WithoutDigest(lines, *pack), kFolder / "expected.jsonl");
}

TEST(ExplainGoldenTest, TellsWhyARuleDoesNotFindWhatItNearlyFinds) {
  const auto pack = GoldenPack();
  ASSERT_NE(pack, nullptr);
  const ForPeople people(pack.get(), Style(false));
  MessageExplainer explainer(pack);
  std::string text;
  const std::vector<std::pair<std::string, std::string>> asked = {
      {"mkt.a.principal", "请确保本周到账"},       {"mkt.a.principal", "这款本金一分少"},
      {"mkt.a.principal", "这款产品不保本"},       {"mkt.b.gift", "送大米，来存款吧"},
      {"mkt.b.gift", "存款送大米的活动已结束"},    {"fraud.cust.code", "验证码我没给他"},
      {"evs.license_dodge", "我们平台做了十年了"},
  };
  for (const auto& [rule, words] : asked) {
    const uint32_t index = pack->compiled().FindRule(rule);
    Message message;
    message.sent_at = *ParseTimestamp("2026-03-02T10:00:00+08:00");
    message.channel = Channel::kOnlineChat;
    message.speaker = rule.starts_with("fraud.cust") ? Speaker::kCustomer : Speaker::kAgent;
    message.text = words;
    text += ExplanationText(explainer.Explain(message, index), people, {}) + "\n";
  }
  testing::ExpectGolden(text, kFolder / "why-not.txt");
}

}  // namespace
}  // namespace mingcha::cli
