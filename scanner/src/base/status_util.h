// Short ways to hand a Status on.

#ifndef MINGCHA_BASE_STATUS_UTIL_H_
#define MINGCHA_BASE_STATUS_UTIL_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"

namespace mingcha {

// Returns `status` with "context: " in front of its message; OK stays OK.
inline absl::Status WithContext(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrFormat("%s: %s", context, std::string(status.message())));
}

// Abseil's own string_view is not std's on our platform.
inline std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

}  // namespace mingcha

#define MINGCHA_RETURN_IF_ERROR(expression)                                                      \
  do {                                                                                           \
    if (absl::Status mingcha_status = (expression); !mingcha_status.ok()) return mingcha_status; \
  } while (false)

#define MINGCHA_CONCAT_INNER(a, b) a##b
#define MINGCHA_CONCAT(a, b) MINGCHA_CONCAT_INNER(a, b)

// MINGCHA_ASSIGN_OR_RETURN(const auto x, F());
#define MINGCHA_ASSIGN_OR_RETURN(declaration, expression) \
  MINGCHA_ASSIGN_OR_RETURN_INNER(MINGCHA_CONCAT(mingcha_or_, __LINE__), declaration, expression)
#define MINGCHA_ASSIGN_OR_RETURN_INNER(value_or, declaration, expression) \
  auto value_or = (expression);                                           \
  if (!value_or.ok()) return value_or.status();                           \
  declaration = *std::move(value_or)

#endif  // MINGCHA_BASE_STATUS_UTIL_H_
