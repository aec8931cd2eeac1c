#include "evaluate/topic_trace.h"

#include <set>

#include "evaluate/condition_trace.h"

namespace mingcha {

void TraceTopics(const CompiledPack& pack, const HitFinder& finder, std::string_view folded,
                 ScanTrace* trace) {
  std::set<uint32_t> topics;
  for (const uint32_t pattern : finder.patterns()) {
    topics.insert(pack.users[pattern].topics.begin(), pack.users[pattern].topics.end());
  }
  if (trace->wanted_rule) {
    const CompiledRule& rule = pack.rules[*trace->wanted_rule];
    topics.insert(rule.topics.begin(), rule.topics.end());
  }
  for (const uint32_t index : topics) {
    const CompiledTopic& topic = pack.topics[index];
    TopicTrace traced;
    traced.topic = index;
    traced.ask = TraceCondition(topic.ask, finder, folded, {});
    if (topic.satisfied_by) {
      traced.satisfied_by = TraceCondition(*topic.satisfied_by, finder, folded, {});
    }
    trace->topics.push_back(std::move(traced));
  }
}

}  // namespace mingcha
