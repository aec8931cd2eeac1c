#include "store/sqlite_schema.h"

#include <gtest/gtest.h>

#include "base/json.h"
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

TEST(SqliteStoreOpenTest, MovesTheFindingsOfTicketsOutOfTheirRows) {
  const TempDir folder;
  const auto path = folder.path() / "store.db";
  {
    auto database = *Database::Open(path, Duration(0));
    ASSERT_THAT(MigrateSchema(SchemaSteps().first(1), &database), IsOk());
    for (const char* id : {"f2", "f1"}) {
      ASSERT_THAT(
          database.Execute("INSERT INTO findings (finding_id, tenant, conversation_id, rule_id, "
                           "severity, at_ms, json) VALUES (?, 'default', 'c-1', 'r', 3, 0, ?)",
                           id, DumpLine(ToJson(testing::MakeFinding(id)))),
          IsOk());
    }
    const Ticket ticket = testing::MakeTicket("t1", {"f2", "f1"});
    ASSERT_THAT(
        database.Execute("INSERT INTO tickets (ticket_id, tenant, conversation_id, queue, state, "
                         "priority, severity, due_at_ms, json) "
                         "VALUES ('t1', 'default', 'c-1', 'compliance', 0, 1, 3, 9, ?)",
                         DumpLine(ToJson(ticket))),
        IsOk());
    ASSERT_THAT(database.ExecuteScript("INSERT INTO ticket_findings VALUES "
                                       "('t1', 0, 'f2'), ('t1', 1, 'f1')"),
                IsOk());
  }
  const auto store = OpenStore(path);
  EXPECT_EQ(DumpLine(ToJson(*store->GetTicket("t1"))),
            DumpLine(ToJson(testing::MakeTicket("t1", {"f2", "f1"}))));
  EXPECT_EQ(**Database::Open(path, Duration(0))
                  ->QueryInt("SELECT count(*) FROM tickets WHERE json LIKE '%finding_ids%'"),
            0);
}

TEST(SqliteStoreOpenTest, KeepsTheRowOfATicketSmallHoweverManyFindingsItHas) {
  const TempDir folder;
  const auto path = folder.path() / "store.db";
  const auto store = OpenStore(path);
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i) ids.push_back("finding-" + std::to_string(i));
  ASSERT_THAT(testing::StoreTickets({testing::MakeTicket("t1", ids)}, store.get()), IsOk());
  EXPECT_LT(**Database::Open(path, Duration(0))->QueryInt("SELECT length(json) FROM tickets"), 500);
  EXPECT_EQ(store->GetTicket("t1")->finding_ids, ids);
}

TEST(SqliteStoreOpenTest, TakesAnEmptyFileForANewStore) {
  const TempDir folder;
  const auto path = folder.Write("store.db", "");
  EXPECT_EQ(*OpenStore(path)->LastSequence(), 0);
}

}  // namespace
}  // namespace mingcha
