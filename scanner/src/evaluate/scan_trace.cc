#include "evaluate/scan_trace.h"

#include <array>

#include "base/enum_names.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 8> kMismatchNames = {
    "status",       "speaker", "channel", "effective-from",
    "effective-to", "hours",   "tenant",  "attributes"};
constexpr std::array<std::string_view, 4> kFateNames = {"counts", "not_admitted", "excepted",
                                                        "covered"};

}  // namespace

std::string_view ToString(Mismatch mismatch) { return NameOf(kMismatchNames, mismatch); }
std::string_view ToString(HitFate fate) { return NameOf(kFateNames, fate); }

}  // namespace mingcha
