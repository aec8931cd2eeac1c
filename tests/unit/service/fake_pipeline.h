// A pipeline that finds what its test tells it to find, and answers when its test lets it.

#ifndef MINGCHA_TESTS_UNIT_SERVICE_FAKE_PIPELINE_H_
#define MINGCHA_TESTS_UNIT_SERVICE_FAKE_PIPELINE_H_

#include <algorithm>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "mingcha/pipeline.h"

#include "base/mutex.h"

namespace mingcha::testing {

// A finding with something in every field.
inline Finding MakeFinding(const std::string& conversation_id, const std::string& message_id) {
  Finding finding;
  finding.finding_id = std::string(58, '0') + message_id.substr(0, 6);
  finding.finding_id.resize(64, '0');
  finding.rule_id = "mkt.guarantee.principal";
  finding.rule_status = RuleStatus::kStable;
  finding.pack = "finance-cn@2026.11";
  finding.pack_digest = "sha256:" + std::string(64, 'a');
  finding.severity = Severity::kCritical;
  finding.category = "prohibited_wording";
  finding.tags = {"guaranteed-return"};
  finding.subject = {SubjectKind::kMessage, message_id};
  finding.conversation = {"default", conversation_id};
  finding.message_id = message_id;
  finding.speaker = Speaker::kAgent;
  finding.agent_id = "a-17";
  finding.at = *ParseTimestamp("2026-11-16T02:00:05.120Z");
  finding.evidence = {{message_id, "", {3, 9}, "保本", View::kCompact}};
  finding.evasion = true;
  finding.features = {{"tense", "done"}};
  finding.basis = {"AD25"};
  finding.title = "承诺保本";
  finding.suggestion = "本产品不保证本金和收益。";
  finding.explanation = "命中词语";
  return finding;
}

// Answers on a thread of its own, in order. A message that says "保本" gets a finding.
class FakePipeline : public Pipeline {
 public:
  explicit FakePipeline(size_t capacity = 1'000'000)
      : capacity_(capacity), thread_([this] { Work(); }) {}
  ~FakePipeline() override {
    {
      MutexLock lock(mutex_);
      stopping_ = true;
      changed_.NotifyAll();
    }
    thread_.join();
  }

  // Answers nothing until so many records wait, and then all that wait.
  void AnswerWhenQueued(size_t records) {
    MutexLock lock(mutex_);
    answer_at_ = records;
    changed_.NotifyAll();
  }
  void WaitUntilQueued(size_t records) {
    MutexLock lock(mutex_);
    while (queued_ < records) changed_.Wait(mutex_);
  }
  // From now on the store refuses.
  void FailToStore(absl::Status status) {
    MutexLock lock(mutex_);
    not_stored_ = std::move(status);
  }

  size_t max_queued() const {
    MutexLock lock(mutex_);
    return max_queued_;
  }
  size_t refusals() const {
    MutexLock lock(mutex_);
    return refusals_;
  }
  ConversationTracker::Context last_context() const {
    MutexLock lock(mutex_);
    return last_context_;
  }
  std::vector<Record> taken() const {
    MutexLock lock(mutex_);
    return taken_;
  }
  // That any record came by.
  std::set<uint64_t> inputs() const {
    MutexLock lock(mutex_);
    return inputs_;
  }
  Timestamp end_of_input() const {
    MutexLock lock(mutex_);
    return end_of_input_;
  }
  uint64_t ended_input() const {
    MutexLock lock(mutex_);
    return ended_input_;
  }

