// Numbers are found in three steps: the text is split into characters, digits that stand close
// together are gathered into groups, and consecutive whole groups are tried as a number of each
// kind.

#include "base/redact.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/utf8.h"

namespace mingcha {
namespace {

// Blanks, hyphens and invisible characters between two groups of one number.
constexpr size_t kMaxSeparators = 3;
constexpr size_t kMaxNumberDigits = 19;
// How far behind its word a code may begin.
constexpr size_t kCodeReach = 12;
constexpr size_t kMinCodeDigits = 4;
constexpr size_t kMaxCodeDigits = 8;
// What is kept of `before`: a word for a code and its reach, or the front of a split number.
constexpr size_t kBeforeBytes = 256;

// Words for a code or a password, in folded form.
constexpr std::u32string_view kCodeWords[] = {
    U"验证码", U"验證码", U"驗證碼", U"校验码", U"动态码",  U"动态密码", U"短信码",
    U"确认码", U"激活码", U"授权码", U"安全码", U"随机码",  U"付款码",   U"支付码",
    U"提现码", U"密码",   U"密碼",   U"口令",   U"code",    U"cvv",      U"cvn",
    U"cvc",    U"otp",    U"pin",    U"passwd", U"password"};

struct Character {
  size_t begin = 0;  // In bytes.
  uint8_t bytes = 0;
  char32_t folded = 0;  // Half-width, lower case.
  bool masked = false;

