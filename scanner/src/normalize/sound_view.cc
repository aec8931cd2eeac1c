#include "normalize/sound_view.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/utf8.h"
#include "normalize/syllables.h"

namespace mingcha {
namespace {

constexpr size_t kMaxLetters = 128;  // Longer runs of letters are no pinyin.

// A letter of pinyin without its tone; 0 for what is none.
char LetterOf(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? static_cast<char>(c) : '\0';
  if (c > 0x1dc) return '\0';
  static constexpr std::u32string_view kToned = U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
  const size_t at = kToned.find(c);
  if (at != std::u32string_view::npos) return "aeiouv"[at / 4];
  return c == U'ü' ? 'v' : '\0';
}

// Ideographs by code point from kFirstIdeograph on: the character of their syllable, 0 where more
// is to be asked than the usual reading.
constexpr char32_t kFirstIdeograph = 0x3400;
constexpr char32_t kEndOfIdeographs = 0xa000;
using Sounds = std::array<char16_t, kEndOfIdeographs - kFirstIdeograph>;

const Sounds& SimpleSounds() {
  static const auto* const kSounds = [] {
    auto* sounds = new Sounds{};
    for (char32_t c = kFirstIdeograph; c < kEndOfIdeographs; ++c) {
      const std::optional<Syllable> syllable = UsualReading(c);
      if (!syllable || MayStandIn(c)) continue;
      (*sounds)[c - kFirstIdeograph] = static_cast<char16_t>(kFirstSyllable + *syllable);
    }
    return sounds;
  }();
  return *kSounds;
}

}  // namespace

void SoundView::Make(std::string_view folded, const NormalizedText& compact) {
  folded_ = folded;
  compact_ = &compact;
  sound_.text.clear();
  sound_.map.Clear();
  stand_ins_.clear();
  at_ = 0;
  gaps_passed_ = 0;
  has_syllables_ = false;
  while (at_ < compact.text.size()) {
    PutIdeographs();
    if (at_ < compact.text.size()) PutNext();
  }
  sound_.map.Finish(static_cast<uint32_t>(sound_.text.size()), at_);
}

void SoundView::PutIdeographs() {
  const Sounds& sounds = SimpleSounds();
  const std::string& text = compact_->text;
  const auto byte = [&](uint32_t offset) { return static_cast<uint8_t>(text[offset]); };
  const size_t size_before = sound_.text.size();
  for (; at_ < text.size() && byte(at_) >= 0xe3 && byte(at_) <= 0xe9; at_ += 3) {
    const char32_t c =
        (byte(at_) & 0x0fU) << 12 | (byte(at_ + 1) & 0x3fU) << 6 | (byte(at_ + 2) & 0x3fU);
    const char16_t sound = c < kFirstIdeograph ? u'\0' : sounds[c - kFirstIdeograph];
    if (sound == 0) break;
    const char bytes[] = {static_cast<char>(0xe0 | sound >> 12),
                          static_cast<char>(0x80 | (sound >> 6 & 0x3f)),
                          static_cast<char>(0x80 | (sound & 0x3f))};
    sound_.text.append(bytes, sizeof bytes);
  }
  has_syllables_ = has_syllables_ || sound_.text.size() > size_before;
}

void SoundView::PutNext() {
  const DecodedChar c = DecodeUtf8(compact_->text, at_);
  if (MayStandIn(c.code_point)) {
    if (const std::optional<StandIn> found = FindStandIn(folded_, FoldedOffset(at_))) {
      PutStandIn(*found);
      return;
    }
  }
  if (LetterOf(c.code_point) != '\0') {
    PutLetters();
    return;
  }
  if (const std::optional<Syllable> syllable = UsualReading(c.code_point)) {
    AppendUtf8(kFirstSyllable + *syllable, &sound_.text);
    has_syllables_ = true;
  } else {
    // Somebody's own characters are no syllables.
    AppendUtf8(IsSyllable(c.code_point) ? kReplacementCharacter : c.code_point, &sound_.text);
  }
  at_ += c.bytes;
}

void SoundView::PutStandIn(const StandIn& stand_in) {
  ByteSpan lower{at_, at_};
  do {
    lower.end += DecodeUtf8(compact_->text, lower.end).bytes;
  } while (lower.end < compact_->text.size() && FoldedOffset(lower.end) < stand_in.folded.end);
  const auto begin = static_cast<uint32_t>(sound_.text.size());
  PutSounds(stand_in.sounds);
  const ByteSpan upper{begin, static_cast<uint32_t>(sound_.text.size())};
  sound_.map.Add({.upper = upper, .lower = lower, .disguise = true});
  stand_ins_.push_back({upper, stand_in.folded});
  at_ = lower.end;
}

void SoundView::ExtendOverStandIns(ByteSpan sound, ByteSpan* folded) const {
  auto stand_in = std::partition_point(stand_ins_.begin(), stand_ins_.end(),
                                       [&](const Meant& m) { return m.sound.end <= sound.begin; });
  for (; stand_in != stand_ins_.end() && stand_in->sound.begin < sound.end; ++stand_in) {
    folded->begin = std::min(folded->begin, stand_in->folded.begin);
    folded->end = std::max(folded->end, stand_in->folded.end);
  }
}

void SoundView::PutSounds(std::string_view sounds) {
  while (!sounds.empty()) {
    const std::string_view one = sounds.substr(0, sounds.find(' '));
    sounds.remove_prefix(one.size() == sounds.size() ? one.size() : one.size() + 1);
    if (const std::optional<Syllable> syllable = FindSyllable(one)) {
      AppendUtf8(kFirstSyllable + *syllable, &sound_.text);
    } else {
      sound_.text += one;
    }
  }
  has_syllables_ = true;
}

void SoundView::ReadLetters() {
  letters_.clear();
  begins_.clear();
  pieces_.clear();
  const std::string_view text = compact_->text;
  uint32_t end = at_;
  uint32_t folded_end = FoldedOffset(at_);
  while (end < text.size()) {
    const DecodedChar c = DecodeUtf8(text, end);
    const char letter = LetterOf(c.code_point);
    if (letter == '\0') break;
    const uint32_t folded = FoldedOffset(end);
    if (folded != folded_end) {
      if (MayStandIn(c.code_point) && FindStandIn(folded_, folded)) break;
      pieces_.push_back(static_cast<uint32_t>(letters_.size()));
    }
    letters_.push_back(letter);
    begins_.push_back(end);
    end += c.bytes;
    folded_end = folded + c.bytes;
  }
  begins_.push_back(end);
  pieces_.push_back(static_cast<uint32_t>(letters_.size()));
}

void SoundView::PutLetters() {
  ReadLetters();
  // First as the gaps cut it ("xi an"), then as one word ("b a o b e n").
  const auto is_pinyin = [&](uint32_t first, uint32_t last) {
    return last - first <= kMaxLetters &&
           CutIntoSyllables(std::string_view(letters_).substr(first, last - first), &lengths_);
  };
  const auto size = static_cast<uint32_t>(letters_.size());
  bool pieces_are_pinyin = true;
  uint32_t first = 0;
  for (const uint32_t last : pieces_) {
    pieces_are_pinyin = pieces_are_pinyin && is_pinyin(first, last);
    first = last;
  }
  if (!pieces_are_pinyin && PutSyllables(0, size)) return;
  first = 0;
  for (const uint32_t last : pieces_) {
    PutPiece(first, last);
    first = last;
  }
}

void SoundView::PutPiece(uint32_t first, uint32_t last) {
  if (!PutSyllables(first, last)) CopyUntil(begins_[last]);
}

bool SoundView::PutSyllables(uint32_t first, uint32_t last) {
  const auto letters = std::string_view(letters_).substr(first, last - first);
  if (letters.size() > kMaxLetters || !CutIntoSyllables(letters, &lengths_)) return false;
  for (const uint8_t length : lengths_) {
    const auto begin = static_cast<uint32_t>(sound_.text.size());
    PutSounds(std::string_view(letters_).substr(first, length));
    first += length;
    sound_.map.Add({.upper = {begin, static_cast<uint32_t>(sound_.text.size())},
                    .lower = {at_, begins_[first]}});
    at_ = begins_[first];
  }
  return true;
}

void SoundView::CopyUntil(uint32_t end) {
  sound_.text += std::string_view(compact_->text).substr(at_, end - at_);
  at_ = end;
}

uint32_t SoundView::FoldedOffset(uint32_t compact_offset) {
  const std::span<const Edit> gaps = compact_->map.edits();
  while (gaps_passed_ < gaps.size() && gaps[gaps_passed_].upper.end <= compact_offset) {
    ++gaps_passed_;
  }
  if (gaps_passed_ == 0) return compact_offset;
  const Edit& gap = gaps[gaps_passed_ - 1];
  return compact_offset - gap.upper.end + gap.lower.end;
}

}  // namespace mingcha
