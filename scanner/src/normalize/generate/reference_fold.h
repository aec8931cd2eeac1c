// The context-free part of the folded view, made with ICU alone and with no regard to speed.
//
// It says what the tables must hold: the generator asks it about every code point, and the tests
// compare the fast path with it on strings.

#ifndef MINGCHA_NORMALIZE_GENERATE_REFERENCE_FOLD_H_
#define MINGCHA_NORMALIZE_GENERATE_REFERENCE_FOLD_H_

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

namespace mingcha {

class ReferenceFold {
 public:
  // Where Debian's package unicode-data puts the equivalents of CJK radicals and strokes, which
  // this ICU does not have.
  static constexpr char kRadicals[] = "/usr/share/unicode/EquivalentUnifiedIdeograph.txt";

  // Stops the process if ICU has no data, or the file cannot be read: this is a tool.
  explicit ReferenceFold(const std::filesystem::path& radicals = kRadicals);

  // Folds until nothing changes any more. Unpaired surrogates stay as they are.
  icu::UnicodeString Fold(const icu::UnicodeString& text) const;

  // The character may change, or be changed by, what stands before it: a mark, a jamo.
  bool Joins(UChar32 code_point) const;
  // It hides what it stands for: an enclosed or mathematical letter, a radical used as a character.
  bool Disguises(UChar32 code_point) const;
  // The Latin letter a-z that a letter of another alphabet looks like in its own case, or else in
  // upper case; 0 if there is none.
  char LookalikeOf(UChar32 code_point) const;
  // The character, by itself or folded, is of an alphabet whose letters pass for Latin ones.
  static bool IsForeignAlphabet(UChar32 code_point);

  // The first line of the file of radicals: its name and version.
  const std::string& radicals_version() const { return radicals_version_; }

 private:
  struct CloseSpoof {
    void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
  };

  void ReadRadicals(const std::filesystem::path& path);
  void AddEnclosed(UChar32 code_point);
  void AddLatinLookalike(UChar32 code_point);
  icu::UnicodeString FoldOnce(const icu::UnicodeString& text) const;
  icu::UnicodeString Simplify(UChar32 code_point) const;
  icu::UnicodeString Skeleton(UChar32 code_point) const;

  const icu::Normalizer2* nfkc_casefold_;
  std::unique_ptr<icu::Transliterator> hant_hans_;
  std::unique_ptr<USpoofChecker, CloseSpoof> spoof_;
  std::map<icu::UnicodeString, char> upper_skeletons_;
  std::map<icu::UnicodeString, char> lower_skeletons_;
  std::map<UChar32, icu::UnicodeString> own_;  // Folds that NFKC does not have.
  std::map<UChar32, icu::UnicodeString> simplified_;
  std::string radicals_version_;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_GENERATE_REFERENCE_FOLD_H_
