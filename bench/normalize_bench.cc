// What does the folded view cost, with the way back to the original, beside what ICU takes for
// less?
//
//   Folded/…       our folded view with offsets: NFKC, case, simplified forms, look-alikes, the
//   rest IcuNfkc/…      ICU's normalizeUTF8 with NFKC_Casefold and Edits: no simplified forms, no
//   disguises IcuSame/…      ICU with NFKC_Casefold and Hant-Hans, which knows no offsets Compact/…
//   our folded view and the compact one made from it AllViews/…     the shape and the sound view
//   too Pathological/… all views of 64 KiB that nobody writes; "times_typical" is the time a byte
//   takes,
//                  divided by what one takes in all views of plain messages. It must stay below 50.
//
// Read the ratios of bytes_per_second within one corpus and one run. The texts are invented:
// messages of about 30 characters, so that what each message costs by itself counts as it does in a
// chat.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "base/check.h"
#include "normalize/normalizer.h"

namespace mingcha {
namespace {

constexpr size_t kMessages = 2000;
constexpr size_t kCharactersPerMessage = 30;

const std::vector<std::string> kPlain = {"您好，",
                                         "请问您要咨询什么业务呢？",
                                         "这款产品",
                                         "预计明天到账，",
                                         "麻烦您提供一下",
                                         "订单号码。",
                                         "我帮您查询",
                                         "还款日期是每月十五号，",
                                         "感谢您的耐心等待！",
                                         "手续费按照合同约定收取；"};
const std::vector<std::string> kMixed = {
    "您的VIP账户",      "order 2026-11-16 ",         "App版本3.5.2，", "收益率为3.85%，",
    "请点击Settings, ", "customer service ",         "尾号8821的卡",   "OK，",
    "iPhone用户",       "https://example.com/help ", "ＡＰＰ（安卓）"};
const std::vector<std::string> kTraditional = {"您好，",
                                               "請問您要諮詢什麼業務呢？",
                                               "這款產品",
                                               "預計明天到賬，",
                                               "麻煩您提供一下",
                                               "訂單號碼。",
                                               "我幫您查詢",
                                               "還款日期是每月十五號，",
                                               "感謝您的耐心等待！",
                                               "手續費按照合約約定收取；"};
const std::vector<std::string> kDisguised = {"保\u200b本\u200b保\u200b息，",
                                             "加ⓋⓍ详谈",
                                             "𝐕𝐈𝐏群",
                                             "互聯(lián)網(wǎng)金融",
                                             "微\u0337信\u0337",
                                             "VХ同号",
                                             "稳*赚*不*赔",
                                             "❶③⑧",
                                             "保(bǎo)本",
                                             "ＱＱ：１２３４５",
                                             "👨\u200d👩\u200d👧老师"};

std::vector<std::string> MakeCorpus(const std::vector<std::string>& phrases) {
  std::mt19937 random(20261116);
  std::vector<std::string> corpus(kMessages);
  for (std::string& message : corpus) {
    while (message.size() < 3 * kCharactersPerMessage)
      message += phrases[random() % phrases.size()];
  }
  return corpus;
}

struct Corpus {
  const char* name;
  std::vector<std::string> messages;
};

const std::vector<Corpus>& Corpora() {
  static const std::vector<Corpus> kCorpora = {{"plain", MakeCorpus(kPlain)},
                                               {"mixed", MakeCorpus(kMixed)},
                                               {"traditional", MakeCorpus(kTraditional)},
                                               {"disguised", MakeCorpus(kDisguised)}};
  return kCorpora;
}

// Runs `fold` on each message of a corpus, and counts the bytes that were read.
template <typename Fold>
void Measure(benchmark::State& state, Fold fold) {
  const Corpus& corpus = Corpora()[static_cast<size_t>(state.range(0))];
  state.SetLabel(corpus.name);
  int64_t bytes = 0;
  for (const std::string& message : corpus.messages) bytes += static_cast<int64_t>(message.size());
  for (auto _ : state) {
    for (const std::string& message : corpus.messages) fold(message);
  }
  state.SetBytesProcessed(state.iterations() * bytes);
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(corpus.messages.size()));
}

void Folded(benchmark::State& state) {
  Normalizer normalizer;
  Measure(state, [&](const std::string& message) {
    normalizer.SetText(message);
    benchmark::DoNotOptimize(normalizer.folded().text.data());
  });
}

void Compact(benchmark::State& state) {
  Normalizer normalizer;
  Measure(state, [&](const std::string& message) {
    normalizer.SetText(message);
    benchmark::DoNotOptimize(normalizer.view(View::kCompact).text.data());
  });
}

void MakeAllViews(const std::string& text, Normalizer* normalizer) {
  normalizer->SetText(text);
  for (const View view : {View::kCompact, View::kShape, View::kSound}) {
    benchmark::DoNotOptimize(normalizer->view(view).text.data());
  }
}

void AllViews(benchmark::State& state) {
  Normalizer normalizer;
  Measure(state, [&](const std::string& message) { MakeAllViews(message, &normalizer); });
}

struct PathologicalText {
  const char* name;
  std::vector<std::string> parts;  // Repeated in turn.
};

const std::vector<PathologicalText>& PathologicalTexts() {
  static const std::vector<PathologicalText> kTexts = [] {
    std::vector<PathologicalText> texts = {
        {"marks on nothing", {"\u0301", "\u0323", "\u0488", "\u0345"}},
        {"marks on letters",
         {"e\u0323\u0302", "V\u0336", "保\u0337", "か\u3099", "ก\u0e47", "α\u0345"}},
        {"one ideograph", {"保"}},
        {"one letter", {"v"}},
        {"one asterisk", {"*"}},
        {"disguises in turn",
         {"保*", "Ⓥ", "х", "𝐕", "ⓐ", "薇❤", "+v", "亻呆", "㎏", "❶", "🇻", "а"}},
        {"letters of two alphabets", {"a", "х"}},
        {"invisible characters", {"\u200b", "\ufe0f", "\u2060", "\U000e0100"}},
        {"brackets with pinyin", {"保", "(bǎo)", "（bǎo）", "(bǎo běn)"}},
        {"brackets that stay open", {"(bǎo"}},
        {"brackets behind brackets", {"(", "ǎ"}},
        {"syllables", {"bao", "x", "i", "an"}},
        {"jamo", {"\u1100", "\u1161", "\u11a8", "\u1112"}},
        {"invalid bytes", {"\xe4\xbf", "\xff", "\xed\xa0\x80"}},
    };
    return texts;
  }();
  return kTexts;
}

std::string Text64K(const PathologicalText& pathological) {
  constexpr size_t kBytes = size_t{64} << 10;
  std::string text;
  for (size_t i = 0; text.size() < kBytes; ++i) {
    text += pathological.parts[i % pathological.parts.size()];
  }
  return text;
}

double CpuNow() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Seconds of this processor for one byte of plain messages: the best of several tries.
double TypicalPerByte() {
  static const double kTypical = [] {
    Normalizer normalizer;
    double best = 1;
    for (int tries = 0; tries < 20; ++tries) {
      const double begin = CpuNow();
      size_t bytes = 0;
      for (const std::string& message : Corpora().front().messages) {
        MakeAllViews(message, &normalizer);
        bytes += message.size();
      }
      best = std::min(best, (CpuNow() - begin) / static_cast<double>(bytes));
    }
    return best;
  }();
  return kTypical;
}

void Pathological(benchmark::State& state) {
  const PathologicalText& pathological = PathologicalTexts()[static_cast<size_t>(state.range(0))];
  const std::string text = Text64K(pathological);
  const double typical = TypicalPerByte();
  Normalizer normalizer;
  state.SetLabel(pathological.name);
  const double begin = CpuNow();
  for (auto _ : state) MakeAllViews(text, &normalizer);
  const auto bytes = state.iterations() * static_cast<int64_t>(text.size());
  state.counters["times_typical"] = (CpuNow() - begin) / static_cast<double>(bytes) / typical;
  state.SetBytesProcessed(bytes);
}

const icu::Normalizer2& NfkcCasefold() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  MINGCHA_CHECK(U_SUCCESS(status));
  return *normalizer;
}

