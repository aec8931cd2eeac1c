#include "rulepack/regex_rewrite.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a character class of the rewritten regex leaves out besides what the author says.
const std::string kEnds = "。!?;\\n\\r";
const std::string kDot = "[^" + kEnds + "]";

TEST(RewriteRegexTest, KeepsLiteralsGroupsAndQuantifiers) {
  for (const std::string regex :
       {"保本", "本金(很|绝对)?安全", "a{2,3}b{2}c{2,}d*?e+?x", "^保本$", "\\d{16,19}x", "(?:a|b)c",
        "(?i)abc", "(?i:ab)c", "a\\.b", "[a-z0-9]保", "[]a]b", "\\bvip\\b", "\\x{4fdd}本",
        "\\p{Han}a", "{a}", "a{,3}", "[[:alpha:]]x", "\\s保\\w"}) {
    const RewrittenRegex rewritten = RewriteRegex(regex);
    EXPECT_EQ(rewritten.regex, regex);
    EXPECT_THAT(rewritten.fault, IsEmpty()) << regex;
  }
}

TEST(RewriteRegexTest, KeepsTheDotWithinTheSentence) {
  EXPECT_EQ(RewriteRegex("本金.{0,6}安全").regex, "本金" + kDot + "{0,6}安全");
  EXPECT_EQ(RewriteRegex("a\\Nb").regex, "a" + kDot + "b");
  EXPECT_EQ(RewriteRegex("a\\.b").regex, "a\\.b") << "an escaped dot is a dot";
  EXPECT_EQ(RewriteRegex("a[.]b").regex, "a[.]b") << "so is one in a class";
}

TEST(RewriteRegexTest, KeepsNegatedClassesWithinTheSentence) {
  EXPECT_EQ(RewriteRegex("a[^,]b").regex, "a[^" + kEnds + ",]b");
  EXPECT_EQ(RewriteRegex("a\\Wb").regex, "a[^" + kEnds + "\\w]b");
  EXPECT_EQ(RewriteRegex("a\\S+b").regex, "a[^" + kEnds + "\\s]+b");
  EXPECT_EQ(RewriteRegex("a\\P{Han}b").regex, "a[^" + kEnds + "\\p{Han}]b");
  EXPECT_EQ(RewriteRegex("a[^\\W_]b").regex, "a[^" + kEnds + "\\W_]b") << "word characters";
}

TEST(RewriteRegexTest, EscapesWhatWouldChangeItsMeaningBehindTheEnds) {
  EXPECT_EQ(RewriteRegex("a[^-x]b").regex, "a[^" + kEnds + "\\-x]b");
  EXPECT_EQ(RewriteRegex("a[^]x]b").regex, "a[^" + kEnds + "\\]x]b");
}

TEST(RewriteRegexTest, CollectsLiteralsAsWritten) {
  EXPECT_THAT(RewriteRegex("WeChat(号|ID)\\.[A-c]x").literals,
              ElementsAre("WeChat", "号", "ID", ".", "A", "-", "c", "x"));
}

TEST(RewriteRegexTest, SeesThatTheEmptyTextMatches) {
  for (const std::string regex :
       {"", "a*", "a?", "(a)?", "a|", "(|a)", "a{0,3}", "a{0}", "^$", "(a*|b)+", "\\b"}) {
    EXPECT_TRUE(RewriteRegex(regex).matches_empty) << regex;
  }
  for (const std::string regex : {"a", "a+", "a*b", "(a|b)", "a{1,3}", "(a?b)+", ".", "[^a]"}) {
    EXPECT_FALSE(RewriteRegex(regex).matches_empty) << regex;
  }
}

TEST(RewriteRegexTest, SeesThatEverythingIsCovered) {
  for (const std::string regex :
       {".", ".{2,}", "[^a]+", "\\S\\S", "(保本|.+)", "a*.", "^.+$", "\\s", "\\PL", "\\p{Han}?."}) {
    EXPECT_TRUE(RewriteRegex(regex).covers_everything) << regex;
  }
  for (const std::string regex : {"a.", ".*a", "[ab]", "\\d+", "(a|b).", "\\p{Han}", "a{1,2}."}) {
    EXPECT_FALSE(RewriteRegex(regex).covers_everything) << regex;
  }
}

TEST(RewriteRegexTest, SeesThatItBeginsOrEndsInAGap) {
  for (const std::string regex : {"保本.{0,4}", ".保本", "保本的?", "(保本|稳赚.)", "(保|本?)",
                                  "保本\\s", "[^不]保本", "保本(的)*"}) {
    EXPECT_TRUE(RewriteRegex(regex).in_a_gap) << regex;
  }
  for (const std::string regex :
       {"保本", "保.{0,4}本", "^保本$", "(保|包)本", "保本[0-9]+", "(?:保(住)?本)", "\\b保本"}) {
    EXPECT_FALSE(RewriteRegex(regex).in_a_gap) << regex;
  }
}

