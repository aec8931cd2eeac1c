// What the parts of evaluation know about the message at hand.

#ifndef MINGCHA_EVALUATE_SCANNED_MESSAGE_H_
#define MINGCHA_EVALUATE_SCANNED_MESSAGE_H_

#include <string_view>

#include "mingcha/message.h"

#include "evaluate/evidence.h"
#include "evaluate/hit_finder.h"

namespace mingcha {

// Everything in it outlives the evaluation of the message.
struct ScannedMessage {
  const Message& message;
  std::string_view folded;
  const HitFinder& finder;
  EvidenceMaker& evidence;
  FeatureFinder& features;
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_SCANNED_MESSAGE_H_
