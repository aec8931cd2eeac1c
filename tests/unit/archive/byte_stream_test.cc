#include "archive/byte_stream.h"

#include <random>

#include <gtest/gtest.h>

#include "base/status_util.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"
#include "unit/archive/compress.h"

namespace mingcha {
namespace {

using ::mingcha::testing::Gzip;
using ::mingcha::testing::IsOk;
using ::mingcha::testing::StatusIs;
using ::mingcha::testing::TempDir;
using ::mingcha::testing::Zstd;
using ::testing::_;
using ::testing::HasSubstr;

// Reads everything, in pieces of `piece` bytes; `*status` says how it ended.
std::string ReadAll(ByteStream* stream, size_t piece, absl::Status* status) {
  std::string all;
  std::string buffer(piece, '\0');
  while (true) {
    const auto count = stream->Read(buffer);
    *status = count.status();
    if (!count.ok() || *count == 0) return all;
    all.append(buffer, 0, *count);
  }
}

// Does not compress, so that a torn file is torn in its middle.
std::string Noise(size_t size) {
  std::mt19937 random(7);
  std::string noise(size, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  noise[0] = 'n';  // No magic number.
  return noise;
}

class ByteStreamTest : public ::testing::Test {
 protected:
  std::string ReadFile(const std::string& name, std::string_view bytes, absl::Status* status,
                       size_t piece = 64 * 1024) {
    auto stream = OpenByteStream(folder_.Write(name, bytes));
    *status = stream.status();
    if (!stream.ok()) return {};
    const std::string text = ReadAll(stream->get(), piece, status);
    if (status->ok()) {
      EXPECT_EQ((*stream)->file_bytes_read(), bytes.size());
      EXPECT_EQ((*stream)->file_bytes(), bytes.size());
    }
    return text;
  }

  const TempDir folder_;
};

TEST_F(ByteStreamTest, ReadsWhatWasWrittenWhateverTheCompressionAndThePiece) {
  const std::string text = Noise(300'000) + std::string(500'000, 'x');
  for (const size_t piece : {size_t{1000}, size_t{65536}, size_t{1'000'000}}) {
    absl::Status status;
    EXPECT_EQ(ReadFile("a.jsonl", text, &status, piece), text);
    EXPECT_THAT(status, IsOk());
    EXPECT_EQ(ReadFile("a.gz", Gzip(text), &status, piece), text);
    EXPECT_THAT(status, IsOk());
    EXPECT_EQ(ReadFile("a.zst", Zstd(text), &status, piece), text);
    EXPECT_THAT(status, IsOk());
  }
}

TEST_F(ByteStreamTest, ReadsMembersAndFramesOneBehindTheOther) {
  absl::Status status;
  EXPECT_EQ(ReadFile("a.gz", Gzip("one") + Gzip("") + Gzip("two"), &status), "onetwo");
  EXPECT_THAT(status, IsOk());
  EXPECT_EQ(ReadFile("a.zst", Zstd("one") + Zstd("") + Zstd("two"), &status), "onetwo");
  EXPECT_THAT(status, IsOk());
}

TEST_F(ByteStreamTest, PassesOverPaddingBehindAMemberAndEmptyFramesInFront) {
  absl::Status status;
  EXPECT_EQ(ReadFile("a.gz", Gzip("one") + std::string(512, '\0'), &status), "one");
  EXPECT_THAT(status, IsOk());
  const std::string skippable("\x51\x2a\x4d\x18\x03\0\0\0abc", 11);
  EXPECT_EQ(ReadFile("a.zst", skippable + Zstd("one"), &status), "one");
  EXPECT_THAT(status, IsOk());
}

TEST_F(ByteStreamTest, KnowsCompressedDataByItsFrontWhateverItsName) {
  absl::Status status;
  EXPECT_EQ(ReadFile("a.jsonl", Gzip("one"), &status), "one");
  EXPECT_EQ(ReadFile("b.jsonl", Zstd("two"), &status), "two");
}

TEST_F(ByteStreamTest, RefusesAFileThatIsNotWhatItsNameSays) {
  absl::Status status;
  for (const char* name : {"a.gz", "a.zst"}) {
    for (const char* bytes : {"", "{}", "\x1f"}) {
      ReadFile(name, bytes, &status);
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr(name)));
    }
  }
}

TEST_F(ByteStreamTest, TellsOfATornFileBehindWhatCouldBeRead) {
  const std::string text = Noise(400'000);
  for (const auto& [name, whole] :
       {std::pair("a.gz", Gzip(text)), std::pair("a.zst", Zstd(text))}) {
    absl::Status status;
    const std::string read = ReadFile(name, whole.substr(0, whole.size() / 2), &status);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("too early")));
    EXPECT_GT(read.size(), text.size() / 4) << name;
    EXPECT_TRUE(text.starts_with(read)) << name;
    ReadFile(name, whole.substr(0, whole.size() - 1), &status);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("too early")));
  }
}

TEST_F(ByteStreamTest, TellsOfABrokenFileBehindWhatCouldBeRead) {
  const std::string text = Noise(400'000);
  for (const auto& [name, whole] :
       {std::pair("a.gz", Gzip(text)), std::pair("a.zst", Zstd(text))}) {
    std::string broken = whole;
    broken[broken.size() - 2] = static_cast<char>(~broken[broken.size() - 2]);  // The check sum.
    absl::Status status;
    const std::string read = ReadFile(name, broken, &status);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("broken")));
    EXPECT_EQ(read.size(), text.size()) << name;
  }
}

TEST_F(ByteStreamTest, TellsOfGarbageBehindAMember) {
  absl::Status status;
  EXPECT_EQ(ReadFile("a.gz", Gzip("one") + "garbage", &status), "one");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("no other")));
}

TEST_F(ByteStreamTest, SaysWhatIsWrongWithTheFile) {
  EXPECT_THAT(OpenByteStream(folder_.path() / "none.jsonl"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.jsonl")));
  EXPECT_THAT(OpenByteStream(folder_.path()), StatusIs(absl::StatusCode::kUnavailable, _));
}

TEST(VersionTest, NamesTheLibraries) {
  EXPECT_THAT(ZlibVersion(), HasSubstr("1."));
  EXPECT_THAT(ZstdVersion(), HasSubstr("1."));
}

}  // namespace
}  // namespace mingcha
