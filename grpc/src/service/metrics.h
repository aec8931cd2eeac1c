// What the running service tells a Prometheus server: counters of its engine, and the measures that
// can be kept while it runs. No label holds a word of a message or a person's id.

#ifndef MINGCHA_SERVICE_METRICS_H_
#define MINGCHA_SERVICE_METRICS_H_

#include <cstddef>
#include <string>

#include "mingcha/pipeline.h"

namespace mingcha {

struct MetricsSnapshot {
  Pipeline::Counters counters;
  size_t streams = 0;  // Open ones.
  std::string pack;
  std::string pack_digest;
  size_t rules = 0;
};

// In Prometheus' text format, version 0.0.4.
std::string MetricsText(const MetricsSnapshot& snapshot);

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_METRICS_H_
