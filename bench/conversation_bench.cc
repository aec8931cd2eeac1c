// What do conversations cost, in time and in memory?
//
//   Scan            Scanner::Scan of each message of generated conversations, with the finance pack
//   Follow/0        the same through the engine: findings and the conversation's logic besides
//   Follow/1        and the facts of the measures
//   Timers/N        a message of another conversation, and a move of the wall clock, while N
//                   obligations wait for their deadline
//   OpenState/N     N conversations that each owe an answer: bytes of memory for each, by what is
//                   allocated
//   Evicted/N       the same N over a budget of a tenth
//
// Read Follow against Scan, and Timers/1000000 against Timers/0, within one run. Texts are
// invented.

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "mingcha/conversation.h"
#include "mingcha/pipeline.h"
#include "mingcha/scanner.h"

#include "base/check.h"
#include "rulepack/compiled_pack.h"
#include <malloc.h>

namespace mingcha {
namespace {

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

void Scan(benchmark::State& state) {
  const std::vector<Message> messages = MakeMessages();
  Scanner scanner(Pack(), {});
  for (auto _ : state) {
    for (const Message& message : messages) benchmark::DoNotOptimize(scanner.Scan(message));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(messages.size()));
}
BENCHMARK(Scan)->Unit(benchmark::kMillisecond);

void Follow(benchmark::State& state) {
  const std::vector<Message> messages = MakeMessages();
  MeasureOptions measures;
  if (state.range(0) == 1) measures.keep = MeasureOptions::Keep::kFacts;
  for (auto _ : state) {
    state.PauseTiming();
    const auto engine = MakeScanEngine(Pack(), {}, {}, measures);
    state.ResumeTiming();
    for (const Message& message : messages) {
      benchmark::DoNotOptimize(engine->Process(message, {}));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(messages.size()));
}
BENCHMARK(Follow)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

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

// Each message is the second word of a conversation of its own circle, so that no table grows.
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
  const auto reply_once = [&] {
    ++number;
    message.conversation.conversation_id = "other-" + std::to_string(number % 1000);
    message.message_id = std::to_string(number);
    // Less than two minutes go by: no deadline passes meanwhile.
    message.sent_at = kStart + minutes(1) + seconds(10) + milliseconds(number / 1000 % 40'000);
    benchmark::DoNotOptimize(tracker.OnMessage(message, reply, Live()));
    benchmark::DoNotOptimize(tracker.AdvanceWallClock(message.sent_at));
  };
  for (int i = 0; i < 2000; ++i) reply_once();  // The tables have room for the circle.
  malloc_trim(0);  // What opening has freed is tidied up now, and not meanwhile.
  for (auto _ : state) reply_once();
  state.SetItemsProcessed(state.iterations());
  state.counters["open"] = static_cast<double>(tracker.counters().open_obligations);
}
BENCHMARK(Timers)->Arg(0)->Arg(1'000'000);

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
BENCHMARK(OpenState)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kSecond);

void Evicted(benchmark::State& state) { Open(state, static_cast<size_t>(state.range(0) / 10)); }
BENCHMARK(Evicted)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace mingcha
