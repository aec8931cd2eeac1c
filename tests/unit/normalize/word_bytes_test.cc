#include "normalize/word_bytes.h"

#include <string>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "generated_text.h"
#include "normalize/char_class.h"

namespace mingcha {
namespace {

using testing::GeneratedText;

constexpr size_t kRead = kWordBytes + kWordBytesAhead;

TEST(WordBytesTest, SaysTheSameInBothForms) {
  GeneratedText random(20261123);
  const std::string odd = "\xe4\xb7\xb8\xa8\xe9\xea\xbf\xc0/09:`az{";
  for (int i = 0; i < testing::TimesOr(100000); ++i) {
    std::string bytes(kRead, '\0');
    for (char& byte : bytes) {
      byte = random.Below(2) == 0 ? odd[random.Below(odd.size())]
                                  : static_cast<char>(random.Below(256));
    }
    ASSERT_EQ(OtherBytes(bytes.data()), OtherBytesPortable(bytes.data())) << "text " << i;
  }
}

TEST(WordBytesTest, PassesNoCharacterThatIsOfNoWord) {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if ((c >= 0xd800 && c <= 0xdfff) || IsWord(c)) continue;
    std::string text;
    AppendUtf8(c, &text);
    text.resize(kRead, 'a');
    ASSERT_EQ(OtherBytesPortable(text.data()), 1U) << static_cast<uint32_t>(c);
  }
}

TEST(WordBytesTest, PassesWhatTextsAreFullOf) {
  EXPECT_EQ(OtherBytesPortable("不一万下您好abz019a"), 0U);
  EXPECT_EQ(OtherBytesPortable("保丨本,您好aaaaaaaaa"), 1U << 3 | 1U << 9);
}

}  // namespace
}  // namespace mingcha
