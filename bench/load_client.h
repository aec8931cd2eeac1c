// The client of the load generator: sends prepared frames and takes the answers' times.

#ifndef MINGCHA_BENCH_LOAD_CLIENT_H_
#define MINGCHA_BENCH_LOAD_CLIENT_H_

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/sync_stream.h>

#include "mingcha/v1/scan.pb.h"

#include "base/mutex.h"

namespace mingcha::bench {

// Frames as they go over the wire, made before the clock runs.
struct Load {
  std::vector<grpc::ByteBuffer> frames;
  size_t records_per_frame = 1;

  size_t records() const { return frames.size() * records_per_frame; }
};

struct LoadResult {
  double seconds = 0;
  size_t answers = 0;
  size_t findings = 0;
  std::vector<double> latencies_ms;  // Of each frame, from when it should have been sent; sorted.

  double records_per_second() const { return static_cast<double>(answers) / seconds; }
  double Percentile(double of_hundred) const;
};

struct LoadOptions {
  size_t window_frames = 256;    // Closed loop: frames that may be unanswered.
  double frames_per_second = 0;  // Open loop at this rate; 0: closed loop, as fast as it goes.
  std::string tenant;            // A new one each time, or the messages would be duplicates.
};

namespace internal {

using Clock = std::chrono::steady_clock;
using RawStream = grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>;

inline constexpr size_t kRecordsInConversation = 20;
inline constexpr size_t kFindingEvery = 50;  // 20 in 1,000.
inline constexpr std::string_view kFound = "这款理财产品是保本的,您放心买入就行,到期一起退给您";
inline constexpr std::array<std::string_view, 8> kInnocent = {
    "您好,您的申请已经收到,客服会在一个工作日内与您联系,请保持电话畅通",
    "请问我上周提交的提现申请现在到哪一步了,页面上一直显示处理中",
    "好的,已经帮您登记,处理结果会通过站内信通知,请留意查收",
    "这个月的账单还没有出来,麻烦帮我看一下是哪一天出账,谢谢",
    "您可以在我的页面里点设置,再点账户安全,按提示更换预留手机号",
    "产品的风险等级和费率都写在说明书第三页,建议您先看完再决定",
    "我想了解一下定投和一次性买入有什么区别,各自适合什么样的人",
    "感谢您的耐心等待,刚才系统有些繁忙,现在已经恢复正常可以使用了"};

inline grpc::ByteBuffer Serialize(const v1::ScanStreamRequest& frame) {
  const grpc::Slice slice(frame.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

inline void AddRecord(size_t number, v1::Records* records) {
  v1::Message* message = records->add_records()->mutable_message();
  message->set_conversation_id("c-" + std::to_string(number / kRecordsInConversation));
  message->set_message_id("m-" + std::to_string(number));
  // 2026-11-16T02:00:00Z, ten seconds between the messages of a conversation.
  message->mutable_sent_at()->set_seconds(
      1'794'794'400 + static_cast<int64_t>(number % kRecordsInConversation) * 10);
  message->set_speaker(number % 2 == 0 ? v1::SPEAKER_AGENT : v1::SPEAKER_CUSTOMER);
  message->set_channel(v1::CHANNEL_ONLINE_CHAT);
  message->set_text(
      std::string(number % kFindingEvery == 0 ? kFound : kInnocent[number % kInnocent.size()]));
}

// Frames that are under way: the writer waits for room, the reader makes it.
class Window {
 public:
  explicit Window(size_t frames) : free_(frames) {}

  void Take() {
    MutexLock lock(mutex_);
    while (free_ == 0) changed_.Wait(mutex_);
    --free_;
  }
  void Give(size_t frames) {
    if (frames == 0) return;
    MutexLock lock(mutex_);
    free_ += frames;
    changed_.NotifyOne();
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  size_t free_ MINGCHA_GUARDED_BY(mutex_);
};

inline std::unique_ptr<RawStream> OpenStream(grpc::Channel* channel, grpc::ClientContext* context) {
  const grpc::internal::RpcMethod method("/mingcha.v1.ScanService/ScanStream",
                                         grpc::internal::RpcMethod::BIDI_STREAMING);
  return std::unique_ptr<RawStream>(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
          channel, method, context));
}

}  // namespace internal

// `records` invented messages of about 94 bytes in conversations of 20, of which 20 in 1,000 say
// something that the pack finds. The same each time.
inline Load MakeLoad(size_t records, size_t records_per_frame) {
  Load load;
  load.records_per_frame = records_per_frame;
  for (size_t number = 0; number + records_per_frame <= records; number += records_per_frame) {
    v1::ScanStreamRequest frame;
    for (size_t i = 0; i < records_per_frame; ++i) {
      internal::AddRecord(number + i, frame.mutable_records());
    }
    load.frames.push_back(internal::Serialize(frame));
  }
  return load;
}

inline double LoadResult::Percentile(double of_hundred) const {
  if (latencies_ms.empty()) return 0;
  const auto last = static_cast<double>(latencies_ms.size() - 1);
  return latencies_ms[static_cast<size_t>(of_hundred / 100 * last)];
}

// Sends `load` over one stream of `channel`, and waits for all answers. Ends the program if the
// service does not answer.
inline LoadResult RunLoad(const std::shared_ptr<grpc::Channel>& channel, const Load& load,
                          const LoadOptions& options) {
  grpc::ClientContext context;
  const std::unique_ptr<internal::RawStream> stream = internal::OpenStream(channel.get(), &context);
  v1::ScanStreamRequest hello;
  hello.mutable_hello()->set_client("stream_load");
  hello.mutable_hello()->set_tenant(options.tenant);
  hello.mutable_hello()->set_clock(v1::CLOCK_EVENT);
  hello.mutable_hello()->set_window(
      static_cast<uint32_t>(options.window_frames * load.records_per_frame));
  stream->Write(internal::Serialize(hello));

  LoadResult result;
  internal::Window window(options.frames_per_second > 0 ? load.frames.size()
                                                        : options.window_frames);
  const internal::Clock::time_point start = internal::Clock::now();
  std::vector<internal::Clock::time_point> due(load.frames.size());
  const auto due_of = [&](size_t frame) {
    if (options.frames_per_second <= 0) return internal::Clock::now();
    return start +
           std::chrono::duration_cast<internal::Clock::duration>(std::chrono::duration<double>(
               static_cast<double>(frame) / options.frames_per_second));
  };

  std::thread reader([&] {
    grpc::ByteBuffer bytes;
    v1::ScanStreamResponse frame;
    while (result.answers < load.records() && stream->Read(&bytes)) {
      grpc::ProtoBufferReader in(&bytes);
      if (!frame.ParseFromZeroCopyStream(&in)) break;
      const size_t before = result.answers / load.records_per_frame;
      for (const v1::RecordResult& answer : frame.results().results()) {
        ++result.answers;
        result.findings += static_cast<size_t>(answer.findings_size());
      }
      const size_t after = result.answers / load.records_per_frame;
      window.Give(after - before);
      const internal::Clock::time_point now = internal::Clock::now();
      for (size_t i = before; i < after; ++i) {
        result.latencies_ms.push_back(
            std::chrono::duration<double, std::milli>(now - due[i]).count());
      }
    }
    result.seconds = std::chrono::duration<double>(internal::Clock::now() - start).count();
  });
  for (size_t i = 0; i < load.frames.size(); ++i) {
    window.Take();
    due[i] = due_of(i);
    std::this_thread::sleep_until(due[i]);
    if (!stream->Write(load.frames[i])) break;
  }
  stream->WritesDone();
  reader.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok() || result.answers != load.records()) {
    std::fprintf(stderr, "stream_load: %zu of %zu answered: %s\n", result.answers, load.records(),
                 status.error_message().c_str());
    std::exit(1);
  }
  std::sort(result.latencies_ms.begin(), result.latencies_ms.end());
  return result;
}

}  // namespace mingcha::bench

#endif  // MINGCHA_BENCH_LOAD_CLIENT_H_
