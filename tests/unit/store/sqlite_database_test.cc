#include "store/sqlite_database.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::mingcha::testing::IsOk;
using ::mingcha::testing::StatusIs;
using ::mingcha::testing::TempDir;
using ::testing::HasSubstr;

class DatabaseTest : public ::testing::Test {
 protected:
  const TempDir folder_;
  Database database_ = *Database::Open(folder_.path() / "test.db", Duration(0));
};

TEST_F(DatabaseTest, HandsValuesInAndOutUnchanged) {
  const std::string text("a\0保本", 8);
  auto row = database_.Query("SELECT ?, ?, ?, ?, ?", int64_t{-1} << 62, text, Blob{text},
                             std::optional<int64_t>(), std::string_view());
  ASSERT_THAT(row, IsOk());
  ASSERT_TRUE(*row->Step());
  EXPECT_EQ(row->Int(0), int64_t{-1} << 62);
  EXPECT_EQ(row->Text(1), text);
  EXPECT_EQ(row->Text(2), text);
  EXPECT_EQ(row->Text(3), "");
  EXPECT_EQ(row->Text(4), "");
  EXPECT_FALSE(*row->Step());
  EXPECT_EQ(*database_.QueryInt("SELECT ? IS NULL", std::optional<int64_t>()), 1);
  EXPECT_EQ(*database_.QueryInt("SELECT ? IS NULL", std::string_view()), 0);
}

TEST_F(DatabaseTest, StartsAStatementAnewEachTime) {
  for (int64_t i = 1; i <= 2; ++i) EXPECT_EQ(*database_.QueryInt("SELECT ? + 1", i), i + 1);
  EXPECT_EQ(*database_.QueryInt("SELECT 1 WHERE 0"), std::nullopt);
}

TEST_F(DatabaseTest, SaysThatTheDiskIsFullAndGoesOnWhenThereIsRoom) {
  ASSERT_THAT(database_.ExecuteScript("CREATE TABLE t (x TEXT); PRAGMA max_page_count = 4"),
              IsOk());
  const std::string big(100'000, 'x');
  EXPECT_THAT(database_.Execute("INSERT INTO t VALUES (?)", big),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("full")));
  ASSERT_THAT(database_.ExecuteScript("PRAGMA max_page_count = 1000"), IsOk());
  EXPECT_THAT(database_.Execute("INSERT INTO t VALUES (?)", big), IsOk());
}

TEST_F(DatabaseTest, NamesTheFileInItsErrors) {
  EXPECT_THAT(database_.Execute("no SQL"),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("test.db")));
}

TEST_F(DatabaseTest, TellsAConstraintWithoutTheValuesThatBrokeIt) {
  ASSERT_THAT(database_.ExecuteScript("CREATE TABLE t (x TEXT UNIQUE)"), IsOk());
  ASSERT_THAT(database_.Execute("INSERT INTO t VALUES ('words of people')"), IsOk());
  const absl::Status twice = database_.Execute("INSERT INTO t VALUES ('words of people')");
  EXPECT_THAT(twice, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("t.x")));
  EXPECT_THAT(std::string(twice.message()), ::testing::Not(HasSubstr("words")));
}

TEST(DatabaseOpenTest, RefusesAFolder) {
  const TempDir folder;
  EXPECT_THAT(Database::Open(folder.path(), Duration(0)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("unable to open")));
}

}  // namespace
}  // namespace mingcha
