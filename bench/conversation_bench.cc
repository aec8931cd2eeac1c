// What do conversations cost, in time and in memory?
//
//   Follow/corpus   conversations of the corpus with the finance pack: the scan of each message,
//   the
//                   conversation's logic after it (`added_percent` of the scan), and the engine,
//                   which does both and makes findings
//   …_measured      and the facts of the measures
//   Follow/dense    the same with short messages each of which asks, dodges, stalls or answers
//   Timers/N/CIRCLE a message of one of CIRCLE other conversations, and a move of the wall clock,
//                   while N conversations wait for a deadline. A large circle meets cold memory
//                   too, and many waiting conversations spread it
//   OpenState/N     N conversations that each owe an answer: bytes of memory for each, by what is
//                   allocated
//   Evicted/N       the same N over a budget of a tenth
//
// Read Timers/1000000/… against Timers/0/… within one run. Texts are invented.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <benchmark/benchmark.h>

#include "mingcha/conversation.h"
#include "mingcha/pipeline.h"
#include "mingcha/scanner.h"

#include "archive/jsonl_source.h"
#include "base/check.h"
#include "rulepack/compiled_pack.h"
#include <malloc.h>

namespace mingcha {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr size_t kConversations = 200;
constexpr size_t kMessagesEach = 20;

const std::vector<std::string_view> kCustomerSays = {
    "您好，请问在吗", "你们有备案吗",           "提现怎么还没到账",     "这款产品有什么风险",
    "好的，知道了",   "为什么扣了我一笔手续费", "怎么修改预留的手机号", "那我再想想"};
const std::vector<std::string_view> kAgentSays = {
    "您好，请问有什么可以帮您",
    "我帮您查询一下，请稍等",
    "我们是老平台了，您放心",
    "您的申请十点受理，预计两小时到账，流水号已发给您",
    "这款产品不保本，净值会波动，请看风险揭示书",
    "许可证号B2-20200001，可在官网公示页查询",
    "系统维护中，请稍后再试",
    "感谢您的耐心等待"};

const Timestamp kStart = ParseTimestamp("2026-11-16T10:00:00+08:00").value();

const std::shared_ptr<const RulePack>& Pack() {
  static const std::shared_ptr<const RulePack> kPack = [] {
    std::vector<Diagnostic> diagnostics;
    RulePack::LoadOptions options;
    options.cache_folder = RulePack::DefaultCacheFolder();
    auto loaded = RulePack::Load(MINGCHA_SOURCE_DIR "/rules/finance-cn", options, &diagnostics);
    MINGCHA_CHECK(loaded.ok());
    return *std::move(loaded);
  }();
  return kPack;
}

// Conversations side by side, in the order of time.
std::vector<Message> MakeMessages() {
  std::mt19937 random(20261116);
  std::vector<Message> messages;
  for (size_t turn = 0; turn < kMessagesEach; ++turn) {
    for (size_t i = 0; i < kConversations; ++i) {
      Message& message = messages.emplace_back();
      message.conversation.conversation_id = "c-" + std::to_string(i);
      message.message_id = "m-" + std::to_string(turn);
      message.sent_at = kStart + seconds(20 * turn) + milliseconds(i);
      message.speaker = turn % 2 == 0 ? Speaker::kCustomer : Speaker::kAgent;
      message.channel = Channel::kOnlineChat;
      message.agent_id = turn % 2 == 0 ? "" : "a-" + std::to_string(i % 30);
      const auto& says = turn % 2 == 0 ? kCustomerSays : kAgentSays;
      message.text = says[random() % says.size()];
    }
  }
  return messages;
}

// The project's own conversations, many times over, side by side: half of them innocent.
std::vector<Message> MakeCorpus() {
  constexpr size_t kCopies = 20;
  std::vector<Message> messages;
  for (const auto& file :
       std::filesystem::directory_iterator(MINGCHA_SOURCE_DIR "/corpus/conversations")) {
    if (file.path().extension() != ".jsonl") continue;
    auto source = JsonlSource::Open(file.path());
    MINGCHA_CHECK(source.ok());
    for (auto item = (*source)->Next(); item.ok() && *item; item = (*source)->Next()) {
      const auto* sourced = std::get_if<SourcedRecord>(&**item);
      const auto* message = sourced == nullptr ? nullptr : std::get_if<Message>(&sourced->record);
      if (message == nullptr) continue;
      for (size_t copy = 0; copy < kCopies; ++copy) {
        messages.push_back(*message);
        messages.back().conversation.conversation_id += "-" + std::to_string(copy);
      }
    }
  }
  MINGCHA_CHECK(!messages.empty());
  std::stable_sort(messages.begin(), messages.end(),
                   [](const Message& a, const Message& b) { return a.sent_at < b.sent_at; });
  return messages;
}

// The same words a week later, in conversations of their own.
void MoveOn(int64_t round, std::vector<Message>* messages) {
  for (Message& message : *messages) {
    std::string& id = message.conversation.conversation_id;
    id.replace(0, std::min(id.find(':') + 1, id.size()), std::to_string(round) + ":");
    message.sent_at += hours(7 * 24);
  }
}

// Takes each message through the scan, through the conversation's logic, and through the engine
// that does both and makes the findings: block by block, so that all meet the same moods of the
// machine. The time told is the engine's.
void Follow(benchmark::State& state, std::vector<Message> messages, MeasureOptions measures) {
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;
  constexpr size_t kBlock = 200;
  Scanner scanner(Pack(), {});
  ConversationTracker tracker(Pack(), {});
  const auto engine = MakeScanEngine(Pack(), {}, {}, measures);
  std::vector<ScanResult> scans(kBlock);
  Seconds scanning{0};
  Seconds following{0};
  Seconds all{0};
  int64_t round = 0;
  for (auto _ : state) {
    MoveOn(++round, &messages);
    Seconds this_round{0};
    for (size_t begin = 0; begin < messages.size(); begin += kBlock) {
      const size_t end = std::min(messages.size(), begin + kBlock);
      const auto start = Clock::now();
      for (size_t i = begin; i < end; ++i) scans[i - begin] = scanner.Scan(messages[i]);
      const auto scanned = Clock::now();
      for (size_t i = begin; i < end; ++i) {
        benchmark::DoNotOptimize(tracker.OnMessage(messages[i], scans[i - begin], {}));
      }
      const auto followed = Clock::now();
      for (size_t i = begin; i < end; ++i) {
        benchmark::DoNotOptimize(engine->Process(messages[i], {}));
      }
      scanning += scanned - start;
      following += followed - scanned;
      this_round += Clock::now() - followed;
    }
    all += this_round;
    state.SetIterationTime(this_round.count());
  }
  const auto count = static_cast<double>(state.iterations()) * static_cast<double>(messages.size());
  state.SetItemsProcessed(static_cast<int64_t>(count));
  state.counters["scan_us"] = scanning.count() / count * 1e6;
  state.counters["follow_us"] = following.count() / count * 1e6;
  state.counters["engine_us"] = all.count() / count * 1e6;
  state.counters["added_percent"] = following / scanning * 100;
}

MeasureOptions Facts() {
  MeasureOptions measures;
  measures.keep = MeasureOptions::Keep::kFacts;
  return measures;
}

BENCHMARK_CAPTURE(Follow, corpus, MakeCorpus(), {})->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Follow, corpus_measured, MakeCorpus(), Facts())
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Follow, dense, MakeMessages(), {})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// A question, as the scanner would tell it.
ScanResult Question(const Message& message) {
  ScanResult scan;
  scan.substantive = true;
  Signal& signal = scan.signals.emplace_back();
  signal.kind = SignalKind::kAsk;
  while (!Pack()->compiled().topics[signal.topic].owed) ++signal.topic;
  signal.evidence.message_id = message.message_id;
  signal.evidence.message_identity = std::string(64, '0');
  signal.evidence.original = {0, static_cast<uint32_t>(message.text.size())};
  signal.evidence.quote = message.text;
  return scan;
}

