#include "normalize/spellings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "normalize/syllables.h"

namespace mingcha {
namespace {

constexpr size_t kMinUnits = 2;

// One character of a term: its syllables, or what it is written as.
struct Unit {
  std::vector<Syllable> readings;
  std::string written;
};

std::vector<Unit> UnitsOf(std::string_view compact_term, const NormalizedText& sound) {
  std::vector<Unit> units;
  for (uint32_t at = 0; at < sound.text.size();) {
    const DecodedChar c = DecodeUtf8(sound.text, at);
    const ByteSpan lower = sound.map.ToLower({at, at + c.bytes});
    Unit unit;
    if (IsSyllable(c.code_point)) {
      unit.readings = PlausibleReadings(DecodeUtf8(compact_term, lower.begin).code_point);
    }
    if (unit.readings.empty()) unit.written = sound.text.substr(at, c.bytes);
    units.push_back(std::move(unit));
    at += c.bytes;
  }
  return units;
}

using Choice = std::vector<size_t>;  // Of a reading for each unit.

// All choices of at most two less usual readings, the most usual first.
std::vector<Choice> ChoicesOf(const std::vector<Unit>& units, size_t limit) {
  std::vector<Choice> choices = {Choice(units.size(), 0)};
  for (int unusual = 0; unusual < 2; ++unusual) {
    const std::vector<Choice> before = choices;
    for (const Choice& choice : before) {
      for (size_t unit = 0; unit < units.size(); ++unit) {
        for (size_t reading = 1; reading < units[unit].readings.size(); ++reading) {
          if (choice[unit] != 0 || choices.size() >= limit) continue;
          Choice next = choice;
          next[unit] = reading;
          if (std::find(choices.begin(), choices.end(), next) == choices.end()) {
            choices.push_back(std::move(next));
          }
        }
      }
    }
  }
  return choices;
}

// Without an apostrophe fang'an is read fan gan: how the view cuts what the syllables spell.
std::optional<std::string> CutAnew(const std::vector<Syllable>& syllables) {
  std::string letters;
  for (const Syllable syllable : syllables) letters += SpellingOf(syllable);
  std::vector<uint8_t> lengths;
  if (!CutIntoSyllables(letters, &lengths)) return std::nullopt;
  std::string text;
  size_t at = 0;
  for (const uint8_t length : lengths) {
    AppendUtf8(kFirstSyllable + FindSyllable(std::string_view(letters).substr(at, length)).value(),
               &text);
    at += length;
  }
  return text;
}

}  // namespace

std::vector<std::string> SoundSpellings(std::string_view compact_term, const SoundView& sound,
                                        size_t limit) {
  const std::vector<Unit> units = UnitsOf(compact_term, sound.text());
  const bool has_ideograph =
      std::any_of(units.begin(), units.end(), [](const Unit& u) { return !u.readings.empty(); });
  if (units.size() < kMinUnits || !has_ideograph || sound.has_stand_ins()) return {};

  std::vector<std::string> spellings;
  std::vector<std::string> cut_anew;
  for (const Choice& choice : ChoicesOf(units, limit)) {
    std::string spelling;
    std::vector<Syllable> syllables;
    for (size_t i = 0; i < units.size(); ++i) {
      if (units[i].readings.empty()) {
        spelling += units[i].written;
      } else {
        syllables.push_back(units[i].readings[choice[i]]);
        AppendUtf8(kFirstSyllable + syllables.back(), &spelling);
      }
    }
    if (syllables.size() == units.size()) {
      const std::optional<std::string> anew = CutAnew(syllables);
      if (anew && *anew != spelling) cut_anew.push_back(*anew);
    }
    spellings.push_back(std::move(spelling));
  }
  for (std::string& spelling : cut_anew) {
    if (std::find(spellings.begin(), spellings.end(), spelling) == spellings.end()) {
      spellings.push_back(std::move(spelling));
    }
  }
  if (spellings.size() > limit) spellings.resize(limit);
  return spellings;
}

}  // namespace mingcha
