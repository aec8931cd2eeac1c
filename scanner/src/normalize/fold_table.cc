#include "normalize/fold_table.h"

#include <algorithm>
#include <iterator>

namespace mingcha {

#include "normalize/fold_table.inc"

char LookalikeOf(uint32_t code_point) {
  const auto* const found =
      std::lower_bound(std::begin(kLookalikes), std::end(kLookalikes), code_point,
                       [](const Lookalike& entry, uint32_t c) { return entry.code_point < c; });
  const bool is_there = found != std::end(kLookalikes) && found->code_point == code_point;
  return is_there ? found->letter : '\0';
}

}  // namespace mingcha
