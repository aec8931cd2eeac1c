// How words can be spelled otherwise, asked of ICU: readings, traditional forms, homophones. For
// the tools that make disguises; no view is made with it, so that a measure made with it is one.

#ifndef MINGCHA_NORMALIZE_SPELLING_VARIANTS_H_
#define MINGCHA_NORMALIZE_SPELLING_VARIANTS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mingcha {

// Making one takes some ten milliseconds. Immutable afterwards: any number of threads may ask.
//
// Source: ICU's transliterators Han-Latin and Simplified-Traditional, its converter GB2312.
class SpellingVariants {
 public:
  SpellingVariants();
  ~SpellingVariants();
  SpellingVariants(const SpellingVariants&) = delete;
  SpellingVariants& operator=(const SpellingVariants&) = delete;

  static bool IsIdeograph(char32_t c);

  // Returns the most usual reading, with its tone mark: 保 → "bǎo"; empty if ICU knows none.
  std::string ReadingOf(char32_t ideograph) const;
  // As people type a reading: "bǎo" → "bao", "lǜ" → "lv".
  static std::string WithoutTone(std::string_view reading);

  // As ICU writes the words in traditional characters; may take account of their neighbours.
  std::string Traditional(std::string_view text) const;

  // Returns the everyday characters (GB 2312, level 1) that are read `typed` whatever their tone,
  // without `ideograph` itself, in the order of their code points.
  std::vector<char32_t> HomophonesOf(char32_t ideograph, std::string_view typed) const;

 private:
  class Impl;

  std::unique_ptr<const Impl> impl_;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_SPELLING_VARIANTS_H_
