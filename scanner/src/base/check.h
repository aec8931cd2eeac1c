// Broken preconditions stop the process: the program is wrong, and no caller could mend it.

#ifndef MINGCHA_BASE_CHECK_H_
#define MINGCHA_BASE_CHECK_H_

namespace mingcha {

// Writes the place and the condition to stderr, and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);

}  // namespace mingcha

// Holds in every build.
#define MINGCHA_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::mingcha::CheckFailed(__FILE__, __LINE__, #condition))

// Holds in debug builds; for the hot path.
#ifdef NDEBUG
#define MINGCHA_DCHECK(condition) static_cast<void>(sizeof(condition))
#else
#define MINGCHA_DCHECK(condition) MINGCHA_CHECK(condition)
#endif

#endif  // MINGCHA_BASE_CHECK_H_
