#include "normalize/syllables.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "base/check.h"

namespace mingcha {
namespace {

struct Reading {
  uint16_t ideograph;
  Syllable syllable;
};

#include "normalize/sound_table.inc"

constexpr char32_t kFirstIdeograph = 0x3400;
constexpr size_t kMaxLetters = 6;  // zhuang

}  // namespace

bool IsSyllable(char32_t sound) {
  return sound >= kFirstSyllable && sound < kFirstSyllable + std::size(kSyllables);
}

std::string_view SpellingOf(Syllable syllable) {
  MINGCHA_DCHECK(syllable < std::size(kSyllables));
  return kSyllables[syllable];
}

std::optional<Syllable> FindSyllable(std::string_view letters) {
  if (letters.empty() || letters.size() > kMaxLetters) return std::nullopt;
  const auto* const found = std::lower_bound(std::begin(kSyllables), std::end(kSyllables), letters);
  if (found == std::end(kSyllables) || *found != letters) return std::nullopt;
  return static_cast<Syllable>(found - std::begin(kSyllables));
}

std::optional<Syllable> UsualReading(char32_t ideograph) {
  const char32_t index = ideograph - kFirstIdeograph;
  if (ideograph < kFirstIdeograph || index >= std::size(kUsual) || kUsual[index] == 0) {
    return std::nullopt;
  }
  return static_cast<Syllable>(kUsual[index] - 1);
}

std::vector<Syllable> PlausibleReadings(char32_t ideograph) {
  std::vector<Syllable> readings;
  if (const std::optional<Syllable> usual = UsualReading(ideograph)) readings.push_back(*usual);
  const auto* reading =
      std::lower_bound(std::begin(kOtherReadings), std::end(kOtherReadings), ideograph,
                       [](const Reading& entry, char32_t c) { return entry.ideograph < c; });
  for (; reading != std::end(kOtherReadings) && reading->ideograph == ideograph; ++reading) {
    readings.push_back(reading->syllable);
  }
  return readings;
}

bool CutIntoSyllables(std::string_view letters, std::vector<uint8_t>* lengths) {
  constexpr uint32_t kNever = std::numeric_limits<uint32_t>::max();
  lengths->clear();
  const size_t size = letters.size();
  // From each letter to the end: the fewest syllables, and the length of the first of them.
  thread_local std::vector<uint32_t> fewest;
  thread_local std::vector<uint8_t> first;
  fewest.assign(size + 1, kNever);
  first.assign(size + 1, 0);
  fewest[size] = 0;
  for (size_t begin = size; begin-- > 0;) {
    for (size_t length = std::min(kMaxLetters, size - begin); length > 0; --length) {
      const uint32_t rest = fewest[begin + length];
      if (rest == kNever || rest + 1 >= fewest[begin]) continue;
      if (!FindSyllable(letters.substr(begin, length))) continue;
      fewest[begin] = rest + 1;
      first[begin] = static_cast<uint8_t>(length);
    }
  }
  if (size == 0 || fewest[0] == kNever) return false;
  for (size_t at = 0; at < size; at += first[at]) lengths->push_back(first[at]);
  return true;
}

}  // namespace mingcha
