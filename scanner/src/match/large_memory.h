// Memory for databases: megabytes that are filled once and then read all over.

#ifndef MINGCHA_MATCH_LARGE_MEMORY_H_
#define MINGCHA_MATCH_LARGE_MEMORY_H_

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace mingcha {

// Returns memory in huge pages, where the system gives them and `bytes` is worth it: thousands of
// page faults fewer, and fewer misses of the translation buffer in the search. To be freed with
// std::free. Null if there is none.
void* AllocateLarge(size_t bytes);

struct FreeDeleter {
  void operator()(void* memory) const { std::free(memory); }
};
using LargeBytes = std::unique_ptr<char, FreeDeleter>;

}  // namespace mingcha

#endif  // MINGCHA_MATCH_LARGE_MEMORY_H_