  bool TrySubmit(const ConversationTracker::Context& context, Batch& batch, Done& done) override {
    MutexLock lock(mutex_);
    if (queued_ + batch.size() > capacity_) {
      ++refusals_;
      return false;
    }
    last_context_ = context;
    inputs_.insert(context.input);
    taken_.insert(taken_.end(), batch.begin(), batch.end());
    const size_t records = batch.size();  // Before the batch is moved.
    Add(records,
        [this, batch = std::move(batch), done = std::move(done)] { done(AnswersTo(batch)); });
    return true;
  }
  void Submit(const ConversationTracker::Context& context, Batch batch, Done done) override {
    TrySubmit(context, batch, done);
  }
  void WhenRoom(std::function<void()> retry) override {
    MutexLock lock(mutex_);
    waiting_for_room_.push_back(std::move(retry));
    changed_.NotifyAll();
  }
  void EndOfInput(uint64_t input, Timestamp latest,
                  std::function<void(std::vector<Finding>)> done) override {
    MutexLock lock(mutex_);
    ended_input_ = input;
    end_of_input_ = latest;
    Add(1, [done = std::move(done)] { done({MakeFinding("c-1", "m-late")}); });
  }
  void Drain() override {
    MutexLock lock(mutex_);
    while (queued_ > 0) changed_.Wait(mutex_);
  }
  Counters counters() const override { return {}; }
  Measures measures() const override { return {}; }

 private:
  struct Job {
    size_t records = 0;
    std::function<void()> run;
  };

  void Add(size_t records, std::function<void()> run) MINGCHA_REQUIRES(mutex_) {
    jobs_.push_back({records, std::move(run)});
    queued_ += records;
    max_queued_ = std::max(max_queued_, queued_);
    changed_.NotifyAll();
  }

  std::vector<RecordResult> AnswersTo(const Batch& batch) {
    std::vector<RecordResult> results;
    for (const Record& record : batch) {
      RecordResult& result = results.emplace_back();
      result.durable = true;
      {
        MutexLock lock(mutex_);
        result.not_stored = not_stored_;
        if (!not_stored_.ok()) result.durable = false;
      }
      const auto* message = std::get_if<Message>(&record);
      if (message == nullptr || message->text.find("保本") == std::string::npos) continue;
      result.findings = {MakeFinding(message->conversation.conversation_id, message->message_id)};
      result.opened = {{"license", message->message_id, message->sent_at}};
    }
    return results;
  }

  void Work() {
    while (true) {
      std::deque<Job> jobs;
      std::vector<std::function<void()>> retries;
      {
        MutexLock lock(mutex_);
        while (!stopping_ && (jobs_.empty() || queued_ < answer_at_) &&
               (waiting_for_room_.empty() || queued_ >= capacity_)) {
          changed_.Wait(mutex_);
        }
        if (stopping_ && jobs_.empty()) return;
        if (queued_ >= answer_at_ || stopping_) jobs.swap(jobs_);
      }
      for (Job& job : jobs) {
        {
          MutexLock lock(mutex_);
          queued_ -= job.records;
          changed_.NotifyAll();
        }
        job.run();
      }
      {
        MutexLock lock(mutex_);
        retries.swap(waiting_for_room_);
      }
      for (const auto& retry : retries) retry();
    }
  }

  const size_t capacity_;
  mutable Mutex mutex_;
  CondVar changed_;
  std::deque<Job> jobs_ MINGCHA_GUARDED_BY(mutex_);
  std::vector<std::function<void()>> waiting_for_room_ MINGCHA_GUARDED_BY(mutex_);
  std::vector<Record> taken_ MINGCHA_GUARDED_BY(mutex_);
  ConversationTracker::Context last_context_ MINGCHA_GUARDED_BY(mutex_);
  std::set<uint64_t> inputs_ MINGCHA_GUARDED_BY(mutex_);
  uint64_t ended_input_ MINGCHA_GUARDED_BY(mutex_) = 0;
  Timestamp end_of_input_ MINGCHA_GUARDED_BY(mutex_);
  absl::Status not_stored_ MINGCHA_GUARDED_BY(mutex_);
  size_t answer_at_ MINGCHA_GUARDED_BY(mutex_) = 1;
  size_t queued_ MINGCHA_GUARDED_BY(mutex_) = 0;
  size_t max_queued_ MINGCHA_GUARDED_BY(mutex_) = 0;
  size_t refusals_ MINGCHA_GUARDED_BY(mutex_) = 0;
  bool stopping_ MINGCHA_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_SERVICE_FAKE_PIPELINE_H_
