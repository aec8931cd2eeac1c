// Limits by the clocks of business: workdays and service hours, nights, weekends, holidays and
// shifted days; and what happens to them while nobody runs them.

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/conversation.h"

#include "step_fixture.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Duration kTick = milliseconds(1);

Date DayOf(int month, int day) {
  return Date(std::chrono::year(2026) / std::chrono::month(static_cast<unsigned>(month)) /
              std::chrono::day(static_cast<unsigned>(day)));
}

// 1 to 7 October off, Saturday the 10th worked; the desk serves from nine to six on workdays, the
// phone at all days from nine to noon.
std::shared_ptr<const ServicePlan> Plan() {
  CalendarYear year{.year = 2026};
  for (int day = 1; day <= 7; ++day) year.holidays.push_back(DayOf(10, day));
  year.shifted.push_back(DayOf(10, 10));
  std::array<ServiceHours::Day, kDayKinds> desk;
  std::array<ServiceHours::Day, kDayKinds> phone;
  for (size_t kind = 0; kind < kDayKinds; ++kind) {
    const auto day = static_cast<DayKind>(kind);
    const bool rests =
        day == DayKind::kSaturday || day == DayKind::kSunday || day == DayKind::kHoliday;
    if (!rests) desk[kind] = {{hours(9), hours(18)}};
    phone[kind] = {{hours(9), hours(12)}};
  }
  return std::make_shared<ServicePlan>(
      WorkCalendar(hours(8), {year}),
      ServicePlan::Hours{{"desk", ServiceHours(desk)}, {"phone", ServiceHours(phone)}},
      std::vector<ServicePlan::Served>{{{}, {}, "desk"}});
}

// Local time of 2026: "09-30 17:00".
Duration Local(const std::string& time) {
  return *ParseTimestamp("2026-" + time.substr(0, 5) + "T" + time.substr(6) + ":00+08:00") -
         At(Duration());
}

std::unique_ptr<CompiledPack> PackWith(const std::string& limit, ClockKind clock,
                                       const std::string& hours_id = {}) {
  std::unique_ptr<CompiledPack> pack = ScriptedWatch("sla.material");
  pack->service = Plan();
  WatchSpec& watch = pack->rules[pack->FindRule("sla.material")].watch;
  watch.limit.limit = *ParseTimeLimit(limit);
  watch.clock = clock;
  watch.hours = hours_id;
  return pack;
}

class BusinessResponseTest : public WatchStepTest {
 protected:
  BusinessResponseTest() : WatchStepTest("sla.material") { pack_->service = Plan(); }

  void Limit(const std::string& limit, ClockKind clock) {
    spec().limit.limit = *ParseTimeLimit(limit);
    spec().clock = clock;
  }
  WatchSpec& spec() { return pack_->rules[pack_->FindRule(rule_)].watch; }
  void Ask(const std::string& time) { Customer(Local(time), Part(0)); }
  Duration OpenUntil() const { return state_.watches.at(0).deadline - At(Duration()); }
};

struct ClockCase {
  const char* what;
  const char* limit;
  ClockKind clock;
  const char* asked;
  const char* deadline;
};

void PrintTo(const ClockCase& one, std::ostream* out) { *out << one.what; }

class DeadlineTest : public BusinessResponseTest,
                     public ::testing::WithParamInterface<ClockCase> {};

constexpr ClockKind kDesk = ClockKind::kServiceHours;
constexpr ClockKind kWorkdays = ClockKind::kWorkday;

INSTANTIATE_TEST_SUITE_P(
    Clocks, DeadlineTest,
    ::testing::Values(
        ClockCase{"natural, through a holiday", "24h", ClockKind::kNatural, "09-30 17:00",
                  "10-01 17:00"},
        ClockCase{"within a day of service", "30m", kDesk, "09-30 09:00", "09-30 09:30"},
        ClockCase{"up to the very close", "30m", kDesk, "09-30 17:30", "09-30 18:00"},
        ClockCase{"over a night", "1h", kDesk, "11-18 17:30", "11-19 09:30"},
        ClockCase{"asked at night", "30m", kDesk, "11-18 23:00", "11-19 09:30"},
        ClockCase{"over a weekend", "1h", kDesk, "11-20 17:30", "11-23 09:30"},
        ClockCase{"over the holiday", "1h", kDesk, "09-30 17:30", "10-08 09:30"},
        ClockCase{"on a shifted Saturday", "30m", kDesk, "10-10 09:00", "10-10 09:30"},
        ClockCase{"several days of service", "20h", kDesk, "10-08 09:00", "10-10 11:00"},
        ClockCase{"hours of workdays", "24h", kWorkdays, "09-30 16:00", "10-08 16:00"},
        ClockCase{"the end of the next workday", "1wd", kWorkdays, "10-09 16:00", "10-11 00:00"},
        ClockCase{"two workdays over the holiday", "2wd", kWorkdays, "09-30 10:00", "10-10 00:00"},
        ClockCase{"not later than half past nine", "1wd@09:30", kWorkdays, "09-30 22:00",
                  "10-08 09:30"},
        ClockCase{"workdays by any clock", "1wd", kDesk, "11-20 17:59", "11-24 00:00"}));

