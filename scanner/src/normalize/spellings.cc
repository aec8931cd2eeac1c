#include "normalize/spellings.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "normalize/syllables.h"

namespace mingcha {
namespace {

constexpr size_t kMinUnits = 2;
constexpr size_t kMinInitials = 3;

// Words of finance in which a character is not read as usual.
struct Word {
  std::string_view word;
  std::string_view syllables;  // With a blank between them.
};
constexpr std::array<Word, 18> kWords = {{{"银行", "yin hang"},
                                          {"央行", "yang hang"},
                                          {"行业", "hang ye"},
                                          {"行情", "hang qing"},
                                          {"行长", "hang zhang"},
                                          {"还款", "huan kuan"},
                                          {"还清", "huan qing"},
                                          {"偿还", "chang huan"},
                                          {"返还", "fan huan"},
                                          {"长期", "chang qi"},
                                          {"长线", "chang xian"},
                                          {"重组", "chong zu"},
                                          {"重复", "chong fu"},
                                          {"重新", "chong xin"},
                                          {"调整", "tiao zheng"},
                                          {"调仓", "tiao cang"},
                                          {"会计", "kuai ji"},
                                          {"薄利", "bo li"}}};

// How the words of a term say that its characters are read, by offset.
std::map<uint32_t, Syllable> ReadingsByWord(std::string_view term) {
  std::map<uint32_t, Syllable> readings;
  for (const Word& word : kWords) {
    for (size_t at = term.find(word.word); at != std::string_view::npos;
         at = term.find(word.word, at + 1)) {
      std::string_view rest = word.syllables;
      for (size_t i = 0; i < word.word.size(); i += DecodeUtf8(word.word, i).bytes) {
        const std::string_view one = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        readings[static_cast<uint32_t>(at + i)] = FindSyllable(one).value();
      }
    }
  }
  return readings;
}

// All plausible readings of the character at `at`, the most plausible first.
std::vector<Syllable> ReadingsAt(std::string_view term, uint32_t at,
                                 const std::map<uint32_t, Syllable>& by_word) {
  std::vector<Syllable> readings = PlausibleReadings(DecodeUtf8(term, at).code_point);
  const auto known = by_word.find(at);
  if (known == by_word.end()) return readings;
  readings.erase(std::remove(readings.begin(), readings.end(), known->second), readings.end());
  readings.insert(readings.begin(), known->second);
  return readings;
}

// One character of a term: its syllables, or what it is written as.
struct Unit {
  std::vector<Syllable> readings;
  std::string written;
};

std::vector<Unit> UnitsOf(std::string_view compact_term, const NormalizedText& sound) {
  const std::map<uint32_t, Syllable> by_word = ReadingsByWord(compact_term);
  std::vector<Unit> units;
  for (uint32_t at = 0; at < sound.text.size();) {
    const DecodedChar c = DecodeUtf8(sound.text, at);
    const ByteSpan lower = sound.map.ToLower({at, at + c.bytes});
    Unit unit;
    if (IsSyllable(c.code_point)) {
      unit.readings = ReadingsAt(compact_term, lower.begin, by_word);
    }
    if (unit.readings.empty()) unit.written = sound.text.substr(at, c.bytes);
    units.push_back(std::move(unit));
    at += c.bytes;
  }
  return units;
}

using Choice = std::vector<size_t>;  // Of a reading for each unit.

// All choices of at most two less plausible readings, the most plausible first.
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

// Run together, fan gan is read fang an: how the view cuts what the syllables spell.
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

std::string InitialsOf(std::string_view term_folded) {
  const std::map<uint32_t, Syllable> by_word = ReadingsByWord(term_folded);
  std::string initials;
  for (uint32_t at = 0; at < term_folded.size(); at += DecodeUtf8(term_folded, at).bytes) {
    const std::vector<Syllable> readings = ReadingsAt(term_folded, at, by_word);
    if (readings.empty()) return {};
    initials += SpellingOf(readings.front()).front();
  }
  return initials.size() < kMinInitials ? std::string() : initials;
}

}  // namespace mingcha
