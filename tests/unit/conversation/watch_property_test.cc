// All kinds of rules find the same in whatever order records come within the lateness, twice, live
// or from an archive, over restarts and over 1 to 8 trackers. A failure tells its seed, and the
// fewest records that still show it.

#include <set>
#include <sstream>

#include "support/delivery.h"

namespace mingcha::testing {
namespace {

using ClockMode = ConversationTracker::ClockMode;
using Found = std::map<std::string, std::string>;

constexpr int kRounds = 60;
constexpr int kRecords = 40;
constexpr int kConversations = 3;

std::string Say(const Record& record) {
  std::ostringstream out;
  out << (TimeOf(record) - At(Duration(0))).count() << "ms "
      << ConversationOf(record).conversation_id << " ";
  if (const auto* message = std::get_if<Message>(&record)) {
    out << message->message_id << " seq " << message->seq << " " << ToString(message->speaker)
        << ": " << message->text;
  } else {
    const auto& event = std::get<ConversationEvent>(record);
    out << event.event_id << " event " << ToString(event.kind);
  }
  return out.str();
}

std::string RulesOf(const Found& found) {
  std::string rules;
  for (const auto& [id, json] : found) {
    const size_t at = json.find("\"rule_id\":\"");
    rules += json.substr(at + 11, json.find('"', at + 11) - at - 11) + " ";
  }
  return rules;
}

class WatchPropertyTest : public ::testing::TestWithParam<uint32_t> {
 protected:
  Found Run(const std::vector<Record>& records, const Delivery& way, uint32_t seed) {
    Chance chance(seed);
    Delivered delivered(pack_, way);
    Found found = delivered.Run(Arrive(chance, records, way));
    told_twice_ = delivered.told_twice();
    return found;
  }

  bool Differs(const std::vector<Record>& records, const Delivery& way, uint32_t seed) {
    if (records.empty()) return false;
    return Run(records, way, seed) != Run(records, {}, seed);
  }

  // Takes records out as long as the two ways still differ.
  std::vector<Record> Shrink(std::vector<Record> records, const Delivery& way, uint32_t seed) {
    for (size_t chunk = records.size() / 2; chunk > 0; chunk /= 2) {
      for (size_t at = 0; at < records.size();) {
        std::vector<Record> fewer = records;
        const auto begin = fewer.begin() + static_cast<ptrdiff_t>(at);
        fewer.erase(begin, begin + static_cast<ptrdiff_t>(std::min(chunk, fewer.size() - at)));
        if (Differs(fewer, way, seed)) {
          records = std::move(fewer);
        } else {
          at += chunk;
        }
      }
    }
    return records;
  }

  void ExpectTheSame(const std::vector<Record>& records, const Found& expected, const Delivery& way,
                     uint32_t seed) {
    const Found found = Run(records, way, seed);
    ASSERT_FALSE(told_twice_) << "seed " << seed;
    if (found == expected) return;
    const std::vector<Record> few = Shrink(records, way, seed);
    std::string told;
    for (const Record& record : few) told += Say(record) + "\n";
    FAIL() << "seed " << seed << ", clock " << (way.clock == ClockMode::kWall ? "wall" : "event")
           << ", restarts " << way.restarts << ", trackers " << way.trackers << "\n"
           << told << "in order:  " << RulesOf(Run(few, {}, seed)) << "\n"
           << "delivered: " << RulesOf(Run(few, way, seed));
  }

  std::shared_ptr<const RulePack> pack_ = MakePack(ScriptedWatches());
  bool told_twice_ = false;
};

TEST_P(WatchPropertyTest, FindsTheSameOnEveryWay) {
  std::set<std::string> rules;
  for (uint32_t round = 0; round < kRounds; ++round) {
    const uint32_t seed = GetParam() * 1000 + round;
    Chance chance(seed);
    const std::vector<Record> records = ConversationMaker(chance, kConversations).Make(kRecords);
    const Found expected = Run(records, {}, seed);
    std::istringstream names(RulesOf(expected));
    for (std::string name; names >> name;) rules.insert(name);
    for (const ClockMode clock : {ClockMode::kEvent, ClockMode::kWall}) {
      const size_t trackers = 1 + seed % 8;
      ASSERT_NO_FATAL_FAILURE(
          ExpectTheSame(records, expected, {clock, true, true, false, trackers}, seed));
      ASSERT_NO_FATAL_FAILURE(
          ExpectTheSame(records, expected, {clock, true, true, true, trackers}, seed));
      ASSERT_NO_FATAL_FAILURE(
          ExpectTheSame(records, expected, {clock, false, false, true, trackers}, seed));
    }
  }
  for (const CompiledRule& rule : pack_->compiled().rules) {
    if (IsWatchKind(rule.kind)) {
      EXPECT_TRUE(rules.contains(rule.id)) << rule.id << " had nothing to find";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, WatchPropertyTest, ::testing::Values(1U, 20261U, 777U),
                         [](const auto& seed) { return "Seed" + std::to_string(seed.param); });

}  // namespace
}  // namespace mingcha::testing
