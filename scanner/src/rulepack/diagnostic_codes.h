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
#define MINGCHA_RULE_CODES(X)                                                \
  /* Files and limits. */                                                    \
  X(kMissingFile, "missing-file", kWarning)                                  \
  X(kFileIgnored, "file-ignored", kWarning)                                  \
  X(kFileUnreadable, "file-unreadable", kError)                              \
  X(kFileTooLarge, "file-too-large", kError)                                 \
  X(kPackTooLarge, "pack-too-large", kError)                                 \
  /* Shape. */                                                               \
  X(kSchemaVersion, "schema-version", kError)                                \
  X(kUnknownKey, "unknown-key", kError)                                      \
  X(kMissingKey, "missing-key", kError)                                      \
  X(kWrongType, "wrong-type", kError)                                        \
  X(kBadValue, "bad-value", kError)                                          \
  X(kEmptyList, "empty-list", kError)                                        \
  X(kKeyNotForKind, "key-not-for-kind", kError)                              \
  X(kEmptySentence, "empty-sentence", kError)                                \
  X(kBadDate, "bad-date", kError)                                            \
  X(kDateOrder, "date-order", kError)                                        \
  X(kBadDuration, "bad-duration", kError)                                    \
  X(kBadTimeZone, "bad-time-zone", kError)                                   \
  X(kBadDay, "bad-day", kError)                                              \
  X(kBadHours, "bad-hours", kError)                                          \
  X(kBadSetting, "bad-setting", kError)                                      \
  /* Names. */                                                               \
  X(kBadId, "bad-id", kError)                                                \
  X(kDuplicateId, "duplicate-id", kError)                                    \
  X(kUnknownPattern, "unknown-pattern", kError)                              \
  X(kUnknownTopic, "unknown-topic", kError)                                  \
  X(kUnknownBasis, "unknown-basis", kError)                                  \
  X(kUnknownQueue, "unknown-queue", kError)                                  \
  X(kUnknownRule, "unknown-rule", kError)                                    \
  X(kUnknownHours, "unknown-hours", kError)                                  \
  X(kUnknownSetting, "unknown-setting", kError)                              \
  X(kUnknownProfile, "unknown-profile", kError)                              \
  X(kCategoryMismatch, "category-mismatch", kError)                          \
  /* Patterns. */                                                            \
  X(kEmptyTerm, "empty-term", kError)                                        \
  X(kTermTooLong, "term-too-long", kError)                                   \
  X(kTermFoldsToNothing, "term-folds-to-nothing", kError)                    \
  X(kDuplicateTerm, "duplicate-term", kWarning)                              \
  X(kTermsAndRegex, "terms-and-regex", kError)                               \
  X(kViewNotForRegex, "view-not-for-regex", kError)                          \
  X(kInitialsWithoutSound, "initials-without-sound", kError)                 \
  X(kTermTooShort, "term-too-short", kWarning)                               \
  X(kUselessException, "useless-exception", kWarning)                        \
  X(kExceptionCoversTerm, "exception-covers-term", kError)                   \
  X(kUnusedPattern, "unused-pattern", kWarning)                              \
  X(kCoversEverything, "covers-everything", kError)                          \
  X(kRegexMatchesEmpty, "regex-matches-empty", kError)                       \
  X(kRegexUnsupported, "regex-unsupported", kError)                          \
  X(kRegexTooLong, "regex-too-long", kError)                                 \
  X(kRegexNotFolded, "regex-not-folded", kError)                             \
  X(kRegexTooComplex, "regex-too-complex", kError)                           \
  /* Conditions. */                                                          \
  X(kBadCondition, "bad-condition", kError)                                  \
  X(kNoneAlone, "none-alone", kError)                                        \
  X(kBadWithin, "bad-within", kError)                                        \
  X(kBadCount, "bad-count", kError)                                          \
  /* Rules. */                                                               \
  X(kStableNeedsExamples, "stable-needs-examples", kError)                   \
  X(kStableNeedsNearMiss, "stable-needs-near-miss", kError)                  \
  X(kStableNeedsReason, "stable-needs-reason", kError)                       \
  X(kStableNeedsBasis, "stable-needs-basis", kError)                         \
  X(kBasisNotInForce, "basis-not-in-force", kWarning)                        \
  X(kLawfulWithoutEntries, "lawful-without-entries", kError)                 \
  X(kLawfulWithoutGuard, "lawful-without-guard", kError)                     \
  X(kSilenceCondition, "silence-condition", kError)                          \
  X(kBadCase, "bad-case", kError)                                            \
  X(kBadPart, "bad-part", kError)                                            \
  X(kCountsItself, "counts-itself", kError)                                  \
  /* Built-in patterns, word boundaries. */                                  \
  X(kBadAmount, "bad-amount", kError)                                        \
  X(kBuiltInWithMore, "built-in-with-more", kError)                          \
  X(kWordBoundaryUnfit, "word-boundary-unfit", kError)                       \
  /* Rules that name rules. */                                               \
  X(kRuleCycle, "rule-cycle", kError)                                        \
  X(kRuleChainTooLong, "rule-chain-too-long", kError)                        \
  X(kRuleNotNameable, "rule-not-nameable", kError)                           \
  X(kRuleNotReady, "rule-not-ready", kWarning)                               \
  /* Rules of kind score. */                                                 \
  X(kThresholdUnreachable, "threshold-unreachable", kError)                  \
  X(kScoreTooSevere, "score-too-severe", kError)                             \
  X(kSignalAlone, "signal-alone", kWarning)                                  \
  /* Overrides and suppressions. */                                          \
  X(kOverrideExpired, "override-expired", kWarning)                          \
  X(kOverrideEmpty, "override-empty", kError)                                \
  X(kOverrideTwice, "override-twice", kError)                                \
  X(kSuppressionNoAim, "suppression-without-aim", kError)                    \
  X(kSuppressionKind, "suppression-not-for-kind", kError)                    \
  /* Advice on terms and regexes: `rules lint` only, as all that follows. */ \
  X(kLongTerm, "long-term", kWarning)                                        \
  X(kSentenceAsTerm, "sentence-as-term", kWarning)                           \
  X(kShortTermUnguarded, "short-term-unguarded", kWarning)                   \
  X(kCoveredTerm, "covered-term", kWarning)                                  \
  X(kTermInTwoRules, "term-in-two-rules", kNote)                             \
  X(kSlowRegex, "slow-regex", kWarning)                                      \
  X(kRegexOpenEnded, "regex-open-ended", kNote)                              \
  X(kRegexOfWords, "regex-of-words", kNote)                                  \
  /* Advice on conditions and rules. */                                      \
  X(kDeadRule, "dead-rule", kWarning)                                        \
  X(kShadowedRule, "shadowed-rule", kWarning)                                \
  X(kRedundantCondition, "redundant-condition", kWarning)                    \
  X(kOverlappingId, "overlapping-id", kWarning)                              \
  X(kDuplicateTitle, "duplicate-title", kWarning)                            \
  X(kRuleExpired, "rule-expired", kWarning)                                  \
  X(kBasisUnverified, "basis-unverified", kNote)                             \
  X(kNoSuggestion, "no-suggestion", kNote)                                   \
  /* Advice on the proof. */                                                 \
  X(kDuplicateExample, "duplicate-example", kWarning)                        \
  X(kContradictoryExample, "contradictory-example", kWarning)                \
  X(kWeakNearMiss, "weak-near-miss", kNote)                                  \
  X(kExampleWithoutEvidence, "example-without-evidence", kWarning)           \
  X(kNearMissFound, "near-miss-found", kWarning)                             \
  X(kExampleHitsOtherRule, "example-hits-other-rule", kNote)                 \
  X(kNearMissHitsOtherRule, "near-miss-hits-other-rule", kNote)              \
  /* Advice on the pack. */                                                  \
  X(kUnusedBasis, "unused-basis", kNote)                                     \
  X(kUnusedTopic, "unused-topic", kWarning)                                  \
  X(kUnusedQueue, "unused-queue", kWarning)                                  \
  X(kRowNeverReached, "row-never-reached", kWarning)                         \
  X(kRowWithoutRules, "row-without-rules", kWarning)                         \
  X(kRuleWithoutRow, "rule-without-row", kNote)                              \
  X(kOverBroadRule, "over-broad-rule", kWarning)                             \
  X(kBaselineOutdated, "baseline-outdated", kNote)

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
