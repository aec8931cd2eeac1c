// JSON of everything but messages: findings, tickets, states, summaries (nlohmann-json). Messages
// are read by archive/, which has to be fast.
//
// One spelling everywhere: snake_case, lower-case enum names, times as RFC 3339 in UTC.

#ifndef MINGCHA_BASE_JSON_H_
#define MINGCHA_BASE_JSON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include <nlohmann/json.hpp>

#include "mingcha/finding.h"
#include "mingcha/ticket.h"

namespace mingcha {

// Keeps its members in the order in which they were added, so that the same data gives the same
// bytes.
using Json = nlohmann::ordered_json;

Json ToJson(const Finding& finding);
Json ToJson(const Ticket& ticket);
// Leaves out finding_ids, of which there may be very many.
Json ToJsonWithoutFindings(const Ticket& ticket);
Json ToJson(const Verdict& verdict);

// Writes on one line. Invalid UTF-8 cannot break it: it is replaced.
std::string DumpLine(const Json& json);

// INVALID_ARGUMENT: not JSON.
absl::StatusOr<Json> ParseJson(std::string_view text);
// INVALID_ARGUMENT: not a finding (or ticket), with the member that is missing or wrong. Members
// that are not known are passed over.
absl::StatusOr<Finding> FindingFromJson(const Json& json);
absl::StatusOr<Ticket> TicketFromJson(const Json& json);

// The member `key` of an object, if it is there and of the type asked for.
std::optional<std::string> StringMember(const Json& object, std::string_view key);
std::optional<int64_t> IntMember(const Json& object, std::string_view key);
std::optional<bool> BoolMember(const Json& object, std::string_view key);
std::optional<Timestamp> TimeMember(const Json& object, std::string_view key);

}  // namespace mingcha

#endif  // MINGCHA_BASE_JSON_H_
