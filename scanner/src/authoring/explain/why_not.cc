#include "authoring/explain/why_not.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "authoring/explain/nearest_miss.h"
#include "authoring/explain/rule_outcome.h"

namespace mingcha {
namespace {

constexpr size_t kMaxNearest = 3;

struct AskedOfMessage {
  std::string_view name;
  std::array<Mismatch, 2> mismatches;
};
constexpr std::array<AskedOfMessage, 7> kAskedOfMessage = {{
    {"status", {Mismatch::kStatus, Mismatch::kStatus}},
    {"speaker", {Mismatch::kSpeaker, Mismatch::kSpeaker}},
    {"channel", {Mismatch::kChannel, Mismatch::kChannel}},
    {"effective", {Mismatch::kNotYetInForce, Mismatch::kNoLongerInForce}},
    {"hours", {Mismatch::kOtherHours, Mismatch::kOtherHours}},
    {"tenant", {Mismatch::kTenant, Mismatch::kTenant}},
    {"attributes", {Mismatch::kAttributes, Mismatch::kAttributes}},
}};

// The clauses about the words, in their order, each with the outcome of a condition that fails it.
struct AskedOfWords {
  std::string_view name;
  RuleOutcome failed_by;
};
constexpr std::array<AskedOfWords, 6> kAskedOfWords = {{
    {"patterns", RuleOutcome::kNoHit},
    {"exceptions", RuleOutcome::kExcepted},
    {"condition", RuleOutcome::kConditionFails},
    {"threshold", RuleOutcome::kBelowThreshold},  // Asked of scores only.
    {"guards", RuleOutcome::kGuarded},
    {"tense", RuleOutcome::kOtherTense},
}};

size_t StepOf(RuleOutcome outcome) {
  for (size_t i = 0; i < kAskedOfWords.size(); ++i) {
    if (kAskedOfWords[i].failed_by == outcome) return i;
  }
  return kAskedOfWords.size();
}

// The text that the pattern is matched in besides the folded one, as far as near misses go.
std::string_view TextFor(const CompiledPattern& pattern, const ScanTrace& trace) {
  std::string_view text;
  for (const ViewTrace& view : trace.views) {
    if (view.view == View::kFolded ||
        (view.view == View::kCompact && (pattern.views & ViewBit(View::kCompact)) != 0)) {
      text = view.text;
    }
  }
  return text;
}

// Tells one rule's way through one message.
class Telling {
 public:
  Telling(const CompiledPack& pack, uint32_t rule, const Message& message, const ScanTrace& trace,
          const Quoting& quoting)
      : pack_(pack),
        rule_(pack.rules[rule]),
        message_(message),
        trace_(trace),
        quoting_(quoting),
        found_(PatternsFoundIn(trace)) {
    const auto traced = std::find_if(trace.rules.begin(), trace.rules.end(),
                                     [&](const RuleTrace& one) { return one.rule == rule; });
    if (traced != trace.rules.end()) traced_ = &*traced;
    why_not_.rule_id = rule_.id;
  }

  WhyNot Tell() {
    if (traced_ == nullptr) {
      Add("speaker", WhyNotClause::kFailed,
          absl::StrFormat("replies of agents and bots are judged, and the message is the %s's",
                          std::string(ToString(message_.speaker))));
      return std::move(why_not_);
    }
    TellMessage();
    TellWords();
    why_not_.finds = why_not_.failed() == nullptr;
    return std::move(why_not_);
  }

 private:
  void Add(std::string_view name, WhyNotClause::Answer answer, std::string detail) {
    why_not_.clauses.push_back({std::string(name), answer, std::move(detail)});
  }

  void TellMessage() {
    bool failed = false;
    for (const AskedOfMessage& asked : kAskedOfMessage) {
      const bool fails = traced_->mismatch && (asked.mismatches[0] == *traced_->mismatch ||
                                               asked.mismatches[1] == *traced_->mismatch);
      if (fails) {
        Add(asked.name, WhyNotClause::kFailed,
            TellMismatch(pack_, rule_, *traced_->mismatch, message_));
      } else if (failed) {
        Add(asked.name, WhyNotClause::kNotReached, "");
      } else {
        Add(asked.name, WhyNotClause::kPassed,
            asked.mismatches[0] == Mismatch::kStatus ? std::string(ToString(rule_.status)) : "");
      }
      failed = failed || fails;
    }
  }

