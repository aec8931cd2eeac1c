#include "evaluate/evidence.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace mingcha {
namespace {

std::string QuoteOf(std::string_view text, std::string_view words) {
  const auto begin = static_cast<uint32_t>(text.find(words));
  return QuoteMasked(text, {begin, begin + static_cast<uint32_t>(words.size())});
}

TEST(QuoteMaskedTest, KeepsWordsAsTheyAre) { EXPECT_EQ(QuoteOf("这款保*本的", "保*本"), "保*本"); }

TEST(QuoteMaskedTest, MasksANumberInsideTheQuote) {
  EXPECT_EQ(QuoteOf("打13800138000找我", "打13800138000找"), "打138****8000找");
}

TEST(QuoteMaskedTest, MasksANumberThatReachesBeyondTheQuote) {
  EXPECT_EQ(QuoteOf("打13800138000找我", "3800138"), "38****8") << "cut on both sides";
  EXPECT_EQ(QuoteOf("电话138-0013-8000找我", "电话138-0013"), "电话138-****");
}

TEST(QuoteMaskedTest, SeesTheWordForACodeInFrontOfTheQuote) {
  EXPECT_EQ(QuoteOf("验证码是1134吗", "1134"), "****");
  EXPECT_EQ(QuoteOf("一共1134元", "1134"), "1134");
}

TEST(QuoteMaskedTest, ReplacesInvalidBytes) {
  const std::string quote = QuoteMasked("保\xFF本", {0, 7});
  EXPECT_TRUE(IsValidUtf8(quote));
  EXPECT_EQ(quote, "保\uFFFD本");
}

}  // namespace
}  // namespace mingcha
