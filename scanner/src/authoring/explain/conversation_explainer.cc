#include "authoring/explain/conversation_explainer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"

#include "conversation/conversation_state.h"
#include "conversation/meaning.h"
#include "conversation/split_words.h"
#include "conversation/step.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

constexpr Duration kTick(1);

RecordKey KeyOfRecord(const Record& record) {
  return std::visit([](const auto& one) { return KeyOf(one); }, record);
}

bool CrossesMessages(const Explanation& joined) {
  return std::any_of(joined.hits.begin(), joined.hits.end(),
                     [](const ExplainedHit& hit) { return hit.view == View::kJoined; });
}

bool SameQuestion(const Evidence& a, const Evidence& b) {
  return a.message_identity == b.message_identity && a.original == b.original;
}

bool SameObligation(const Obligation& a, const Obligation& b) {
  return a.topic == b.topic && SameQuestion(a.question, b.question);
}

bool Holds(const std::vector<Obligation>& obligations, const Obligation& obligation) {
  return std::any_of(obligations.begin(), obligations.end(),
                     [&](const Obligation& one) { return SameObligation(one, obligation); });
}

// Follows one conversation.
class Following {
 public:
  Following(const CompiledPack& pack, MessageExplainer* messages, std::optional<uint32_t> rule)
      : rules_(pack, /*with_drafts=*/true),
        joiner_(joined_by_default_.max_joined_messages, joined_by_default_.max_joined_gap),
        messages_(*messages),
        rule_(rule) {}

  ConversationExplanation Follow(const std::vector<Record>& records, Timestamp until) {
    told_.conversation = ConversationOf(records.front());
    for (const Record& record : records) Take(record);
    const Timestamp end = std::max(until, TimeOf(records.back()));
    LetPass(end + kTick);
    for (const Obligation& open : state_.open) {
      told_.still_open.push_back(ChangeOf("open", open, {}));
    }
    return std::move(told_);
  }

 private:
  ObligationChange ChangeOf(std::string what, const Obligation& obligation, std::string why) const {
    return {std::move(what),
            rules_.pack.topics[obligation.topic].id,
            obligation.question.message_id,
            obligation.question.quote,
            obligation.deadline,
            std::move(why)};
  }

  void Take(const Record& record) {
    LetPass(TimeOf(record));
    ConversationStep step;
    step.at = TimeOf(record);
    std::optional<Meaning> meaning;
    std::optional<SplitRecord> split;
    if (const auto* message = std::get_if<Message>(&record)) {
      step.record_id = message->message_id;
      step.message = messages_.Explain(*message, rule_);
      meaning = MeaningOf(rules_, *message, messages_.scan());
      split = SplitRecordOf(*message, messages_.scan(), false);
      step.counts_as_reply = meaning && meaning->substantive;
    } else {
      const auto& event = std::get<ConversationEvent>(record);
      step.record_id = event.event_id;
      step.event = ToString(event.kind);
      meaning = MeaningOf(rules_, event);
      split = SplitRecordOf(event, false);
    }
    step.duplicate = last_key_ && *last_key_ == KeyOfRecord(record);
    last_key_ = KeyOfRecord(record);
    if (split && !step.duplicate) Join(*std::move(split), &step);
    if (meaning && !step.duplicate && state_.frontier < meaning->key) Apply(*meaning, &step);
    told_.steps.push_back(std::move(step));
  }

  // Records come in the order of event time, so that each has its turn at once.
  void Join(SplitRecord record, ConversationStep* step) {
    std::vector<JoinedMessages> joined;
    joiner_.Insert(told_.conversation, std::move(record), &split_, &joined);
    joiner_.ApplyAll(told_.conversation, &split_, &joined);
    for (const JoinedMessages& messages : joined) {
      Explanation explanation = messages_.ExplainJoined(messages, rule_);
      if (CrossesMessages(explanation)) step->joined.push_back(std::move(explanation));
    }
  }

  void Apply(const Meaning& meaning, ConversationStep* step) {
    const StepState before = state_;
    StepResult result = ApplyRecord(rules_, told_.conversation, std::move(state_), meaning);
    state_ = std::move(result.state);
    step->findings = std::move(result.findings);
    for (const Obligation& was : before.open) {
      if (!Holds(state_.open, was)) step->changes.push_back(EndOf(was, meaning, step->findings));
    }
    for (const Obligation& is : state_.open) {
      if (!Holds(before.open, is)) step->changes.push_back(ChangeOf("opened", is, {}));
    }
  }

