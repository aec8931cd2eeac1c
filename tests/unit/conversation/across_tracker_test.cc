#include "conversation/across_tracker.h"

#include <algorithm>
#include <map>
#include <random>

#include "support/status_matchers.h"
#include "unit/conversation/across_fixture.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ConversationTracker::Context kLive = {ConversationTracker::ClockMode::kWall, 1, false};
constexpr ConversationTracker::Context kArchive = {ConversationTracker::ClockMode::kEvent, 2,
                                                   false};

class AcrossTrackerTest : public AcrossTest {
 protected:
  using Stored = std::map<std::pair<uint64_t, std::string>, StoredAcross>;

  AcrossTrackerTest() { Start(); }

  void Start() { tracker_ = std::make_unique<AcrossTracker>(pack_, options_); }

  // As a process that begins with what the one before it has stored.
  void Restart(Timestamp now) {
    Start();
    for (const auto& [place, stored] : stored_) {
      ASSERT_THAT(tracker_->Restore(stored, now), IsOk());
    }
  }

  void Take(const Sighting& sighting, const ConversationTracker::Context& context) {
    AcrossTracker::Outcome outcome;
    tracker_->Take(sighting, context, sighting.at, &outcome);
    Gather(outcome);
  }
  void TakePromises(int first, int count, const ConversationTracker::Context& context) {
    for (int i = first; i < first + count; ++i) {
      Take(Promise("xs.promise", seconds(i), "c-" + std::to_string(i)), context);
    }
  }
  void Advance(Timestamp now) {
    AcrossTracker::Outcome outcome;
    tracker_->Advance(now, &outcome);
    Gather(outcome);
  }
  void End(uint64_t input) {
    AcrossTracker::Outcome outcome;
    tracker_->EndOfInput(input, &outcome);
    Gather(outcome);
  }

  void Gather(const AcrossTracker::Outcome& outcome) {
    for (const auto& [input, finding] : outcome.findings) found_.push_back(finding.message_id);
    for (const Fact& fact : outcome.facts) ++facts_[fact.key];
    for (const StoredAcross& changed : outcome.changed) {
      if (changed.state.empty()) {
        stored_.erase({changed.key, changed.part});
      } else {
        stored_[{changed.key, changed.part}] = changed;
      }
    }
  }

  AcrossOptions options_;
  std::unique_ptr<AcrossTracker> tracker_;
  std::vector<std::string> found_;
  std::map<std::string, int> facts_;
  Stored stored_;
};

TEST_F(AcrossTrackerTest, ALiveSightingWaitsForTheLateness) {
  TakePromises(0, 5, kLive);
  const Timestamp due = At(seconds(4)) + options_.allowed_lateness;
  Advance(due);
  EXPECT_THAT(found_, IsEmpty());
  ASSERT_TRUE(tracker_->NextDeadline().has_value());
  EXPECT_EQ(*tracker_->NextDeadline(), due + milliseconds(1));
  Advance(due + milliseconds(1));
  EXPECT_THAT(found_, ElementsAre("m-4000"));
  EXPECT_EQ(tracker_->NextDeadline(), std::nullopt);
}

TEST_F(AcrossTrackerTest, AnArchiveIsCountedAtItsEndByTheTimeOfItsMessages) {
  std::vector<Sighting> sightings;
  for (int i = 0; i < 40; ++i) {
    sightings.push_back(Promise("xs.promise", seconds(40 * i), "c-" + std::to_string(i)));
  }
  std::vector<std::string> expected;
  std::mt19937 chance(1);
  for (int round = 0; round < 4; ++round) {
    found_.clear();
    Start();
    for (const Sighting& sighting : sightings) Take(sighting, kArchive);
    End(kArchive.input + 1);
    EXPECT_THAT(found_, IsEmpty()) << "another input has ended";
    End(kArchive.input);
    if (round == 0) expected = found_;
    EXPECT_EQ(found_, expected);
    std::shuffle(sightings.begin(), sightings.end(), chance);
  }
  EXPECT_EQ(expected.size(), 3U);
}

