#include "conversation/conversation_table.h"

#include <string>

#include <gmock/gmock.h>

#include "support/scripted_scan.h"

namespace mingcha::testing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ConversationKey Key(const std::string& id) { return {"default", id}; }

TEST(ConversationTableTest, LetsTheLongestIdleOneGo) {
  ConversationTable table(2);
  table.Use(Key("a"));
  table.Use(Key("b"));
  table.Use(Key("a"));
  table.Use(Key("c"));
  EXPECT_NE(table.Find(Key("a")), nullptr);
  EXPECT_EQ(table.Find(Key("b")), nullptr);
  EXPECT_EQ(table.evicted(), 1U);
}

TEST(ConversationTableTest, KeepsThoseThatOweBeyondItsBudget) {
  ConversationTable table(1);
  Conversation& owing = table.Use(Key("a"));
  table.Place(owing, true, std::nullopt, false);
  Conversation& idle = table.Use(Key("b"));
  EXPECT_EQ(table.size(), 2U);
  table.Place(idle, false, std::nullopt, false);
  table.Use(Key("c"));
  EXPECT_NE(table.Find(Key("a")), nullptr);
  EXPECT_EQ(table.Find(Key("b")), nullptr);

  table.Place(owing, false, std::nullopt, false);
  table.Use(Key("d"));
  EXPECT_EQ(table.size(), 1U);
  EXPECT_NE(table.Find(Key("d")), nullptr);
}

TEST(ConversationTableTest, NamesWhatIsDueInTheOrderOfTime) {
  ConversationTable table(10);
  Conversation& a = table.Use(Key("a"));
  Conversation& b = table.Use(Key("b"));
  table.Place(a, true, At(seconds(20)), false);
  table.Place(b, true, At(seconds(10)), false);
  EXPECT_EQ(table.NextDue(), At(seconds(10)));
  EXPECT_EQ(table.FirstDue(At(seconds(9))), nullptr);
  EXPECT_EQ(table.FirstDue(At(seconds(10))), &b);
  table.Place(b, true, std::nullopt, false);
  EXPECT_EQ(table.NextDue(), At(seconds(20)));
}

TEST(ConversationTableTest, FollowsAConversationToItsNewInput) {
  ConversationTable table(10);
  Conversation& a = table.Use(Key("a"));
  a.state.input = 1;
  table.Place(a, true, std::nullopt, true);
  EXPECT_THAT(table.WaitingFor(1), ElementsAre(&a));
  a.state.input = 2;
  table.Place(a, true, std::nullopt, true);
  EXPECT_THAT(table.WaitingFor(1), IsEmpty());
  EXPECT_THAT(table.WaitingFor(2), ElementsAre(&a));
}

}  // namespace
}  // namespace mingcha::testing
