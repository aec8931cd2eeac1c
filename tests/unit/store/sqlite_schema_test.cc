#include "store/sqlite_schema.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"
#include "unit/store/store_fixtures.h"

namespace mingcha {
namespace {

using ::mingcha::testing::IsOk;
using ::mingcha::testing::kPatienceOfATest;
using ::mingcha::testing::OpenStore;
using ::mingcha::testing::StatusIs;
using ::mingcha::testing::TempDir;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kMakeNotes = "CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT);";
constexpr const char* kAddAuthor =
    "ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody';";
constexpr const char* kBroken = "DROP TABLE notes; CREATE TABLE notes (this is no SQL";

class MigrateSchemaTest : public ::testing::Test {
 protected:
  absl::Status Migrate(std::vector<const char*> steps) { return MigrateSchema(steps, &database_); }
  int64_t Version() { return **database_.QueryInt("SELECT version FROM schema_version"); }

  const TempDir folder_;
  Database database_ = *Database::Open(folder_.path() / "notes.db", Duration(0));
};

TEST_F(MigrateSchemaTest, TakesAnEmptyFileThroughEveryStep) {
  ASSERT_THAT(Migrate({kMakeNotes, kAddAuthor}), IsOk());
  EXPECT_EQ(Version(), 2);
  EXPECT_THAT(database_.Execute("INSERT INTO notes (words, author) VALUES ('a', 'li')"), IsOk());
}

TEST_F(MigrateSchemaTest, KeepsTheRowsOfAnEarlierVersion) {
  ASSERT_THAT(Migrate({kMakeNotes}), IsOk());
  ASSERT_THAT(database_.Execute("INSERT INTO notes (words) VALUES ('kept')"), IsOk());
  ASSERT_THAT(Migrate({kMakeNotes, kAddAuthor}), IsOk());
  EXPECT_EQ(Version(), 2);
  EXPECT_EQ(
      **database_.QueryInt("SELECT count(*) FROM notes WHERE words = 'kept' AND author = 'nobody'"),
      1);
}

TEST_F(MigrateSchemaTest, DoesNothingToAFileOfThisVersion) {
  ASSERT_THAT(Migrate({kMakeNotes}), IsOk());
  EXPECT_THAT(Migrate({kMakeNotes}), IsOk());
  EXPECT_EQ(Version(), 1);
}

TEST_F(MigrateSchemaTest, RefusesANewerFileAndTellsBothVersions) {
  ASSERT_THAT(Migrate({kMakeNotes, kAddAuthor}), IsOk());
  EXPECT_THAT(
      Migrate({kMakeNotes}),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               AllOf(HasSubstr("notes.db"), HasSubstr("schema version 2"), HasSubstr("up to 1"))));
}

TEST_F(MigrateSchemaTest, LeavesTheFileAsItWasWhenAStepFails) {
  ASSERT_THAT(Migrate({kMakeNotes}), IsOk());
  ASSERT_THAT(database_.Execute("INSERT INTO notes (words) VALUES ('kept')"), IsOk());
  EXPECT_FALSE(Migrate({kMakeNotes, kAddAuthor, kBroken}).ok());
  EXPECT_EQ(Version(), 1);
  EXPECT_EQ(**database_.QueryInt("SELECT count(*) FROM notes WHERE words = 'kept'"), 1);
}

TEST_F(MigrateSchemaTest, RefusesTheDatabaseOfAnotherProgram) {
  ASSERT_THAT(database_.ExecuteScript(kMakeNotes), IsOk());
  EXPECT_THAT(Migrate({kMakeNotes}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another program")));
}

TEST(SqliteStoreOpenTest, RefusesAStoreOfANewerProgram) {
  const TempDir folder;
  const auto path = folder.path() / "store.db";
  OpenStore(path);
  ASSERT_THAT(Database::Open(path, Duration(0))->Execute("UPDATE schema_version SET version = 99"),
              IsOk());
  EXPECT_THAT(SqliteStore::Open(path, kPatienceOfATest),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("schema version 99"),
                             HasSubstr("up to " + std::to_string(SchemaSteps().size())))));
}

TEST(SqliteStoreOpenTest, TakesAnEmptyFileForANewStore) {
  const TempDir folder;
  const auto path = folder.Write("store.db", "");
  EXPECT_EQ(*OpenStore(path)->LastSequence(), 0);
}

}  // namespace
}  // namespace mingcha
