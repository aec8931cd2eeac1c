// The wall clock, behind an interface: tests bring their own time.

#ifndef MINGCHA_BASE_CLOCK_H_
#define MINGCHA_BASE_CLOCK_H_

#include "mingcha/time.h"

namespace mingcha {

// The system's clock, in milliseconds.
inline Timestamp WallNow() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace mingcha

#endif  // MINGCHA_BASE_CLOCK_H_
