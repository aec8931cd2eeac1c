// What the parts of evaluation know about the message at hand.

#ifndef MINGCHA_EVALUATE_SCANNED_MESSAGE_H_
#define MINGCHA_EVALUATE_SCANNED_MESSAGE_H_

#include <cstdint>
#include <optional>
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
  // Of a joined text: where its last message begins in it. Only what a hit of the joined view made
  // hold, and what reaches that message, is told.
  std::optional<uint32_t> last_part = std::nullopt;
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_SCANNED_MESSAGE_H_