void IcuNfkc(benchmark::State& state) {
  const icu::Normalizer2& normalizer = NfkcCasefold();
  std::string folded;
  icu::Edits edits;
  Measure(state, [&](const std::string& message) {
    UErrorCode status = U_ZERO_ERROR;
    folded.clear();
    edits.reset();
    icu::StringByteSink<std::string> sink(&folded);
    normalizer.normalizeUTF8(0, message, sink, &edits, status);
    MINGCHA_CHECK(U_SUCCESS(status));
    benchmark::DoNotOptimize(folded.data());
  });
}

void IcuSame(benchmark::State& state) {
  const icu::Normalizer2& normalizer = NfkcCasefold();
  UErrorCode opened = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> hant_hans(
      icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, opened));
  MINGCHA_CHECK(U_SUCCESS(opened));
  std::string folded;
  Measure(state, [&](const std::string& message) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString text = normalizer.normalize(icu::UnicodeString::fromUTF8(message), status);
    MINGCHA_CHECK(U_SUCCESS(status));
    hant_hans->transliterate(text);
    folded.clear();
    text.toUTF8String(folded);
    benchmark::DoNotOptimize(folded.data());
  });
}

BENCHMARK(Folded)->DenseRange(0, 3);
BENCHMARK(IcuNfkc)->DenseRange(0, 3);
BENCHMARK(IcuSame)->DenseRange(0, 3);
BENCHMARK(Compact)->DenseRange(0, 3);
BENCHMARK(AllViews)->DenseRange(0, 3);
BENCHMARK(Pathological)->DenseRange(0, static_cast<int64_t>(PathologicalTexts().size()) - 1);

}  // namespace
}  // namespace mingcha
