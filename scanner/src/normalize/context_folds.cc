#include "normalize/context_folds.h"

#include <string>
#include <utility>
#include <vector>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/utf8.h"
#include "normalize/fold_table.h"
#include "normalize/marks.h"
#include "normalize/pinyin.h"
#include "normalize/rewrite.h"

namespace mingcha {
namespace {

constexpr char32_t kRegionalA = 0x1f1e6;
constexpr char32_t kRegionalZ = 0x1f1ff;

bool IsRegional(char32_t c) { return c >= kRegionalA && c <= kRegionalZ; }

bool IsHan(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status) == USCRIPT_HAN;
}

enum class Alphabet { kNone, kLatin, kGreek, kForeign };

// Digits and marks go with the letters beside them; ideographs and kana are no letters of a word.
bool BelongsToSpelledWord(char32_t c, Alphabet* alphabet) {
  const auto code_point = static_cast<UChar32>(c);
  *alphabet = Alphabet::kNone;
  if (u_isdigit(code_point)) return true;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(code_point, &status)) {
    case USCRIPT_INHERITED:
      return true;
    case USCRIPT_LATIN:
      *alphabet = Alphabet::kLatin;
      return true;
    case USCRIPT_GREEK:
      *alphabet = Alphabet::kGreek;
      return true;
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARMENIAN:
    case USCRIPT_CHEROKEE:
    case USCRIPT_COPTIC:
    case USCRIPT_LISU:
      *alphabet = Alphabet::kForeign;
      return true;
    default:
      return false;
  }
}

// The look-alike of the character as it was sent, whose case the folded view has lost: Η is an H, η
// is an n.
char LookalikeAt(std::string_view original, const NormalizedText& folded, ByteSpan at,
                 char32_t code_point) {
  const ByteSpan lower = folded.map.ToLower(at);
  const DecodedChar sent = DecodeUtf8(original, lower.begin);
  if (sent.bytes == lower.size()) {
    if (const char letter = LookalikeOf(sent.code_point)) return letter;
  }
  return LookalikeOf(code_point);
}

// One word, as far as look-alikes go.
struct SpelledWord {
  std::vector<Replacement> lookalikes;
  bool has_latin = false;
  bool has_greek = false;
  bool all_alike = true;  // Each letter that is not Latin looks like one that is.
  bool beside_han = false;
};

// A Chinese sentence has no use for Cyrillic letters, so "加ВХ" is folded though it has no Latin
// ones; it does use Greek letters ("α收益"), which take a Latin letter in the same word.
bool IsDisguised(const SpelledWord& word) {
  if (word.lookalikes.empty()) return false;
  return word.has_latin || (!word.has_greek && word.all_alike && word.beside_han);
}

bool FoldLookalikes(std::string_view original, NormalizedText* folded) {
  std::vector<Replacement> replacements;
  SpelledWord word;
  bool after_han = false;
  const auto close_word = [&](bool before_han) {
    word.beside_han = word.beside_han || before_han;
    if (IsDisguised(word)) {
      replacements.insert(replacements.end(), word.lookalikes.begin(), word.lookalikes.end());
    }
    word = {};
  };
  bool in_word = false;
  for (uint32_t i = 0; i < folded->text.size();) {
    const DecodedChar c = DecodeUtf8(folded->text, i);
    const ByteSpan at{i, i + c.bytes};
    i = at.end;
    Alphabet alphabet = Alphabet::kNone;
    if (!BelongsToSpelledWord(c.code_point, &alphabet)) {
      const bool is_han = IsHan(c.code_point);
      if (in_word) close_word(is_han);
      in_word = false;
      after_han = is_han;
      continue;
    }
    if (!in_word) word.beside_han = after_han;
    in_word = true;
    word.has_latin = word.has_latin || alphabet == Alphabet::kLatin;
    word.has_greek = word.has_greek || alphabet == Alphabet::kGreek;
    if (alphabet == Alphabet::kGreek || alphabet == Alphabet::kForeign) {
      const char letter = LookalikeAt(original, *folded, at, c.code_point);
      word.all_alike = word.all_alike && letter != 0;
      while (i < folded->text.size()) {  // Marks go with it, as they do from a Latin letter.
        const DecodedChar mark = DecodeUtf8(folded->text, i);
        if (!IsMark(static_cast<UChar32>(mark.code_point))) break;
        i += mark.bytes;
      }
      if (letter != 0) word.lookalikes.push_back({{at.begin, i}, std::string(1, letter), true});
    }
  }
  close_word(false);
  return Rewrite(replacements, folded);
}

