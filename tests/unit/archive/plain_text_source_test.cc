#include "archive/plain_text_source.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::mingcha::testing::IsOk;
using ::mingcha::testing::TempDir;

TEST(PlainTextSourceTest, MakesEachLineAMessageOfOneConversation) {
  const TempDir folder;
  PlainTextSource::Options options;
  options.speaker = Speaker::kBot;
  auto source =
      PlainTextSource::Open(folder.Write("lines.txt", "您好\n\n{\"保本\"}\r\nlast\xff"), options);
  ASSERT_THAT(source, IsOk());
  std::vector<Message> messages;
  std::vector<SkippedLine> skipped;
  uint32_t replaced_bytes = 0;
  while (true) {
    auto item = (*source)->Next();
    ASSERT_THAT(item, IsOk());
    if (!*item) break;
    if (auto* line = std::get_if<SkippedLine>(&**item)) {
      skipped.push_back(*line);
      continue;
    }
    replaced_bytes += std::get<SourcedRecord>(**item).replaced_bytes;
    messages.push_back(std::get<Message>(std::get<SourcedRecord>(**item).record));
  }
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].text, "您好");
  EXPECT_EQ(messages[0].conversation, (ConversationKey{"default", "lines.txt"}));
  EXPECT_EQ(messages[0].message_id, "1");
  EXPECT_EQ(messages[0].speaker, Speaker::kBot);
  EXPECT_EQ(FormatTimestamp(messages[0].sent_at), "2026-11-16T00:00:01.000Z");
  EXPECT_EQ(messages[1].text, "{\"保本\"}");
  EXPECT_EQ(messages[1].message_id, "3");
  EXPECT_EQ(messages[1].sent_at - messages[0].sent_at, std::chrono::seconds(2));
  EXPECT_EQ(messages[2].text, "last\uFFFD");
  EXPECT_EQ(replaced_bytes, 1U);
  ASSERT_EQ(skipped.size(), 1U);
  EXPECT_EQ(skipped[0].line, 2U);
  EXPECT_EQ(skipped[0].reason, "empty_line");
  EXPECT_EQ((*source)->position().line, 4U);
}

}  // namespace
}  // namespace mingcha