  // The condition that came furthest, and how far. Of a score the first that came so far.
  std::pair<const JudgedCondition*, RuleOutcome> Furthest() const {
    RuleTrace for_the_words = *traced_;
    for_the_words.mismatch.reset();
    const RuleOutcome furthest = OutcomeOf(for_the_words, found_);
    const RuleOutcome of_condition =
        furthest == RuleOutcome::kOtherTense ? RuleOutcome::kFinds : furthest;
    for (const JudgedCondition& judged : traced_->conditions) {
      if (OutcomeOf(judged, found_) == of_condition) return {&judged, furthest};
    }
    return {nullptr, furthest};
  }

  void TellWords() {
    const auto [judged, outcome] = Furthest();
    const size_t failed = StepOf(outcome);
    for (size_t i = 0; i < kAskedOfWords.size(); ++i) {
      const auto answer = i < failed    ? WhyNotClause::kPassed
                          : i == failed ? WhyNotClause::kFailed
                                        : WhyNotClause::kNotReached;
      if (kAskedOfWords[i].failed_by == RuleOutcome::kBelowThreshold && !IsScore()) continue;
      Add(kAskedOfWords[i].name, answer, i == failed ? Detail(judged, outcome) : std::string());
    }
    if (judged == nullptr && failed == 0) {
      why_not_.clauses[kAskedOfMessage.size()].detail =
          rule_.kind == RuleKind::kQa ? "the rule looks for silence only"
                                      : "the rule looks for no words of its own";
    }
  }

  bool IsScore() const { return rule_.kind == RuleKind::kScore; }

  std::string Detail(const JudgedCondition* furthest, RuleOutcome outcome) {
    if (outcome == RuleOutcome::kBelowThreshold) return TellSum();
    if (furthest == nullptr) return {};
    if (outcome == RuleOutcome::kGuarded && IsScore()) return TellSum() + TellGuardsOfSignals();
    const JudgedCondition& judged = *furthest;
    switch (outcome) {
      case RuleOutcome::kNoHit:
        return TellMissing(*judged.condition.condition);
      case RuleOutcome::kExcepted:
        return TellExcepted(*judged.condition.condition);
      case RuleOutcome::kConditionFails:
        return TellCondition(judged.condition);
      case RuleOutcome::kGuarded:
        return TellGuards(judged);
      case RuleOutcome::kOtherTense:
        return TellTense();
      default:
        return {};
    }
  }

