#include "conversation/qa_step.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "conversation/meaning.h"
#include "conversation/qa_verdict.h"

namespace mingcha {
namespace {

class QuestionStep {
 public:
  explicit QuestionStep(StepContext& context)
      : context_(context), rules_(context.rules), conversation_(context.conversation) {}

  void CloseBefore(Timestamp time, bool context_only) {
    // Deadlines pass in their order, so that findings stand in the order of time.
    std::stable_sort(open().begin(), open().end(), [](const Obligation& a, const Obligation& b) {
      return a.deadline < b.deadline;
    });
    while (!open().empty() && open().front().deadline < time) {
      const Timestamp deadline = open().front().deadline;
      Judge(open().front(), deadline, context_only);
      open().erase(open().begin());
      context_.MoveFrontier(RecordKey::EndOf(deadline));
    }
  }

  void Apply(const Meaning& meaning) {
    if (meaning.is_event()) {
      ApplyEvent(meaning);
    } else if (meaning.speaker == Speaker::kCustomer) {
      ApplyCustomer(meaning);
    } else {
      ApplyReply(meaning);
    }
  }

  void DropAll(Timestamp time) {
    for (const Obligation& obligation : open()) Drop(obligation, time);
    open().clear();
  }

 private:
  std::vector<Obligation>& open() { return context_.state().open; }

  void Tell(std::string_view fact, Timestamp time) { context_.Tell(std::string(fact), time); }

  void Judge(const Obligation& obligation, Timestamp closed_at, bool context_only) {
    std::vector<Finding> findings = JudgeObligation(rules_, conversation_, obligation, closed_at);
    Tell(findings.empty() ? "obligation.unclassified" : "obligation.evaded", closed_at);
    // Both its beginning and its end are history: it was told when it happened.
    if (context_only && obligation.context_only) return;
    for (Finding& finding : findings) context_.result.findings.push_back(std::move(finding));
  }

  void Drop(const Obligation& obligation, Timestamp time) {
    Tell("obligation.dropped", time);
    if (obligation.context_only) return;
    context_.result.findings.push_back(FindingOfDropped(rules_, conversation_, obligation));
  }

  // Ends the obligations for which `which` holds.
  template <typename Which>
  void Settle(std::string_view fact, Timestamp time, Which which) {
    const size_t settled = std::erase_if(open(), which);
    for (size_t i = 0; i < settled; ++i) Tell(fact, time);
  }

  void ApplyEvent(const Meaning& meaning) {
    const Timestamp time = meaning.key.time;
    if (meaning.event == EventKind::kRecalled) {
      // A reply that is taken back has been read: it stays what it was.
      Settle("obligation.withdrawn", time, [&](const Obligation& obligation) {
        return obligation.question.message_id == meaning.key.id;
      });
    } else if (meaning.event == EventKind::kClosed) {
      for (const Obligation& obligation : open()) Judge(obligation, time, meaning.context_only);
      open().clear();
    }
  }

  void ApplyCustomer(const Meaning& meaning) {
    for (const Signal& signal : meaning.signals) {
      if (signal.kind == SignalKind::kWithdrawn) {
        Settle("obligation.withdrawn", meaning.key.time, [](const Obligation&) { return true; });
      } else if (signal.kind == SignalKind::kAsk) {
        Open(meaning, signal);
      }
    }
  }

  // One obligation for a question's span and topic. An edited question is still the same question.
  bool IsOpen(const Signal& ask) {
    return std::any_of(open().begin(), open().end(), [&](const Obligation& obligation) {
      const Evidence& question = obligation.question;
      return obligation.topic == ask.topic && question.message_id == ask.evidence.message_id &&
             (question.message_identity != ask.evidence.message_identity ||
              question.original == ask.evidence.original ||
              question.original.Overlaps(ask.evidence.original));
    });
  }

  void Open(const Meaning& meaning, const Signal& ask) {
    if (IsOpen(ask)) return;
    if (open().size() == kMaxObligations) {
      Drop(open().front(), meaning.key.time);
      open().erase(open().begin());
    }
    Obligation obligation;
    obligation.topic = ask.topic;
    obligation.question = ask.evidence;
    obligation.asked_at = meaning.key.time;
    obligation.deadline = meaning.key.time + rules_.pack.topics[ask.topic].window;
    obligation.context_only = meaning.context_only;
    for (const uint32_t rule : meaning.silence_rules) {
      if (WatchesTopic(rules_.pack.rules[rule], ask.topic)) {
        obligation.silence_rules.push_back(rule);
      }
    }
    open().push_back(std::move(obligation));
    Tell("obligation.opened", meaning.key.time);
  }

  void ApplyReply(const Meaning& meaning) {
    for (Obligation& obligation : open()) NoteDodges(meaning, &obligation);
    Settle("obligation.satisfied", meaning.key.time, [&](const Obligation& obligation) {
      return std::any_of(meaning.signals.begin(), meaning.signals.end(), [&](const Signal& signal) {
        return signal.kind == SignalKind::kSatisfied && signal.topic == obligation.topic;
      });
    });
    if (meaning.substantive) CountReply(meaning);
  }

  void CountReply(const Meaning& meaning) {
    const uint64_t reply = StableHash64(meaning.key.id);
    for (Obligation& obligation : open()) {
      // An edit of a reply is no further reply.
      if (std::find(obligation.replies.begin(), obligation.replies.end(), reply) ==
          obligation.replies.end()) {
        obligation.replies.push_back(reply);
      }
    }
    const auto full = [&](const Obligation& obligation) {
      return obligation.replies.size() >= rules_.pack.topics[obligation.topic].window_messages;
    };
    for (const Obligation& obligation : open()) {
      if (full(obligation)) Judge(obligation, meaning.key.time, meaning.context_only);
    }
    std::erase_if(open(), full);
  }

  // Keeps, for each rule, what it saw in the first message in which it saw something.
  void NoteDodges(const Meaning& meaning, Obligation* obligation) {
    for (const Signal& signal : meaning.signals) {
      if (signal.kind != SignalKind::kEvaded) continue;
      if (!WatchesTopic(rules_.pack.rules[signal.rule], obligation->topic)) continue;
      const auto known =
          std::find_if(obligation->dodges.begin(), obligation->dodges.end(),
                       [&](const Dodge& dodge) { return dodge.rule == signal.rule; });
      if (known == obligation->dodges.end()) {
        obligation->dodges.push_back({signal.rule,
                                      signal.evasion_kind,
                                      meaning.key.time,
                                      meaning.speaker,
                                      meaning.agent_id,
                                      signal.evasion,
                                      {signal.evidence}});
      } else if (known->evidence.front().message_identity == signal.evidence.message_identity &&
                 known->evidence.back().original != signal.evidence.original) {
        known->evidence.push_back(signal.evidence);
        known->evasion = known->evasion || signal.evasion;
      }
    }
  }

  StepContext& context_;
  const ConversationRules& rules_;
  const ConversationKey& conversation_;
};

}  // namespace

void CloseQuestionsBefore(StepContext& context, Timestamp time, bool context_only) {
  QuestionStep(context).CloseBefore(time, context_only);
}

void ApplyToQuestions(StepContext& context, const Meaning& meaning) {
  QuestionStep(context).Apply(meaning);
}

void DropQuestions(StepContext& context, Timestamp time) { QuestionStep(context).DropAll(time); }

}  // namespace mingcha
