#include "evaluate/sentences.h"

#include <algorithm>

#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr std::string_view kFullStop = "。";

bool IsDigit(char byte) { return byte >= '0' && byte <= '9'; }

template <typename IsMark>
ByteSpan Around(std::string_view text, ByteSpan folded, IsMark is_mark) {
  const uint32_t reach_begin =
      folded.begin > kSentenceReachBytes ? folded.begin - kSentenceReachBytes : 0;
  uint32_t begin = folded.begin;
  while (begin > reach_begin) {
    const uint32_t previous = PreviousCharacter(text, begin);
    if (is_mark(text, previous)) break;
    begin = previous;
  }
  const auto size = static_cast<uint32_t>(text.size());
  const uint32_t reach_end = std::min(size, folded.end + kSentenceReachBytes);
  uint32_t end = folded.end;
  while (end < reach_end && !is_mark(text, end)) end = NextCharacter(text, end);
  return {begin, end};
}

}  // namespace

uint32_t NextCharacter(std::string_view text, uint32_t at) {
  do {
    ++at;
  } while (at < text.size() && IsContinuationByte(text[at]));
  return at;
}

uint32_t PreviousCharacter(std::string_view text, uint32_t at) {
  do {
    --at;
  } while (at > 0 && IsContinuationByte(text[at]));
  return at;
}

uint32_t StepBack(std::string_view text, uint32_t at, uint32_t count, uint32_t limit) {
  while (count-- > 0 && at > limit) at = PreviousCharacter(text, at);
  return at;
}

uint32_t StepForward(std::string_view text, uint32_t at, uint32_t count, uint32_t limit) {
  while (count-- > 0 && at < limit) at = NextCharacter(text, at);
  return std::min(at, limit);
}

uint32_t CodePointsIn(std::string_view text, uint32_t begin, uint32_t end) {
  if (begin >= end) return 0;
  return static_cast<uint32_t>(CountCodePoints(text.substr(begin, end - begin)));
}

bool IsSentenceMark(std::string_view text, uint32_t at) {
  switch (text[at]) {
    case '!':
    case '?':
    case ';':
    case '\n':
    case '\r':
      return true;
    default:
      return text[at] == kFullStop[0] && text.compare(at, kFullStop.size(), kFullStop) == 0;
  }
}

bool IsClauseMark(std::string_view text, uint32_t at) {
  if (text[at] != ',' && text[at] != ':') return IsSentenceMark(text, at);
  const bool between_digits =
      at > 0 && at + 1 < text.size() && IsDigit(text[at - 1]) && IsDigit(text[at + 1]);
  return !between_digits;
}

ByteSpan SentenceAround(std::string_view text, ByteSpan folded) {
  return Around(text, folded, IsSentenceMark);
}

ByteSpan ClauseAround(std::string_view text, ByteSpan folded) {
  return Around(text, folded, IsClauseMark);
}

ByteSpan NextSentence(std::string_view text, uint32_t sentence_end) {
  const auto size = static_cast<uint32_t>(text.size());
  uint32_t begin = sentence_end;
  while (begin < size && (IsSentenceMark(text, begin) || text[begin] == ' ')) {
    begin = NextCharacter(text, begin);
  }
  if (begin == size || begin == sentence_end) return {begin, begin};
  return {begin, SentenceAround(text, {begin, begin}).end};
}

ByteSpan PreviousSentence(std::string_view text, uint32_t sentence_begin) {
  uint32_t end = sentence_begin;
  while (end > 0) {
    const uint32_t previous = PreviousCharacter(text, end);
    if (!IsSentenceMark(text, previous) && text[previous] != ' ') break;
    end = previous;
  }
  if (end == 0 || end == sentence_begin) return {end, end};
  return {SentenceAround(text, {end, end}).begin, end};
}

bool InOneSentence(std::string_view text, ByteSpan a, ByteSpan b) {
  const uint32_t end = std::max(a.begin, b.begin);
  for (uint32_t at = std::min(a.end, b.end); at < end; at = NextCharacter(text, at)) {
    if (IsSentenceMark(text, at)) return false;
  }
  return true;
}

bool EndsWithQuestionMark(std::string_view text, uint32_t sentence_end) {
  for (uint32_t at = sentence_end; at < text.size() && (text[at] == '?' || text[at] == '!'); ++at) {
    if (text[at] == '?') return true;
  }
  return false;
}

}  // namespace mingcha