  std::string TellMissing(const Condition& condition) {
    std::vector<uint32_t> missing;
    AddMissingPatterns(condition, found_.found, &missing);
    std::string names;
    std::vector<std::pair<NearestMiss, uint32_t>> nearest;
    for (const uint32_t index : missing) {
      const CompiledPattern& pattern = pack_.patterns[index];
      names += (names.empty() ? "" : ", ") + pattern.name;
      if (auto miss = NearestMissOf(pattern, TextFor(pattern, trace_))) {
        nearest.emplace_back(*std::move(miss), index);
      }
    }
    std::stable_sort(nearest.begin(), nearest.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    if (nearest.size() > kMaxNearest) nearest.resize(kMaxNearest);
    for (const auto& [miss, index] : nearest) {
      why_not_.nearest.push_back(pack_.patterns[index].name + ": " + miss.told);
    }
    for (const TracedHit& hit : trace_.hits) {
      if (hit.fate != HitFate::kNotAdmitted ||
          std::find(missing.begin(), missing.end(), hit.hit.pattern) == missing.end()) {
        continue;
      }
      why_not_.nearest.push_back(absl::StrFormat(
          "%s looks like %s in the view %s, and is no disguise of it",
          InWords(quoting_.OfFolded(hit.hit.folded)), pack_.patterns[hit.hit.pattern].name,
          std::string(ToString(hit.hit.view))));
    }
    return "not hit: " + names;
  }

  std::string TellExcepted(const Condition& condition) {
    std::vector<uint32_t> missing;
    AddMissingPatterns(condition, found_.counted, &missing);
    std::string told;
    for (const TracedHit& hit : trace_.hits) {
      if (hit.fate != HitFate::kExcepted ||
          std::find(missing.begin(), missing.end(), hit.hit.pattern) == missing.end()) {
        continue;
      }
      told += absl::StrFormat("%s%s stands in the exception %s", told.empty() ? "" : "; ",
                              InWords(quoting_.OfFolded(hit.hit.folded)),
                              quoting_.OfFolded(hit.exception_folded).words);
    }
    return told;
  }

  // The innermost parts that fail although what they need is there.
  void AddFailing(const ConditionTrace& trace, std::vector<std::string>* told) {
    if (trace.holds || !HasItsPatterns(*trace.condition, found_.counted)) return;
    const size_t before = told->size();
    for (const ConditionTrace& child : trace.children) {
      if (trace.condition->kind != ConditionKind::kNoneOf) AddFailing(child, told);
    }
    const std::string note = NoteOn(trace);
    if (told->size() == before && !note.empty()) {
      told->push_back(Explained(pack_, trace, quoting_).label + ": " + note + Forbidden(trace));
    }
  }

  std::string Forbidden(const ConditionTrace& trace) const {
    if (trace.condition->kind != ConditionKind::kNoneOf) return {};
    std::vector<uint32_t> patterns;
    std::string told;
    for (const ConditionTrace& child : trace.children) {
      if (!child.holds || child.hits.empty()) continue;
      told += (told.empty() ? " (" : ", ") + pack_.patterns[child.condition->pattern].name + " " +
              InWords(quoting_.OfFolded(child.hits.front().folded));
    }
    return told.empty() ? told : told + ")";
  }

  std::string TellCondition(const ConditionTrace& trace) {
    std::vector<std::string> failing;
    AddFailing(trace, &failing);
    std::string told;
    for (const std::string& one : failing) told += (told.empty() ? "" : "; ") + one;
    return told.empty() ? "does not hold" : told;
  }

  std::string TellGuards(const JudgedCondition& judged) {
    std::string told;
    for (const GuardedHit& guarded : judged.guarded) {
      if (guarded.lowered) continue;
      told += absl::StrFormat("%s%s taken back by %s", told.empty() ? "" : "; ",
                              InWords(quoting_.OfFolded(guarded.hit.folded)),
                              std::string(ToString(guarded.guard)));
      if (!guarded.cues.empty()) {
        told += absl::StrFormat(" (%s)", InWords(quoting_.OfFolded(guarded.cues)));
      }
    }
    return told;
  }

  // "1 of 2 reached: hurry 1, not pays 1"
  std::string TellSum() const {
    const ExplainedSum sum = SumOf(*traced_);
    std::string told = absl::StrFormat("%d of %d reached:", static_cast<int>(sum.reached),
                                       static_cast<int>(sum.threshold));
    for (const JudgedCondition& judged : traced_->conditions) {
      told += absl::StrFormat("%s %s%s %d", told.back() == ':' ? "" : ",",
                              judged.condition.holds ? "" : "not ", judged.signal->name,
                              static_cast<int>(judged.signal->weight));
    }
    return told;
  }

  std::string TellGuardsOfSignals() {
    std::string told;
    for (const JudgedCondition& judged : traced_->conditions) {
      if (judged.condition.holds || !judged.condition.holds_without_guards) continue;
      told += "; " + TellGuards(judged);
    }
    return told;
  }

  std::string TellTense() {
    std::string told;
    for (const TenseTrace& tense : traced_->tenses) {
      told += absl::StrFormat("%s%s is %s", told.empty() ? "" : "; ",
                              InWords(quoting_.OfFolded(tense.hull)),
                              std::string(ToString(tense.tense)));
    }
    std::string wanted;
    for (const std::string& tense : rule_.tenses) wanted += (wanted.empty() ? "" : ", ") + tense;
    return absl::StrFormat("%s; the rule wants %s", told, wanted);
  }

  const CompiledPack& pack_;
  const CompiledRule& rule_;
  const Message& message_;
  const ScanTrace& trace_;
  const Quoting& quoting_;
  const FoundPatterns found_;
  const RuleTrace* traced_ = nullptr;
  WhyNot why_not_;
};

}  // namespace

WhyNot TellWhyNot(const CompiledPack& pack, uint32_t rule, const Message& message,
                  const ScanTrace& trace, const Quoting& quoting) {
  return Telling(pack, rule, message, trace, quoting).Tell();
}

std::string InShort(const WhyNot& why_not) {
  const WhyNotClause* failed = why_not.failed();
  if (failed == nullptr) return "the rule finds it";
  std::string told = failed->name;
  if (!failed->detail.empty()) told += ": " + failed->detail;
  if (!why_not.nearest.empty()) told += "; nearest: " + why_not.nearest.front();
  return told;
}

}  // namespace mingcha
