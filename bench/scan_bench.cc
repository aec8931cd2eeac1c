// One thread, one scanner, the finance pack: what does a whole scan cost, from the original text to
// rule hits, against each of the pack's databases run once by the engine over its own view's bytes?
//
//   Scan/…   Scanner::Scan of each message
//   Raw/…    for each view that the pack uses: all its literals in one database and all its regexes
//            in another, over the texts of that view, made beforehand
//   View/…   one view of the mixed corpus made and searched: what a view costs
//   Terms/…  Scanner::Scan with a pack of so many terms and nothing else
//
// Read the ratio of Scan to Raw within one corpus and one run. The texts are invented.
//   everyday   service talk, nothing to find
//   mixed      the same with twenty messages in a thousand that are to be found, some in disguise

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "mingcha/scanner.h"
#include "mingcha/time.h"

#include "base/check.h"
#include "base/utf8.h"
#include "match/pattern_db.h"
#include "normalize/normalizer.h"
#include "raw_engine.h"
#include "rulepack/compiled_pack.h"
#include <unistd.h>

namespace mingcha {
namespace {

constexpr size_t kMessages = 2000;
constexpr size_t kCharactersPerMessage = 30;

const std::vector<std::string_view> kEveryday = {"您好，",
                                                 "请问您要咨询什么业务呢？",
                                                 "我帮您查询一下，",
                                                 "预计明天下午到账，",
                                                 "麻烦您在APP里上传资料。",
                                                 "还款日期是每月十五号，",
                                                 "感谢您的耐心等待！",
                                                 "手续费按照合同约定收取；",
                                                 "这款产品的风险等级是R2，",
                                                 "工单号TS2026-118，",
                                                 "稍后会有短信通知您。",
                                                 "请您核对一下订单信息，",
                                                 "怎么修改预留的手机号？",
                                                 "我这边看到是处理中，"};
const std::vector<std::string_view> kToBeFound = {
    "放心，这款保本保息的，到期一分不少", "保*本*保*息，随时可以取出来用",
    "您把验证码发给我，我这边帮您提额",   "加我私人微信聊，这边说话不方便",
    "这款产品不保本，净值下跌时可能亏损", "凡是承诺保本保息的都是诈骗，请警惕"};

enum Corpus : int64_t { kEverydayCorpus, kMixedCorpus };

std::vector<Message> MakeMessages(int64_t corpus) {
  std::mt19937 random(20261116);
  std::vector<Message> messages(kMessages);
  for (size_t i = 0; i < kMessages; ++i) {
    Message& message = messages[i];
    message.conversation.conversation_id = "c-" + std::to_string(i / 10);
    message.message_id = "m-" + std::to_string(i);
    message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
    message.speaker = i % 2 == 0 ? Speaker::kAgent : Speaker::kCustomer;
    message.channel = Channel::kOnlineChat;
    if (corpus == kMixedCorpus && random() % 50 == 0) {
      message.speaker = Speaker::kAgent;
      message.text = kToBeFound[random() % kToBeFound.size()];
    }
    while (message.text.size() < 3 * kCharactersPerMessage) {
      message.text += kEveryday[random() % kEveryday.size()];
    }
  }
  return messages;
}

std::shared_ptr<const RulePack> FinancePackOrDie() {
  static const std::shared_ptr<const RulePack> pack = [] {
    std::vector<Diagnostic> diagnostics;
    auto loaded = RulePack::Load(MINGCHA_SOURCE_DIR "/rules/finance-cn", &diagnostics);
    MINGCHA_CHECK(loaded.ok());
    return *std::move(loaded);
  }();
  return pack;
}

void Report(benchmark::State& state, const std::vector<Message>& messages) {
  int64_t bytes = 0;
  for (const Message& message : messages) bytes += static_cast<int64_t>(message.text.size());
  const auto rounds = static_cast<int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * static_cast<int64_t>(messages.size()));
  state.SetBytesProcessed(rounds * bytes);
  state.counters["rules"] = static_cast<double>(FinancePackOrDie()->rule_count());
}

void BM_Scan(benchmark::State& state) {
  const std::vector<Message> messages = MakeMessages(state.range(0));
  Scanner scanner(FinancePackOrDie());
  size_t hits = 0;
  size_t pattern_hits = 0;
  for (auto _ : state) {
    hits = 0;
    pattern_hits = 0;
    for (const Message& message : messages) {
      const ScanResult result = scanner.Scan(message);
      hits += result.hits.size();
      pattern_hits += result.counters.pattern_hits;
    }
  }
  if (state.range(0) == kMixedCorpus && hits == 0) {
    state.SkipWithError("no hits: wrong pack or wrong corpus");
    return;
  }
  Report(state, messages);
  const auto per_1000 = [](size_t count) {
    return 1000.0 * static_cast<double>(count) / kMessages;
  };
  state.counters["hits_per_1000_messages"] = per_1000(hits);
  state.counters["pattern_hits_per_1000_messages"] = per_1000(pattern_hits);
}
BENCHMARK(BM_Scan)
    ->ArgName("mixed")
    ->Arg(kEverydayCorpus)
    ->Arg(kMixedCorpus)
    ->Unit(benchmark::kMicrosecond);

// What the pack looks for in a view.
std::unique_ptr<RawEngine> RawEngineFor(const CompiledPack& pack, View view) {
  std::set<std::string> literals;
  std::vector<std::string> regexes;
  for (const CompiledPattern& pattern : pack.patterns) {
    if ((pattern.views & ViewBit(view)) == 0) continue;
    for (const std::string& term : pattern.terms) {
      for (std::string& spelling : SpellingsIn(view, term)) literals.insert(std::move(spelling));
    }
    if ((kRegexViews & ViewBit(view)) == 0) continue;
    regexes.insert(regexes.end(), pattern.regexes.begin(), pattern.regexes.end());
  }
  return std::make_unique<RawEngine>(std::vector<std::string>(literals.begin(), literals.end()),
                                     regexes);
}

void BM_Raw(benchmark::State& state) {
  const std::vector<Message> messages = MakeMessages(state.range(0));
  const CompiledPack& pack = FinancePackOrDie()->compiled();
  // Each message in each of the views, one behind the other.
  static std::map<View, std::unique_ptr<RawEngine>> made;  // It takes its time.
  std::vector<RawEngine*> engines;
  std::vector<std::string> texts;
  std::vector<View> views;
  for (const View view : kSearchedViews) {
    if (pack.db(view) == nullptr) continue;
    views.push_back(view);
    if (made[view] == nullptr) made[view] = RawEngineFor(pack, view);
    engines.push_back(made[view].get());
  }
  Normalizer normalizer;
  for (const Message& message : messages) {
    normalizer.SetText(message.text);
    for (const View view : views) texts.push_back(normalizer.view(view).text);
  }

  uint64_t count = 0;
  for (auto _ : state) {
    for (size_t i = 0; i < texts.size(); ++i) count += engines[i % engines.size()]->Count(texts[i]);
    benchmark::DoNotOptimize(count);
  }
  Report(state, messages);
}
BENCHMARK(BM_Raw)
    ->ArgName("mixed")
    ->Arg(kEverydayCorpus)
    ->Arg(kMixedCorpus)
    ->Unit(benchmark::kMicrosecond);

// What a view costs with the finance pack: made from the text anew, and searched.
void BM_View(benchmark::State& state) {
  const auto view = static_cast<View>(state.range(0));
  const std::vector<Message> messages = MakeMessages(kMixedCorpus);
  const PatternDb* const db = FinancePackOrDie()->compiled().db(view);
  state.SetLabel(std::string(ToString(view)));
  if (db == nullptr) {
    state.SkipWithError("the pack does not use this view");
    return;
  }
  auto scratch = PatternDb::Scratch::For({db});
  MINGCHA_CHECK(scratch.ok());
  Normalizer normalizer;
  std::vector<PatternHit> hits;
  size_t searched = 0;
  size_t found = 0;
  for (auto _ : state) {
    searched = found = 0;
    for (const Message& message : messages) {
      normalizer.SetText(message.text);
      // A view that does not differ from the folded one is not searched.
      if (view != View::kFolded && !normalizer.Differs(view)) continue;
      ++searched;
      hits.clear();
      db->FindAll(normalizer.view(view).text, *scratch, 1000, &hits);
      found += hits.size();
    }
  }
  Report(state, messages);
  state.counters["searched_per_1000_messages"] = 1000.0 * static_cast<double>(searched) / kMessages;
  state.counters["pattern_hits_per_1000_messages"] =
      1000.0 * static_cast<double>(found) / kMessages;
}
BENCHMARK(BM_View)
    ->ArgName("view")
    ->DenseRange(0, static_cast<int64_t>(kSearchedViews.size()) - 1)
    ->Unit(benchmark::kMicrosecond);

// A common ideograph: U+4E00 and the 2,999 behind it.
std::string RandomWord(std::mt19937& random, size_t characters) {
  std::string word;
  for (; characters > 0; --characters) {
    AppendUtf8(static_cast<char32_t>(0x4e00 + random() % 3000), &word);
  }
  return word;
}

// A pack of one rule with `count` terms of three to five characters, in the folded view.
std::shared_ptr<const RulePack> PackOfTerms(size_t count) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("mingcha-terms-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "pack.yaml") << "schema: 1\nname: terms\nversion: \"1\"\ntitle: 词表\n"
                                         "owner: bench\ntime_zone: \"+08:00\"\n";
  std::mt19937 random(20261123);
  std::set<std::string> terms;
  while (terms.size() < count) terms.insert(RandomWord(random, 3 + random() % 3));
  std::ofstream rules(folder / "rules.yaml");
  rules << "schema: 1\nrules:\n  - id: mkt.terms\n    title: 词表\n    status: test\n"
           "    severity: low\n    speaker: [agent]\n    patterns:\n      words:\n        terms:\n";
  for (const std::string& term : terms) rules << "          - " << term << "\n";
  rules.close();
  std::vector<Diagnostic> diagnostics;
  auto pack = RulePack::Load(folder, {.max_file_bytes = size_t{64} << 20}, &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == DiagnosticSeverity::kError) {
      std::fprintf(stderr, "%s: %s\n", diagnostic.code.c_str(), diagnostic.message.c_str());
    }
  }
  MINGCHA_CHECK(pack.ok());
  std::filesystem::remove_all(folder);
  return *std::move(pack);
}

// A whole message against many terms.
void BM_Terms(benchmark::State& state) {
  Scanner scanner(PackOfTerms(static_cast<size_t>(state.range(0))));
  std::mt19937 random(7);
  std::vector<Message> messages(kMessages);
  for (size_t i = 0; i < kMessages; ++i) {
    messages[i].message_id = std::to_string(i);
    messages[i].speaker = Speaker::kAgent;
    messages[i].text = RandomWord(random, 8 + random() % 40) + "，" + RandomWord(random, 4) + "。";
  }
  size_t hits = 0;
  for (auto _ : state) {
    hits = 0;
    for (const Message& message : messages) hits += scanner.Scan(message).counters.pattern_hits;
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) *
                          static_cast<int64_t>(messages.size()));
  state.counters["pattern_hits_per_1000_messages"] = 1000.0 * static_cast<double>(hits) / kMessages;
}
BENCHMARK(BM_Terms)->ArgName("terms")->Arg(1000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace mingcha
