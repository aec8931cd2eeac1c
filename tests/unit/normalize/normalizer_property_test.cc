// What holds for every text, however odd.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "generated_text.h"
#include "normalize/compactor.h"
#include "normalize/context_folds.h"
#include "normalize/folder.h"
#include "normalize/normalizer.h"

namespace mingcha {
namespace {

using testing::GeneratedText;
using testing::ToUtf8;

// The places where a character begins or the text ends; of invalid bytes, each maximal subpart.
std::vector<uint32_t> BordersOf(std::string_view text) {
  std::vector<uint32_t> borders;
  for (size_t i = 0; i < text.size(); i += DecodeUtf8(text, i).bytes) {
    borders.push_back(static_cast<uint32_t>(i));
  }
  borders.push_back(static_cast<uint32_t>(text.size()));
  return borders;
}

// Checks each character of the view and spans of several; the way must lead to whole characters of
// the text below, in the same order.
void ExpectLeadsBack(const NormalizedText& view, std::string_view lower, GeneratedText* random) {
  ASSERT_TRUE(IsValidUtf8(view.text));
  ASSERT_EQ(view.map.upper_size(), view.text.size());
  ASSERT_EQ(view.map.lower_size(), lower.size());
  const std::vector<uint32_t> above = BordersOf(view.text);
  const std::vector<uint32_t> below = BordersOf(lower);
  const auto expect_good = [&](ByteSpan span) {
    ASSERT_LT(span.begin, span.end);
    ASSERT_LE(span.end, lower.size());
    ASSERT_TRUE(std::binary_search(below.begin(), below.end(), span.begin));
    ASSERT_TRUE(std::binary_search(below.begin(), below.end(), span.end));
  };
  ByteSpan before;
  for (size_t i = 0; i + 1 < above.size(); ++i) {
    const ByteSpan one = view.map.ToLower({above[i], above[i + 1]});
    ASSERT_NO_FATAL_FAILURE(expect_good(one));
    ASSERT_LE(before.begin, one.begin);
    ASSERT_LE(before.end, one.end);
    before = one;
    const size_t last = i + 1 + random->Below(std::min<size_t>(8, above.size() - 1 - i));
    const ByteSpan several = view.map.ToLower({above[i], above[last]});
    ASSERT_NO_FATAL_FAILURE(expect_good(several));
    ASSERT_TRUE(several.Contains(one));
  }
}

// A span over characters that no edit touches must hold their folded counterparts, not neighbours.
void ExpectUneditedCharactersMatch(const NormalizedText& view, std::string_view lower) {
  const std::vector<uint32_t> above = BordersOf(view.text);
  size_t edit = 0;
  for (size_t i = 0; i + 1 < above.size(); ++i) {
    const std::span<const Edit> edits = view.map.edits();
    while (edit < edits.size() && edits[edit].upper.end <= above[i]) ++edit;
    if (edit < edits.size() && edits[edit].upper.begin <= above[i]) continue;
    const ByteSpan one = view.map.ToLower({above[i], above[i + 1]});
    const std::string_view sent = lower.substr(one.begin, one.size());
    const std::string_view folded =
        std::string_view(view.text).substr(above[i], above[i + 1] - above[i]);
    ASSERT_TRUE(sent == folded || FoldText(sent) == folded) << sent << " became " << folded;
  }
}

void ExpectGoodViews(const std::string& text, GeneratedText* random) {
  Normalizer normalizer;
  normalizer.SetText(text);
  ASSERT_NO_FATAL_FAILURE(ExpectLeadsBack(normalizer.folded(), text, random));
  ASSERT_NO_FATAL_FAILURE(ExpectUneditedCharactersMatch(normalizer.folded(), text));
  const NormalizedText& compact = normalizer.view(View::kCompact);
  ASSERT_NO_FATAL_FAILURE(ExpectLeadsBack(compact, normalizer.folded().text, random));
  for (const View view : {View::kShape, View::kSound}) {
    ASSERT_NO_FATAL_FAILURE(ExpectLeadsBack(normalizer.view(view), compact.text, random));
  }
  EXPECT_TRUE(FoldText(normalizer.folded().text) == normalizer.folded().text)
      << text << " became " << normalizer.folded().text;

  // Any hit in any view can be asked about, and leads to whole characters of the original.
  const std::vector<uint32_t> sent = BordersOf(text);
  for (const View view : {View::kFolded, View::kCompact, View::kShape, View::kSound}) {
    const std::vector<uint32_t> borders = BordersOf(normalizer.view(view).text);
    if (borders.size() < 3) continue;
    const size_t first = random->Below(borders.size() - 1);
    const size_t last = first + 1 + random->Below(borders.size() - 1 - first);
    const ByteSpan span{borders[first], borders[last]};
    for (const char* term : {"保本", "加微信", "bbbx", ""}) normalizer.Admits(view, span, term);
    const ByteSpan original = normalizer.FoldedToOriginal(normalizer.ToFolded(view, span));
    ASSERT_FALSE(original.empty());
    ASSERT_TRUE(std::binary_search(sent.begin(), sent.end(), original.begin));
    ASSERT_TRUE(std::binary_search(sent.begin(), sent.end(), original.end));
  }
}

TEST(NormalizerPropertyTest, LeadsBackOnRandomBytesAndPhrases) {
  GeneratedText random(20261117);
  for (int i = 0; i < 5000; ++i) {
    ASSERT_NO_FATAL_FAILURE(ExpectGoodViews(random.Bytes(40), &random)) << "text " << i;
  }
}

TEST(NormalizerPropertyTest, LeadsBackOnRandomValidText) {
  GeneratedText random(42);
  for (int i = 0; i < 5000; ++i) {
    ASSERT_NO_FATAL_FAILURE(ExpectGoodViews(ToUtf8(random.Valid(40)), &random)) << "text " << i;
  }
}

TEST(NormalizerPropertyTest, LeadsBackOnTextsOf64KiB) {
  GeneratedText random(64);
  for (int i = 0; i < 3; ++i) {
    std::string text;
    while (text.size() < 64 * 1024) text += random.Bytes(40);
    ASSERT_NO_FATAL_FAILURE(ExpectGoodViews(text, &random)) << "text " << i;
  }
}

TEST(NormalizerPropertyTest, LeadsBackOnEveryPairOfBytes) {
  GeneratedText random(2);
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text = {static_cast<char>(first), static_cast<char>(second)};
      ASSERT_NO_FATAL_FAILURE(ExpectGoodViews("保" + text + "a" + text, &random));
    }
  }
}

