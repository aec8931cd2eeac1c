// Makes the sound view: the compact one with a syllable for each ideograph and each syllable of
// pinyin that is written in Latin letters, and for what stands for a word by custom (vx, 扣扣).

#ifndef MINGCHA_NORMALIZE_SOUND_VIEW_H_
#define MINGCHA_NORMALIZE_SOUND_VIEW_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "normalize/normalizer.h"
#include "normalize/stand_ins.h"

namespace mingcha {

// Keeps its buffers from text to text. For one thread at a time.
class SoundView {
 public:
  // Takes two views of a text, which are read while the sound view is made.
  void Make(std::string_view folded, const NormalizedText& compact);

  const NormalizedText& text() const { return sound_; }
  bool has_syllables() const { return has_syllables_; }
  bool has_stand_ins() const { return !stand_ins_.empty(); }
  // Makes a span of the folded text hold the stand-ins that `sound` touches. They may reach further
  // than the map says: in 薇❤号 the heart was taken out before.
  void ExtendOverStandIns(ByteSpan sound, ByteSpan* folded) const;

 private:
  struct Meant {
    ByteSpan sound;
    ByteSpan folded;
  };

  // Reads ideographs for as long as that is simple: most of most texts.
  void PutIdeographs();
  // Reads one thing at `at_`, writes it, and goes on behind it.
  void PutNext();
  void PutStandIn(const StandIn& stand_in);
  void PutLetters();
  // Letters [first, last) of the run: as syllables if they are pinyin throughout, otherwise as
  // they stand.
  void PutPiece(uint32_t first, uint32_t last);
  bool PutSyllables(uint32_t first, uint32_t last);
  void PutSounds(std::string_view sounds);
  void CopyUntil(uint32_t end);

  // Reads letters until the run ends; a gap before a stand-in ends it too.
  void ReadLetters();
  // Goes to the gaps before a place of the compact text, which never lies behind an earlier one.
  uint32_t FoldedOffset(uint32_t compact_offset);

  std::string_view folded_;
  const NormalizedText* compact_ = nullptr;
  NormalizedText sound_;
  std::vector<Meant> stand_ins_;
  uint32_t at_ = 0;
  size_t gaps_passed_ = 0;
  bool has_syllables_ = false;

  // The run of letters at hand.
  std::string letters_;           // Without tones.
  std::vector<uint32_t> begins_;  // Of each letter, in the compact text; and of what follows.
  std::vector<uint32_t> pieces_;  // How many letters stand before each gap, and in all.
  std::vector<uint8_t> lengths_;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_SOUND_VIEW_H_
