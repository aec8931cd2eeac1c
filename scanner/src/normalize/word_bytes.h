// Which bytes of a folded text are sure to be of a word, sixteen at a time.

#ifndef MINGCHA_NORMALIZE_WORD_BYTES_H_
#define MINGCHA_NORMALIZE_WORD_BYTES_H_

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace mingcha {

// How many bytes are looked at, and how many behind them are read with them.
inline constexpr uint32_t kWordBytes = 16;
inline constexpr uint32_t kWordBytesAhead = 2;

// A bit for each of the sixteen bytes at `in` that may begin a character which is of no word. None
// is set for letters a-z, digits, U+4000 to U+9FFF (but for the hexagrams from U+4DC0 on and for
// 丨) and the second and further bytes of a character.
//
// Each of the forms below says the same.
inline uint32_t OtherBytesPortable(const char* in) {
  uint32_t others = 0;
  for (uint32_t i = 0; i < kWordBytes; ++i) {
    const auto byte = static_cast<uint8_t>(in[i]);
    const auto second = static_cast<uint8_t>(in[i + 1]);
    const auto third = static_cast<uint8_t>(in[i + 2]);
    const bool is_odd = byte == 0xe4 && (second == 0xb7 || (second == 0xb8 && third == 0xa8));
    const bool is_of_word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
                            (byte >= 0xe4 && byte <= 0xe9) || (byte & 0xc0) == 0x80;
    others |= static_cast<uint32_t>(!is_of_word || is_odd) << i;
  }
  return others;
}

#if defined(__SSE2__)
// Every processor of the architecture has SSE2, so that nothing is to be asked at run time.
inline uint32_t OtherBytes(const char* in) {
  const auto load = [in](uint32_t ahead) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + ahead));
  };
  const auto all = [](int byte) { return _mm_set1_epi8(static_cast<char>(byte)); };
  const __m128i bytes = load(0);
  const auto is_between = [&](int first, int last) {  // As signed numbers.
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, all(first - 1)),
                         _mm_cmplt_epi8(bytes, all(last + 1)));
  };
  const __m128i is_ascii_word = _mm_or_si128(is_between('a', 'z'), is_between('0', '9'));
  const __m128i is_ideograph = is_between(0xe4 - 0x100, 0xe9 - 0x100);
  const __m128i is_further = _mm_cmplt_epi8(bytes, all(0xc0 - 0x100));
  const __m128i second = load(1);
  const __m128i is_bar =
      _mm_and_si128(_mm_cmpeq_epi8(second, all(0xb8)), _mm_cmpeq_epi8(load(2), all(0xa8)));
  const __m128i is_hexagram = _mm_cmpeq_epi8(second, all(0xb7));
  const __m128i is_odd =
      _mm_and_si128(_mm_cmpeq_epi8(bytes, all(0xe4)), _mm_or_si128(is_bar, is_hexagram));
  const __m128i is_of_word =
      _mm_andnot_si128(is_odd, _mm_or_si128(is_ascii_word, _mm_or_si128(is_ideograph, is_further)));
  return ~static_cast<uint32_t>(_mm_movemask_epi8(is_of_word)) & 0xffffU;
}
#else
inline uint32_t OtherBytes(const char* in) { return OtherBytesPortable(in); }
#endif

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_WORD_BYTES_H_
