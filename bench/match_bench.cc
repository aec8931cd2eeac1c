// What does the search for many terms cost, and what do we add to the engine?
//
//   FindAll/N   N generated terms over invented messages, hits collected with their spans
//   Raw/N       the same database by the engine alone, matches counted
//   Regexes     a hundred regexes with starts of matches, and Raw beside it
//
// Terms are of three to five characters, so that hits are rare, as they are in a chat.

#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/check.h"
#include "match/pattern_db.h"
#include "raw_engine.h"

namespace mingcha {
namespace {

constexpr size_t kMessages = 2000;
constexpr size_t kMaxHits = 1000;
constexpr size_t kMaxCompiledBytes = size_t{1} << 30;

const std::vector<std::string_view>& Characters() {
  static const std::vector<std::string_view> characters = {
      "本", "金", "收", "益", "产", "品", "客", "户", "您", "好", "请", "稍", "等",
      "为", "您", "查", "询", "到", "账", "时", "间", "明", "天", "工", "作", "日",
      "还", "款", "利", "率", "合", "同", "额", "度", "申", "请", "审", "核", "资",
      "料", "上", "传", "手", "机", "号", "码", "验", "证", "服", "务", "费", "用",
      "退", "订", "会", "员", "活", "动", "规", "则", "说", "明", "书", "是"};
  return characters;
}

std::string RandomWords(std::mt19937& random, size_t characters) {
  std::string words;
  for (; characters > 0; --characters) words += Characters()[random() % Characters().size()];
  return words;
}

std::vector<LiteralSource> MakeTerms(size_t count) {
  std::mt19937 random(20261116);
  std::vector<LiteralSource> terms;
  for (size_t i = 0; i < count; ++i) {
    terms.push_back({static_cast<uint32_t>(i % 100), RandomWords(random, 3 + random() % 3)});
  }
  return terms;
}

std::vector<RegexSource> MakeRegexes(size_t count) {
  std::mt19937 random(20261117);
  std::vector<RegexSource> regexes;
  for (size_t i = 0; i < count; ++i) {
    regexes.push_back({static_cast<uint32_t>(i), RandomWords(random, 2) + "[^。!?;]{0,6}(" +
                                                     RandomWords(random, 2) + "|" +
                                                     RandomWords(random, 3) + ")"});
  }
  return regexes;
}

const std::vector<std::string>& Messages() {
  static const std::vector<std::string> messages = [] {
    std::mt19937 random(7);
    std::vector<std::string> made;
    for (size_t i = 0; i < kMessages; ++i) {
      made.push_back(RandomWords(random, 8 + random() % 12) + "," +
                     RandomWords(random, 4 + random() % 12) + "。");
    }
    return made;
  }();
  return messages;
}

std::unique_ptr<const PatternDb> CompileOrDie(const std::vector<LiteralSource>& literals,
                                              const std::vector<RegexSource>& regexes) {
  auto db = PatternDb::Compile(literals, regexes, kMaxCompiledBytes, nullptr);
  MINGCHA_CHECK(db.ok());
  return *std::move(db);
}

PatternDb::Scratch ScratchOrDie(const PatternDb& db) {
  auto scratch = PatternDb::Scratch::For({&db});
  MINGCHA_CHECK(scratch.ok());
  return *std::move(scratch);
}

void Report(benchmark::State& state, uint64_t hits) {
  int64_t bytes = 0;
  for (const std::string& message : Messages()) bytes += static_cast<int64_t>(message.size());
  const auto rounds = static_cast<int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * static_cast<int64_t>(kMessages));
  state.SetBytesProcessed(rounds * bytes);
  state.counters["hits_per_1000_messages"] =
      1000.0 * static_cast<double>(hits) / static_cast<double>(kMessages);
}

void FindAll(benchmark::State& state, const PatternDb& db) {
  PatternDb::Scratch scratch = ScratchOrDie(db);
  std::vector<PatternHit> hits;
  uint64_t count = 0;
  for (auto _ : state) {
    count = 0;
    for (const std::string& message : Messages()) {
      hits.clear();
      db.FindAll(message, scratch, kMaxHits, &hits);
      count += hits.size();
    }
    benchmark::DoNotOptimize(count);
  }
  state.counters["compiled_bytes"] = static_cast<double>(db.compiled_bytes());
  Report(state, count);
}

void Raw(benchmark::State& state, const std::vector<LiteralSource>& literals,
         const std::vector<RegexSource>& regexes) {
  std::set<std::string> literal_texts;
  for (const LiteralSource& source : literals) literal_texts.insert(source.literal);
  std::vector<std::string> regex_texts;
  for (const RegexSource& source : regexes) regex_texts.push_back(source.regex);
  RawEngine engine({literal_texts.begin(), literal_texts.end()}, regex_texts);
  uint64_t count = 0;
  for (auto _ : state) {
    count = 0;
    for (const std::string& message : Messages()) count += engine.Count(message);
    benchmark::DoNotOptimize(count);
  }
  Report(state, count);
}

void BM_FindAll(benchmark::State& state) {
  FindAll(state, *CompileOrDie(MakeTerms(static_cast<size_t>(state.range(0))), {}));
}
BENCHMARK(BM_FindAll)->Arg(1000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

void BM_Raw(benchmark::State& state) {
  Raw(state, MakeTerms(static_cast<size_t>(state.range(0))), {});
}
BENCHMARK(BM_Raw)->Arg(1000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

void BM_RegexesFindAll(benchmark::State& state) {
  FindAll(state, *CompileOrDie({}, MakeRegexes(100)));
}
BENCHMARK(BM_RegexesFindAll)->Unit(benchmark::kMicrosecond);

void BM_RegexesRaw(benchmark::State& state) { Raw(state, {}, MakeRegexes(100)); }
BENCHMARK(BM_RegexesRaw)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace mingcha
