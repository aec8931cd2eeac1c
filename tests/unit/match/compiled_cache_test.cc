#include "match/compiled_cache.h"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.h"
#include "support/child_process.h"
#include "support/temp_dir.h"
#include <fcntl.h>
#include <unistd.h>

namespace mingcha {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ReadFile;
using testing::RunInChild;
using testing::TempDir;
using ::testing::UnorderedElementsAre;

constexpr uint64_t kPlenty = 1 << 20;
constexpr uint64_t kHeaderBytes = 56;

class CompiledCacheTest : public ::testing::Test {
 protected:
  // What is refused is logged; these tests have much refused.
  CompiledCacheTest() { SetLogLevel(LogLevel::kError); }
  ~CompiledCacheTest() override { SetLogLevel(LogLevel::kInfo); }

  CompiledCache Cache(uint64_t max_bytes = kPlenty) const { return {folder(), max_bytes}; }
  fs::path folder() const { return directory_.path() / "cache"; }
  fs::path FileOf(const std::string& key) const { return folder() / (key + ".db"); }

  std::string Find(const std::string& key, uint64_t max_bytes = kPlenty) const {
    const auto found = Cache(max_bytes).Find(key);
    return found ? std::string(found->view()) : "nothing";
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  void Overwrite(const std::string& key, const std::string& bytes) const {
    directory_.Write("cache/" + key + ".db", bytes);
    fs::permissions(FileOf(key), fs::perms::owner_read | fs::perms::owner_write);
  }
  // Makes a file look as if it was used last so many seconds after the epoch.
  void SetUsed(const fs::path& file, std::time_t seconds) const {
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
  }

 private:
  const TempDir directory_;
};

TEST_F(CompiledCacheTest, FindsWhatWasKept) {
  EXPECT_EQ(Find("a"), "nothing");
  Cache().Keep("a", "some bytes");
  Cache().Keep("b", "");
  EXPECT_EQ(Find("a"), "some bytes");
  EXPECT_EQ(Find("b"), "");
  EXPECT_EQ(Find("c"), "nothing");
  Cache().Keep("a", "other bytes");
  EXPECT_EQ(Find("a"), "other bytes");
  EXPECT_THAT(Names(), UnorderedElementsAre("a.db", "b.db")) << "nothing unfinished is left";
}

TEST_F(CompiledCacheTest, ForgetsWhatItIsToldTo) {
  Cache().Keep("a", "some bytes");
  Cache().Forget("a");
  EXPECT_EQ(Find("a"), "nothing");
  Cache().Forget("a");
}

TEST_F(CompiledCacheTest, IsForItsOwnerOnly) {
  Cache().Keep("a", "some bytes");
  EXPECT_EQ(fs::status(folder()).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(FileOf("a")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(CompiledCacheTest, NoticesEveryFlippedBit) {
  const std::string bytes(200, 'x');
  Cache().Keep("a", bytes);
  const std::string whole = ReadFile(FileOf("a"));
  ASSERT_EQ(whole.size(), kHeaderBytes + bytes.size());
  for (size_t i = 0; i < whole.size() * 8; ++i) {
    std::string damaged = whole;
    damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
    Overwrite("a", damaged);
    ASSERT_EQ(Find("a"), "nothing") << "bit " << i % 8 << " of byte " << i / 8;
    ASSERT_FALSE(fs::exists(FileOf("a"))) << "what is refused is taken away";
  }
  Overwrite("a", whole);
  EXPECT_EQ(Find("a"), bytes);
}

TEST_F(CompiledCacheTest, NoticesEveryTruncationAndWhatWasAdded) {
  Cache().Keep("a", std::string(200, 'x'));
  const std::string whole = ReadFile(FileOf("a"));
  for (size_t size = 0; size < whole.size(); ++size) {
    Overwrite("a", whole.substr(0, size));
    ASSERT_EQ(Find("a"), "nothing") << size;
  }
  Overwrite("a", whole + "x");
  EXPECT_EQ(Find("a"), "nothing");
}

TEST_F(CompiledCacheTest, DoesNotTakeTheFileOfAnotherKey) {
  Cache().Keep("a", "some bytes");
  fs::rename(FileOf("a"), FileOf("b"));
  EXPECT_EQ(Find("b"), "nothing");
}

TEST_F(CompiledCacheTest, DoesNotTakeWhatOthersMayHaveWritten) {
  Cache().Keep("a", "some bytes");
  fs::permissions(FileOf("a"), fs::perms::others_write, fs::perm_options::add);
  EXPECT_EQ(Find("a"), "nothing");

  Cache().Keep("b", "some bytes");
  fs::rename(FileOf("b"), folder() / "elsewhere");
  fs::create_symlink("elsewhere", FileOf("b"));
  EXPECT_EQ(Find("b"), "nothing") << "links are not followed";

  fs::create_directory(FileOf("c"));
  EXPECT_EQ(Find("c"), "nothing");

  if (::geteuid() == 0) {
    Cache().Keep("d", "some bytes");
    ASSERT_EQ(::chown(FileOf("d").c_str(), 12345, 12345), 0);
    EXPECT_EQ(Find("d"), "nothing");
  }
}

TEST_F(CompiledCacheTest, PassesOverAFolderThatOthersMayWriteTo) {
  Cache().Keep("a", "some bytes");
  fs::permissions(folder(), fs::perms::group_write, fs::perm_options::add);
  EXPECT_EQ(Find("a"), "nothing");
  Cache().Keep("b", "some bytes");
  EXPECT_THAT(Names(), ElementsAre("a.db")) << "and leaves it as it is";
}

TEST_F(CompiledCacheTest, PassesOverAFolderThatCannotBe) {
  const TempDir directory;
  directory.Write("file", "");
  const CompiledCache cache(directory.path() / "file" / "cache", kPlenty);
  cache.Keep("a", "some bytes");
  EXPECT_FALSE(cache.Find("a"));
  cache.Forget("a");
}

TEST_F(CompiledCacheTest, LeavesNothingBehindOnAFullDisk) {
  Cache().Keep("a", "some bytes");
  EXPECT_EQ(RunInChild([&] {
              testing::LimitFileSize(1000);
              Cache().Keep("b", std::string(5000, 'x'));
              return Names().size() == 1 && Find("a") == "some bytes" ? 0 : 1;
            }),
            0);
}

TEST_F(CompiledCacheTest, LetsGoWhatWasNotUsedForLongest) {
  const uint64_t one = kHeaderBytes + 100;
  for (const std::string key : {"a", "b", "c"}) Cache().Keep(key, std::string(100, 'x'));
  SetUsed(FileOf("a"), 1000);
  SetUsed(FileOf("b"), 2000);
  SetUsed(FileOf("c"), 3000);
  EXPECT_NE(Find("a"), "nothing") << "from now on it is the one used last";

  Cache(3 * one).Keep("d", std::string(100, 'x'));
  EXPECT_THAT(Names(), UnorderedElementsAre("a.db", "c.db", "d.db"));
  Cache(3 * one - 1).Keep("d", std::string(100, 'x'));
  EXPECT_THAT(Names(), UnorderedElementsAre("a.db", "d.db"));
  Cache(one).Keep("e", std::string(101, 'x'));
  EXPECT_THAT(Names(), UnorderedElementsAre("a.db", "d.db")) << "too large by itself";
}

TEST_F(CompiledCacheTest, TakesAwayWhatOthersNeverFinished) {
  Cache().Keep("a", "some bytes");
  Overwrite("a.1.1", "");
  fs::rename(FileOf("a.1.1"), folder() / "a.1.1.tmp");
  SetUsed(folder() / "a.1.1.tmp", 1000);
  Overwrite("a.2.1", "");
  fs::rename(FileOf("a.2.1"), folder() / "a.2.1.tmp");
  Cache().Keep("b", "some bytes");
  EXPECT_THAT(Names(), UnorderedElementsAre("a.db", "b.db", "a.2.1.tmp"))
      << "somebody may be writing the other one";
}

TEST_F(CompiledCacheTest, IsUsedByManyProcessesAtOnce) {
  // Each writes what the others write, and must never see a part of it.
  const std::vector<std::string> contents = {std::string(40'000, 'x'), std::string(50'000, 'y')};
  const std::function<int(size_t)> work = [&](size_t mine) {
    for (int i = 0; i < 50; ++i) {
      Cache().Keep("a", contents[mine]);
      const std::string found = Find("a");
      if (found != contents[0] && found != contents[1]) return 1;
    }
    return 0;
  };
  std::vector<pid_t> children;
  for (const size_t mine : {0, 1, 0, 1}) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work(mine));
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(Names(), ElementsAre("a.db"));
}

TEST(CompiledCacheFolderTest, FollowsTheEnvironment) {
  const auto folder_with = [](const char* cache, const char* home, const fs::path& expected) {
    return RunInChild([&] {
             cache == nullptr ? ::unsetenv("XDG_CACHE_HOME") : ::setenv("XDG_CACHE_HOME", cache, 1);
             home == nullptr ? ::unsetenv("HOME") : ::setenv("HOME", home, 1);
             return CompiledCache::DefaultFolder() == expected ? 0 : 1;
           }) == 0;
  };
  EXPECT_TRUE(folder_with("/var/cache/me", "/home/me", "/var/cache/me/mingcha"));
  EXPECT_TRUE(folder_with(nullptr, "/home/me", "/home/me/.cache/mingcha"));
  EXPECT_TRUE(folder_with("relative", "/home/me", "/home/me/.cache/mingcha"));
  EXPECT_TRUE(folder_with(nullptr, nullptr, ""));
}

}  // namespace
}  // namespace mingcha
