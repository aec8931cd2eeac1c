#include "authoring/explain/nearest_miss.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_format.h"

#include "base/utf8.h"

namespace mingcha {
namespace {

// Texts beyond it are cut: nobody looks for a near miss in a novel.
constexpr size_t kMaxTextCharacters = 2000;

constexpr uint32_t kMissing = 4;  // What a character that is not there costs, …
constexpr uint32_t kBetween = 1;  // … and one that stands between those that are.

std::u32string CharactersOf(std::string_view text, size_t limit) {
  std::u32string characters;
  for (size_t at = 0; at < text.size() && characters.size() < limit;) {
    const DecodedChar c = DecodeUtf8(text, at);
    characters.push_back(c.code_point);
    at += c.bytes;
  }
  return characters;
}

bool IsIdeograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0x20000 && c <= 0x3ffff);
}

struct Alignment {
  uint32_t missing = 0;
  uint32_t between = 0;
  uint32_t cost() const { return kMissing * missing + kBetween * between; }
};

Alignment Cheaper(Alignment a, Alignment b) { return b.cost() < a.cost() ? b : a; }

// Aligns the term with the best stretch of the text: the text may go on before and behind for
// nothing.
Alignment Align(const std::u32string& term, const std::u32string& text) {
  std::vector<Alignment> row(text.size() + 1);  // For the term's characters so far.
  for (size_t i = 0; i < term.size(); ++i) {
    std::vector<Alignment> next(text.size() + 1);
    next[0] = {static_cast<uint32_t>(i + 1), 0};
    for (size_t k = 0; k < text.size(); ++k) {
      next[k + 1] = Cheaper({row[k + 1].missing + 1, row[k + 1].between},
                            {next[k].missing, next[k].between + 1});
      if (term[i] == text[k]) next[k + 1] = Cheaper(row[k], next[k + 1]);
    }
    row = std::move(next);
  }
  return *std::min_element(row.begin(), row.end(), [](const Alignment& a, const Alignment& b) {
    return a.cost() < b.cost();
  });
}

// "1 other", "3 others"
std::string Others(uint32_t number) {
  return absl::StrFormat("%d %s", static_cast<int>(number), number == 1 ? "other" : "others");
}

std::string TellOf(const std::string& term, const Alignment& alignment, size_t length) {
  if (alignment.missing == 0) {
    return absl::StrFormat("%s, all its characters are there, with %s between them", term,
                           Others(alignment.between));
  }
  std::string told = absl::StrFormat("%s, %d of %d characters missing", term,
                                     static_cast<int>(alignment.missing), static_cast<int>(length));
  if (alignment.between > 0) told += ", " + Others(alignment.between) + " between";
  return told;
}

std::optional<NearestMiss> NearestTerm(const std::vector<std::string>& terms,
                                       const std::u32string& text) {
  std::optional<NearestMiss> nearest;
  for (const std::string& term : terms) {
    const std::u32string characters = CharactersOf(term, kMaxTextCharacters);
    const Alignment alignment = Align(characters, text);
    if (alignment.missing == characters.size()) continue;
    NearestMiss miss = {alignment.missing, alignment.between,
                        static_cast<uint32_t>(characters.size()),
                        TellOf(term, alignment, characters.size())};
    if (!nearest || miss < *nearest) nearest = std::move(miss);
  }
  return nearest;
}

// The runs of ideographs that a regex spells out, classes left out.
std::vector<std::string> WordsOf(std::string_view regex) {
  std::vector<std::string> words(1);
  bool in_class = false;
  for (size_t at = 0; at < regex.size();) {
    const DecodedChar c = DecodeUtf8(regex, at);
    if (c.code_point == '[') in_class = true;
    if (!in_class && IsIdeograph(c.code_point)) {
      words.back() += regex.substr(at, c.bytes);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
    if (c.code_point == ']') in_class = false;
    at += c.bytes;
    if (c.code_point == '\\' && at < regex.size()) at += DecodeUtf8(regex, at).bytes;
  }
  words.pop_back();
  return words;
}

std::string Join(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : "、") + word;
  return joined;
}

std::optional<NearestMiss> NearestRegex(const std::vector<std::string>& regexes,
                                        std::string_view text) {
  std::optional<NearestMiss> nearest;
  for (const std::string& regex : regexes) {
    std::vector<std::string> there;
    std::vector<std::string> missing;
    for (const std::string& word : WordsOf(regex + "$")) {
      (text.find(word) == std::string_view::npos ? missing : there).push_back(word);
    }
    if (there.empty()) continue;
    std::string told = absl::StrFormat("/%s/, %s there", regex, Join(there));
    if (!missing.empty()) told += absl::StrFormat(", %s not", Join(missing));
    NearestMiss miss = {static_cast<uint32_t>(missing.size()), 0,
                        static_cast<uint32_t>(there.size() + missing.size()), std::move(told)};
    if (!nearest || miss < *nearest) nearest = std::move(miss);
  }
  return nearest;
}

}  // namespace

std::optional<NearestMiss> NearestMissOf(const CompiledPattern& pattern, std::string_view text) {
  if (!pattern.regexes.empty()) return NearestRegex(pattern.regexes, text);
  return NearestTerm(pattern.terms, CharactersOf(text, kMaxTextCharacters));
}

}  // namespace mingcha
