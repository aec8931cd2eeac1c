// A stretch of a text.

#ifndef MINGCHA_SPAN_H_
#define MINGCHA_SPAN_H_

#include <compare>
#include <cstdint>

namespace mingcha {

// Half-open [begin, end), in bytes of UTF-8. Which text it is a span of stands in the name of the
// variable that holds it: `original`, `folded`, `compact`.
struct ByteSpan {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  bool Contains(ByteSpan other) const { return begin <= other.begin && other.end <= end; }
  bool Overlaps(ByteSpan other) const { return begin < other.end && other.begin < end; }

  friend auto operator<=>(const ByteSpan&, const ByteSpan&) = default;
};

}  // namespace mingcha

#endif  // MINGCHA_SPAN_H_
