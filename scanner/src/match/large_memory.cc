#include "match/large_memory.h"

#include <sys/mman.h>

namespace mingcha {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;
// From here on, rounding up to whole pages wastes little.
constexpr size_t kWorthIt = 2 * kHugePage;

}  // namespace

void* AllocateLarge(size_t bytes) {
  if (bytes < kWorthIt) return std::malloc(bytes);
  const size_t rounded = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  void* const memory = std::aligned_alloc(kHugePage, rounded);
  if (memory != nullptr) ::madvise(memory, rounded, MADV_HUGEPAGE);  // Advice only.
  return memory;
}

}  // namespace mingcha