TEST(NormalizerPropertyTest, FoldsATextLikeItsPartsBetweenBlanks) {
  GeneratedText random(3);
  for (int i = 0; i < 3000; ++i) {
    const std::string first = ToUtf8(random.Valid(12));
    const std::string second = ToUtf8(random.Valid(12));
    ASSERT_EQ(FoldText(first + " , " + second), FoldText(first) + FoldText(" , " + second));
  }
}

// What the first pass does of the second one's work, where that is plain to see, it does alike.
TEST(NormalizerPropertyTest, FoldsInOnePassAsInTwo) {
  GeneratedText random(8);
  Normalizer normalizer;
  Folder folder(Folder::Context::kLeave);
  ContextFolder context;
  NormalizedText folded;
  for (int i = 0; i < testing::TimesOr(20000); ++i) {
    const std::string text = random.Disguised(12);
    normalizer.SetText(text);
    folder.Fold(text, &folded);
    context.Fold(text, folder.notes(), &folded);
    const NormalizedText& actual = normalizer.folded();
    ASSERT_EQ(actual.text, folded.text) << text;
    const auto is_same = [](const Edit& a, const Edit& b) {
      return a.upper == b.upper && a.lower == b.lower && a.disguise == b.disguise;
    };
    const std::span<const Edit> edits = actual.map.edits();
    ASSERT_TRUE(std::equal(edits.begin(), edits.end(), folded.map.edits().begin(),
                           folded.map.edits().end(), is_same))
        << text;
  }
}

TEST(NormalizerPropertyTest, ForgetsTheTextBefore) {
  GeneratedText random(4);
  Normalizer reused;
  for (int i = 0; i < 3000; ++i) {
    const std::string text = random.Bytes(30);
    reused.SetText(text);
    Normalizer fresh;
    fresh.SetText(text);
    ASSERT_EQ(reused.folded().text, fresh.folded().text);
    for (const View view : {View::kCompact, View::kShape, View::kSound}) {
      ASSERT_EQ(reused.view(view).text, fresh.view(view).text);
    }
    ASSERT_EQ(reused.folded().map.edits().size(), fresh.folded().map.edits().size());
    ASSERT_EQ(reused.replaced_bytes(), fresh.replaced_bytes());
  }
}

TEST(NormalizerPropertyTest, CompactsACompactTextToItself) {
  GeneratedText random(5);
  for (int i = 0; i < 3000; ++i) {
    const std::string once = CompactText(random.Bytes(30));
    NormalizedText twice;
    Compact(once, kAnyGap, &twice);
    ASSERT_EQ(twice.text, once);
  }
}

}  // namespace
}  // namespace mingcha
