// Between the wire's types and ours.

#ifndef MINGCHA_SERVICE_CONVERT_H_
#define MINGCHA_SERVICE_CONVERT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/pipeline.h"
#include "mingcha/ticket.h"
#include "mingcha/time.h"
#include "mingcha/v1/finding.pb.h"
#include "mingcha/v1/message.pb.h"
#include "mingcha/v1/scan.pb.h"
#include "mingcha/v1/ticket.pb.h"

#include "service/errors.h"

namespace mingcha {

// Our enums count from 0, the wire's from 1 in the same order: 0 is "unspecified" there.
template <typename Proto, typename Enum>
constexpr Proto ToProtoEnum(Enum value) {
  static_assert(std::is_enum_v<Proto> && std::is_enum_v<Enum>);
  return static_cast<Proto>(static_cast<int>(value) + 1);
}

// nullopt: unspecified, or a value that this program does not know (`last` is the largest it does).
template <typename Enum, typename Proto>
constexpr std::optional<Enum> FromProtoEnum(Proto value, Enum last) {
  const int number = static_cast<int>(value) - 1;
  if (number < 0 || number > static_cast<int>(last)) return std::nullopt;
  return static_cast<Enum>(number);
}

google::protobuf::Timestamp ToProto(Timestamp time);
google::protobuf::Duration ToProto(Duration duration);
// nullopt: outside the years 0001 to 9999, or nanoseconds that are none.
std::optional<Timestamp> FromProto(const google::protobuf::Timestamp& time);

// Ids longer than this are refused.
inline constexpr size_t kMaxIdBytes = 512;
inline constexpr int kMaxAttributes = 64;

// Checks `proto` and moves its words into `*record`. Records without a tenant get `tenant`; if that
// is empty, the default one. `only_tenant`: a record that names another tenant is at fault. Appends
// every fault to `*faults`, with `path` in front of the fields' names; returns false if there was
// one, and then `*record` means nothing.
struct RecordScope {
  std::string tenant;
  bool only_tenant = false;
};
bool TakeRecord(v1::Record* proto, const RecordScope& scope, std::string_view path, Record* record,
                std::vector<FieldFault>* faults);

// The id that an answer to the record carries: the message's or the event's.
std::string IdOf(const v1::Record& record);

v1::Record ToProto(const Record& record);

void ToProto(const Finding& finding, v1::Finding* proto);
// Of many findings, only the first kMaxFindingIds are named.
inline constexpr size_t kMaxFindingIds = 100;
void ToProto(const Ticket& ticket, v1::Ticket* proto);
void ToProto(const Verdict& verdict, v1::Verdict* proto);
// All but sequence and id.
void ToProto(const RecordResult& result, v1::RecordResult* proto);
// The answer to something that is no valid record.
void InvalidRecord(const std::vector<FieldFault>& faults, v1::RecordResult* proto);

// INVALID_ARGUMENT: an enum is unspecified or unknown, or a time is none; from a server of another
// version. Evidence comes without message identities, which do not travel.
absl::StatusOr<Finding> FromProto(const v1::Finding& proto);

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_CONVERT_H_
