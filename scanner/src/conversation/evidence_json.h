// Evidence and sketches as JSON, with short keys: every state has many of them.

#ifndef MINGCHA_CONVERSATION_EVIDENCE_JSON_H_
#define MINGCHA_CONVERSATION_EVIDENCE_JSON_H_

#include <optional>
#include <string>
#include <string_view>

#include "mingcha/finding.h"
#include "mingcha/scan_result.h"

#include "base/json.h"

namespace mingcha {

Json WriteEvidence(const Evidence& evidence);
// nullopt: a member is missing or of the wrong type.
std::optional<Evidence> ReadEvidence(const Json& json);

// 144 hex digits.
std::string WriteSketch(const TextSketch& sketch);
// nullopt: not what WriteSketch writes.
std::optional<TextSketch> ReadSketch(std::string_view text);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_EVIDENCE_JSON_H_
