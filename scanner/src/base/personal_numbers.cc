// Numbers are found in three steps: the text is split into characters, digits that stand close
// together are gathered into groups, and consecutive whole groups are tried as a number of each
// kind.

#include "base/personal_numbers.h"

#include <algorithm>
#include <array>
#include <optional>

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
// How far in front of its word, with nothing but copulas between them.
constexpr size_t kCodeReachBack = 4;

// Words for a code or a password, in folded form.
constexpr std::u32string_view kCodeWords[] = {
    U"验证码", U"验證码", U"驗證碼", U"校验码", U"动态码",  U"动态密码", U"短信码",
    U"确认码", U"激活码", U"授权码", U"安全码", U"随机码",  U"付款码",   U"支付码",
    U"提现码", U"密码",   U"密碼",   U"口令",   U"code",    U"cvv",      U"cvn",
    U"cvc",    U"otp",    U"pin",    U"passwd", U"password"};

// Of these, those that a code may stand in front of.
constexpr std::u32string_view kWordsBehindCodes[] = {U"验证码", U"验證码", U"驗證碼",
                                                     U"校验码", U"动态码", U"短信码"};

struct Character {
  size_t begin = 0;  // In bytes.
  uint8_t bytes = 0;
  char32_t folded = 0;  // Half-width, lower case.

  bool IsDigit() const { return folded >= U'0' && folded <= U'9'; }
  int Digit() const { return static_cast<int>(folded - U'0'); }
  bool IsSeparator() const {
    return folded == U' ' || folded == U'-' || folded == 0xa0 || folded == 0x3000 ||
           (folded >= 0x2010 && folded <= 0x2015) || (folded >= 0x200b && folded <= 0x200d) ||
           folded == 0x2060 || folded == 0xfeff;
  }
};

char32_t Fold(char32_t c) {
  if (const int digit = DigitOf(c); digit >= 0) return U'0' + static_cast<char32_t>(digit);
  if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;
  return c >= U'A' && c <= U'Z' ? c + 32 : c;
}

std::vector<Character> SplitCharacters(std::string_view text) {
  std::vector<Character> characters;
  characters.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    characters.push_back({i, c.bytes, Fold(c.code_point)});
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

// How many digits of a country code stand in front of a phone; nullopt if it is none.
std::optional<size_t> CountryDigitsOfPhone(const std::vector<Character>& text,
                                           const Number& number) {
  // A country code may be glued to the phone.
  constexpr std::u32string_view kCountryCodes[] = {U"", U"86", U"086", U"0086"};
  for (const std::u32string_view code : kCountryCodes) {
    if (number.size() != code.size() + 11) continue;
    const bool fits = std::equal(code.begin(), code.end(), number.begin(),
                                 [&](char32_t c, size_t place) { return text[place].folded == c; });
    const bool mobile =
        text[number[code.size()]].Digit() == 1 && text[number[code.size() + 1]].Digit() >= 3;
    if (fits && mobile) return code.size();
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

// 8848是验证码: with a copula or a bracket between the two.
bool StandsInFrontOfCodeWord(const std::vector<Character>& text, size_t place) {
  constexpr std::u32string_view kBetween = U" 是为就即(（:：的";
  for (size_t gap = 0; gap <= kCodeReachBack && place + gap < text.size(); ++gap) {
    const auto first = text.begin() + static_cast<std::ptrdiff_t>(place + gap);
    for (const std::u32string_view word : kWordsBehindCodes) {
      if (static_cast<size_t>(text.end() - first) < word.size()) continue;
      if (std::equal(word.begin(), word.end(), first,
                     [](char32_t c, const Character& t) { return t.folded == c; })) {
        return true;
      }
    }
    if (kBetween.find(first->folded) == std::u32string_view::npos) return false;
  }
  return false;
}

bool IsCode(const std::vector<Character>& text, const Number& number) {
  if (number.size() < kMinCodeDigits || number.size() > kMaxCodeDigits) return false;
  return StandsBehindCodeWord(text, number.front()) ||
         StandsInFrontOfCodeWord(text, number.back() + 1);
}

PersonalNumber NumberOf(PersonalNumberKind kind, const std::vector<Character>& text,
                        const Number& number, size_t kept_front, size_t kept_back) {
  PersonalNumber found;
  found.kind = kind;
  for (const size_t place : number) found.digits.push_back(text[place].begin);
  const Character& last = text[number.back()];
  found.begin = text[number.front()].begin;
  found.end = last.begin + last.bytes;
  found.kept_front = kept_front;
  found.kept_back = kept_back;
  return found;
}

// What tells its kind by itself.
std::optional<PersonalNumber> ByItsDigits(const std::vector<Character>& text,
                                          const Number& number) {
  using Kind = PersonalNumberKind;
  if (number.size() == 18 && HasIdentityCheck(text, number)) {
    return NumberOf(Kind::kIdentityCard, text, number, 1, 1);
  }
  if (EndsInX(text, number)) return std::nullopt;
  if (const std::optional<size_t> country = CountryDigitsOfPhone(text, number)) {
    return NumberOf(Kind::kPhone, text, number, *country + 3, 4);
  }
  if (number.size() >= 13 && number.size() <= kMaxNumberDigits && HasLuhnDigit(text, number)) {
    return NumberOf(Kind::kBankCard, text, number, 6, 4);
  }
  return std::nullopt;
}

std::optional<PersonalNumber> ByItsWord(const std::vector<Character>& text, const Number& number) {
  if (!IsCode(text, number)) return std::nullopt;
  return NumberOf(PersonalNumberKind::kCode, text, number, 0, 0);
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

// Adds the longest number that begins with group `first`; returns the group to go on with.
size_t TakeNumberAt(size_t first, const std::vector<Group>& groups,
                    const std::vector<Character>& text, std::vector<PersonalNumber>* found) {
  size_t last = first + 1;
  while (last < groups.size() && groups[last].joins_previous && last - first < kMaxNumberDigits) {
    ++last;
  }
  for (const auto kind : {&ByItsDigits, &ByItsWord}) {
    for (size_t end = last; end > first; --end) {
      if (auto number = kind(text, Gather(groups, first, end, text))) {
        found->push_back(*std::move(number));
        return end;
      }
    }
  }
  return first + 1;
}

}  // namespace

int DigitOf(char32_t c) {
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (c >= 0xff10 && c <= 0xff19) return static_cast<int>(c - 0xff10);
  if (c >= 0x2460 && c <= 0x2468) return static_cast<int>(c - 0x245f);  // ① to ⑨.
  if (c == 0x24ea) return 0;                                            // ⓪.
  if (c >= 0x1d7ce && c <= 0x1d7ff) return static_cast<int>((c - 0x1d7ce) % 10);
  return -1;
}

std::vector<PersonalNumber> FindPersonalNumbers(std::string_view text) {
  const std::vector<Character> characters = SplitCharacters(text);
  const std::vector<Group> groups = FindGroups(characters);
  std::vector<PersonalNumber> found;
  for (size_t g = 0; g < groups.size();) g = TakeNumberAt(g, groups, characters, &found);
  return found;
}

}  // namespace mingcha
