#include "normalize/context_folds.h"

#include <algorithm>
#include <string>

#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include "base/utf8.h"
#include "normalize/char_class.h"
#include "normalize/fold_table.h"
#include "normalize/marks.h"
#include "normalize/pinyin.h"
#include "normalize/valid_utf8.h"

namespace mingcha {
namespace {

constexpr char32_t kRegionalA = 0x1f1e6;
constexpr char32_t kRegionalZ = 0x1f1ff;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

std::string_view TextOf(char letter) {
  return kLetters.substr(static_cast<size_t>(letter - 'a'), 1);
}

bool IsRegional(char32_t c) { return c >= kRegionalA && c <= kRegionalZ; }

bool IsFlag(char32_t first, char32_t second) {
  UChar pair[4];
  int32_t length = 0;
  U16_APPEND_UNSAFE(pair, length, first);
  U16_APPEND_UNSAFE(pair, length, second);
  return u_stringHasBinaryProperty(pair, length, UCHAR_RGI_EMOJI_FLAG_SEQUENCE);
}

// One word, as far as look-alikes go.
struct SpelledWord {
  bool has_latin = false;
  bool has_izhitsa = false;
  bool has_symbol = false;  // A Greek letter that Chinese texts use by itself.
  bool all_alike = true;    // Each letter that is not Latin looks like one that is.
  bool beside_han = false;
};

// A Chinese sentence has no use for Cyrillic letters, so "加ВХ" is folded though it has no Latin
// ones; it does use Greek letters ("α收益"), which take a Latin letter in the same word. Ѵ is a
// letter of no living language.
bool IsDisguised(const SpelledWord& word) {
  if (word.has_latin) return true;
  return word.all_alike && (word.has_izhitsa || (word.beside_han && !word.has_symbol));
}

bool IsIzhitsa(char32_t folded) { return folded == U'ѵ'; }

// Nobody writes Greek capitals that look Latin for what they are, nor some of the small letters.
bool IsSymbol(char32_t folded, bool is_capital) {
  constexpr std::u32string_view kNeverAlone = U"νυχοικ";
  return !is_capital && kNeverAlone.find(folded) == std::u32string_view::npos;
}

// Where the word begins that the character at `at` stands in.
uint32_t BeginOfWord(std::string_view text, uint32_t at) {
  while (at > 0) {
    const uint32_t before = BeginOfCharBefore(text, at);
    if (TraitsOf(DecodeValid(text, before).code_point).alphabet() == Alphabet::kNone) break;
    at = before;
  }
  return at;
}

bool IsHanBefore(std::string_view text, uint32_t at) {
  return at > 0 && TraitsOf(DecodeValid(text, BeginOfCharBefore(text, at)).code_point).is_han();
}

}  // namespace

void ContextFolder::Fold(std::string_view original, std::vector<FoldNote>* notes,
                         NormalizedText* folded) {
  original_ = original;
  notes_ = notes;
  folded_ = folded;
  uint32_t flags = 0;
  for (const FoldNote& note : *notes) flags |= note.flags;
  if ((flags & FoldEntry::kRegional) != 0) FoldRegionals();
  const bool has_lookalikes = (flags & FoldEntry::kLookalike) != 0;
  if (has_lookalikes) FoldLookalikes();
  if ((flags & FoldEntry::kTone) == 0) return;
  // A dropped annotation brings a letter beside an ideograph, and a letter may complete an
  // annotation.
  while (DropPinyin() && has_lookalikes && FoldLookalikes()) {
  }
}

bool ContextFolder::FoldLookalikes() {
  uint32_t done = 0;
  for (const FoldNote& note : *notes_) {
    if ((note.flags & FoldEntry::kLookalike) == 0 || note.at < done) continue;
    done = FoldWordAround(note.at);
  }
  return Rewrite();
}

uint32_t ContextFolder::FoldWordAround(uint32_t at) {
  const std::string_view text = folded_->text;
  const size_t replacements_before = replacements_.size();
  SpelledWord word;
  uint32_t i = BeginOfWord(text, at);
  word.beside_han = IsHanBefore(text, i);
  while (i < text.size()) {
    const ValidChar c = DecodeValid(text, i);
    const CharTraits traits = TraitsOf(c.code_point);
    const Alphabet alphabet = traits.alphabet();
    if (alphabet == Alphabet::kNone) {
      word.beside_han = word.beside_han || traits.is_han();
      break;
    }
    const ByteSpan letter_span{i, i + c.bytes};
    i = letter_span.end;
    word.has_latin = word.has_latin || alphabet == Alphabet::kLatin;
    if (alphabet != Alphabet::kGreek && alphabet != Alphabet::kForeign) continue;
    const char32_t sent = SentAt(letter_span);
    char letter = LookalikeOf(sent);
    if (letter == 0) letter = LookalikeOf(c.code_point);
    word.has_izhitsa = word.has_izhitsa || IsIzhitsa(c.code_point);
    word.has_symbol =
        word.has_symbol || (alphabet == Alphabet::kGreek &&
                            IsSymbol(c.code_point, u_isupper(static_cast<UChar32>(sent))));
    word.all_alike = word.all_alike && letter != 0;
    while (i < text.size()) {  // Marks go with it, as they do from a Latin letter.
      const ValidChar mark = DecodeValid(text, i);
      if (mark.code_point < 0x80 || !IsMark(static_cast<UChar32>(mark.code_point))) break;
      i += mark.bytes;
    }
    if (letter != 0) replacements_.push_back({{letter_span.begin, i}, TextOf(letter), true});
  }
  if (!IsDisguised(word)) replacements_.resize(replacements_before);
  return i;
}

char32_t ContextFolder::SentAt(ByteSpan at) const {
  const ByteSpan lower = folded_->map.ToLower(at);
  const DecodedChar sent = DecodeUtf8(original_, lower.begin);
  return sent.bytes == lower.size() ? sent.code_point : 0;
}

bool ContextFolder::FoldRegionals() {
  const std::string_view text = folded_->text;
  uint32_t done = 0;
  for (const FoldNote& note : *notes_) {
    if ((note.flags & FoldEntry::kRegional) == 0 || note.at < done) continue;
    const ValidChar c = DecodeValid(text, note.at);
    done = note.at + c.bytes;
    if (done < text.size()) {
      const ValidChar next = DecodeValid(text, done);
      if (IsRegional(next.code_point) && IsFlag(c.code_point, next.code_point)) {
        done += next.bytes;
        continue;
      }
    }
    const auto letter = static_cast<char>('a' + (c.code_point - kRegionalA));
    replacements_.push_back({{note.at, note.at + c.bytes}, TextOf(letter), true});
  }
  return Rewrite();
}

bool ContextFolder::DropPinyin() {
  constexpr uint32_t kMaxAnnotationBytes = 64;
  const std::string_view text = folded_->text;
  uint32_t done = 0;
  for (const FoldNote& note : *notes_) {
    if ((note.flags & FoldEntry::kTone) == 0 || note.at < done) continue;
    for (uint32_t open = note.at; open > 0 && note.at - open < kMaxAnnotationBytes;) {
      --open;
      if (text[open] == ')') break;
      if (text[open] != '(') continue;
      const std::string_view inside = text.substr(open + 1, kMaxAnnotationBytes);
      const size_t length = inside.find(')');
      if (length == std::string_view::npos) break;
      const ByteSpan brackets{open, open + static_cast<uint32_t>(length) + 2};
      if (DropAnnotation(brackets)) done = brackets.end;
      break;
    }
  }
  return Rewrite();
}

bool ContextFolder::DropAnnotation(ByteSpan brackets) {
  const auto inside =
      std::string_view(folded_->text).substr(brackets.begin + 1, brackets.size() - 2);
  const int syllables = CountTonedSyllables(inside);
  if (syllables == 0) return false;
  uint32_t end = brackets.begin;  // Of what is annotated: one annotation may follow another.
  for (size_t i = replacements_.size(); i > 0 && replacements_[i - 1].old.end == end; --i) {
    end = replacements_[i - 1].old.begin;
  }
  if (CountHanBefore(brackets.begin, syllables) < syllables) return false;
  replacements_.push_back({brackets, "", !AnnotatesTraditional(end)});
  return true;
}

int ContextFolder::CountHanBefore(uint32_t end, int most) const {
  size_t dropped = replacements_.size();
  for (int count = 0; count < most; ++count) {
    for (; dropped > 0 && replacements_[dropped - 1].old.end == end; --dropped) {
      end = replacements_[dropped - 1].old.begin;
    }
    if (!IsHanBefore(folded_->text, end)) return count;
    end = BeginOfCharBefore(folded_->text, end);
  }
  return most;
}

// Archives that were typeset once annotate traditional characters, which is no disguise; nobody
// needs help in reading 保(bǎo)本.
bool ContextFolder::AnnotatesTraditional(uint32_t end) const {
  const uint32_t begin = BeginOfCharBefore(folded_->text, end);
  const ByteSpan sent = folded_->map.ToLower({begin, end});
  return original_.substr(sent.begin, sent.size()) !=
         std::string_view(folded_->text).substr(begin, end - begin);
}

bool ContextFolder::Rewrite() {
  if (!rewriter_.Rewrite(replacements_, folded_)) return false;
  uint32_t moved = 0;  // How far the new text is behind the old one, modulo 2^32.
  auto next = replacements_.begin();
  const auto is_gone = [&](FoldNote& note) {
    for (; next != replacements_.end() && next->old.end <= note.at; ++next) {
      moved += static_cast<uint32_t>(next->text.size()) - next->old.size();
    }
    if (next != replacements_.end() && next->old.begin <= note.at) return true;
    note.at += moved;
    return false;
  };
  size_t kept = 0;
  for (FoldNote& note : *notes_) {
    if (!is_gone(note)) (*notes_)[kept++] = note;
  }
  notes_->resize(kept);
  replacements_.clear();
  return true;
}

}  // namespace mingcha
