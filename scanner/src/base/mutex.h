// std::mutex with clang's thread annotations. The thread sanitizer sees a std::mutex, which it does
// not of a lock inside a library that was built without it.

#ifndef MINGCHA_BASE_MUTEX_H_
#define MINGCHA_BASE_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define MINGCHA_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define MINGCHA_THREAD_ANNOTATION(x)
#endif

#define MINGCHA_CAPABILITY(x) MINGCHA_THREAD_ANNOTATION(capability(x))
#define MINGCHA_SCOPED_CAPABILITY MINGCHA_THREAD_ANNOTATION(scoped_lockable)
#define MINGCHA_GUARDED_BY(x) MINGCHA_THREAD_ANNOTATION(guarded_by(x))
#define MINGCHA_REQUIRES(...) MINGCHA_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define MINGCHA_EXCLUDES(...) MINGCHA_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define MINGCHA_ACQUIRE(...) MINGCHA_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define MINGCHA_RELEASE(...) MINGCHA_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define MINGCHA_NO_THREAD_SAFETY_ANALYSIS MINGCHA_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace mingcha {

class MINGCHA_CAPABILITY("mutex") Mutex {
 public:
  void Lock() MINGCHA_ACQUIRE() { mutex_.lock(); }
  void Unlock() MINGCHA_RELEASE() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class MINGCHA_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) MINGCHA_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() MINGCHA_RELEASE() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits give up the mutex and have it again when they return. They may return without a reason:
// callers look again.
class CondVar {
 public:
  void Wait(Mutex& mutex) MINGCHA_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }

  template <typename Clock, typename D>
  void WaitUntil(Mutex& mutex, std::chrono::time_point<Clock, D> time) MINGCHA_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait_until(lock, time);
    lock.release();
  }

  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace mingcha

#endif  // MINGCHA_BASE_MUTEX_H_
