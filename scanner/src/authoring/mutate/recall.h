// How much of what should be found is found, and how sure one may be of it.

#ifndef MINGCHA_AUTHORING_MUTATE_RECALL_H_
#define MINGCHA_AUTHORING_MUTATE_RECALL_H_

#include <cstddef>

namespace mingcha {

struct Recall {
  size_t variants = 0;
  size_t caught = 0;

  // From 0 to 1; of nothing it is 1.
  double Share() const;

  void Add(bool is_caught) {
    ++variants;
    caught += is_caught ? 1 : 0;
  }
  void Add(const Recall& other) {
    variants += other.variants;
    caught += other.caught;
  }
};

struct Interval {
  double low = 0;
  double high = 1;
};

// The interval that holds the true share in 95 cases of 100; 0 to 1 if nothing was tried.
// Source: Wilson, Probable inference, the law of succession, and statistical inference (1927).
Interval WilsonInterval(const Recall& recall);
// The same of a share of `trials`, which need not be whole.
Interval WilsonInterval(double share, double trials);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_MUTATE_RECALL_H_
