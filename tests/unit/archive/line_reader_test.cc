#include "archive/line_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"

namespace mingcha {
namespace {

using ::mingcha::testing::IsOk;
using ::mingcha::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr size_t kMaxBytes = 10;

// Hands `text` out in small pieces, then ends with `end`.
class FakeStream : public ByteStream {
 public:
  FakeStream(std::string text, size_t piece, absl::Status end = absl::OkStatus())
      : text_(std::move(text)), piece_(piece), end_(std::move(end)) {}

  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    const size_t count = std::min({piece_, text_.size() - taken_, buffer.size()});
    if (count == 0 && !end_.ok()) return end_;
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(taken_), count, buffer.begin());
    taken_ += count;
    return count;
  }
  uint64_t file_bytes_read() const override { return taken_; }
  uint64_t file_bytes() const override { return text_.size(); }

 private:
  const std::string text_;
  const size_t piece_;
  const absl::Status end_;
  size_t taken_ = 0;
};

// The lines; "<too long>" for one that is.
std::vector<std::string> LinesOf(LineReader* reader, absl::Status* status) {
  std::vector<std::string> lines;
  while (true) {
    const auto line = reader->Next();
    *status = line.status();
    if (!line.ok() || !*line) return lines;
    lines.emplace_back((*line)->too_long ? "<too long>" : (*line)->text);
    EXPECT_EQ(reader->line_number(), lines.size());
  }
}

std::vector<std::string> LinesOf(std::string text, size_t piece = 3) {
  LineReader reader(std::make_unique<FakeStream>(std::move(text), piece), kMaxBytes);
  absl::Status status;
  auto lines = LinesOf(&reader, &status);
  EXPECT_THAT(status, IsOk());
  return lines;
}

TEST(LineReaderTest, EndsLinesAtEveryKindOfEnd) {
  EXPECT_THAT(LinesOf("a\nbc\r\n\n\r\nd"), ElementsAre("a", "bc", "", "", "d"));
  EXPECT_THAT(LinesOf("a\n"), ElementsAre("a"));
  EXPECT_THAT(LinesOf("a\rb\n"), ElementsAre("a\rb"));
  EXPECT_THAT(LinesOf(""), IsEmpty());
}

TEST(LineReaderTest, PassesOverAByteOrderMarkAtTheFrontOnly) {
  EXPECT_THAT(LinesOf("\xef\xbb\xbf"
                      "a\n\xef\xbb\xbf"
                      "b"),
              ElementsAre("a",
                          "\xef\xbb\xbf"
                          "b"));
  EXPECT_THAT(LinesOf("\xef\xbb\xbf"), ElementsAre(""));
}

TEST(LineReaderTest, TellsALineThatIsExactlyAsLongAsAllowed) {
  const std::string longest(kMaxBytes, 'x');
  EXPECT_THAT(LinesOf(longest + "\r\n" + longest + "\n" + longest),
              ElementsAre(longest, longest, longest));
  EXPECT_THAT(LinesOf("\xef\xbb\xbf" + longest + "\r\n"), ElementsAre(longest));
}

TEST(LineReaderTest, PassesOverALineThatIsTooLongWhateverItsLength) {
  for (const size_t size : {kMaxBytes + 1, kMaxBytes + 5, size_t{70'000}, size_t{500'000}}) {
    const std::string line(size, 'x');
    EXPECT_THAT(LinesOf("a\n" + line + "\nb\n" + line, 999),
                ElementsAre("a", "<too long>", "b", "<too long>"))
        << size;
  }
}

TEST(LineReaderTest, GivesTheSameLinesWhateverThePieces) {
  const std::string text = "one\r\n\ntwo\n" + std::string(100'000, 'x') + "\nlast";
  const auto expected = LinesOf(text, 1);
  for (const size_t piece : {size_t{2}, size_t{7}, size_t{4096}, size_t{1'000'000}}) {
    EXPECT_EQ(LinesOf(text, piece), expected) << piece;
  }
}

TEST(LineReaderTest, TellsEveryWholeLineBeforeTheError) {
  LineReader reader(std::make_unique<FakeStream>("one\ntwo\nhalf", 2, absl::DataLossError("torn")),
                    kMaxBytes);
  absl::Status status;
  EXPECT_THAT(LinesOf(&reader, &status), ElementsAre("one", "two"));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, "torn"));
  EXPECT_THAT(reader.Next(), StatusIs(absl::StatusCode::kDataLoss, "torn"));
}

}  // namespace
}  // namespace mingcha
