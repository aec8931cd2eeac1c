#include "evaluate/tense.h"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace mingcha {
namespace {

// The tense of what `words` tell in `text`.
Tense TenseOfWords(std::string_view text, std::string_view words) {
  const size_t begin = text.find(words);
  EXPECT_NE(begin, std::string_view::npos) << text;
  return TenseOf(text, {static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + words.size())});
}

void ExpectTense(Tense tense, std::string_view words, const std::vector<std::string_view>& texts) {
  for (const std::string_view text : texts) {
    EXPECT_EQ(ToString(TenseOfWords(text, words)), ToString(tense)) << text;
  }
}

TEST(TenseTest, IsDoneWhenAVerbIsCompleted) {
  ExpectTense(Tense::kDone, "验证码",
              {
                  "我已经把验证码给他了,是不是完了",
                  "验证码已经告诉对方,现在有点慌",
                  "验证码我发给他了",
                  "他要验证码,我给了",
                  "刚把验证码报给客服",
                  "对方要验证码。我已经给了",
                  "他让我把验证码发了三次",
                  "验证码被他骗走了",
              });
  ExpectTense(Tense::kDone, "钱", {"我把钱转过去了", "钱我转了五万给他", "钱被划走了", "钱没了"});
}

TEST(TenseTest, IsRefusedWhenTheSpeakerDidNotDoIt) {
  ExpectTense(Tense::kRefused, "验证码",
              {
                  "对方要验证码,我没给。",
                  "对方要验证码,我没有告诉他",
                  "有人要验证码。我没理",
                  "他问我要验证码,我直接挂了",
                  "验证码我不会给他的",
                  "要验证码,我没信,挂断了",
              });
  ExpectTense(Tense::kRefused, "刷单", {"别人拉我刷单,我没做。", "叫我刷单,我拒绝了"});
}

TEST(TenseTest, IsOngoingWhileItHappens) {
  ExpectTense(Tense::kOngoing, "验证码",
              {"客服让我把验证码发给他,正等着呢。", "他在催我要验证码", "他让我马上给验证码"});
  ExpectTense(Tense::kOngoing, "监管账户", {"他说是监管账户,我正准备转。"});
}

TEST(TenseTest, IsAskedWhenNothingMoreIsTold) {
  ExpectTense(Tense::kAsked, "保证金",
              {
                  "他说解冻要交保证金,是真的吗",
                  "要交了保证金才能提现",
                  "如果我交了保证金会怎样",
                  "让我转保证金过去",
              });
}

TEST(TenseTest, IsNotRefusedByOthers) {
  ExpectTense(Tense::kAsked, "保证金",
              {"平台不给我提现,要交保证金", "说不交保证金就冻结", "他让我交保证金,我该不该交",
               "说要交保证金,会不会是骗人的"});
}

TEST(TenseTest, IsNotToldByAFarSentence) {
  ExpectTense(Tense::kAsked, "验证码",
              {"上周在你们这里买了一只基金一直拿到现在。今天有一个陌生人问我要验证码"});
}

TEST(TenseTest, PutsDoneBeforeRefused) {
  ExpectTense(Tense::kDone, "验证码", {"第一次的验证码我给他了,后来的没给"});
}

TEST(TenseTest, IsDoneByWhoeverActedWithoutAThought) {
  ExpectTense(Tense::kDone, "验证码",
              {
                  "我没细看就把验证码发给他了",
                  "没注意就把验证码告诉对方了",
                  "我没核实便把验证码给了他",
                  "我也没有多想把验证码念给他了",
                  "我不知道是骗子就把验证码给他了",
                  "不小心把验证码给了他",
                  "我怕账户出事就把验证码报给他了",
              });
  ExpectTense(Tense::kDone, "安全账户",
              {
                  "我没多想就转到安全账户了",
                  "当时没怀疑结果钱转到安全账户了",
                  "他让我转到安全账户我就转了",
                  "我觉得没问题就转到安全账户了",
                  "想都没想就转到安全账户了",
              });
}

TEST(TenseTest, IsNotDoneByAConsequenceThatIsDeniedOrAhead) {
  ExpectTense(Tense::kRefused, "验证码",
              {
                  "我没多想就挂了,没给验证码",
                  "我没有随便给他验证码",
                  "我没有告诉他验证码",
              });
  ExpectTense(Tense::kAsked, "保证金",
              {
                  "如果我没看清就交了保证金会怎样",
                  "说要交了保证金就能提现",
                  "差点把保证金转过去了",
              });
}

TEST(TenseTest, IsNotRefusedByALookThatWasNotTaken) {
  ExpectTense(Tense::kAsked, "验证码", {"我没细看短信里说什么,他要验证码"});
  ExpectTense(Tense::kRefused, "验证码", {"我没细想,反正没给他验证码"});
}

}  // namespace
}  // namespace mingcha
