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
  if (recall.variants == 0) return {};
  const auto n = static_cast<double>(recall.variants);
  const double p = recall.Share();
  const double scale = 1 + kZ * kZ / n;
  const double center = (p + kZ * kZ / (2 * n)) / scale;
  const double reach = kZ / scale * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  return {std::max(0.0, center - reach), std::min(1.0, center + reach)};
}

}  // namespace mingcha
