#include "service/store_lock.h"

#include <filesystem>
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;

constexpr Duration kPatience = std::chrono::seconds(30);
constexpr Duration kAtOnce = Duration::zero();

class StoreLockTest : public ::testing::Test {
 protected:
  absl::StatusOr<StoreLock> Take(Duration limit, bool stop = false) const {
    return StoreLock::Take(store_, limit, [stop] { return stop; });
  }

  testing::TempDir folder_;
  std::filesystem::path store_ = folder_.path() / "state" / "mingcha.db";
};

TEST_F(StoreLockTest, KeepsASecondServiceFromTheStore) {
  auto first = Take(kAtOnce);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Take(kAtOnce),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("another service")));
  EXPECT_THAT(StoreLock::Take(folder_.path() / "other.db", kAtOnce, [] { return false; }), IsOk());
  first = absl::CancelledError();
  EXPECT_THAT(Take(kAtOnce), IsOk());
}

TEST_F(StoreLockTest, KnowsTheStoreByAnotherName) {
  const auto first = Take(kAtOnce);
  ASSERT_THAT(first, IsOk());
  std::filesystem::create_directory_symlink(store_.parent_path(), folder_.path() / "alias");
  EXPECT_THAT(
      StoreLock::Take(folder_.path() / "alias" / "mingcha.db", kAtOnce, [] { return false; }),
      StatusIs(absl::StatusCode::kUnavailable, HasSubstr("another service")));
}

TEST_F(StoreLockTest, WaitsForTheServiceThatIsAboutToStop) {
  auto first = Take(kAtOnce);
  ASSERT_THAT(first, IsOk());
  bool asked = false;
  std::optional<std::thread> stopping;
  const auto second = StoreLock::Take(store_, kPatience, [&] {
    if (!std::exchange(asked, true)) {
      stopping.emplace([&first] { first = absl::CancelledError(); });
    }
    return false;
  });
  EXPECT_THAT(second, IsOk());
  ASSERT_TRUE(stopping.has_value()) << "it did not wait";
  stopping->join();
}

TEST_F(StoreLockTest, WaitsNoLongerThanItIsWanted) {
  const auto first = Take(kAtOnce);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Take(kPatience, /*stop=*/true),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("")));
}

TEST_F(StoreLockTest, TellsWhyALockFileCannotBeMade) {
  std::filesystem::create_directories(store_.string() + ".lock");
  EXPECT_THAT(Take(kAtOnce), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(".lock")));
}

}  // namespace
}  // namespace mingcha