  bool IsDigit() const { return folded >= U'0' && folded <= U'9'; }
  int Digit() const { return static_cast<int>(folded - U'0'); }
  bool IsSeparator() const {
    return folded == U' ' || folded == U'-' || folded == 0xa0 || folded == 0x3000 ||
           (folded >= 0x2010 && folded <= 0x2015) || (folded >= 0x200b && folded <= 0x200d) ||
           folded == 0x2060 || folded == 0xfeff;
  }
};

char32_t Fold(char32_t c) {
  if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;
  return c >= U'A' && c <= U'Z' ? c + 32 : c;
}

std::vector<Character> SplitCharacters(std::string_view text) {
  std::vector<Character> characters;
  characters.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    characters.push_back({i, c.bytes, Fold(c.code_point), false});
    i += c.bytes;
  }
  return characters;
}

// Characters [first, last): digits without a gap, and perhaps the X that ends an identity card.
struct Group {
  size_t first = 0;
  size_t last = 0;
  bool joins_previous = false;  // Nothing but a few separators stands in between.
};

std::vector<Group> FindGroups(const std::vector<Character>& text) {
  std::vector<Group> groups;
  for (size_t i = 0; i < text.size();) {
    if (!text[i].IsDigit()) {
      ++i;
      continue;
    }
    Group group{i, i, false};
    while (group.last < text.size() && text[group.last].IsDigit()) ++group.last;
    if (group.last < text.size() && text[group.last].folded == U'x' &&
        !(group.last + 1 < text.size() && text[group.last + 1].IsDigit())) {
      ++group.last;
    }
    if (!groups.empty() && text[groups.back().last - 1].IsDigit()) {
      const size_t gap_first = groups.back().last;
      group.joins_previous = i - gap_first <= kMaxSeparators &&
                             std::all_of(text.begin() + static_cast<std::ptrdiff_t>(gap_first),
                                         text.begin() + static_cast<std::ptrdiff_t>(i),
                                         [](const Character& c) { return c.IsSeparator(); });
    }
    groups.push_back(group);
    i = group.last;
  }
  return groups;
}

// The places of a number's characters in the text.
using Number = std::vector<size_t>;

bool EndsInX(const std::vector<Character>& text, const Number& number) {
  return !text[number.back()].IsDigit();
}

// ISO/IEC 7812-1, annex B.
bool HasLuhnDigit(const std::vector<Character>& text, const Number& number) {
  int sum = 0;
  bool doubled = false;
  for (auto place = number.rbegin(); place != number.rend(); ++place, doubled = !doubled) {
    const int digit = text[*place].Digit() * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

// GB 11643-1999: ISO 7064, MOD 11-2.
bool HasIdentityCheck(const std::vector<Character>& text, const Number& number) {
  constexpr std::array<int, 17> kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::u32string_view kChecks = U"10x98765432";
  int sum = 0;
  for (size_t i = 0; i < kWeights.size(); ++i) sum += text[number[i]].Digit() * kWeights[i];
  return text[number.back()].folded == kChecks[static_cast<size_t>(sum % 11)];
}

// How many characters stay readable at both ends.
struct Kept {
  size_t front = 0;
  size_t back = 0;
};

std::optional<Kept> KeptOfPhone(const std::vector<Character>& text, const Number& number) {
  // A country code may be glued to the phone.
  constexpr std::u32string_view kCountryCodes[] = {U"", U"86", U"086", U"0086"};
  for (const std::u32string_view code : kCountryCodes) {
    if (number.size() != code.size() + 11) continue;
    const bool fits = std::equal(code.begin(), code.end(), number.begin(),
                                 [&](char32_t c, size_t place) { return text[place].folded == c; });
    const bool mobile =
        text[number[code.size()]].Digit() == 1 && text[number[code.size() + 1]].Digit() >= 3;
    if (fits && mobile) return Kept{code.size() + 3, 4};
  }
  return std::nullopt;
}

// Says what is kept of a number that must be masked; nullopt if it is none of the kinds known.
std::optional<Kept> KeptOf(const std::vector<Character>& text, const Number& number) {
  const bool ends_in_x = EndsInX(text, number);
  if (number.size() == 18 && HasIdentityCheck(text, number)) return Kept{1, 1};
  if (ends_in_x) return std::nullopt;
  if (const std::optional<Kept> phone = KeptOfPhone(text, number)) return phone;
  if (number.size() >= 13 && number.size() <= kMaxNumberDigits && HasLuhnDigit(text, number)) {
    return Kept{6, 4};
  }
  return std::nullopt;
}

bool StandsBehindCodeWord(const std::vector<Character>& text, size_t place) {
  for (const std::u32string_view word : kCodeWords) {
    for (size_t gap = 0; gap <= kCodeReach && gap + word.size() <= place; ++gap) {
      const size_t first = place - gap - word.size();
      const bool found =
          std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(first),
                     [](char32_t c, const Character& t) { return t.folded == c; });
      if (found) return true;
    }
  }
  return false;
}

std::optional<Kept> KeptOfCode(const std::vector<Character>& text, const Number& number) {
  if (number.size() < kMinCodeDigits || number.size() > kMaxCodeDigits) return std::nullopt;
  if (!StandsBehindCodeWord(text, number.front())) return std::nullopt;
  return Kept{};
}

void Mask(const Number& number, Kept kept, std::vector<Character>* text) {
  for (size_t i = kept.front; i + kept.back < number.size(); ++i) (*text)[number[i]].masked = true;
}

// Returns the characters of groups [first, last).
Number Gather(const std::vector<Group>& groups, size_t first, size_t last,
              const std::vector<Character>& text) {
  Number number;
  for (size_t g = first; g < last; ++g) {
    for (size_t i = groups[g].first; i < groups[g].last; ++i) {
      // An x counts at the end of a number only: elsewhere it is a sign of multiplication.
      if (text[i].IsDigit() || (g + 1 == last && number.size() == 17)) number.push_back(i);
    }
  }
  return number;
}

// Masks the longest number that begins with group `first`; returns the group to go on with.
size_t MaskNumberAt(size_t first, const std::vector<Group>& groups, std::vector<Character>* text) {
  size_t last = first + 1;
  while (last < groups.size() && groups[last].joins_previous && last - first < kMaxNumberDigits) {
    ++last;
  }
  for (const auto kind : {&KeptOf, &KeptOfCode}) {
    for (size_t end = last; end > first; --end) {
      const Number number = Gather(groups, first, end, *text);
      if (const std::optional<Kept> kept = kind(*text, number)) {
        Mask(number, *kept, text);
        return end;
      }
    }
  }
  return first + 1;
}

}  // namespace

bool HasDigit(std::string_view words) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (std::any_of(words.begin(), words.end(), is_digit)) return true;
  constexpr std::string_view kFullWidthBegin = "\xef\xbc";
  for (size_t i = words.find(kFullWidthBegin); i != std::string_view::npos;
       i = words.find(kFullWidthBegin, i + 1)) {
    if (i + 2 < words.size() && words[i + 2] >= '\x90' && words[i + 2] <= '\x99') return true;
  }
  return false;
}

std::string Redact(std::string_view words, std::string_view before) {
  if (!HasDigit(words)) return std::string(words);

  if (before.size() > kBeforeBytes) {
    before.remove_prefix(FloorToCharacter(before, before.size() - kBeforeBytes));
  }
  std::string whole(before);
  whole += words;
  std::vector<Character> text = SplitCharacters(whole);
  const std::vector<Group> groups = FindGroups(text);
  for (size_t g = 0; g < groups.size();) g = MaskNumberAt(g, groups, &text);

  std::string redacted;
  redacted.reserve(words.size());
  for (const Character& c : text) {
    if (c.begin < before.size()) continue;
    if (c.masked) {
      redacted += '*';
    } else {
      redacted.append(whole, c.begin, c.bytes);
    }
  }
  return redacted;
}

}  // namespace mingcha
