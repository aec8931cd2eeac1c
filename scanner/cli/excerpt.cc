#include "cli/excerpt.h"

#include <algorithm>

#include "absl/strings/str_format.h"

#include "base/check.h"
#include "base/redact.h"
#include "base/utf8.h"

namespace mingcha::cli {
namespace {

// How many characters of a sentence are shown on either side of its evidence.
constexpr size_t kContextCharacters = 60;
// How far back a word for a code or a password may stand that masks digits in the sentence.
constexpr size_t kBeforeBytes = 64;

bool EndsSentence(char32_t c) {
  return c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == '!' || c == '?' || c == ';' ||
         c == '\n' || c == '\r';
}

bool IsInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x180e ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

// Emoji are made of several with a joiner between them: there it hides nothing.
bool IsPictograph(char32_t c) {
  return (c >= 0x2600 && c <= 0x27bf) || (c >= 0x1f000 && c <= 0x1faff);
}

void AppendVisible(char32_t c, char32_t next, std::string* shown) {
  if (c == '\n' || c == '\r') {
    *shown += "⏎";
  } else if (c == 0x200d && IsPictograph(next)) {
    AppendUtf8(c, shown);
  } else if (IsInvisible(c)) {
    *shown += absl::StrFormat("‹U+%04X›", static_cast<uint32_t>(c));
  } else {
    AppendUtf8(c, shown);
  }
}

std::vector<char32_t> CharactersOf(std::string_view text) {
  std::vector<char32_t> characters;
  for (size_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    characters.push_back(c.code_point);
    i += c.bytes;
  }
  return characters;
}

// Half-open, in characters.
struct Stretch {
  size_t begin = 0;
  size_t end = 0;
};

// A text in characters, and which of them are evidence.
struct MarkedText {
  std::vector<char32_t> characters;
  std::vector<size_t> byte_of;  // Where each character begins, and one more: the end.
  std::vector<bool> marked;
};

MarkedText Mark(std::string_view text, const std::vector<ByteSpan>& original) {
  MarkedText marked;
  for (size_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    marked.characters.push_back(c.code_point);
    marked.byte_of.push_back(i);
    marked.marked.push_back(std::any_of(original.begin(), original.end(), [&](ByteSpan span) {
      return span.begin <= i && i < span.end;
    }));
    i += c.bytes;
  }
  marked.byte_of.push_back(text.size());
  return marked;
}

// The sentences that hold marked characters; one stretch where evidence reaches over a sentence's
// end.
std::vector<Stretch> MarkedSentences(const MarkedText& text) {
  std::vector<Stretch> sentences;
  Stretch sentence;
  bool holds_evidence = false;
  const size_t size = text.characters.size();
  for (size_t i = 0; i < size; ++i) {
    holds_evidence = holds_evidence || text.marked[i];
    const bool evidence_goes_on = text.marked[i] && i + 1 < size && text.marked[i + 1];
    if (!EndsSentence(text.characters[i]) || evidence_goes_on) continue;
    sentence.end = i + 1;
    if (holds_evidence) sentences.push_back(sentence);
    sentence.begin = i + 1;
    holds_evidence = false;
  }
  sentence.end = size;
  if (holds_evidence) sentences.push_back(sentence);
  return sentences;
}

// Leaves out what is far from the evidence.
Stretch CutAroundEvidence(const MarkedText& text, Stretch sentence) {
  size_t first = sentence.begin;
  while (!text.marked[first]) ++first;
  size_t last = sentence.end - 1;
  while (!text.marked[last]) --last;
  return {std::max(sentence.begin, first - std::min(first, kContextCharacters)),
          std::min(sentence.end, last + 1 + kContextCharacters)};
}

bool IsBlankOrLineEnd(char32_t c) { return c == ' ' || c == '\n' || c == '\r' || c == U'　'; }

}  // namespace

std::string Visible(std::string_view words) {
  const std::vector<char32_t> characters = CharactersOf(words);
  std::string shown;
  for (size_t i = 0; i < characters.size(); ++i) {
    AppendVisible(characters[i], i + 1 < characters.size() ? characters[i + 1] : 0, &shown);
  }
  return shown;
}

std::vector<std::string> ShowInSentences(std::string_view text, std::vector<ByteSpan> original,
                                         const Style& style) {
  for (const ByteSpan span : original) MINGCHA_CHECK(span.end <= text.size());
  const MarkedText marked = Mark(text, original);
  std::vector<std::string> lines;
  for (const Stretch sentence : MarkedSentences(marked)) {
    // The whole sentence is masked before it is cut: a number must not escape by being cut in two.
    const size_t begin = marked.byte_of[sentence.begin];
    const size_t before = FloorToCharacter(text, begin - std::min(begin, kBeforeBytes));
    const std::vector<char32_t> masked =
        CharactersOf(Redact(text.substr(begin, marked.byte_of[sentence.end] - begin),
                            text.substr(before, begin - before)));
    if (masked.size() != sentence.end - sentence.begin) continue;

    Stretch shown = CutAroundEvidence(marked, sentence);
    const bool cut_left = shown.begin > sentence.begin;
    const bool cut_right = shown.end < sentence.end;
    while (!marked.marked[shown.begin] && IsBlankOrLineEnd(marked.characters[shown.begin])) {
      ++shown.begin;
    }
    while (!marked.marked[shown.end - 1] && IsBlankOrLineEnd(marked.characters[shown.end - 1])) {
      --shown.end;
    }
    std::string line = cut_left ? "…" : "";
    std::string evidence;
    for (size_t i = shown.begin; i < shown.end; ++i) {
      const size_t at = i - sentence.begin;
      const char32_t next = at + 1 < masked.size() ? masked[at + 1] : 0;
      AppendVisible(masked[at], next, marked.marked[i] ? &evidence : &line);
      const bool evidence_ends = marked.marked[i] && (i + 1 == shown.end || !marked.marked[i + 1]);
      if (evidence_ends) {
        line += style.Evidence(evidence);
        evidence.clear();
      }
    }
    lines.push_back(cut_right ? line + "…" : line);
  }
  return lines;
}

}  // namespace mingcha::cli