TEST(RewriteRegexTest, TellsConstructsThatCannotBeUsed) {
  const auto fault = [](const std::string& regex) { return RewriteRegex(regex).fault; };
  EXPECT_THAT(fault("(?=a)b"), HasSubstr("(?="));
  EXPECT_THAT(fault("(?<name>a)"), HasSubstr("(?<"));
  EXPECT_THAT(fault("(?x)a b"), HasSubstr("(?x"));
  EXPECT_THAT(fault("(a)\\1"), HasSubstr("back-reference"));
  EXPECT_THAT(fault("a\\Rb"), HasSubstr("\\R"));
  EXPECT_THAT(fault("\\Qa.b\\E"), HasSubstr("\\Q"));
  EXPECT_THAT(fault("\\p{^Han}a"), HasSubstr("\\p{^"));
  EXPECT_THAT(fault("a++"), HasSubstr("possessive"));
  EXPECT_THAT(fault("[\\s\\S]a"), HasSubstr("end of a sentence"));
  EXPECT_THAT(fault("[[:^alpha:]]a"), HasSubstr("end of a sentence"));
}

TEST(RewriteRegexTest, TellsWhatIsNotClosed) {
  const auto fault = [](const std::string& regex) { return RewriteRegex(regex).fault; };
  EXPECT_THAT(fault("(a"), HasSubstr("not closed"));
  EXPECT_THAT(fault("[a"), HasSubstr("not closed"));
  EXPECT_THAT(fault("[^"), HasSubstr("not closed"));
  EXPECT_THAT(fault("a)"), HasSubstr("closes nothing"));
  EXPECT_THAT(fault("a\\"), HasSubstr("backslash"));
  EXPECT_THAT(fault("*a"), HasSubstr("nothing to repeat"));
  EXPECT_THAT(fault("(?"), HasSubstr("cannot be used"));
  EXPECT_THAT(fault(std::string(500, '(')), HasSubstr("too deep"));
}

TEST(RewriteRegexTest, EndsOnHalfAConstruct) {
  for (const std::string regex :
       {"\\x", "\\x{4e", "\\p", "\\P{", "a{", "a{2", "a{2,", "[[:", "[a\\"}) {
    EXPECT_LE(RewriteRegex(regex).regex.size(), regex.size() + 2 * kDot.size()) << regex;
  }
}

TEST(RewriteRegexTest, MeasuresRepeatsAsIfTheyWereWrittenOut) {
  const auto size = [](const std::string& regex) { return RewriteRegex(regex).size; };
  EXPECT_EQ(size("abc"), 3U);
  EXPECT_EQ(size("(abc){4}"), 12U);
  EXPECT_EQ(size("(ab|c)"), 3U);
  EXPECT_EQ(size("保本"), 6U);
  EXPECT_EQ(size("[ab]{2,5}"), 5U);
  EXPECT_EQ(size("((a{1,10}){1,10}){1,10}"), 1000U);
  EXPECT_GT(size(".{0,9}a"), size("[ab]{0,9}a"));
  EXPECT_LT(size("a*b"), 10U);
  EXPECT_GT(size("a{4294967295}"), kMaxRegexSize);
  EXPECT_GT(size("a{99999999999999999999}"), kMaxRegexSize);
  EXPECT_GT(size("(((((a{999}){999}){999}){999}){999})"), kMaxRegexSize);
}

TEST(TimeClassOfTest, RisesWithRepeatsAndWithGapsBetweenGaps) {
  const auto time_class = [](const std::string& regex) { return TimeClassOf(RewriteRegex(regex)); };
  EXPECT_EQ(time_class("保.{0,6}本"), TimeClass::kInstant);
  EXPECT_EQ(time_class("保.{0,40}本"), TimeClass::kModerate);
  EXPECT_EQ(time_class("保.{0,12}本.{0,12}(赚|赔).{0,12}我.{0,12}补"), TimeClass::kSlow);
  EXPECT_EQ(time_class("(a{1,1000}){1,1000}"), TimeClass::kRefused);
  EXPECT_EQ(time_class("\\p{L}{1,60}a"), TimeClass::kRefused);
  EXPECT_EQ(ToString(TimeClass::kSlow), "slow");
}

TEST(RewriteRegexTest, TellsEndsThatMayBeLeftOut) {
  const auto ends = [](const std::string& regex) {
    const RewrittenRegex rewritten = RewriteRegex(regex);
    return std::pair(rewritten.open_begin, rewritten.open_end);
  };
  EXPECT_EQ(ends("ab"), std::pair(false, false));
  EXPECT_EQ(ends("(a)?b"), std::pair(true, false));
  EXPECT_EQ(ends("ab.{0,4}"), std::pair(false, true));
  EXPECT_EQ(ends("(x?a|b)c"), std::pair(true, false));
  EXPECT_EQ(ends("a(b|c?)"), std::pair(false, true));
  EXPECT_EQ(ends("^ab$"), std::pair(false, false));
  EXPECT_EQ(ends("(^|x)a(,|$)"), std::pair(false, false)) << "a border is asked for";
  EXPECT_EQ(ends("a(,|$)?"), std::pair(false, true));
}

TEST(RewriteRegexTest, KnowsAListOfWords) {
  EXPECT_TRUE(RewriteRegex("保本|保息").only_words);
  EXPECT_FALSE(RewriteRegex("保本|保.息").only_words);
  EXPECT_FALSE(RewriteRegex("保本?").only_words);
  EXPECT_FALSE(RewriteRegex("^保本").only_words);
}

}  // namespace
}  // namespace mingcha
