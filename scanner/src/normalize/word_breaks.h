// Word boundaries of a text, by ICU's rules and its dictionary of Chinese.

#ifndef MINGCHA_NORMALIZE_WORD_BREAKS_H_
#define MINGCHA_NORMALIZE_WORD_BREAKS_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include <unicode/brkiter.h>
#include <unicode/utext.h>

namespace mingcha {

// Opening ICU's iterator takes milliseconds, so it is opened when it is first asked and then kept.
class WordBreaks {
 public:
  WordBreaks();
  ~WordBreaks();
  WordBreaks(const WordBreaks&) = delete;
  WordBreaks& operator=(const WordBreaks&) = delete;

  // Takes the next text, valid UTF-8, which must live as long as boundaries are asked for. Cheap.
  void SetText(std::string_view text);
  // Whether a word begins or ends at `offset`, which must be on a character border.
  bool IsBoundary(uint32_t offset);

 private:
  std::string_view text_;
  bool is_open_on_text_ = false;
  UText utext_ = UTEXT_INITIALIZER;
  std::unique_ptr<icu::BreakIterator> words_;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_WORD_BREAKS_H_
