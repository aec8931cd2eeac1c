#include "authoring/mutate/disguiser.h"

#include <algorithm>
#include <span>
#include <utility>

#include "authoring/mutate/disguise_lists.h"
#include "base/check.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr char32_t kFullWidthOffset = 0xfee0;  // From "!" to "！".

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }
bool IsLatin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsIdeograph(char32_t c) { return SpellingVariants::IsIdeograph(c); }
bool IsWordCharacter(char32_t c) { return IsDigit(c) || IsLatin(c) || IsIdeograph(c); }

struct CharAt {
  char32_t code_point;
  ByteSpan original;
};

std::vector<CharAt> CharsOf(std::string_view text, ByteSpan word) {
  std::vector<CharAt> chars;
  for (uint32_t at = word.begin; at < word.end;) {
    const DecodedChar decoded = DecodeUtf8(text, at);
    chars.push_back({decoded.code_point, {at, at + decoded.bytes}});
    at += decoded.bytes;
  }
  return chars;
}

std::string_view WordsAt(std::string_view text, ByteSpan original) {
  return text.substr(original.begin, original.size());
}

// Numbers stay numbers: 1*0 is no disguise of 10.
bool IsGap(char32_t left, char32_t right) {
  return IsWordCharacter(left) && IsWordCharacter(right) && !(IsDigit(left) && IsDigit(right));
}

// Whether the letter at `at` has another one beside it.
bool IsInLatinWord(std::string_view text, size_t at) {
  const auto is_letter = [&](size_t i) {
    return i < text.size() && IsLatin(static_cast<unsigned char>(text[i]));
  };
  return is_letter(at + 1) || (at > 0 && is_letter(at - 1));
}

// Alone, these Greek letters are symbols (α收益), and no disguise.
bool IsSymbol(std::string_view letter) { return letter == "α" || letter == "ρ" || letter == "γ"; }

std::vector<std::string> StringsOf(std::span<const std::string_view> list) {
  return {list.begin(), list.end()};
}

std::string Utf8Of(char32_t c) {
  std::string utf8;
  AppendUtf8(c, &utf8);
  return utf8;
}

std::string Capitalized(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
  return word;
}

bool TakesOneWordWhole(DisguiseKind kind) {
  return kind == DisguiseKind::kPinyin || kind == DisguiseKind::kInitials ||
         kind == DisguiseKind::kTwoMessages;
}

bool Collide(ByteSpan a, ByteSpan b) { return a == b || a.Overlaps(b); }

// Moves `count` of `items`, chosen at random, to the front and drops the others.
template <typename T>
void KeepRandom(size_t count, Random& random, std::vector<T>* items) {
  count = std::min(count, items->size());
  for (size_t i = 0; i < count; ++i) {
    std::swap((*items)[i], (*items)[i + random.Below(items->size() - i)]);
  }
  items->resize(count);
}

}  // namespace

std::string Disguiser::ReadingAt(std::string_view text, size_t at) const {
  const std::string_view in_word = ReadingInWord(text, at);
  return in_word.empty() ? spelling_.ReadingOf(DecodeUtf8(text, at).code_point)
                         : std::string(in_word);
}

std::vector<std::string> Disguiser::FormsOf(DisguiseKind kind, std::string_view text,
                                            size_t at) const {
  const char32_t c = DecodeUtf8(text, at).code_point;
  std::vector<std::string> forms;
  switch (kind) {
    case DisguiseKind::kFullWidth:
      if (IsLatin(c) || IsDigit(c)) forms.push_back(Utf8Of(c + kFullWidthOffset));
      break;
    case DisguiseKind::kLatinLookAlike:
      forms = LatinLookAlikesOf(c);
      if (!IsInLatinWord(text, at)) std::erase_if(forms, IsSymbol);
      break;
    case DisguiseKind::kEnclosed:
      forms = EnclosedFormsOf(c);
      break;
    case DisguiseKind::kLookAlike:
      forms = LookAlikesOf(c);
      break;
    case DisguiseKind::kSplit:
      forms = SplitsOf(c);
      break;
    case DisguiseKind::kHomophone:
      if (!IsIdeograph(c)) break;
      for (const char32_t other :
           spelling_.HomophonesOf(c, SpellingVariants::WithoutTone(ReadingAt(text, at)))) {
        forms.push_back(Utf8Of(other));
      }
      break;
    default:
      break;
  }
  return forms;
}