  // Why an obligation ended with this record.
  ObligationChange EndOf(const Obligation& obligation, const Meaning& meaning,
                         const std::vector<Finding>& findings) const {
    if (meaning.is_event()) {
      if (meaning.event == EventKind::kRecalled) {
        return ChangeOf("withdrawn", obligation, "the question was recalled");
      }
      return Judged(obligation, findings, "the conversation was closed");
    }
    if (meaning.speaker == Speaker::kCustomer) {
      const bool taken_back =
          std::any_of(meaning.signals.begin(), meaning.signals.end(),
                      [](const Signal& signal) { return signal.kind == SignalKind::kWithdrawn; });
      if (taken_back) return ChangeOf("withdrawn", obligation, "the customer took it back");
      return ChangeOf("dropped", obligation, "too many questions are open");
    }
    for (const Signal& signal : meaning.signals) {
      if (signal.kind == SignalKind::kSatisfied && signal.topic == obligation.topic) {
        return ChangeOf("answered", obligation, "by " + signal.evidence.quote);
      }
    }
    const uint32_t window = rules_.pack.topics[obligation.topic].window_messages;
    return Judged(obligation, findings,
                  absl::StrFormat("this was reply %d of %d", static_cast<int>(window),
                                  static_cast<int>(window)));
  }

  ObligationChange Judged(const Obligation& obligation, const std::vector<Finding>& findings,
                          std::string why) const {
    const bool found = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return !finding.evidence.empty() &&
             SameQuestion(finding.evidence.front(), obligation.question);
    });
    if (found) return ChangeOf("evaded", obligation, std::move(why));
    if (obligation.replies.empty() && obligation.dodges.empty()) {
      why += "; there was no reply, and no rule in force lists silence";
    } else {
      why += "; neither an answer nor a dodge that a rule knows";
    }
    return ChangeOf("unclassified", obligation, std::move(why));
  }

  // One step for each deadline that passes before `time`.
  void LetPass(Timestamp time) {
    for (Timestamp first = FirstDeadline(state_); first < time; first = FirstDeadline(state_)) {
      const StepState before = state_;
      StepResult result =
          PassTime(rules_, told_.conversation, std::move(state_), first + kTick, false);
      state_ = std::move(result.state);
      ConversationStep step;
      step.at = first;
      step.findings = std::move(result.findings);
      for (const Obligation& was : before.open) {
        if (Holds(state_.open, was)) continue;
        step.changes.push_back(Judged(was, step.findings, "the deadline passed"));
      }
      // A window of a watching rule may close without a word.
      if (step.findings.empty() && step.changes.empty()) continue;
      told_.steps.push_back(std::move(step));
    }
  }

  const ConversationRules rules_;
  const ConversationTracker::Options joined_by_default_;
  const SplitJoiner joiner_;
  MessageExplainer& messages_;
  const std::optional<uint32_t> rule_;
  StepState state_;
  SplitState split_;
  std::optional<RecordKey> last_key_;
  ConversationExplanation told_;
};

}  // namespace

std::vector<Finding> ConversationExplanation::Findings() const {
  std::vector<Finding> findings;
  for (const ConversationStep& step : steps) {
    if (step.duplicate) continue;
    if (step.message) {
      findings.insert(findings.end(), step.message->findings.begin(), step.message->findings.end());
    }
    for (const Explanation& joined : step.joined) {
      findings.insert(findings.end(), joined.findings.begin(), joined.findings.end());
    }
    findings.insert(findings.end(), step.findings.begin(), step.findings.end());
  }
  return findings;
}

ConversationExplainer::ConversationExplainer(std::shared_ptr<const RulePack> pack)
    : pack_(std::move(pack)), messages_(pack_) {}

ConversationExplanation ConversationExplainer::Explain(std::vector<Record> records, Timestamp until,
                                                       std::optional<uint32_t> rule) {
  if (records.empty()) return {};
  std::stable_sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return KeyOfRecord(a) < KeyOfRecord(b);
  });
  return Following(pack_->compiled(), &messages_, rule).Follow(records, until);
}

}  // namespace mingcha
