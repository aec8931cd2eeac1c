#include "base/redact.h"

#include <string>

#include <gtest/gtest.h>

namespace mingcha {
namespace {

struct Case {
  const char* name;
  const char* words;
  const char* redacted;
};

class RedactTest : public ::testing::TestWithParam<Case> {};

TEST_P(RedactTest, MasksPersonalDataAndNothingElse) {
  EXPECT_EQ(Redact(GetParam().words), GetParam().redacted);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, RedactTest,
    ::testing::Values(
        Case{"CardOfSixteenDigits", "卡号4111111111111111。", "卡号411111******1111。"},
        Case{"CardOfNineteenDigits", "6222021234567890128", "622202*********0128"},
        Case{"CardInGroups", "6225 8801 3766 2129", "6225 88** **** 2129"},
        Case{"CardInHyphenedGroups", "6225-8801-3766-2129", "6225-88**-****-2129"},
        Case{"CardInFullWidth", "６２２５８８０１３７６６２１２９", "６２２５８８******２１２９"},
        Case{"CardWithInvisibleGaps", "6225\u200b8801\u200b3766\u200b2129",
             "6225\u200b88**\u200b****\u200b2129"},
        Case{"CardWithAWrongCheckDigit", "4111111111111112", "4111111111111112"},
        Case{"DigitsLongerThanAnyCard", "41111111111111110000", "41111111111111110000"},
        Case{"IdentityCard", "身份证110105194912310021吗", "身份证110105194912310021吗"},
        Case{"IdentityCardEndingInX", "11010519491231002X", "1****************X"},
        Case{"IdentityCardEndingInSmallX", "11010519491231002x,好", "1****************x,好"},
        Case{"IdentityCardInFullWidth", "１１０１０５１９４９１２３１００２Ｘ",
             "１****************Ｘ"},
        Case{"IdentityCardOfDigits", "440301199001011234", "4****************4"},
        Case{"IdentityCardWithAWrongCheck", "11010519491231003X", "11010519491231003X"},
        Case{"Phone", "加我13812345678", "加我138****5678"},
        Case{"PhoneInGroups", "138 1234 5678", "138 **** 5678"},
        Case{"PhoneInFullWidth", "１３８１２３４５６７８", "１３８****５６７８"},
        Case{"PhoneWithCountryCode", "+86 13812345678", "+86 138****5678"},
        Case{"PhoneWithGluedCountryCode", "+8613812345678", "+86138****5678"},
        Case{"PhoneBehindADate", "2026-11-16 13812345678", "2026-11-16 138****5678"},
        Case{"LandlineIsNoMobilePhone", "12812345678", "12812345678"},
        Case{"TwelveDigitsAreNoPhone", "138123456789", "138123456789"},
        Case{"TwoPhones", "13812345678/13912345678", "138****5678/139****5678"},
        Case{"Amount", "转账50000元,年化8.88%", "转账50000元,年化8.88%"},
        Case{"Product", "100x200", "100x200"}, Case{"Empty", "", ""}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Codes, RedactTest,
    ::testing::Values(Case{"BehindItsWord", "验证码是123456", "验证码是******"},
                      Case{"InGroups", "验证码 123 456", "验证码 *** ***"},
                      Case{"InFullWidth", "密码：８８８８", "密码：****"},
                      Case{"EnglishWordInCapitals", "OTP: 99887", "OTP: *****"},
                      Case{"FullWidthWord", "ＰＩＮ 4321", "ＰＩＮ ****"},
                      Case{"TwelveCharactersBehind", "验证码一二三四五六七八九十百千123456",
                           "验证码一二三四五六七八九十百千******"},
                      Case{"ThirteenCharactersBehind", "验证码一二三四五六七八九十百千万123456",
                           "验证码一二三四五六七八九十百千万123456"},
                      Case{"TooShort", "密码123", "密码123"},
                      Case{"TooLong", "密码123456789", "密码123456789"},
                      Case{"BeforeItsWord", "123456验证码", "123456验证码"},
                      Case{"WithoutAWord", "编号123456", "编号123456"}),
    [](const auto& test) { return test.param.name; });

TEST(RedactTest, SeesTheWordForACodeInFrontOfTheWords) {
  EXPECT_EQ(Redact("123456发我", "请把验证码"), "******发我");
  EXPECT_EQ(Redact("123456发我", "请把单号"), "123456发我");
}

TEST(RedactTest, MasksTheRestOfANumberThatBeganInFrontOfTheWords) {
  EXPECT_EQ(Redact("12345678保本", "加我138"), "****5678保本");
}

TEST(RedactTest, LooksNotFurtherBackThanACodeReaches) {
  const std::string before = "验证码" + std::string(100'000, 'a');
  EXPECT_EQ(Redact("123456", before), "123456");
}

TEST(RedactTest, KnowsWhereThereIsNothingToMask) {
  EXPECT_TRUE(HasDigit("密码7"));
  EXPECT_TRUE(HasDigit("密码，７"));
  EXPECT_TRUE(HasDigit("０"));
  EXPECT_FALSE(HasDigit("密码，：七！"));
  EXPECT_FALSE(HasDigit("\xef\xbc"));
  EXPECT_FALSE(HasDigit(""));
}

TEST(RedactTest, KeepsBytesThatAreNoUtf8) { EXPECT_EQ(Redact("\xff保\xe4"), "\xff保\xe4"); }

TEST(RedactTest, PutsOneStarForEachCharacter) {
  EXPECT_EQ(Redact("１３８１２３４５６７８").find("****"), std::string("１３８").size());
}

}  // namespace
}  // namespace mingcha