Disguiser::Spots Disguiser::GapsWith(std::vector<std::string> forms, std::string_view text,
                                     ByteSpan word) const {
  Spots spots;
  const std::vector<CharAt> chars = CharsOf(text, word);
  for (size_t i = 1; i < chars.size(); ++i) {
    if (!IsGap(chars[i - 1].code_point, chars[i].code_point)) continue;
    const uint32_t at = chars[i].original.begin;
    spots.push_back({{at, at}, forms});
  }
  return spots;
}

// A blank stands in every gap or in none: a single one is honest typing more often than not.
Disguiser::Spots Disguiser::SpelledOut(std::string_view text, ByteSpan word) const {
  const std::vector<CharAt> chars = CharsOf(text, word);
  std::vector<std::string> forms;
  for (const std::string_view blank : {" ", "\u3000"}) {
    std::string form;
    for (size_t i = 0; i < chars.size(); ++i) {
      if (i > 0 && IsGap(chars[i - 1].code_point, chars[i].code_point)) form += blank;
      form += WordsAt(text, chars[i].original);
    }
    if (form != WordsAt(text, word)) forms.push_back(std::move(form));
  }
  return forms.empty() ? Spots() : Spots{{word, std::move(forms)}};
}

// Behind the last character an annotation would stand outside the word.
Disguiser::Spots Disguiser::Annotations(std::string_view text, ByteSpan word) const {
  Spots spots;
  const std::vector<CharAt> chars = CharsOf(text, word);
  for (size_t i = 0; i + 1 < chars.size(); ++i) {
    if (!IsIdeograph(chars[i].code_point)) continue;
    const std::string reading = ReadingAt(text, chars[i].original.begin);
    // 的 (de) has no tone; an annotation shows tones.
    if (reading.empty() || SpellingVariants::WithoutTone(reading) == reading) continue;
    const uint32_t at = chars[i].original.end;
    spots.push_back({{at, at}, {"(" + reading + ")", "（" + reading + "）"}});
  }
  return spots;
}

// By character, and as an input method would write the whole sentence.
Disguiser::Spots Disguiser::TraditionalForms(std::string_view text, ByteSpan word) const {
  const std::string sentence = spelling_.Traditional(text);
  const bool aligned = CountCodePoints(sentence) == CountCodePoints(text);
  size_t in_sentence = 0;
  const size_t before = CountCodePoints(text.substr(0, word.begin));
  for (size_t i = 0; aligned && i < before; ++i) {
    in_sentence += DecodeUtf8(sentence, in_sentence).bytes;
  }

  Spots spots;
  for (const CharAt& c : CharsOf(text, word)) {
    const std::string_view simplified = WordsAt(text, c.original);
    Spot spot = {c.original, {}};
    const auto add = [&](std::string form) {
      const bool is_new = std::find(spot.forms.begin(), spot.forms.end(), form) == spot.forms.end();
      if (form != simplified && is_new) spot.forms.push_back(std::move(form));
    };
    if (IsIdeograph(c.code_point)) add(spelling_.Traditional(simplified));
    if (aligned) {
      const size_t bytes = DecodeUtf8(sentence, in_sentence).bytes;
      if (IsIdeograph(c.code_point)) add(sentence.substr(in_sentence, bytes));
      in_sentence += bytes;
    }
    if (!spot.forms.empty()) spots.push_back(std::move(spot));
  }
  return spots;
}

// baoben, Baoben, "bao ben"
Disguiser::Spots Disguiser::Typed(std::string_view text, ByteSpan word) const {
  std::string together;
  std::string apart;
  size_t syllables = 0;
  bool after_syllable = false;
  for (const CharAt& c : CharsOf(text, word)) {
    if (!IsIdeograph(c.code_point)) {
      after_syllable = false;
      together += WordsAt(text, c.original);
      apart += WordsAt(text, c.original);
      continue;
    }
    const std::string typed = SpellingVariants::WithoutTone(ReadingAt(text, c.original.begin));
    if (typed.empty()) return {};
    together += typed;
    apart += (after_syllable ? " " : "") + typed;
    after_syllable = true;
    ++syllables;
  }
  if (syllables < 2) return {};
  return {{word, {together, Capitalized(together), apart}}};
}

// One character, at random, stays as it is.
Disguiser::Spots Disguiser::TypedInPart(std::string_view text, ByteSpan word,
                                        Random& random) const {
  Spots spots;
  for (const CharAt& c : CharsOf(text, word)) {
    if (!IsIdeograph(c.code_point)) continue;
    const std::string typed = SpellingVariants::WithoutTone(ReadingAt(text, c.original.begin));
    if (!typed.empty()) spots.push_back({c.original, {typed}});
  }
  if (spots.size() < 2) return {};
  spots.erase(spots.begin() + static_cast<ptrdiff_t>(random.Below(spots.size())));
  return spots;
}

