#include "conversation/evidence_json.h"

#include <charconv>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"

namespace mingcha {

Json WriteEvidence(const Evidence& evidence) {
  return Json{{"m", evidence.message_id},     {"i", evidence.message_identity},
              {"b", evidence.original.begin}, {"e", evidence.original.end},
              {"q", evidence.quote},          {"v", ToString(evidence.view)}};
}

std::optional<Evidence> ReadEvidence(const Json& json) {
  constexpr int64_t kLargest = 0xffffffff;
  std::optional<std::string> id = StringMember(json, "m");
  std::optional<std::string> identity = StringMember(json, "i");
  std::optional<std::string> quote = StringMember(json, "q");
  const std::optional<int64_t> begin = IntMember(json, "b");
  const std::optional<int64_t> end = IntMember(json, "e");
  const std::optional<std::string> view_name = StringMember(json, "v");
  if (!id || !identity || !quote || !begin || !end || !view_name) return std::nullopt;
  const std::optional<View> view = ParseView(*view_name);
  if (!view || *begin < 0 || *begin > kLargest || *end < 0 || *end > kLargest) return std::nullopt;
  return Evidence{*std::move(id),
                  *std::move(identity),
                  {static_cast<uint32_t>(*begin), static_cast<uint32_t>(*end)},
                  *std::move(quote),
                  *view};
}

std::string WriteSketch(const TextSketch& sketch) {
  std::string text = absl::StrFormat("%016x", sketch.simhash);
  for (const uint8_t byte : sketch.minhash) text += absl::StrFormat("%02x", byte);
  return text;
}

std::optional<TextSketch> ReadSketch(std::string_view text) {
  TextSketch sketch;
  bool ok = text.size() == 16 + sketch.minhash.size() * 2;
  const auto read = [&](size_t begin, size_t digits, auto* value) {
    if (!ok) return;
    const char* const end = text.data() + begin + digits;
    const auto [stop, error] = std::from_chars(text.data() + begin, end, *value, 16);
    ok = error == std::errc() && stop == end;
  };
  read(0, 16, &sketch.simhash);
  for (size_t i = 0; i < sketch.minhash.size(); ++i) read(16 + i * 2, 2, &sketch.minhash[i]);
  if (!ok) return std::nullopt;
  return sketch;
}

}  // namespace mingcha
