#include "mingcha/scanner.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/text_sketch.h"
#include "base/utf8.h"
#include "evaluate/evidence.h"
#include "evaluate/hit_finder.h"
#include "evaluate/message_marks.h"
#include "evaluate/rule_evaluator.h"
#include "evaluate/scan_trace.h"
#include "evaluate/scanned_message.h"
#include "evaluate/signals.h"
#include "evaluate/split_ends.h"
#include "evaluate/topic_trace.h"
#include "evaluate/view_trace.h"
#include "normalize/normalizer.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

// Cuts at a character border. A byte that continues nothing within reach is cut where it stands.
std::string_view CutText(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  for (int steps = 0; steps < 3 && end > 0 && IsContinuationByte(text[end]); ++steps) --end;
  return text.substr(0, IsContinuationByte(text[end]) ? max_bytes : end);
}

}  // namespace

class Scanner::Impl {
 public:
  Impl(const CompiledPack& pack, const Options& options)
      : pack_(pack),
        options_(options),
        finder_(pack),
        rules_(pack, options.include_drafts),
        signals_(pack),
        marks_(pack) {}

  ScanResult Scan(const Message& message, ScanTrace* trace) {
    ScanResult result;
    const std::string_view text = CutText(message.text, options_.max_text_bytes);
    if (text.size() < message.text.size()) {
      result.incomplete.push_back(IncompleteReason::kTextTooLong);
    }
    normalizer_.SetText(text);
    result.counters.replaced_bytes = normalizer_.replaced_bytes();
    if (trace != nullptr) trace->views = TraceViews(text, normalizer_);
    if (!finder_.FindAll(normalizer_, options_.max_hits,
                         trace == nullptr ? nullptr : &trace->hits)) {
      result.incomplete.push_back(IncompleteReason::kTooManyHits);
    }
    result.counters.pattern_hits = static_cast<uint32_t>(finder_.hits().size());
    result.split = SplitEndsOf(pack_.split_terms, normalizer_);

    EvidenceMaker evidence(message, text, normalizer_);
    ScannedMessage scanned = {message, normalizer_.folded().text, finder_, evidence,
                              finder_.features()};
    result.substantive = IsSubstantive(scanned, pack_.filler_pattern);
    if ((marks_.sketched_speakers() & SpeakerBit(message.speaker)) != 0 && result.substantive) {
      result.sketch = SketchOf(scanned.folded);
    }
    if (finder_.hits().empty() && trace == nullptr) return result;

    rules_.SetMessage(scanned, trace);
    rules_.EvaluateMessageRules(&result);
    if (IsBusinessSide(message.speaker)) rules_.EvaluateQaRules(&result);
    rules_.EvaluateParts(&result);
    signals_.FindSignals(scanned, &result.signals);
    if (trace != nullptr) TraceTopics(pack_, finder_, scanned.folded, trace);
    marks_.Set(scanned, &result);
    result.message_identity = evidence.identity();
    return result;
  }

  ScanResult ScanJoined(const JoinedMessages& messages, ScanTrace* trace) {
    ScanResult result;
    normalizer_.SetText(messages.message.text);
    if (trace != nullptr) trace->views = TraceViews(messages.message.text, normalizer_);
    const bool crosses = finder_.FindJoined(normalizer_, options_.max_hits, messages.parts,
                                            trace == nullptr ? nullptr : &trace->hits);
    if (!crosses && trace == nullptr) return result;
    EvidenceMaker evidence(messages, normalizer_);
    ScannedMessage scanned = {
        messages.message, normalizer_.folded().text, finder_,
        evidence,         finder_.features(),        messages.parts.back().joined.begin};
    rules_.SetMessage(scanned, trace);
    rules_.EvaluateMessageRules(&result);
    return result;
  }

 private:
  const CompiledPack& pack_;
  const Options options_;
  Normalizer normalizer_;
  HitFinder finder_;
  RuleEvaluator rules_;
  SignalFinder signals_;
  const MessageMarks marks_;
};

Scanner::Scanner(std::shared_ptr<const RulePack> pack, const Options& options)
    : pack_(std::move(pack)) {
  MINGCHA_CHECK(pack_ != nullptr);
  impl_ = std::make_unique<Impl>(pack_->compiled(), options);
}

Scanner::Scanner(std::shared_ptr<const RulePack> pack) : Scanner(std::move(pack), Options()) {}

Scanner::~Scanner() = default;

ScanResult Scanner::Scan(const Message& message) { return impl_->Scan(message, nullptr); }

ScanResult Scanner::Scan(const Message& message, ScanTrace* trace) {
  return impl_->Scan(message, trace);
}

ScanResult Scanner::ScanJoined(const JoinedMessages& messages) {
  return ScanJoined(messages, nullptr);
}

ScanResult Scanner::ScanJoined(const JoinedMessages& messages, ScanTrace* trace) {
  MINGCHA_CHECK(messages.parts.size() >= 2);
  return impl_->ScanJoined(messages, trace);
}

}  // namespace mingcha