bool IsFlag(char32_t first, char32_t second) {
  UChar pair[4];
  int32_t length = 0;
  U16_APPEND_UNSAFE(pair, length, first);
  U16_APPEND_UNSAFE(pair, length, second);
  return u_stringHasBinaryProperty(pair, length, UCHAR_RGI_EMOJI_FLAG_SEQUENCE);
}

void FoldRegionals(NormalizedText* folded) {
  std::vector<Replacement> replacements;
  const std::string& text = folded->text;
  for (uint32_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    const ByteSpan at{i, i + c.bytes};
    i = at.end;
    if (!IsRegional(c.code_point)) continue;
    if (i < text.size()) {
      const DecodedChar next = DecodeUtf8(text, i);
      if (IsRegional(next.code_point) && IsFlag(c.code_point, next.code_point)) {
        i += next.bytes;
        continue;
      }
    }
    const auto letter = static_cast<char>('a' + (c.code_point - kRegionalA));
    replacements.push_back({at, std::string(1, letter), true});
  }
  Rewrite(replacements, folded);
}

// How many ideographs a text ends with; counts to `most`.
int CountHanAtEnd(std::string_view text, int most) {
  int count = 0;
  size_t end = text.size();
  while (count < most && end > 0) {
    end = FloorToCharacter(text, end - 1);
    if (!IsHan(DecodeUtf8(text, end).code_point)) break;
    ++count;
  }
  return count;
}

// Archives that were typeset once annotate traditional characters, which is no disguise; nobody
// needs help in reading 保(bǎo)本.
bool AnnotatesTraditional(std::string_view original, const NormalizedText& folded, uint32_t end) {
  const auto begin = static_cast<uint32_t>(FloorToCharacter(folded.text, end - 1));
  const ByteSpan sent = folded.map.ToLower({begin, end});
  return original.substr(sent.begin, sent.size()) !=
         std::string_view(folded.text).substr(begin, end - begin);
}

bool DropPinyin(std::string_view original, NormalizedText* folded) {
  constexpr uint32_t kMaxAnnotationBytes = 64;
  std::vector<Replacement> replacements;
  const std::string_view text = folded->text;
  std::string kept;       // The text so far without annotations, as one may follow another.
  uint32_t read_to = 0;   // Where `kept` goes on,
  uint32_t kept_end = 0;  // and where its last character ends.
  for (size_t open = text.find('('); open != std::string_view::npos;
       open = text.find('(', open + 1)) {
    const auto begin = static_cast<uint32_t>(open);
    if (begin > read_to) {
      kept += text.substr(read_to, begin - read_to);
      kept_end = read_to = begin;
    }
    const std::string_view inside = text.substr(open + 1, kMaxAnnotationBytes);
    const size_t length = inside.find(')');
    if (length == std::string_view::npos) continue;
    const int syllables = CountTonedSyllables(inside.substr(0, length));
    if (syllables == 0 || CountHanAtEnd(kept, syllables) < syllables) continue;
    read_to = begin + static_cast<uint32_t>(length) + 2;
    replacements.push_back(
        {{begin, read_to}, "", !AnnotatesTraditional(original, *folded, kept_end)});
  }
  return Rewrite(replacements, folded);
}

}  // namespace

void FoldInContext(std::string_view original, uint32_t seen_flags, NormalizedText* folded) {
  if ((seen_flags & FoldEntry::kRegional) != 0) FoldRegionals(folded);
  const bool has_lookalikes = (seen_flags & FoldEntry::kLookalike) != 0;
  if (has_lookalikes) FoldLookalikes(original, folded);
  if ((seen_flags & FoldEntry::kTone) == 0) return;
  // A dropped annotation brings a letter beside an ideograph, and a letter may complete an
  // annotation.
  while (DropPinyin(original, folded) && has_lookalikes && FoldLookalikes(original, folded)) {
  }
}

}  // namespace mingcha
