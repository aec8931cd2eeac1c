#include "rulepack/category.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace mingcha {
namespace {

TEST(CategoryTest, FollowsFromTheBeginningOfTheId) {
  EXPECT_EQ(CategoryOf("mkt.guarantee.principal"), "prohibited_wording");
  EXPECT_EQ(CategoryOf("evs.license_dodge"), "evasive_reply");
  EXPECT_EQ(CategoryOf("fraud.agent.safe_account"), "fraud_inducement");
  EXPECT_EQ(CategoryOf("fraud.cust.transferred"), "victim_disclosure");
  EXPECT_EQ(CategoryOf("lead.scam_words"), "victim_disclosure");
}

TEST(CategoryTest, TakesWholePartsOfTheIdOnly) {
  EXPECT_EQ(CategoryOf("mktx.something"), "");
  EXPECT_EQ(CategoryOf("fraud.other.something"), "");
  EXPECT_EQ(CategoryOf("mkt"), "");
}

TEST(CategoryTest, KnowsFamiliesByTheirWholeBeginning) {
  EXPECT_TRUE(IsFamily("fraud.cust."));
  EXPECT_FALSE(IsFamily("fraud."));
  EXPECT_FALSE(IsFamily("mkt.guarantee."));
}

TEST(CategoryTest, ListsEachCategoryOnce) {
  const auto& categories = Categories();
  EXPECT_EQ(std::count(categories.begin(), categories.end(), "victim_disclosure"), 1);
  EXPECT_EQ(categories.size(), 15U);
}

}  // namespace
}  // namespace mingcha
