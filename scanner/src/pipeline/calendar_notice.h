// Says once a year that deadlines were counted by a calendar that does not quite know it.

#ifndef MINGCHA_PIPELINE_CALENDAR_NOTICE_H_
#define MINGCHA_PIPELINE_CALENDAR_NOTICE_H_

#include <atomic>
#include <cstdint>
#include <set>
#include <utility>

#include "base/business_clock.h"

namespace mingcha {

// Note is for one thread; the counts may be read by any.
class CalendarNotice {
 public:
  // A deadline on `day` was counted. What is not official is counted, and logged once for its year.
  void Note(CalendarCertainty certainty, Date day);

  uint64_t provisional() const { return provisional_; }
  uint64_t unknown() const { return unknown_; }

 private:
  std::atomic<uint64_t> provisional_ = 0;
  std::atomic<uint64_t> unknown_ = 0;
  std::set<std::pair<int, CalendarCertainty>> told_;
};

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_CALENDAR_NOTICE_H_
