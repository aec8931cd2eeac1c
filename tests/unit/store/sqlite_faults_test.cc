// What goes wrong outside: full disks, locks, damaged files, processes that die.

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite_store.h"
#include "support/child_process.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"
#include "unit/store/store_fixtures.h"

namespace mingcha {
namespace {

using ::mingcha::testing::FindingIds;
using ::mingcha::testing::IsOk;
using ::mingcha::testing::kPatienceOfATest;
using ::mingcha::testing::LimitFileSize;
using ::mingcha::testing::MakeFinding;
using ::mingcha::testing::OpenStore;
using ::mingcha::testing::ReadFile;
using ::mingcha::testing::RunInChild;
using ::mingcha::testing::StatusIs;
using ::mingcha::testing::StoreFinding;
using ::mingcha::testing::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SqliteFaultsTest : public ::testing::Test {
 protected:
  const TempDir folder_;
  const std::filesystem::path path_ = folder_.path() / "store.db";
};

TEST_F(SqliteFaultsTest, KeepsWhatWasCommittedAndOnlyThatWhenTheProcessDies) {
  const int failed = RunInChild([&] {
    const auto store = SqliteStore::Open(path_, kPatienceOfATest);
    if (!store.ok() || !StoreFinding("committed", store->get()).ok()) return 1;
    const auto transaction = (*store)->Begin();
    if (!transaction.ok() || !(*transaction)->InsertFinding(MakeFinding("lost")).ok()) return 2;
    ::_exit(0);  // Neither the transaction nor the store is destroyed.
  });
  ASSERT_EQ(failed, 0);
  const auto store = OpenStore(path_);
  EXPECT_THAT(FindingIds(store.get()), ElementsAre("committed"));
  EXPECT_THAT(StoreFinding("next", store.get()), IsOk());
}

TEST_F(SqliteFaultsTest, SaysUnavailableOnAFullDiskAndGoesOnWhenThereIsRoom) {
  ASSERT_THAT(StoreFinding("before", OpenStore(path_).get()), IsOk());
  const int failed = RunInChild([&] {
    const auto store = SqliteStore::Open(path_, kPatienceOfATest);
    if (!store.ok()) return 1;
    LimitFileSize(std::filesystem::file_size(path_) + 4096);
    Finding big = MakeFinding("big");
    big.explanation.assign(1'000'000, 'x');
    {
      const auto transaction = (*store)->Begin();
      if (!transaction.ok()) return 2;
      const absl::Status inserted = (*transaction)->InsertFinding(big).status();
      const absl::Status committed = (*transaction)->Commit();
      if (committed.code() != absl::StatusCode::kUnavailable) return 3;
      if (!inserted.ok() && inserted.code() != absl::StatusCode::kUnavailable) return 4;
    }
    if (FindingIds(store->get()) != std::vector<std::string>{"before"}) return 5;
    LimitFileSize(RLIM_INFINITY);
    return StoreFinding("after", store->get()).ok() ? 0 : 6;
  });
  EXPECT_EQ(failed, 0);
  EXPECT_THAT(FindingIds(OpenStore(path_).get()), ElementsAre("before", "after"));
}

TEST_F(SqliteFaultsTest, CommitsNothingOfATransactionInWhichAStepFailed) {
  const auto store = OpenStore(path_);
  ASSERT_THAT(Database::Open(path_, Duration(0))
                  ->ExecuteScript("CREATE TRIGGER refuse BEFORE INSERT ON outbox "
                                  "BEGIN SELECT raise(FAIL, 'refused'); END"),
              IsOk());
  {
    const auto transaction = store->Begin();
    ASSERT_THAT((*transaction)->InsertFinding(MakeFinding("f1")), IsOk());
    EXPECT_FALSE((*transaction)->InsertOutbox({}).ok());
    EXPECT_FALSE((*transaction)->InsertFinding(MakeFinding("f2")).ok());
    EXPECT_THAT((*transaction)->Commit(),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("refused")));
  }
  EXPECT_THAT(FindingIds(store.get()), ElementsAre());
}

TEST_F(SqliteFaultsTest, SaysUnavailableWhileAnotherProcessWrites) {
  const auto store = OpenStore(path_);
  auto other = Database::Open(path_, Duration(0));
  ASSERT_THAT(other->ExecuteScript("BEGIN IMMEDIATE"), IsOk());
  EXPECT_THAT(store->Begin(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("locked")));
  EXPECT_THAT(store->LastSequence(), IsOk());
  ASSERT_THAT(other->ExecuteScript("COMMIT"), IsOk());
  EXPECT_THAT(StoreFinding("f1", store.get()), IsOk());
}

TEST_F(SqliteFaultsTest, SaysDataLossOfAFileThatIsNoDatabase) {
  folder_.Write("store.db", std::string(8192, '?'));
  EXPECT_THAT(SqliteStore::Open(path_, kPatienceOfATest),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("store.db")));
}

TEST_F(SqliteFaultsTest, SaysDataLossOfADamagedFile) {
  {
    const auto store = OpenStore(path_);
    for (int i = 0; i < 100; ++i) {
      ASSERT_THAT(StoreFinding("f" + std::to_string(i), store.get()), IsOk());
    }
  }
  std::string bytes = ReadFile(path_);
  ASSERT_GT(bytes.size(), 20'000U);
  // The first page, which tells what tables there are, is left whole.
  bytes.replace(4096, bytes.size() - 4096, bytes.size() - 4096, '\x5a');
  std::ofstream(path_, std::ios::binary) << bytes;
  const auto store = SqliteStore::Open(path_, kPatienceOfATest);
  const absl::Status status =
      store.ok() ? (*store)->ListFindings(0, 1000).status() : store.status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("store.db")));
}

TEST_F(SqliteFaultsTest, SaysDataLossOfARowThatCannotBeReadBack) {
  const auto store = OpenStore(path_);
  ASSERT_THAT(StoreFinding("f1", store.get()), IsOk());
  ASSERT_THAT(Database::Open(path_, Duration(0))->Execute("UPDATE findings SET json = '{\"a\":'"),
              IsOk());
  EXPECT_THAT(store->GetFinding("f1"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("row")));
}

TEST_F(SqliteFaultsTest, SaysThatAFolderIsMissingItsPermission) {
  EXPECT_THAT(SqliteStore::Open("/proc/no/store.db", kPatienceOfATest),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("/proc/no/store.db")));
}

}  // namespace
}  // namespace mingcha
