#include "base/mutex.h"

#include <thread>

#include <gtest/gtest.h>

namespace mingcha {
namespace {

TEST(CondVarTest, HandsTheMutexBackToTheWaiter) {
  Mutex mutex;
  CondVar changed;
  int turns = 0;
  std::thread other([&] {
    MutexLock lock(mutex);
    while (turns != 1) changed.Wait(mutex);
    turns = 2;
    changed.NotifyAll();
  });
  {
    MutexLock lock(mutex);
    turns = 1;
    changed.NotifyAll();
    while (turns != 2) changed.Wait(mutex);
  }
  other.join();
  EXPECT_EQ(turns, 2);
}

TEST(CondVarTest, ReturnsFromAWaitWhoseTimeHasPassed) {
  Mutex mutex;
  CondVar changed;
  MutexLock lock(mutex);
  changed.WaitUntil(mutex, std::chrono::steady_clock::now());
}

}  // namespace
}  // namespace mingcha