TEST_P(DeadlineTest, TakesAnAnswerAtTheDeadline) {
  Limit(GetParam().limit, GetParam().clock);
  Ask(GetParam().asked);
  Agent(Local(GetParam().deadline), Part(1));
  Pass(Local("12-31 23:59"));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_P(DeadlineTest, TakesAnAnswerAMillisecondBefore) {
  Limit(GetParam().limit, GetParam().clock);
  Ask(GetParam().asked);
  Agent(Local(GetParam().deadline) - kTick, Part(1));
  Pass(Local("12-31 23:59"));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_P(DeadlineTest, FindsAnAnswerAMillisecondLater) {
  Limit(GetParam().limit, GetParam().clock);
  Ask(GetParam().asked);
  Agent(Local(GetParam().deadline) + kTick, Part(1));
  ASSERT_THAT(Rules(), ElementsAre("sla.material"));
  EXPECT_EQ(findings_[0].at, At(Local(GetParam().deadline)));
}

TEST_P(DeadlineTest, FiresWithoutAMessage) {
  Limit(GetParam().limit, GetParam().clock);
  Ask(GetParam().asked);
  Pass(Local(GetParam().deadline));
  EXPECT_THAT(Rules(), IsEmpty());
  Pass(Local(GetParam().deadline) + kTick);
  EXPECT_THAT(Rules(), ElementsAre("sla.material"));
}

TEST_F(BusinessResponseTest, NamedHoursOutrankThoseOfTheChannel) {
  Limit("1h", ClockKind::kServiceHours);
  spec().hours = "phone";
  Ask("11-21 11:30");
  EXPECT_EQ(OpenUntil(), Local("11-22 09:30"));
}

TEST_F(BusinessResponseTest, TheTenantChoosesTheLimit) {
  spec().limit.setting = "complaint.plan";
  pack_->settings = std::make_shared<Settings>(
      Settings::Values{{"complaint.plan", *ParseSetting("2wd")}},
      std::map<std::string, Settings::Values, std::less<>>{{"other", {}}});
  Ask("11-18 10:00");
  EXPECT_EQ(OpenUntil(), Local("11-21 00:00"));
}

TEST_F(BusinessResponseTest, WatchesNothingForATenantWithoutTheSetting) {
  spec().limit.setting = "complaint.plan";
  Ask("11-18 10:00");
  EXPECT_THAT(state_.watches, IsEmpty());
}

TEST_F(BusinessResponseTest, AFindingTellsItsClock) {
  Limit("2wd", ClockKind::kNatural);
  Ask("11-18 10:00");
  Pass(Local("12-01 00:00"));
  ASSERT_THAT(Rules(), ElementsAre("sla.material"));
  EXPECT_EQ(findings_[0].features.at("clock"), "workday");
  EXPECT_THAT(findings_[0].explanation, ::testing::HasSubstr("按工作日计时"));
}

TEST_F(BusinessResponseTest, TellsThatItCountsBeyondTheCalendar) {
  Limit("2wd", ClockKind::kNatural);
  Ask("12-30 10:00");
  EXPECT_THAT(FactKeys(), Contains("response.beyond_calendar"));
  EXPECT_EQ(OpenUntil(), Local("12-31 00:00") + hours(48)) << "an unknown year has weekdays";
}

TEST_F(BusinessResponseTest, StopsAndResumesOnItsOwnClock) {
  Limit("4h", ClockKind::kServiceHours);
  Ask("11-18 16:00");
  Agent(Local("11-18 17:00"), Part(2));
  Pass(Local("11-20 20:00"));
  // Three hours are left, and the customer hands the material in on a Saturday.
  Customer(Local("11-21 15:00"), "words");
  EXPECT_EQ(OpenUntil(), Local("11-23 12:00"));
}

TEST_F(BusinessResponseTest, TheRestOfALimitInWorkdaysIsTimeOfWorkdays) {
  Limit("2wd", ClockKind::kNatural);
  Ask("11-18 10:00");
  Agent(Local("11-19 10:00"), Part(2));  // 14 hours of Thursday and Friday's 24 are left.
  Customer(Local("11-20 10:00"), "words");
  EXPECT_EQ(OpenUntil(), Local("11-24 00:00"));
}

TEST_F(BusinessResponseTest, APauseMayHaveAnEnd) {
  Limit("1h", ClockKind::kNatural);
  spec().pause_for = hours(24);
  Ask("11-18 10:00");
  Agent(Local("11-18 10:20"), Part(2));
  Pass(Local("11-19 11:00"));
  EXPECT_THAT(Rules(), IsEmpty());
  Pass(Local("11-19 11:00") + kTick);
  ASSERT_THAT(Rules(), ElementsAre("sla.material"));
  EXPECT_EQ(findings_[0].at, At(Local("11-19 11:00")));
}

TEST_F(BusinessResponseTest, AnAppointmentEndsThePause) {
  Limit("1h", ClockKind::kServiceHours);
  spec().pause_is_promised = true;
  Ask("11-18 10:00");
  Agent(Local("11-18 10:20"), Part(2) + "，两个工作日");
  EXPECT_EQ(OpenUntil(), Local("11-21 00:00"));
  Pass(Local("11-21 00:01"));
  EXPECT_EQ(OpenUntil(), Local("11-23 09:40"));
}

TEST_F(BusinessResponseTest, AnAppointmentWithoutATimeWaitsForTheCustomer) {
  Limit("1h", ClockKind::kNatural);
  spec().pause_is_promised = true;
  Ask("11-18 10:00");
  Agent(Local("11-18 10:20"), Part(2));
  Pass(Local("11-30 10:00"));
  EXPECT_THAT(Rules(), IsEmpty());
}

class BusinessTimerTest : public ::testing::Test {
 protected:
  static std::vector<Finding> Findings(const std::vector<ConversationTracker::Expired>& all) {
    std::vector<Finding> findings;
    for (const auto& one : all) {
      for (const Finding& finding : one.outcome.findings) findings.push_back(finding);
    }
    return findings;
  }
  void Ask(Duration at) {
    const Message message =
        MakeMessage("m-1", at, Speaker::kCustomer, "part:sla.material/0", "c-1");
    tracker_.OnMessage(message, ScriptedScan(pack_->compiled(), message),
                       {ConversationTracker::ClockMode::kWall, 1, false});
  }

  std::shared_ptr<const RulePack> pack_ = MakePack(PackWith("2wd", ClockKind::kNatural));
  ConversationTracker::Options options_{.allowed_lateness = seconds(5)};
  ConversationTracker tracker_{pack_, options_};
};

TEST_F(BusinessTimerTest, FiresDaysLaterThoughNobodyWroteAnyMore) {
  tracker_.AdvanceWallClock(At(Local("09-30 10:00")));
  Ask(Local("09-30 10:00"));
  const Timestamp fires = At(Local("10-10 00:00") + seconds(5) + kTick);
  std::vector<Finding> findings;
  while (const auto next = tracker_.NextWallDeadline()) {
    if (*next > fires) break;
    const auto more = Findings(tracker_.AdvanceWallClock(*next));
    findings.insert(findings.end(), more.begin(), more.end());
  }
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule_id, "sla.material") << "it was not given up for being idle";
  EXPECT_EQ(findings[0].at, At(Local("10-10 00:00")));
}

TEST_F(BusinessTimerTest, AClockThatStepsBackFiresNothingTwice) {
  tracker_.AdvanceWallClock(At(Local("11-18 10:00")));
  Ask(Local("11-18 10:00"));
  tracker_.AdvanceWallClock(At(Local("11-18 10:01")));
  EXPECT_THAT(Findings(tracker_.AdvanceWallClock(At(Local("11-18 09:00")))), IsEmpty());
  EXPECT_EQ(Findings(tracker_.AdvanceWallClock(At(Local("11-21 00:01")))).size(), 1U);
  EXPECT_THAT(Findings(tracker_.AdvanceWallClock(At(Local("11-20 23:00")))), IsEmpty());
  EXPECT_THAT(Findings(tracker_.AdvanceWallClock(At(Local("11-21 00:02")))), IsEmpty());
}

TEST_F(BusinessTimerTest, AClockThatStepsAheadFiresAtTheDeadlineThatPassed) {
  tracker_.AdvanceWallClock(At(Local("11-18 10:00")));
  Ask(Local("11-18 10:00"));
  const auto findings = Findings(tracker_.AdvanceWallClock(At(Local("12-18 10:00"))));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].at, At(Local("11-21 00:00")));
}

TEST_F(BusinessTimerTest, StandsAgainAfterARestartOverTheWeekend) {
  tracker_.AdvanceWallClock(At(Local("11-20 10:00")));
  Ask(Local("11-20 10:00"));
  const std::string state = tracker_.SerializeState({"default", "c-1"});
  ConversationTracker again(pack_, options_);
  ASSERT_THAT(again.RestoreState({"default", "c-1"}, state, At(Local("11-23 08:00"))), IsOk());
  EXPECT_THAT(Findings(again.AdvanceWallClock(At(Local("11-25 00:00")))), IsEmpty());
  EXPECT_EQ(Findings(again.AdvanceWallClock(At(Local("11-25 00:01")))).size(), 1U);
}

}  // namespace
}  // namespace mingcha::testing
