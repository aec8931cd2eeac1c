// Sentences and clauses of a folded text, around one place.
//
// Nothing is cut up in advance: most messages have no hit, and a guard looks at the neighbourhood
// of one. How far it looks is bounded, so that a text of 64 KiB without a full stop costs no more
// than any other.

#ifndef MINGCHA_EVALUATE_SENTENCES_H_
#define MINGCHA_EVALUATE_SENTENCES_H_

#include <cstdint>
#include <string_view>

#include "mingcha/span.h"

namespace mingcha {

// How many bytes of a sentence are looked at on either side of a place: 160 Chinese characters.
inline constexpr uint32_t kSentenceReachBytes = 480;

// Offsets of the characters before and behind `at`, which must be a character border inside `text`.
uint32_t NextCharacter(std::string_view text, uint32_t at);
uint32_t PreviousCharacter(std::string_view text, uint32_t at);

// Returns the border `count` characters in front of `at` (behind it), at most as far as `limit`.
uint32_t StepBack(std::string_view text, uint32_t at, uint32_t count, uint32_t limit = 0);
uint32_t StepForward(std::string_view text, uint32_t at, uint32_t count, uint32_t limit);

// Counts the code points of [begin, end).
uint32_t CodePointsIn(std::string_view text, uint32_t begin, uint32_t end);

// Whether the character that begins at `at` ends a sentence: 。 ! ? ; and line ends.
bool IsSentenceMark(std::string_view text, uint32_t at);
// Whether it ends a clause: a sentence mark, a comma, or a colon, the latter two not between
// digits.
bool IsClauseMark(std::string_view text, uint32_t at);

// Returns the sentence (clause) that `folded` stands in, without the mark at its end. If `folded`
// holds a mark itself, the sentence begins with that of its first character and ends with that of
// its last.
ByteSpan SentenceAround(std::string_view text, ByteSpan folded);
ByteSpan ClauseAround(std::string_view text, ByteSpan folded);

// Returns the sentence behind the one that ends at `sentence_end` (in front of the one that begins
// at `sentence_begin`); empty if there is none.
ByteSpan NextSentence(std::string_view text, uint32_t sentence_end);
ByteSpan PreviousSentence(std::string_view text, uint32_t sentence_begin);

// Whether no sentence ends between the two spans (they may overlap).
bool InOneSentence(std::string_view text, ByteSpan a, ByteSpan b);

// Whether the mark that ends the sentence is a question mark ("?", "?!", "!?").
bool EndsWithQuestionMark(std::string_view text, uint32_t sentence_end);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_SENTENCES_H_
