#include "pipeline/measures/conversation_measure.h"

#include <algorithm>

namespace mingcha {

bool ConversationMeasure::Take(const MeasuredMessage& message, Duration lateness,
                               std::vector<MeasuredReply>* replies) {
  if (message.time < applied_) return false;
  waiting_.insert(std::upper_bound(waiting_.begin(), waiting_.end(), message), message);
  latest_ = std::max(latest_, message.time);
  const Timestamp watermark = latest_ - lateness;
  const auto end = std::find_if(waiting_.begin(), waiting_.end(),
                                [&](const MeasuredMessage& one) { return one.time >= watermark; });
  size_t count = static_cast<size_t>(end - waiting_.begin());
  if (waiting_.size() > kMaxWaiting) count = std::max(count, waiting_.size() - kMaxWaiting);
  ApplyFirst(count, replies);
  return true;
}

void ConversationMeasure::Finish(std::vector<MeasuredReply>* replies) {
  ApplyFirst(waiting_.size(), replies);
}

void ConversationMeasure::ApplyFirst(size_t count, std::vector<MeasuredReply>* replies) {
  for (size_t i = 0; i < count; ++i) Apply(waiting_[i], replies);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(count));
}

void ConversationMeasure::Apply(const MeasuredMessage& message,
                                std::vector<MeasuredReply>* replies) {
  applied_ = message.time;
  if (message.speaker == Speaker::kCustomer) {
    if (!first_asked_) first_asked_ = message.time;
    if (!turn_since_) turn_since_ = message.time;
    turn_intents_ = static_cast<IntentSet>(turn_intents_ | message.intents);
  } else if (message.speaker == Speaker::kAgent && turn_since_) {
    replies->push_back({*turn_since_, message.time, turn_intents_, !answered_});
    answered_ = true;
    turn_since_.reset();
    turn_intents_ = 0;
  }
}

}  // namespace mingcha
