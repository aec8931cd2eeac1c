// The invented conversations, with what must be found in each: a line a finding, the rule and the
// message that completed it. An innocent conversation's file is empty.

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/pipeline.h"
#include "mingcha/rule_pack.h"

#include "archive/jsonl_source.h"
#include "support/golden.h"
#include "support/status_matchers.h"

namespace mingcha {
namespace {

namespace fs = std::filesystem;

const fs::path kConversations = fs::path(MINGCHA_SOURCE_DIR) / "corpus/conversations";

std::vector<fs::path> ConversationFiles() {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(kConversations)) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// One pack and one pipeline for all conversations: compiling the rules takes seconds.
class CorpusTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::vector<Diagnostic> diagnostics;
    auto pack = RulePack::Load(fs::path(MINGCHA_SOURCE_DIR) / "rules/finance-cn", &diagnostics);
    ASSERT_TRUE(pack.ok()) << pack.status();
    pack_ = *pack;
    auto pipeline = Pipeline::Start(
        {}, pack_, [] { return MakeScanEngine(pack_, {}, {}); }, nullptr,
        [](uint64_t, std::vector<Finding>) {});
    ASSERT_TRUE(pipeline.ok()) << pipeline.status();
    pipeline_ = *std::move(pipeline);
  }

  static void TearDownTestSuite() {
    pipeline_.reset();
    pack_.reset();
  }

  static std::vector<Finding> FindingsIn(const fs::path& file, uint64_t input) {
    std::vector<Finding> findings;
    auto source = JsonlSource::Open(file);
    EXPECT_TRUE(source.ok()) << source.status();
    ConversationTracker::Context context;
    context.input = input;
    Pipeline::Batch batch;
    Timestamp latest{};
    while (true) {
      auto item = (*source)->Next();
      EXPECT_TRUE(item.ok()) << item.status();
      if (!item.ok() || !item->has_value()) break;
      EXPECT_TRUE(std::holds_alternative<SourcedRecord>(**item)) << "a broken line in " << file;
      batch.push_back(std::get<SourcedRecord>(**item).record);
      latest = std::max(latest, TimeOf(batch.back()));
    }
    const auto add = [&findings](std::vector<Finding> more) {
      findings.insert(findings.end(), more.begin(), more.end());
    };
    pipeline_->Submit(context, std::move(batch), [&add](std::vector<RecordResult> results) {
      for (RecordResult& result : results) add(std::move(result.findings));
    });
    pipeline_->EndOfInput(input, latest, add);
    pipeline_->Drain();
    return findings;
  }

  static std::shared_ptr<const RulePack> pack_;
  static std::unique_ptr<Pipeline> pipeline_;
};

std::shared_ptr<const RulePack> CorpusTest::pack_;
std::unique_ptr<Pipeline> CorpusTest::pipeline_;

TEST_F(CorpusTest, EachConversationGivesWhatIsWrittenBesideIt) {
  const std::vector<fs::path> files = ConversationFiles();
  ASSERT_GE(files.size(), 20U);
  uint64_t input = 0;
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.stem().string());
    std::vector<std::string> lines;
    for (const Finding& finding : FindingsIn(file, ++input)) {
      lines.push_back(finding.rule_id + " " + finding.message_id + "\n");
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line;
    testing::ExpectGolden(text, fs::path(file).replace_extension(".expected"));
  }
}

TEST_F(CorpusTest, HalfOfTheConversationsAreInnocent) {
  const std::vector<fs::path> files = ConversationFiles();
  const auto innocent = std::count_if(files.begin(), files.end(), [](const fs::path& file) {
    return fs::file_size(fs::path(file).replace_extension(".expected")) == 0;
  });
  EXPECT_GE(innocent * 2 + 1, static_cast<std::ptrdiff_t>(files.size()));
}

}  // namespace
}  // namespace mingcha
