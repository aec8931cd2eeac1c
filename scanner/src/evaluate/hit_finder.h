// Pattern hits of one message, over all views, at their places in the folded text.

#ifndef MINGCHA_EVALUATE_HIT_FINDER_H_
#define MINGCHA_EVALUATE_HIT_FINDER_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/joined.h"
#include "mingcha/span.h"

#include "evaluate/features/feature_finder.h"
#include "match/pattern_db.h"
#include "normalize/normalizer.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

struct Hit {
  uint32_t pattern = 0;
  ByteSpan folded;  // Whatever view it was found in.
  View view = View::kFolded;
  uint32_t term = kNoTerm;  // Which of the pattern's terms; kNoTerm: a regex.
};

// What became of something that was found.
enum class HitFate : uint8_t {
  kCounts,
  kNotAdmitted,  // No disguise of the term, but an accident of innocent words.
  kExcepted,     // It stands inside an exception of its pattern.
  kCovered,      // A longer hit of its pattern begins there, or the same in a plainer view.
};

struct TracedHit {
  Hit hit;
  HitFate fate = HitFate::kCounts;
  ByteSpan exception_folded;  // kExcepted: the exception it stands in.
};

// Keeps its memory from message to message. For one thread at a time.
class HitFinder {
 public:
  // Hits of one pattern: [first, first + count) of hits().
  struct Range {
    uint32_t first = 0;
    uint32_t count = 0;
  };

  explicit HitFinder(const CompiledPack& pack);

  // Searches the views of the text that `normalizer` holds, drops what a view does not admit, and
  // resolves exceptions. Hits of one pattern that begin at one place are one hit, the longest.
  // Returns false if a view had more than `max_hits`: what came behind was not looked at.
  // Tells all that was found, and what became of it, in `*trace` if it is not null.
  bool FindAll(Normalizer& normalizer, size_t max_hits, std::vector<TracedHit>* trace = nullptr);
  // As FindAll, for a text that messages were joined to; `parts` are the stretches that they gave.
  // What crosses from one into another is a hit of the joined view, and only of a pattern that is
  // matched in it, unless one of the messages has a hit of the pattern there by itself. Returns
  // whether there is such a hit.
  bool FindJoined(Normalizer& normalizer, size_t max_hits, std::span<const JoinedPart> parts,
                  std::vector<TracedHit>* trace = nullptr);

  // Sorted by pattern, then by place.
  const std::vector<Hit>& hits() const { return hits_; }
  // The patterns that were hit, ascending.
  const std::vector<uint32_t>& patterns() const { return patterns_; }
  Range RangeOf(uint32_t pattern) const { return ranges_[pattern]; }
  // Of the same text.
  FeatureFinder& features() { return features_; }
  // The compact view of the text, if it was searched; null otherwise. Lives as long as the text.
  const NormalizedText* compact() const { return compact_; }

 private:
  bool Search(Normalizer& normalizer, size_t max_hits);
  void Take(Normalizer& normalizer, View view, const PatternHit& raw);
  // Adds the hits of built-in patterns; false if there were more than `max_hits`.
  bool TakeFeatures(const Normalizer& normalizer, size_t max_hits);
  void Index(const std::vector<Hit>& hits);
  void Clear();
  bool CrossesBorder(ByteSpan original) const;
  void Add(const Normalizer& normalizer, Hit hit);
  void DropJoinedThatAreWhole();
  void Resolve();
  // The exception that the hit stands in; null if there is none.
  const Hit* ExceptionOf(const Hit& hit) const;
  void Trace(const Hit& hit, HitFate fate, ByteSpan exception = {});

  const CompiledPack& pack_;
  std::span<const JoinedPart> parts_;  // Of a joined text.
  PatternDb::Scratch scratch_;
  std::vector<PatternHit> raw_;  // Of one view.
  std::vector<Hit> found_;       // Before exceptions.
  std::vector<Hit> hits_;
  std::vector<uint32_t> patterns_;
  std::vector<Range> ranges_;  // By pattern.
  std::vector<TracedHit>* trace_ = nullptr;
  FeatureFinder features_;
  const NormalizedText* compact_ = nullptr;
  std::vector<uint32_t> built_in_;  // Patterns that are found there.
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_HIT_FINDER_H_
