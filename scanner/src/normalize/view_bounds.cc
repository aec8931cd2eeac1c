#include "normalize/view_bounds.h"

#include <vector>

#include "base/utf8.h"

namespace mingcha {
namespace {

// From so many characters on, every one of a term may have been replaced by another ideograph.
constexpr uint32_t kMinAllReplaced = 3;
constexpr uint32_t kMinSyllables = 2;
constexpr uint32_t kMinLetters = 5;
constexpr uint32_t kMinKept = 2;
constexpr uint8_t kFirstLeadOfIdeographs = 0xe3;  // Below it begin Latin letters, with tones too.
// Words of one character that sentences are full of: where one stands, it is most often meant.
constexpr std::u32string_view kLittleWords =
    U"的地得了着过是在有没不我你您他她它这那哪就也都和与及为以于被把对从到让给而或但很太更再又还要"
    U"会能可去来说"
    U"想看报吗呢吧啊啦么个只些点里上下中大小多少人";

// What the characters of a hit are beside those of its term.
struct Comparison {
  uint32_t characters = 0;
  uint32_t kept = 0;        // As the term has them.
  uint32_t ideographs = 0;  // Others in their place.
  uint32_t letters = 0;
  uint32_t stand_ins = 0;
  bool has_little_word = false;  // Of what replaces an ideograph.
  bool has_long_word = false;    // It is part of a longer word.
};

bool IsLetter(char byte) { return byte >= 'a' && byte <= 'z'; }

// The spans of the text below that the characters of `upper` come from. A span that several
// characters share stands once for each.
std::vector<ByteSpan> CharactersBelow(const NormalizedText& upper, ByteSpan span) {
  std::vector<ByteSpan> below;
  for (uint32_t at = span.begin; at < span.end;) {
    const uint32_t end = at + DecodeUtf8(upper.text, at).bytes;
    below.push_back(upper.map.ToLower({at, end}));
    at = end;
  }
  return below;
}

std::string_view Slice(std::string_view text, ByteSpan span) {
  return text.substr(span.begin, span.size());
}

bool HasLittleWord(std::string_view written) {
  for (size_t i = 0; i < written.size();) {
    const DecodedChar c = DecodeUtf8(written, i);
    if (kLittleWords.find(c.code_point) != std::u32string_view::npos) return true;
    i += c.bytes;
  }
  return false;
}

// Whether one of the characters is part of a longer word of the dictionary.
bool IsPartOfWord(const UpperHit& hit, ByteSpan compact, WordBreaks* words) {
  for (uint32_t at = compact.begin; at < compact.end;) {
    const uint32_t end = at + DecodeUtf8(hit.compact.text, at).bytes;
    const ByteSpan folded = hit.compact.map.ToLower({at, end});
    if (!words->IsBoundary(folded.begin) || !words->IsBoundary(folded.end)) return true;
    at = end;
  }
  return false;
}

// Where the view is that of sound, what it marks as a disguise stands for a word by custom.
Comparison Compare(const UpperHit& hit, bool is_sound, WordBreaks* words) {
  const std::vector<ByteSpan> found = CharactersBelow(hit.upper, hit.span);
  const std::vector<ByteSpan> wanted =
      CharactersBelow(*hit.term, {0, static_cast<uint32_t>(hit.term->text.size())});
  Comparison comparison;
  comparison.characters = static_cast<uint32_t>(found.size());
  uint32_t at = hit.span.begin;
  for (size_t i = 0; i < found.size(); ++i) {
    const ByteSpan upper{at, at + DecodeUtf8(hit.upper.text, at).bytes};
    at = upper.end;
    const std::string_view written = Slice(hit.compact.text, found[i]);
    const bool stands_in = is_sound && hit.upper.map.TouchesDisguise(upper);
    if (stands_in) {
      ++comparison.stand_ins;
    } else if (found.size() == wanted.size() && written == Slice(hit.compact_term, wanted[i])) {
      ++comparison.kept;
    } else if (static_cast<uint8_t>(written.front()) < kFirstLeadOfIdeographs) {
      comparison.letters += static_cast<uint32_t>(CountCodePoints(written));
    } else {
      ++comparison.ideographs;
      // 人呆本: parts of a character are no words.
      const bool taken_apart = !is_sound && CountCodePoints(written) > 1;
      comparison.has_little_word =
          comparison.has_little_word || (!taken_apart && HasLittleWord(written));
      comparison.has_long_word = comparison.has_long_word || IsPartOfWord(hit, found[i], words);
    }
  }
  return comparison;
}

// A word is no disguise; a longer one is if most of the term stands there as it is (安全帐户).
bool IsInnocentWord(const Comparison& comparison) {
  if (comparison.has_little_word) return true;
  return comparison.has_long_word &&
         (comparison.kept < kMinKept || comparison.kept * 2 < comparison.characters);
}

// Whether a word may begin or end here: by the dictionary, or where letters meet something else
// (weixin123).
bool IsEdge(std::string_view folded, uint32_t offset, WordBreaks* words) {
  if (offset == 0 || offset >= folded.size()) return true;
  const bool letter_before = IsLetter(folded[offset - 1]);
  const bool letter_behind = IsLetter(folded[offset]);
  return letter_before != letter_behind || words->IsBoundary(offset);
}

bool HasEdges(const UpperHit& hit, WordBreaks* words) {
  return IsEdge(hit.folded.text, hit.folded_span.begin, words) &&
         IsEdge(hit.folded.text, hit.folded_span.end, words);
}

}  // namespace

bool IsDisguiseByShape(const UpperHit& hit, WordBreaks* words) {
  if (!HasEdges(hit, words)) return false;
  const Comparison comparison = Compare(hit, false, words);
  if (comparison.kept == comparison.characters) return false;
  if (comparison.kept == 0 && comparison.characters < kMinAllReplaced) return false;
  return !IsInnocentWord(comparison);
}

bool IsDisguiseBySound(const UpperHit& hit, WordBreaks* words) {
  if (!HasEdges(hit, words)) return false;
  const Comparison comparison = Compare(hit, true, words);
  if (comparison.characters < kMinSyllables || comparison.kept == comparison.characters) {
    return false;
  }
  // Two ideographs that sound like two others are most often two words (好吗 is no 号码), and so
  // are two that a bracket or a blank stands between.
  const bool all_replaced = comparison.ideographs == comparison.characters;
  if (all_replaced && comparison.characters < kMinAllReplaced) return false;
  if (comparison.ideographs > 0 && hit.parts_words) return false;
  const bool has_others = comparison.kept + comparison.ideographs + comparison.stand_ins > 0;
  if (comparison.letters > 0 && comparison.letters < (has_others ? 2 : kMinLetters)) return false;
  return !IsInnocentWord(comparison);
}

bool StandsAlone(std::string_view folded, ByteSpan span) {
  const bool letter_before = span.begin > 0 && IsLetter(folded[span.begin - 1]);
  const bool letter_behind = span.end < folded.size() && IsLetter(folded[span.end]);
  return !letter_before && !letter_behind;
}

}  // namespace mingcha
