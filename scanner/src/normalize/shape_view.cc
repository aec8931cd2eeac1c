#include "normalize/shape_view.h"

#include "base/utf8.h"
#include "normalize/shape_table.h"

namespace mingcha {
namespace {

constexpr uint8_t kFirstLead = 0xe2;  // Below it begins nothing that looks like an ideograph.

}  // namespace

void MakeShape(std::string_view compact, NormalizedText* shape) {
  shape->text.clear();
  shape->map.Clear();
  const auto size = static_cast<uint32_t>(compact.size());
  uint32_t kept_from = 0;
  const auto keep_until = [&](uint32_t end) {
    shape->text += compact.substr(kept_from, end - kept_from);
  };
  for (uint32_t at = 0; at < size;) {
    if (static_cast<uint8_t>(compact[at]) < kFirstLead) {
      ++at;
      continue;
    }
    const DecodedChar first = DecodeUtf8(compact, at);
    uint32_t end = at + first.bytes;
    char32_t looks_like = 0;
    if (IsOfInterestToShape(first.code_point)) {
      const DecodedChar second = end < size ? DecodeUtf8(compact, end) : DecodedChar{};
      looks_like = JoinParts(first.code_point, second.code_point);
      if (looks_like != 0) {
        end += second.bytes;
      } else {
        looks_like = LooksLike(first.code_point);
      }
    }
    if (looks_like != 0) {
      keep_until(at);
      kept_from = end;
      const auto upper = static_cast<uint32_t>(shape->text.size());
      AppendUtf8(looks_like, &shape->text);
      shape->map.Add({.upper = {upper, static_cast<uint32_t>(shape->text.size())},
                      .lower = {at, end},
                      .disguise = true});
    }
    at = end;
  }
  keep_until(size);
  shape->map.Finish(static_cast<uint32_t>(shape->text.size()), size);
}

}  // namespace mingcha
