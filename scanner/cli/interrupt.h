// Ctrl-C and SIGTERM: finish cleanly at the first, end at once at the second.

#ifndef MINGCHA_CLI_INTERRUPT_H_
#define MINGCHA_CLI_INTERRUPT_H_

namespace mingcha::cli {

// While one lives, the first SIGINT or SIGTERM sets a flag (and ends a read that waits); the second
// ends the process as usual. One at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
};

// True after a signal came.
bool Interrupted();

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_INTERRUPT_H_
