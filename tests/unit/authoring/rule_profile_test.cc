#include "authoring/rule_profile.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/small_pack.h"

namespace mingcha {
namespace {

constexpr const char* kRules = R"(schema: 1
rules:
  - id: mkt.a.principal
    title: 承诺保本
    status: test
    severity: high
    speaker: [agent]
    guards: [negated]
    patterns:
      keeps: {terms: [保本], views: [folded, compact]}
      promises: {regex: ['本金.{0,4}安全', '收益\d{1,3}个点'], views: [folded, compact]}
  - id: mkt.b.old
    title: 旧规则
    status: deprecated
    severity: high
    speaker: [agent]
    patterns: {old: {regex: '旧.{0,3}规则'}}
)";

std::vector<Message> MessagesOf(const std::vector<std::string>& texts) {
  std::vector<Message> messages;
  for (const std::string& text : texts) {
    Message message;
    message.conversation.conversation_id = "c";
    message.message_id = std::to_string(messages.size());
    message.speaker = Speaker::kAgent;
    message.text = text;
    messages.push_back(std::move(message));
  }
  return messages;
}

class ProfilePackTest : public ::testing::Test {
 protected:
  const testing::TempDir directory_;
  const std::shared_ptr<const RulePack> pack_ = testing::LoadSmallPack(directory_, kRules);
  const PackProfile profile_ = ProfilePack(
      pack_, MessagesOf({"这款保本", "这款不保本", "保*本", "本金绝对安全", "今天天气晴朗"}));

  const PatternProfile& Pattern(const std::string& name) const {
    return *std::find_if(profile_.patterns.begin(), profile_.patterns.end(),
                         [&](const PatternProfile& pattern) {
                           return pack_->compiled().patterns[pattern.pattern].name == name;
                         });
  }
};

TEST_F(ProfilePackTest, CountsHitsByPatternAndView) {
  const PatternProfile& keeps = Pattern("keeps");
  EXPECT_EQ(keeps.hits, 3U);
  EXPECT_EQ(keeps.by_view[static_cast<size_t>(View::kFolded)], 2U);
  EXPECT_EQ(keeps.by_view[static_cast<size_t>(View::kCompact)], 1U);
  EXPECT_EQ(Pattern("promises").hits, 1U);
}

TEST_F(ProfilePackTest, CountsFindingsAndWhatGuardsTookBack) {
  const auto rule =
      std::find_if(profile_.rules.begin(), profile_.rules.end(), [&](const RuleProfile& one) {
        return pack_->compiled().rules[one.rule].id == "mkt.a.principal";
      });
  ASSERT_NE(rule, profile_.rules.end());
  EXPECT_EQ(rule->hits, 4U);
  EXPECT_EQ(rule->findings, 3U);
  EXPECT_EQ(rule->taken_back, 1U);
}

TEST_F(ProfilePackTest, MeasuresEachRegexThatIsSearchedAlone) {
  ASSERT_EQ(profile_.regexes.size(), 2U);
  for (const RegexProfile& regex : profile_.regexes) EXPECT_GT(regex.compiled_bytes, 0U);
  const uint64_t reports = profile_.regexes[0].reports + profile_.regexes[1].reports;
  EXPECT_EQ(reports, 1U);
}

TEST_F(ProfilePackTest, TellsWhatEachViewWasMadeOf) {
  const ViewProfile& folded = profile_.views[static_cast<size_t>(View::kFolded)];
  EXPECT_EQ(folded.messages, 5U);
  EXPECT_EQ(folded.literals, 1U);
  EXPECT_EQ(folded.regexes, 2U);
  EXPECT_GT(folded.regex_bytes, folded.literal_bytes);
  const ViewProfile& compact = profile_.views[static_cast<size_t>(View::kCompact)];
  EXPECT_LT(compact.messages, 5U);  // Where it is as the folded one, it is not searched.
  const ViewProfile& sound = profile_.views[static_cast<size_t>(View::kSound)];
  EXPECT_EQ(sound.messages, 0U);
}

TEST_F(ProfilePackTest, AddsUpTheTimesOfRegexes) {
  ProcessorTime sum{};
  for (const PatternProfile& pattern : profile_.patterns) sum += pattern.search;
  EXPECT_EQ(sum, profile_.all_regexes_alone());
}

}  // namespace
}  // namespace mingcha
