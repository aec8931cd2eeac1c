#include "cli/terminal.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace mingcha::cli {
namespace {

TEST(ProgressLineTest, TellsShareRecordsAndTheTimeLeft) {
  EXPECT_EQ(ProgressLine(/*bytes_read=*/50, /*total_bytes=*/200, /*records=*/1000, /*seconds=*/10),
            "[=======                     ]  25%  1000 records  100/s  0:30 left");
}

TEST(ProgressLineTest, SaysNothingOfTimeInTheFirstSecond) {
  EXPECT_EQ(ProgressLine(0, 200, 0, 0.2), "[                            ]   0%  0 records");
}

TEST(ProgressLineTest, StaysWithinTheBarWhenAFileGrew) {
  EXPECT_EQ(ProgressLine(300, 200, 5, 0), "[============================] 100%  5 records");
  EXPECT_EQ(ProgressLine(0, 0, 0, 0), "[============================] 100%  0 records");
}

TEST(StyleTest, MarksEvidenceWithoutColors) {
  const Style plain(/*colors=*/false);
  EXPECT_EQ(plain.Evidence("保本"), "【保本】");
  EXPECT_EQ(plain.Heading(Severity::kCritical, "保本"), "保本");
}

TEST(ColorsWantedTest, HonorsNoColorOverEverything) {
  constexpr int kNoDescriptor = -1;
  ::setenv("CLICOLOR_FORCE", "1", 1);
  EXPECT_TRUE(ColorsWanted(kNoDescriptor));
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(ColorsWanted(kNoDescriptor));
  ::unsetenv("CLICOLOR_FORCE");
  ::unsetenv("NO_COLOR");
  EXPECT_FALSE(ColorsWanted(kNoDescriptor)) << "no terminal";
}

}  // namespace
}  // namespace mingcha::cli
