#include "ticket/ticket_policy.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

Finding MakeFinding() {
  Finding finding;
  finding.rule_id = "fraud.cust.code_shared";
  finding.category = "victim_disclosure";
  finding.tags = {"code", "loss"};
  finding.severity = Severity::kHigh;
  finding.features = {{"tense", "done"}, {"amount", "5000"}};
  finding.speaker = Speaker::kCustomer;
  return finding;
}

using Condition = void (*)(PolicyCondition&);

constexpr Condition kAnything = [](PolicyCondition&) {};

PolicyRow MakeRow(std::string id, Condition condition) {
  PolicyRow row;
  row.id = std::move(id);
  condition(row.when);
  return row;
}

// Says whether a row applies whose condition is what `condition` makes it.
bool Applies(Condition condition, const Finding& finding = MakeFinding()) {
  TicketPolicy policy;
  policy.rows.push_back(MakeRow("row", condition));
  return FindPolicyRow(policy, finding) != nullptr;
}

TEST(FindPolicyRowTest, TakesARowWithoutConditionsForAnything) { EXPECT_TRUE(Applies(kAnything)); }

TEST(FindPolicyRowTest, NamesARuleByItsIdOrItsBeginning) {
  EXPECT_TRUE(Applies([](auto& when) { when.rules = {"fraud.cust.code_shared"}; }));
  EXPECT_TRUE(Applies([](auto& when) { when.rules = {"mkt.*", "fraud.cust.*"}; }));
  EXPECT_TRUE(Applies([](auto& when) { when.rules = {"fraud.*"}; }));
  EXPECT_FALSE(Applies([](auto& when) { when.rules = {"fraud.cust"}; }));
  EXPECT_FALSE(Applies([](auto& when) { when.rules = {"fraud.cust.code"}; }));
  EXPECT_FALSE(Applies([](auto& when) { when.rules = {"fra.*"}; }));
}

TEST(FindPolicyRowTest, DoesNotTakeABeginningForARuleThatOnlyStartsAlike) {
  Finding finding = MakeFinding();
  finding.rule_id = "fraud.customs.duty";
  EXPECT_FALSE(Applies([](auto& when) { when.rules = {"fraud.cust.*"}; }, finding));
}

TEST(FindPolicyRowTest, AsksForAnyTagAndAnyCategory) {
  EXPECT_TRUE(Applies([](auto& when) { when.tags = {"other", "loss"}; }));
  EXPECT_FALSE(Applies([](auto& when) { when.tags = {"other"}; }));
  EXPECT_TRUE(Applies([](auto& when) { when.categories = {"privacy", "victim_disclosure"}; }));
  EXPECT_FALSE(Applies([](auto& when) { when.categories = {"privacy"}; }));
}

TEST(FindPolicyRowTest, AsksForEveryFeatureWithItsValue) {
  EXPECT_TRUE(Applies([](auto& when) { when.features = {{"tense", "done"}}; }));
  EXPECT_FALSE(Applies([](auto& when) { when.features = {{"tense", "asked"}}; }));
  EXPECT_FALSE(Applies([](auto& when) { when.features = {{"tense", "done"}, {"kind", "brag"}}; }));
}

TEST(FindPolicyRowTest, AsksForTheSeverityOrWorse) {
  EXPECT_TRUE(Applies([](auto& when) { when.min_severity = Severity::kMedium; }));
  EXPECT_TRUE(Applies([](auto& when) { when.min_severity = Severity::kHigh; }));
  EXPECT_FALSE(Applies([](auto& when) { when.min_severity = Severity::kCritical; }));
}

TEST(FindPolicyRowTest, AsksForOneOfTheSpeakers) {
  EXPECT_TRUE(Applies([](auto& when) { when.speakers = {Speaker::kAgent, Speaker::kCustomer}; }));
  EXPECT_FALSE(Applies([](auto& when) { when.speakers = {Speaker::kAgent, Speaker::kBot}; }));
}

TEST(FindPolicyRowTest, NeedsEveryConditionOfTheRow) {
  EXPECT_FALSE(Applies([](auto& when) {
    when.rules = {"fraud.*"};
    when.categories = {"privacy"};
  }));
}

TEST(FindPolicyRowTest, TakesTheFirstRowThatApplies) {
  TicketPolicy policy;
  policy.rows.push_back(MakeRow("other", [](auto& when) { when.rules = {"mkt.*"}; }));
  policy.rows.push_back(MakeRow("done", [](auto& when) { when.features = {{"tense", "done"}}; }));
  policy.rows.push_back(MakeRow("any", kAnything));
  EXPECT_EQ(FindPolicyRow(policy, MakeFinding())->id, "done");
  EXPECT_EQ(FindPolicyRow(policy, Finding())->id, "any");
}

TEST(FindPolicyRowTest, GivesNoneWhenNoRowApplies) {
  EXPECT_EQ(FindPolicyRow(TicketPolicy(), MakeFinding()), nullptr);
}

}  // namespace
}  // namespace mingcha
