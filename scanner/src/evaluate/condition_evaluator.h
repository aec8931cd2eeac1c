// Whether a condition over patterns holds for one message, and by which hits.

#ifndef MINGCHA_EVALUATE_CONDITION_EVALUATOR_H_
#define MINGCHA_EVALUATE_CONDITION_EVALUATOR_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mingcha/span.h"

#include "evaluate/hit_finder.h"
#include "evaluate/named_matches.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Keeps its memory from call to call. For one thread at a time.
class ConditionEvaluator {
 public:
  // Looks at the hits of `finder` in `folded` from now on, and where a condition names a rule, at
  // what `named` knows of it (null: no condition does). They must live until the next call.
  void SetMessage(const HitFinder& finder, std::string_view folded,
                  const NamedMatches* named = nullptr) {
    finder_ = &finder;
    folded_ = folded;
    named_ = named;
  }

  // Evaluates `condition`; hits i with taken_back[i] do not count (an empty span: all count).
  //
  //   pattern        a match for each hit
  //   any            the matches of every child
  //   all            for each match of the first child that finds, the nearest of each other
  //   none           holds, without a match, if no child does
  //   at_least       as all, over the children that hold, if they are enough
  //   near           for each match of the first child, the nearest of the second if it is near
  //                  enough
  //   same_sentence  as all, with the nearest in the same sentence
  //   rule           the findings of that rule
  //
  // Returns whether it holds. Its matches are leftmost-longest: of those whose places overlap, one
  // is left; see matches().
  bool Evaluate(const Condition& condition, std::span<const uint8_t> taken_back);

  // Of the last evaluation, by place.
  const std::vector<Match>& matches() const { return result_; }
  std::span<const uint32_t> MembersOf(const Match& match) const {
    return std::span(members_).subspan(match.first_member, match.member_count);
  }

 private:
  // Matches of a part of the condition: [begin, end) of matches_.
  struct Outcome {
    bool holds = false;
    uint32_t begin = 0;
    uint32_t end = 0;
    bool finds() const { return begin < end; }
  };

  Outcome EvaluatePart(const Condition& condition);
  Outcome Hits(uint32_t pattern);
  Outcome Named(uint32_t rule);
  Outcome Any(const Condition& condition);
  Outcome None(const Condition& condition);
  Outcome Near(const Condition& condition);
  // All children, or those that hold if at least `count` do; in one sentence if `same_sentence`.
  Outcome Together(const Condition& condition, uint32_t count, bool same_sentence);

  // The nearest of `others` that `accepts` it; null if there is none.
  template <typename Accepts>
  const Match* Nearest(const Match& match, Outcome others, Accepts accepts) const;
  // Appends the members of `other` to the match at the end of members_.
  void Join(Match* match, const Match& other);
  Match Copy(const Match& match);
  void KeepLeftmostLongest(Outcome outcome);

  const HitFinder* finder_ = nullptr;
  std::string_view folded_;
  const NamedMatches* named_ = nullptr;
  std::span<const uint8_t> taken_back_;
  std::vector<uint32_t> members_;
  std::vector<Match> matches_;
  std::vector<Match> result_;
};

// Adds the patterns that `condition` finds by: all of its patterns but those under none.
void AddFindingPatterns(const Condition& condition, std::vector<uint32_t>* patterns);
// Adds the patterns under none.
void AddForbiddenPatterns(const Condition& condition, std::vector<uint32_t>* patterns);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_CONDITION_EVALUATOR_H_
