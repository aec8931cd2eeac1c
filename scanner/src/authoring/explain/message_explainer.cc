#include "authoring/explain/message_explainer.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "authoring/explain/quoting.h"
#include "authoring/explain/rule_outcome.h"
#include "authoring/explain/why_not.h"
#include "base/redact.h"
#include "base/utf8.h"
#include "pipeline/finding_builder.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

Scanner::Options WithDrafts() {
  Scanner::Options options;
  options.include_drafts = true;
  return options;
}

std::string TermOf(const CompiledPattern& pattern, uint32_t term) {
  return term == kNoTerm ? std::string() : pattern.terms[term];
}

ExplainedHit Explained(const CompiledPack& pack, const TracedHit& traced, const Quoting& quoting) {
  const CompiledPattern& pattern = pack.patterns[traced.hit.pattern];
  ExplainedHit hit;
  hit.pattern = NameOf(pattern);
  hit.term = TermOf(pattern, traced.hit.term);
  hit.view = traced.hit.view;
  hit.place = quoting.OfFolded(traced.hit.folded);
  hit.fate = traced.fate;
  if (traced.fate == HitFate::kExcepted) {
    hit.exception = quoting.OfFolded(traced.exception_folded);
  }
  return hit;
}

ExplainedJudgement Explained(const CompiledPack& pack, const JudgedCondition& judged,
                             const Quoting& quoting) {
  ExplainedJudgement judgement;
  judgement.evasion_kind = judged.evasion_kind;
  if (judged.signal != nullptr) judgement.signal = {judged.signal->name, judged.signal->weight};
  judgement.condition = Explained(pack, judged.condition, quoting);
  for (const GuardedHit& guarded : judged.guarded) {
    judgement.guarded.push_back({quoting.OfFolded(guarded.hit.folded), guarded.guard,
                                 guarded.lowered, quoting.OfFolded(guarded.cues)});
  }
  return judgement;
}

ExplainedRule Explained(const CompiledPack& pack, const RuleTrace& traced,
                        const FoundPatterns& found, const Message& message,
                        const Quoting& quoting) {
  const CompiledRule& rule = pack.rules[traced.rule];
  ExplainedRule explained;
  explained.id = rule.id;
  explained.title = rule.title;
  explained.status = rule.status;
  explained.outcome = OutcomeOf(traced, found);
  if (rule.kind == RuleKind::kScore) explained.sum = SumOf(traced);
  if (traced.mismatch) {
    explained.mismatch = std::string(ToString(*traced.mismatch)) + ": " +
                         TellMismatch(pack, rule, *traced.mismatch, message);
  }
  for (const JudgedCondition& judged : traced.conditions) {
    explained.judgements.push_back(Explained(pack, judged, quoting));
  }
  for (const TenseTrace& tense : traced.tenses) {
    explained.tenses.push_back(
        {quoting.OfFolded(tense.hull), std::string(ToString(tense.tense)), tense.wanted});
  }
  return explained;
}

std::vector<ExplainedSignal> Explained(const CompiledPack& pack,
                                       const std::vector<Signal>& signals) {
  std::vector<ExplainedSignal> explained;
  for (const Signal& signal : signals) {
    ExplainedSignal one;
    one.kind = signal.kind;
    if (signal.kind == SignalKind::kAsk || signal.kind == SignalKind::kSatisfied) {
      one.name = pack.topics[signal.topic].id;
    }
    if (signal.kind == SignalKind::kEvaded) {
      one.name = pack.rules[signal.rule].id;
      one.evasion_kind = ToString(signal.evasion_kind);
    }
    if (signal.kind == SignalKind::kPart) one.name = pack.rules[signal.rule].id;
    one.place = {signal.evidence.original, signal.evidence.quote};
    explained.push_back(std::move(one));
  }
  return explained;
}

// A plainer view found the same: that the other one does not count goes without saying.
bool IsFoundBesides(const ScanTrace& trace, const TracedHit& hit) {
  return hit.fate == HitFate::kNotAdmitted &&
         std::any_of(trace.hits.begin(), trace.hits.end(), [&](const TracedHit& other) {
           return other.fate != HitFate::kNotAdmitted && other.hit.pattern == hit.hit.pattern &&
                  other.hit.folded == hit.hit.folded;
         });
}

// By place, the longest first.
std::vector<ExplainedHit> ExplainedHits(const CompiledPack& pack, const ScanTrace& trace,
                                        const Quoting& quoting) {
  std::vector<ExplainedHit> hits;
  for (const TracedHit& hit : trace.hits) {
    if (!IsFoundBesides(trace, hit)) hits.push_back(Explained(pack, hit, quoting));
  }
  std::stable_sort(hits.begin(), hits.end(), [](const ExplainedHit& a, const ExplainedHit& b) {
    const ByteSpan x = a.place.original;
    const ByteSpan y = b.place.original;
    return std::tie(x.begin, y.end, a.pattern, a.view) <
           std::tie(y.begin, x.end, b.pattern, b.view);
  });
  return hits;
}

void Mask(std::vector<ViewTrace>* views) {
  for (ViewTrace& view : *views) {
    view.text = Redact(view.text);
    for (ViewChange& change : view.changes) {
      change.from = Redact(change.from);
      change.to = Redact(change.to);
    }
  }
}

}  // namespace

MessageExplainer::MessageExplainer(std::shared_ptr<const RulePack> pack)
    : pack_(std::move(pack)), scanner_(pack_, WithDrafts()) {}

Explanation MessageExplainer::Explain(const Message& message, std::optional<uint32_t> rule) {
  ScanTrace trace;
  trace.wanted_rule = rule;
  scan_ = scanner_.Scan(message, &trace);
  return Told(message, scan_, std::move(trace), rule);
}

Explanation MessageExplainer::ExplainJoined(const JoinedMessages& messages,
                                            std::optional<uint32_t> rule) {
  ScanTrace trace;
  trace.wanted_rule = rule;
  const ScanResult scan = scanner_.ScanJoined(messages, &trace);
  Explanation explanation = Told(messages.message, scan, std::move(trace), rule);
  explanation.parts = messages.parts;
  return explanation;
}

Explanation MessageExplainer::Told(const Message& message, const ScanResult& scan, ScanTrace trace,
                                   std::optional<uint32_t> rule) const {
  const CompiledPack& pack = pack_->compiled();
  const Quoting quoting(message.text);
  const FoundPatterns found = PatternsFoundIn(trace);

  Explanation explanation;
  explanation.message = message;
  explanation.shown_text = Redact(ReplaceInvalidUtf8(message.text, nullptr));
  explanation.incomplete = scan.incomplete;
  explanation.substantive = scan.substantive;
  explanation.hits = ExplainedHits(pack, trace, quoting);
  for (const RuleTrace& traced : trace.rules) {
    explanation.rules.push_back(Explained(pack, traced, found, message, quoting));
  }
  explanation.signals = Explained(pack, scan.signals);
  explanation.findings = FindingsOfMessage(pack, message, scan);
  if (rule) explanation.why_not = TellWhyNot(pack, *rule, message, trace, quoting);
  explanation.views = std::move(trace.views);
  Mask(&explanation.views);
  return explanation;
}

}  // namespace mingcha
