// The fast path does what ICU does: for every code point, and for strings in which characters act
// on one another.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unicode/unistr.h>

#include "generated_text.h"
#include "normalize/folder.h"
#include "normalize/generate/reference_fold.h"
#include "normalize/generate/table_writer.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using testing::GeneratedText;
using testing::ToUtf8;

class ReferenceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (std::filesystem::exists(ReferenceFold::kRadicals)) reference_ = new ReferenceFold();
  }
  static void TearDownTestSuite() {
    delete reference_;
    reference_ = nullptr;
  }
  void SetUp() override {
    if (reference_ == nullptr) {
      GTEST_SKIP() << ReferenceFold::kRadicals << " is not there: install unicode-data";
    }
  }

  static std::string ByReference(const std::string& text) {
    std::string folded;
    return reference_->Fold(icu::UnicodeString::fromUTF8(text)).toUTF8String(folded);
  }
  std::string ByFolder(const std::string& text) {
    folder_.Fold(text, &folded_);
    return folded_.text;
  }

  // The difference, in words that can be read.
  ::testing::AssertionResult AgreesOn(const std::u32string& text) {
    const std::string utf8 = ToUtf8(text);
    const std::string expected = ByReference(utf8);
    const std::string actual = ByFolder(utf8);
    if (actual == expected) return ::testing::AssertionSuccess();
    const auto hex = [](const std::string& s) {
      std::string out;
      const icu::UnicodeString u = icu::UnicodeString::fromUTF8(s);
      for (int32_t i = 0; i < u.length(); i = u.moveIndex32(i, 1)) {
        char code[16];
        std::snprintf(code, sizeof code, "%04X ", static_cast<unsigned>(u.char32At(i)));
        out += code;
      }
      return out;
    };
    return ::testing::AssertionFailure()
           << hex(utf8) << "→ " << hex(actual) << "instead of " << hex(expected);
  }

  static ReferenceFold* reference_;
  Folder folder_{Folder::Context::kLeave};
  NormalizedText folded_;
};

ReferenceFold* ReferenceTest::reference_ = nullptr;

TEST_F(ReferenceTest, HasTheTableThatIsCommitted) {
  const std::string committed = testing::ReadFile(std::filesystem::path(MINGCHA_SOURCE_DIR) /
                                                  "scanner/src/normalize/fold_table.inc");
  EXPECT_LT(committed.size(), size_t{1} << 20);
  EXPECT_TRUE(RenderFoldTable(*reference_) == committed)
      << "fold_table.inc is stale: build the target generate-tables, and look at the difference";
}

TEST_F(ReferenceTest, AgreesOnEveryCodePointByItself) {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    ASSERT_TRUE(AgreesOn({c}));
  }
}

TEST_F(ReferenceTest, AgreesOnEveryCodePointBehindAndBeforeALetterAndAMark) {
  for (char32_t c = 0; c <= 0x323af; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    ASSERT_TRUE(AgreesOn({U'A', c, U'\u0301', U'保'}));
    ASSERT_TRUE(AgreesOn({U'保', c, U'\u0338', U'\u3099'}));
  }
}

TEST_F(ReferenceTest, AgreesOnRandomStrings) {
  GeneratedText random(20261116);
  for (int i = 0; i < testing::TimesOr(20000); ++i) {
    ASSERT_TRUE(AgreesOn(random.Valid(24))) << "string " << i;
  }
}

TEST_F(ReferenceTest, AgreesOnMarksAndJamoInAnyOrder) {
  const std::u32string alphabet =
      U"aeoAİσ가한保か\u30cf\u1100\u1161\u11a8\u11ab\u0300\u0301\u0304\u030c\u0308\u0323\u0327"
      U"\u0338\u0345"
      U"\u3099\u309a\u20e3\u20dd\u200b\u200d\ufe0f\u034f\u0627\u0653\u0655\u064b\u0e01\u0e31\u0e47"
      U"\u0915\u093c\u094d\u093f\u09c7\u09be\uff76\uff9e\U0001d15f\U0001d165\u1160\u3164";
  GeneratedText random(7);
  for (int i = 0; i < testing::TimesOr(20000); ++i) {
    std::u32string text;
    for (size_t left = random.Below(10); left > 0; --left)
      text += alphabet[random.Below(alphabet.size())];
    ASSERT_TRUE(AgreesOn(text)) << "string " << i;
  }
}

TEST_F(ReferenceTest, AgreesOnMoreMarksThanAnyoneWrites) {
  GeneratedText random(11);
  for (const size_t marks : {size_t{29}, size_t{30}, size_t{31}, size_t{32}, size_t{500}}) {
    for (int i = 0; i < 20; ++i) {
      std::u32string text = U"e";
      for (size_t n = 0; n < marks; ++n) text += static_cast<char32_t>(0x300 + random.Below(0x70));
      ASSERT_TRUE(AgreesOn(text + U"保")) << marks << " marks";
    }
  }
}

}  // namespace
}  // namespace mingcha
