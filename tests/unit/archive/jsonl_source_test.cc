#include "archive/jsonl_source.h"

#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/child_process.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"
#include "unit/archive/compress.h"

namespace mingcha {
namespace {

using ::mingcha::testing::Gzip;
using ::mingcha::testing::IsOk;
using ::mingcha::testing::RunInChild;
using ::mingcha::testing::StatusIs;
using ::mingcha::testing::TempDir;
using ::mingcha::testing::Zstd;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string LineOf(int id, std::string_view text = "您好") {
  return absl::StrFormat(
      R"({"conversation_id":"c-1","message_id":"m-%d","sent_at":"2026-11-16T02:00:05Z",)"
      R"("speaker":"agent","text":"%s"})"
      "\n",
      id, text);
}

// What the source tells: "line:message id" or "line:reason".
std::vector<std::string> ItemsOf(MessageSource* source, absl::Status* status) {
  std::vector<std::string> items;
  while (true) {
    const auto item = source->Next();
    *status = item.status();
    if (!item.ok() || !*item) return items;
    if (const auto* skipped = std::get_if<SkippedLine>(&**item)) {
      EXPECT_EQ(skipped->file, source->position().file);
      items.push_back(absl::StrFormat("%d:%s", skipped->line, skipped->reason));
    } else {
      const auto& sourced = std::get<SourcedRecord>(**item);
      items.push_back(
          absl::StrFormat("%d:%s", sourced.line, std::get<Message>(sourced.record).message_id));
    }
    EXPECT_THAT(items.back(), HasSubstr(absl::StrFormat("%d:", source->position().line)));
  }
}

class JsonlSourceTest : public ::testing::Test {
 protected:
  std::vector<std::string> Read(const std::string& name, std::string_view bytes,
                                absl::Status* status, uint64_t after_line = 0) {
    auto source = JsonlSource::Open(folder_.Write(name, bytes), after_line);
    *status = source.status();
    return source.ok() ? ItemsOf(source->get(), status) : std::vector<std::string>();
  }

  const TempDir folder_;
};

TEST_F(JsonlSourceTest, TellsEachLineOnceWithItsNumberAndReason) {
  const std::string text = "\xef\xbb\xbf" + LineOf(1) + "\r\n" + "{broken\n" + "[]\n" + "{}\n" +
                           R"({"conversation_id":"c","closed_at":"yesterday"})" + "\n" +
                           std::string(kMaxLineBytes + 1, ' ') + "\n" + "   \n" + LineOf(9);
  absl::Status status;
  EXPECT_THAT(
      Read("a.jsonl", text, &status),
      ElementsAre("1:m-1", "2:empty_line", "3:not_json", "4:not_an_object", "5:missing_field",
                  "6:bad_field", "7:line_too_long", "8:empty_line", "9:m-9"));
  EXPECT_THAT(status, IsOk());
}

TEST_F(JsonlSourceTest, ReadsALastLineWithoutAnEnd) {
  std::string text = LineOf(1) + LineOf(2);
  text.pop_back();
  absl::Status status;
  EXPECT_THAT(Read("a.jsonl", text, &status), ElementsAre("1:m-1", "2:m-2"));
}

TEST_F(JsonlSourceTest, ReadsALineOfTheLargestSize) {
  const size_t rest = LineOf(1, "").size() - 1;
  const std::string largest = LineOf(1, std::string(kMaxLineBytes - rest, 'x'));
  absl::Status status;
  EXPECT_THAT(Read("a.jsonl", largest + LineOf(2), &status), ElementsAre("1:m-1", "2:m-2"));
}

TEST_F(JsonlSourceTest, ReadsCompressedFilesOfSeveralParts) {
  absl::Status status;
  EXPECT_THAT(Read("a.jsonl.gz", Gzip(LineOf(1)) + Gzip(LineOf(2)), &status),
              ElementsAre("1:m-1", "2:m-2"));
  EXPECT_THAT(Read("a.jsonl.zst", Zstd(LineOf(1)) + Zstd(LineOf(2)), &status),
              ElementsAre("1:m-1", "2:m-2"));
  EXPECT_THAT(status, IsOk());
}

TEST_F(JsonlSourceTest, TellsEveryGoodLineOfATornFileBeforeTheError) {
  const std::string torn = Gzip(LineOf(3) + LineOf(4));
  absl::Status status;
  EXPECT_THAT(Read("a.gz", Gzip(LineOf(1) + LineOf(2)) + torn.substr(0, 20), &status),
              ElementsAre("1:m-1", "2:m-2"));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("a.gz")));
  EXPECT_THAT(Read("a.zst", Zstd(LineOf(1) + LineOf(2)) + Zstd(LineOf(3)).substr(0, 20), &status),
              ElementsAre("1:m-1", "2:m-2"));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("a.zst")));
}

TEST_F(JsonlSourceTest, GoesOnBehindALine) {
  absl::Status status;
  const std::string text = LineOf(1) + "{broken\n" + LineOf(3) + LineOf(4);
  EXPECT_THAT(Read("a.jsonl", text, &status, 2), ElementsAre("3:m-3", "4:m-4"));
  EXPECT_THAT(Read("a.jsonl", text, &status, 9), ElementsAre());
}

TEST_F(JsonlSourceTest, TellsHowFarItHasCome) {
  const std::string bytes = Gzip(LineOf(1));
  auto source = JsonlSource::Open(folder_.Write("a.gz", bytes));
  ASSERT_THAT(source, IsOk());
  EXPECT_EQ((*source)->file_bytes(), bytes.size());
  EXPECT_EQ((*source)->position().line, 0U);
  absl::Status status;
  ItemsOf(source->get(), &status);
  EXPECT_EQ((*source)->position().bytes_read, bytes.size());
  EXPECT_EQ((*source)->position().line, 1U);
}

TEST_F(JsonlSourceTest, CountsTheBytesItReplaced) {
  auto source = JsonlSource::Open(folder_.Write("a.jsonl", LineOf(1, "a\xff") + LineOf(2)));
  ASSERT_THAT(source, IsOk());
  for (const uint32_t replaced : {1U, 0U}) {
    const auto item = (*source)->Next();
    ASSERT_THAT(item, IsOk());
    EXPECT_EQ(std::get<SourcedRecord>(**item).replaced_bytes, replaced);
  }
}

TEST_F(JsonlSourceTest, ReadsStandardInput) {
  const auto path = folder_.Write("piped", Gzip(LineOf(1)));
  const int failed = RunInChild([&] {
    if (std::freopen(path.c_str(), "rb", stdin) == nullptr) return 1;
    auto source = JsonlSource::Open("-");
    if (!source.ok()) return 2;
    absl::Status status;
    if (ItemsOf(source->get(), &status) != std::vector<std::string>{"1:m-1"}) return 3;
    return (*source)->position().file == "stdin" && status.ok() ? 0 : 4;
  });
  EXPECT_EQ(failed, 0);
}

TEST_F(JsonlSourceTest, SaysThatThereIsNoSuchFile) {
  EXPECT_THAT(JsonlSource::Open(folder_.path() / "none.jsonl"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.jsonl")));
}

TEST_F(JsonlSourceTest, FindsNothingInAnEmptyFile) {
  absl::Status status;
  EXPECT_THAT(Read("a.jsonl", "", &status), ElementsAre());
  EXPECT_THAT(status, IsOk());
}

}  // namespace
}  // namespace mingcha
