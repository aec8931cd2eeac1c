// Precision, recall and F1, and how sure one may be of them.

#ifndef MINGCHA_AUTHORING_EVAL_SCORE_H_
#define MINGCHA_AUTHORING_EVAL_SCORE_H_

#include "authoring/mutate/recall.h"

namespace mingcha {

// A share of something, with its interval of 95 %.
struct Share {
  double of = 0;  // How many there are in all.
  double share = 0;
  Interval interval;
};

// By Wilson. `hits` and `of` need not be whole: a cluster of rows counts once, by the share of its
// rows. Of nothing the share is 0 and the interval 0 to 1.
Share ShareOf(double hits, double of);

// How findings and labels agree.
struct Score {
  double true_positive = 0;
  double false_positive = 0;
  double false_negative = 0;
  double true_negative = 0;

  Share Precision() const { return ShareOf(true_positive, true_positive + false_positive); }
  Share Recall() const { return ShareOf(true_positive, true_positive + false_negative); }
  // The interval is that of TP / (TP + FP + FN), by Wilson; F1 rises with it: 2x / (1 + x).
  Share F1() const;

  void Add(const Score& other);
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EVAL_SCORE_H_
