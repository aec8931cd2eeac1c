#include "authoring/mutate/recall.h"

#include <algorithm>
#include <cmath>

namespace mingcha {
namespace {

constexpr double kZ = 1.959964;  // Of 95 % in the normal distribution.

}  // namespace

double Recall::Share() const {
  return variants == 0 ? 1 : static_cast<double>(caught) / static_cast<double>(variants);
}

Interval WilsonInterval(const Recall& recall) {
  return WilsonInterval(recall.Share(), static_cast<double>(recall.variants));
}

Interval WilsonInterval(double share, double trials) {
  if (trials <= 0) return {};
  const double scale = 1 + kZ * kZ / trials;
  const double center = (share + kZ * kZ / (2 * trials)) / scale;
  const double reach =
      kZ / scale * std::sqrt(share * (1 - share) / trials + kZ * kZ / (4 * trials * trials));
  return {std::max(0.0, center - reach), std::min(1.0, center + reach)};
}

}  // namespace mingcha
