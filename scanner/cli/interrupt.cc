#include "cli/interrupt.h"

#include <csignal>

namespace mingcha::cli {
namespace {

// What a signal handler may write.
volatile std::sig_atomic_t g_interrupted = 0;

void OnSignal(int /*signal*/) { g_interrupted = 1; }

void Handle(int signal) {
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // Without SA_RESTART: a waiting read ends.
  sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptWatch::InterruptWatch() {
  g_interrupted = 0;
  Handle(SIGINT);
  Handle(SIGTERM);
}

InterruptWatch::~InterruptWatch() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool Interrupted() { return g_interrupted != 0; }

}  // namespace mingcha::cli