TEST_F(AcrossTrackerTest, GoesOnAfterARestartWhereItWas) {
  TakePromises(0, 3, kLive);
  Advance(At(seconds(60)));
  TakePromises(3, 1, kArchive);
  Restart(At(seconds(60)));
  EXPECT_EQ(tracker_->waiting(), 1U);
  TakePromises(3, 2, kArchive);  // Sent again, and the rest.
  End(kArchive.input);
  EXPECT_THAT(found_, ElementsAre("m-4000"));
  Restart(At(seconds(61)));
  TakePromises(5, 3, kArchive);
  End(kArchive.input);
  EXPECT_THAT(found_, ElementsAre("m-4000")) << "the window was told before the restart";
  EXPECT_EQ(facts_["across.found"], 1);
}

TEST_F(AcrossTrackerTest, AfterARestartClientsHaveTimeToComeBack) {
  TakePromises(0, 5, kLive);
  Restart(At(seconds(30)));
  Advance(At(seconds(30)) + options_.restart_grace - milliseconds(1));
  EXPECT_THAT(found_, IsEmpty());
  Advance(At(seconds(30)) + options_.restart_grace);
  EXPECT_THAT(found_, ElementsAre("m-4000"));
}

TEST_F(AcrossTrackerTest, AnInputThatNeverEndsIsNotWaitedForForever) {
  TakePromises(0, 5, kArchive);
  Advance(At(seconds(4)) + options_.idle_limit);
  EXPECT_THAT(found_, ElementsAre("m-4000"));
  EXPECT_EQ(tracker_->waiting(), 0U);
}

TEST_F(AcrossTrackerTest, AnInputThatIsReadAnewTakesItsSightingsAlong) {
  TakePromises(0, 5, kArchive);
  TakePromises(0, 5, {ConversationTracker::ClockMode::kEvent, 9, false});
  End(kArchive.input);
  EXPECT_THAT(found_, IsEmpty());
  End(9);
  EXPECT_THAT(found_, ElementsAre("m-4000"));
}

TEST_F(AcrossTrackerTest, ForgetsAKeyWhoseWindowHasPassed) {
  TakePromises(0, 3, kLive);
  Advance(At(seconds(60)));
  EXPECT_EQ(tracker_->keys(), 1U);
  EXPECT_EQ(stored_.size(), 1U);
  Advance(At(hours(2)));
  EXPECT_EQ(tracker_->keys(), 0U);
  EXPECT_THAT(stored_, IsEmpty());
}

TEST_F(AcrossTrackerTest, KeysBeyondTheBudgetMakeRoomAndAreCounted) {
  options_.max_keys = 2;
  Start();
  for (int i = 0; i < 5; ++i) {
    Sighting sighting = Promise("xs.promise", seconds(i), "c-1");
    sighting.key = static_cast<uint64_t>(i);
    Take(sighting, kLive);
  }
  EXPECT_EQ(tracker_->keys(), 2U);
  EXPECT_EQ(facts_["across.evicted"], 3);
  EXPECT_EQ(facts_["across.counted"], 3) << "what waited was counted first";
}

TEST_F(AcrossTrackerTest, WhatWaitsIsBounded) {
  options_.max_waiting = 3;
  Start();
  TakePromises(0, 9, kArchive);
  EXPECT_EQ(tracker_->waiting(), 3U);
  EXPECT_EQ(facts_["across.hurried"], 6);
  End(kArchive.input);
  EXPECT_THAT(found_, ElementsAre("m-4000"));
}

TEST_F(AcrossTrackerTest, LeavesInTheStoreWhatItsPackDoesNotKnow) {
  EXPECT_THAT(tracker_->Restore({"default", "xs.gone", 1, "", "?"}, At(seconds(0))), IsOk());
  EXPECT_EQ(tracker_->keys(), 0U);
  EXPECT_FALSE(tracker_->Restore({"default", "xs.promise", 1, "", "?"}, At(seconds(0))).ok());
}

}  // namespace
}  // namespace mingcha::testing