Message Ask(uint64_t number) {
  Message message;
  message.conversation.conversation_id = "conversation-" + std::to_string(number);
  message.message_id = "message-" + std::to_string(number);
  message.sent_at = kStart + milliseconds(number % 60'000);
  message.channel = Channel::kOnlineChat;
  message.text = "提现怎么还没到账";
  return message;
}

ConversationTracker::Context Live() {
  ConversationTracker::Context context;
  context.clock = ConversationTracker::ClockMode::kWall;
  return context;
}

void OpenMany(uint64_t count, ConversationTracker* tracker) {
  for (uint64_t i = 0; i < count; ++i) {
    const Message message = Ask(i);
    tracker->OnMessage(message, Question(message), Live());
  }
}

// Each message goes on in a conversation of its own circle, so that no table grows.
void Timers(benchmark::State& state) {
  ConversationTracker::Options options;
  options.max_conversations = 2'000'000;
  ConversationTracker tracker(Pack(), options);
  tracker.AdvanceWallClock(kStart);
  OpenMany(static_cast<uint64_t>(state.range(0)), &tracker);
  tracker.AdvanceWallClock(kStart + minutes(1) +
                           seconds(10));  // What waited for its turn is asked.
  ScanResult reply;
  reply.substantive = true;
  Message message = Ask(5'000'000);
  message.speaker = Speaker::kAgent;
  uint64_t number = 0;
  const auto circle = static_cast<uint64_t>(state.range(1));
  const auto reply_once = [&] {
    ++number;
    message.conversation.conversation_id = "other-" + std::to_string(number % circle);
    message.message_id = std::to_string(number);
    // Three quarters of a minute go by: no deadline passes meanwhile.
    message.sent_at = kStart + minutes(1) + seconds(10) + milliseconds(number * 3 / 20);
    benchmark::DoNotOptimize(tracker.OnMessage(message, reply, Live()));
    benchmark::DoNotOptimize(tracker.AdvanceWallClock(message.sent_at));
  };
  for (uint64_t i = 0; i < 10'000; ++i) reply_once();  // The tables have room for the circle.
  malloc_trim(0);  // What opening has freed is tidied up now, and not meanwhile.
  for (auto _ : state) reply_once();
  state.SetItemsProcessed(state.iterations());
  state.counters["open"] = static_cast<double>(tracker.counters().open_obligations);
}
BENCHMARK(Timers)
    ->ArgsProduct({{0, 1'000'000}, {1'000, 10'000}})
    ->Iterations(290'000)
    ->Repetitions(3);

uint64_t AllocatedBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void Open(benchmark::State& state, size_t budget) {
  Pack();  // Not part of the figure.
  ConversationTracker::Options options;
  options.max_conversations = budget;
  const auto count = static_cast<uint64_t>(state.range(0));
  for (auto _ : state) {
    const uint64_t before = AllocatedBytes();
    ConversationTracker tracker(Pack(), options);
    tracker.AdvanceWallClock(kStart);
    uint64_t told = 0;
    for (uint64_t i = 0; i < count; ++i) {
      const Message message = Ask(i);
      tracker.OnMessage(message, Question(message), Live());
      // What had to make room is told, and must be fetched.
      if (i % 1000 == 0) told += tracker.AdvanceWallClock(kStart).size();
    }
    const uint64_t bytes = AllocatedBytes() - before;
    const ConversationTracker::Counters counters = tracker.counters();
    state.counters["conversations"] = static_cast<double>(counters.conversations);
    state.counters["evicted"] = static_cast<double>(counters.evicted);
    state.counters["told"] = static_cast<double>(told);
    state.counters["MiB"] = static_cast<double>(bytes) / (1 << 20);
    state.counters["bytes_each"] =
        static_cast<double>(bytes) / static_cast<double>(counters.conversations);
  }
}

void OpenState(benchmark::State& state) { Open(state, 2'000'000); }
BENCHMARK(OpenState)->Arg(1'000'000)->Iterations(1)->Repetitions(3)->Unit(benchmark::kSecond);

void Evicted(benchmark::State& state) { Open(state, static_cast<size_t>(state.range(0) / 10)); }
BENCHMARK(Evicted)->Arg(1'000'000)->Iterations(1)->Repetitions(3)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace mingcha