Disguiser::Spots Disguiser::Initials(std::string_view text, ByteSpan word) const {
  constexpr size_t kFewest = 3;  // Two letters stand for too much.
  std::string initials;
  for (const CharAt& c : CharsOf(text, word)) {
    if (!IsIdeograph(c.code_point)) return {};
    const std::string typed = SpellingVariants::WithoutTone(ReadingAt(text, c.original.begin));
    if (typed.empty()) return {};
    initials += typed.front();
  }
  if (initials.size() < kFewest) return {};
  return {{word, {initials}}};
}

Disguiser::Spots Disguiser::SpotsOf(DisguiseKind kind, std::string_view text, ByteSpan word,
                                    Random& random) const {
  switch (kind) {
    case DisguiseKind::kSeparators:
      return GapsWith(StringsOf(Separators()), text, word);
    case DisguiseKind::kZeroWidth:
      return GapsWith(StringsOf(ZeroWidths()), text, word);
    case DisguiseKind::kEmoji:
      return GapsWith(StringsOf(Emojis()), text, word);
    case DisguiseKind::kTwoMessages:
      return GapsWith({""}, text, word);
    case DisguiseKind::kAnnotation:
      return Annotations(text, word);
    case DisguiseKind::kTraditional:
      return TraditionalForms(text, word);
    case DisguiseKind::kPinyin:
      return Typed(text, word);
    case DisguiseKind::kMixedPinyin:
      return TypedInPart(text, word, random);
    case DisguiseKind::kInitials:
      return Initials(text, word);
    default:
      break;
  }
  Spots spots;
  for (const CharAt& c : CharsOf(text, word)) {
    std::vector<std::string> forms = FormsOf(kind, text, c.original.begin);
    if (!forms.empty()) spots.push_back({c.original, std::move(forms)});
  }
  return spots;
}

std::optional<Disguised> Disguiser::Disguise(DisguiseKind kind, std::string_view text,
                                             const std::vector<ByteSpan>& words, size_t edits,
                                             Random& random) const {
  MINGCHA_CHECK(edits > 0);
  const bool spelled_out =
      kind == DisguiseKind::kSeparators && random.Below(Separators().size() + 1) == 0;
  if (spelled_out || TakesOneWordWhole(kind)) edits = 1;

  Spots spots;
  for (const ByteSpan word : words) {
    for (Spot& spot : spelled_out ? SpelledOut(text, word) : SpotsOf(kind, text, word, random)) {
      const bool taken = std::any_of(spots.begin(), spots.end(), [&](const Spot& other) {
        return Collide(spot.original, other.original);
      });
      if (!taken) spots.push_back(std::move(spot));
    }
  }
  if (spots.empty()) return std::nullopt;
  KeepRandom(edits, random, &spots);
  std::sort(spots.begin(), spots.end(),
            [](const Spot& a, const Spot& b) { return a.original < b.original; });

  // `moved` leads from an offset of `text` to the same place in what is written.
  std::string written;
  std::vector<std::pair<uint32_t, uint32_t>> moved;
  uint32_t at = 0;
  for (const Spot& spot : spots) {
    written += text.substr(at, spot.original.begin - at);
    written += spot.forms[random.Below(spot.forms.size())];
    at = spot.original.end;
    moved.emplace_back(at, static_cast<uint32_t>(written.size()));
  }
  written += text.substr(at);
  const auto to_written = [&](uint32_t offset) {
    std::pair<uint32_t, uint32_t> last = {0, 0};
    for (const auto& pair : moved) {
      if (pair.first <= offset) last = pair;
    }
    return last.second + (offset - last.first);
  };

  Disguised disguised;
  const ByteSpan cut = spots.front().original;
  const bool in_two = kind == DisguiseKind::kTwoMessages;
  if (in_two) {
    disguised.messages = {std::string(text.substr(0, cut.begin)),
                          std::string(text.substr(cut.begin))};
  } else {
    disguised.messages = {std::move(written)};
  }
  for (const ByteSpan word : words) {
    const bool touched = std::any_of(
        spots.begin(), spots.end(), [&](const Spot& spot) { return word.Contains(spot.original); });
    if (!touched) continue;
    if (in_two) {
      disguised.altered.push_back({{0, {word.begin, cut.begin}}, {1, {0, word.end - cut.begin}}});
    } else {
      disguised.altered.push_back({{0, {to_written(word.begin), to_written(word.end)}}});
    }
  }
  return disguised;
}

}  // namespace mingcha
