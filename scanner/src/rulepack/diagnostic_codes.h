// Every diagnostic code of rule packs besides those of YAML itself (kYamlDiagnosticCodes), in one
// table. rules/AUTHORING.md explains each, and tests/golden/lint holds a broken file for each.

#ifndef MINGCHA_RULEPACK_DIAGNOSTIC_CODES_H_
#define MINGCHA_RULEPACK_DIAGNOSTIC_CODES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "mingcha/diagnostic.h"

namespace mingcha {

// X(enumerator, name, severity). A code has one severity, wherever it is told.
#define MINGCHA_RULE_CODES(X)                                \
  /* Files and limits. */                                    \
  X(kMissingFile, "missing-file", kWarning)                  \
  X(kFileIgnored, "file-ignored", kWarning)                  \
  X(kFileUnreadable, "file-unreadable", kError)              \
  X(kFileTooLarge, "file-too-large", kError)                 \
  X(kPackTooLarge, "pack-too-large", kError)                 \
  /* Shape. */                                               \
  X(kSchemaVersion, "schema-version", kError)                \
  X(kUnknownKey, "unknown-key", kError)                      \
  X(kMissingKey, "missing-key", kError)                      \
  X(kWrongType, "wrong-type", kError)                        \
  X(kBadValue, "bad-value", kError)                          \
  X(kEmptyList, "empty-list", kError)                        \
  X(kKeyNotForKind, "key-not-for-kind", kError)              \
  X(kEmptySentence, "empty-sentence", kError)                \
  X(kBadDate, "bad-date", kError)                            \
  X(kDateOrder, "date-order", kError)                        \
  X(kBadDuration, "bad-duration", kError)                    \
  X(kBadTimeZone, "bad-time-zone", kError)                   \
  /* Names. */                                               \
  X(kBadId, "bad-id", kError)                                \
  X(kDuplicateId, "duplicate-id", kError)                    \
  X(kUnknownPattern, "unknown-pattern", kError)              \
  X(kUnknownTopic, "unknown-topic", kError)                  \
  X(kUnknownBasis, "unknown-basis", kError)                  \
  X(kUnknownQueue, "unknown-queue", kError)                  \
  X(kUnknownRule, "unknown-rule", kError)                    \
  X(kCategoryMismatch, "category-mismatch", kError)          \
  /* Patterns. */                                            \
  X(kEmptyTerm, "empty-term", kError)                        \
  X(kTermTooLong, "term-too-long", kError)                   \
  X(kTermFoldsToNothing, "term-folds-to-nothing", kError)    \
  X(kDuplicateTerm, "duplicate-term", kWarning)              \
  X(kTermsAndRegex, "terms-and-regex", kError)               \
  X(kViewNotAvailable, "view-not-available", kError)         \
  X(kViewNotForRegex, "view-not-for-regex", kError)          \
  X(kInitialsWithoutSound, "initials-without-sound", kError) \
  X(kTermTooShort, "term-too-short", kWarning)               \
  X(kUselessException, "useless-exception", kWarning)        \
  X(kExceptionCoversTerm, "exception-covers-term", kError)   \
  X(kUnusedPattern, "unused-pattern", kWarning)              \
  X(kCoversEverything, "covers-everything", kError)          \
  X(kRegexMatchesEmpty, "regex-matches-empty", kError)       \
  X(kRegexUnsupported, "regex-unsupported", kError)          \
  X(kRegexTooLong, "regex-too-long", kError)                 \
  X(kRegexNotFolded, "regex-not-folded", kError)             \
  /* Conditions. */                                          \
  X(kBadCondition, "bad-condition", kError)                  \
  X(kNoneAlone, "none-alone", kError)                        \
  X(kBadWithin, "bad-within", kError)                        \
  X(kBadCount, "bad-count", kError)                          \
  /* Rules. */                                               \
  X(kStableNeedsExamples, "stable-needs-examples", kError)   \
  X(kStableNeedsNearMiss, "stable-needs-near-miss", kError)  \
  X(kStableNeedsReason, "stable-needs-reason", kError)       \
  X(kStableNeedsBasis, "stable-needs-basis", kError)         \
  X(kBasisNotInForce, "basis-not-in-force", kWarning)        \
  X(kLawfulWithoutEntries, "lawful-without-entries", kError) \
  X(kLawfulWithoutGuard, "lawful-without-guard", kError)     \
  X(kSilenceCondition, "silence-condition", kError)          \
  X(kBadCase, "bad-case", kError)                            \
  X(kBadPart, "bad-part", kError)

enum class Code : uint8_t {
#define MINGCHA_CODE_ENUMERATOR(enumerator, name, severity) enumerator,
  MINGCHA_RULE_CODES(MINGCHA_CODE_ENUMERATOR)
#undef MINGCHA_CODE_ENUMERATOR
};

struct CodeInfo {
  std::string_view name;
  DiagnosticSeverity severity = DiagnosticSeverity::kError;
};

inline constexpr CodeInfo kRuleDiagnosticCodes[] = {
#define MINGCHA_CODE_INFO(enumerator, name, severity) {name, DiagnosticSeverity::severity},
    MINGCHA_RULE_CODES(MINGCHA_CODE_INFO)
#undef MINGCHA_CODE_INFO
};

#undef MINGCHA_RULE_CODES

constexpr const CodeInfo& InfoOf(Code code) {
  return kRuleDiagnosticCodes[static_cast<size_t>(code)];
}

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_DIAGNOSTIC_CODES_H_
