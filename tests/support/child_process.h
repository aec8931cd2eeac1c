// Runs a part of a test in a process of its own: one that is limited, or that dies.

#ifndef MINGCHA_TESTS_SUPPORT_CHILD_PROCESS_H_
#define MINGCHA_TESTS_SUPPORT_CHILD_PROCESS_H_

#include <csignal>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>

#include <unistd.h>

namespace mingcha::testing {

// Runs `body` in a forked child that ends at once with what `body` returns: no destructor, no exit
// handler, no flush. Returns that number, or -1 if a signal ended it.
inline int RunInChild(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

// From now on this process cannot write beyond `bytes` in any file: a disk that is full.
inline void LimitFileSize(rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, RLIM_INFINITY};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_CHILD_PROCESS_H_
