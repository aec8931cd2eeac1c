// What scanning one message gives.

#ifndef MINGCHA_SCAN_RESULT_H_
#define MINGCHA_SCAN_RESULT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/joined.h"
#include "mingcha/severity.h"

namespace mingcha {

// Why a message was not scanned whole. Each also raises the finding "system.scan-incomplete".
enum class IncompleteReason : uint8_t {
  kTextTooLong,  // Only the first max_text_bytes were scanned.
  kTooManyHits,  // More pattern hits than max_hits; the rest was not looked at.
};

std::string_view ToString(IncompleteReason reason);

// A rule whose condition holds for one message.
struct RuleHit {
  uint32_t rule = 0;  // Index into the pack's rules.
  Severity severity =
      Severity::kInfo;  // The rule's, or one lower where a lawful exception could not be checked.
  std::vector<Evidence> evidence;  // Never empty.
  bool evasion = false;
  Features features;
};

// A pattern hit that a guard took back. Kept, so that one can see why nothing was found.
struct SuppressedHit {
  uint32_t rule = 0;
  Guard guard = Guard::kNegated;
  ByteSpan original;
};

// A rule hit that is not told because of a suppression in `overrides/`. Kept for the same reason.
struct LocallySuppressed {
  uint32_t rule = 0;
  uint32_t suppression = 0;  // Index into the pack's suppressions.
  ByteSpan original;         // Of the first evidence.
};

enum class SignalKind : uint8_t { kAsk, kSatisfied, kEvaded, kWithdrawn, kPart };

enum class EvasionKind : uint8_t {
  kBrag,
  kDeflect,
  kExcuse,
  kStall,
  kTopicSwitch,
  kAppeasement,
  kSilence
};

std::string_view ToString(EvasionKind kind);
std::optional<EvasionKind> ParseEvasionKind(std::string_view name);

// What a message means to the conversation it stands in.
struct Signal {
  SignalKind kind = SignalKind::kAsk;
  uint32_t topic = 0;                             // kAsk, kSatisfied: index into the pack's topics.
  uint32_t rule = 0;                              // kEvaded, kPart: index into the pack's rules.
  EvasionKind evasion_kind = EvasionKind::kBrag;  // kEvaded.
  Evidence evidence;
  bool evasion = false;  // Written in disguise.
  uint32_t part = 0;     // kPart: which part of the rule holds.
};

// What is left of a text by which texts that are nearly the same are known: a SimHash and a MinHash
// of its shingles. See base/text_sketch.h.
struct TextSketch {
  uint64_t simhash = 0;
  std::array<uint8_t, 64> minhash = {};

  friend bool operator==(const TextSketch&, const TextSketch&) = default;
};

// An address or a number that a message names: what messages of many conversations may share.
struct NamedKey {
  SubjectKind kind = SubjectKind::kUrl;  // kAccount or kUrl.
  std::string told;                      // Folded; personal data masked.
  uint64_t hash = 0;                     // Of the whole of it, without blanks and hyphens.

  friend bool operator==(const NamedKey&, const NamedKey&) = default;
};

// Counted by value, so that metrics and reports need no hooks in the engine.
struct ScanCounters {
  uint32_t pattern_hits = 0;
  std::array<uint32_t, kGuardCount> suppressed = {};
  uint32_t replaced_bytes = 0;  // Bytes of invalid UTF-8 that were replaced.
  uint32_t suppressed_locally = 0;
};

struct ScanResult {
  std::vector<IncompleteReason> incomplete;  // Empty: the message was scanned whole.
  std::string message_identity;              // Empty, unless evidence needed it: it costs a digest.
  std::vector<RuleHit> hits;                 // Sorted by rule, then by place.
  std::vector<SuppressedHit> suppressed;
  std::vector<LocallySuppressed> suppressed_locally;
  std::vector<Signal> signals;
  std::optional<TextSketch>
      sketch;                // Where a rule looks for repetitions, and the text is long enough.
  bool substantive = false;  // More than a greeting, an emoji, an acknowledgement or a filler.
  SplitEnds split;           // Of joined patterns.
  // Each once. Only where a rule that counts by them may count the message.
  std::vector<NamedKey> named_keys;
  ScanCounters counters;

  bool complete() const { return incomplete.empty(); }
};

}  // namespace mingcha

#endif  // MINGCHA_SCAN_RESULT_H_
