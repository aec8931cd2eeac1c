#include "authoring/eval/score.h"

namespace mingcha {

Share ShareOf(double hits, double of) {
  if (of <= 0) return {};
  return {of, hits / of, WilsonInterval(hits / of, of)};
}

Share Score::F1() const {
  const Share overlap = ShareOf(true_positive, true_positive + false_positive + false_negative);
  const auto f1 = [](double x) { return 2 * x / (1 + x); };
  return {overlap.of, f1(overlap.share), {f1(overlap.interval.low), f1(overlap.interval.high)}};
}

void Score::Add(const Score& other) {
  true_positive += other.true_positive;
  false_positive += other.false_positive;
  false_negative += other.false_negative;
  true_negative += other.true_negative;
}

}  // namespace mingcha
