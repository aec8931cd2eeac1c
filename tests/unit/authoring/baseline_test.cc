#include "authoring/baseline.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Finding FindingOf(const std::string& rule, const std::string& message, const std::string& id) {
  Finding finding;
  finding.finding_id = id;
  finding.rule_id = rule;
  finding.conversation.conversation_id = "c";
  finding.message_id = message;
  return finding;
}

Baseline Sample() {
  Baseline baseline;
  baseline.pack = "small@1";
  baseline.pack_digest = "sha256:00";
  baseline.messages = 2000;
  baseline.Add(FindingOf("mkt.b.two", "9", "f9"));
  baseline.Add(FindingOf("mkt.a.one", "2", "f2"));
  baseline.Add(FindingOf("mkt.a.one", "1", "f1"));
  return baseline;
}

TEST(BaselineTest, CountsAFindingThatComesTwiceOnce) {
  Baseline baseline = Sample();
  baseline.Add(FindingOf("mkt.a.one", "1", "f1"));
  EXPECT_EQ(baseline.firings(), 3U);
  EXPECT_DOUBLE_EQ(baseline.PerTenThousand(3), 15.0);
}

TEST(BaselineTest, HasNoRateWithoutMessages) { EXPECT_EQ(Baseline().PerTenThousand(3), 0); }

TEST(BaselineTest, IsWrittenTheSameWhateverTheOrderOfFindings) {
  Baseline other;
  other.pack = "small@1";
  other.pack_digest = "sha256:00";
  other.messages = 2000;
  other.Add(FindingOf("mkt.a.one", "1", "f1"));
  other.Add(FindingOf("mkt.b.two", "9", "f9"));
  other.Add(FindingOf("mkt.a.one", "2", "f2"));
  EXPECT_EQ(WriteBaseline(other), WriteBaseline(Sample()));
}

TEST(BaselineTest, IsReadAsItWasWritten) {
  const absl::StatusOr<Baseline> read = ParseBaseline(WriteBaseline(Sample()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->by_rule, Sample().by_rule);
  EXPECT_EQ(read->messages, 2000U);
  EXPECT_EQ(read->pack, "small@1");
  EXPECT_EQ(read->pack_digest, "sha256:00");
}

TEST(ParseBaselineTest, SaysWhatIsWrong) {
  const auto message_of = [](const char* text) {
    return std::string(ParseBaseline(text).status().message());
  };
  EXPECT_FALSE(ParseBaseline("no json").ok());
  EXPECT_THAT(message_of("[]"), HasSubstr("no object"));
  EXPECT_THAT(message_of("{}"), HasSubstr("\"baseline\": 1"));
  EXPECT_THAT(message_of(R"({"baseline":2})"), HasSubstr("its form is 2"));
  EXPECT_THAT(message_of(R"({"baseline":1})"), HasSubstr("\"messages\""));
  EXPECT_THAT(message_of(R"({"baseline":1,"messages":-1})"), HasSubstr("\"messages\""));
  EXPECT_THAT(message_of(R"({"baseline":1,"messages":1})"), HasSubstr("\"rules\""));
  EXPECT_THAT(message_of(R"({"baseline":1,"messages":1,"rules":{"a.b":3}})"), HasSubstr("list"));
  EXPECT_THAT(message_of(R"({"baseline":1,"messages":1,"rules":{"a.b":[{"message_id":"1"}]}})"),
              HasSubstr("finding_id"));
}

TEST(CompareBaselinesTest, TellsNewAndLostFindingsByRule) {
  Baseline now = Sample();
  now.by_rule.erase("mkt.b.two");
  now.Add(FindingOf("mkt.a.one", "3", "f3"));
  const std::vector<RuleDrift> drifts = Compare(Sample(), now);
  ASSERT_EQ(drifts.size(), 2U);
  EXPECT_EQ(drifts[0].rule_id, "mkt.a.one");
  EXPECT_THAT(drifts[0].fresh, ElementsAre(Field(&Baseline::Firing::finding_id, "f3")));
  EXPECT_THAT(drifts[0].lost, IsEmpty());
  EXPECT_EQ(drifts[1].rule_id, "mkt.b.two");
  EXPECT_THAT(drifts[1].fresh, IsEmpty());
  EXPECT_THAT(drifts[1].lost, ElementsAre(Field(&Baseline::Firing::message_id, "9")));
}

TEST(CompareBaselinesTest, TellsNothingWhereNothingHasChanged) {
  EXPECT_THAT(Compare(Sample(), Sample()), IsEmpty());
}

}  // namespace
}  // namespace mingcha
