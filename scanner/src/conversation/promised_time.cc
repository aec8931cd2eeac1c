#include "conversation/promised_time.h"

#include <array>

#include "base/utf8.h"

namespace mingcha {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int kMostDigits = 3;
constexpr Duration kLongestPromise = hours(24 * 31);
constexpr uint32_t kMostWorkdays = 22;

struct Unit {
  std::string_view word;
  Duration length;  // 0: a workday.
};

// The longer word of two that begin alike stands first.
constexpr std::array<Unit, 10> kUnits = {{{"个工作日", hours(0)},
                                          {"工作日", hours(0)},
                                          {"个小时", hours(1)},
                                          {"小时", hours(1)},
                                          {"个钟头", hours(1)},
                                          {"分钟", minutes(1)},
                                          {"分鐘", minutes(1)},
                                          {"刻钟", minutes(15)},
                                          {"天", hours(24)},
                                          {"日内", hours(24)}}};

constexpr std::u32string_view kNumerals = U"零一二三四五六七八九";

// The value of a digit or numeral; nullopt for anything else. 十 is no digit.
std::optional<int64_t> DigitOf(char32_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 0xff10 && c <= 0xff19) return c - 0xff10;
  if (c == U'两') return 2;
  const size_t numeral = kNumerals.find(c);
  if (numeral == std::u32string_view::npos) return std::nullopt;
  return static_cast<int64_t>(numeral);
}

struct Number {
  int64_t halves = 0;  // Twice its value: 半 is a half.
  size_t end = 0;
};

// The number that begins at `at`: 30, 三, 十五, 二十, 半, 一个半.
std::optional<Number> NumberAt(std::string_view words, size_t at) {
  int64_t value = 0;
  int digits = 0;
  bool tens = false;
  size_t end = at;
  while (end < words.size() && digits <= kMostDigits) {
    const DecodedChar c = DecodeUtf8(words, end);
    if (c.code_point == U'半' && digits == 0) return Number{1, end + c.bytes};
    if (c.code_point == U'十' && !tens) {
      value = (digits == 0 ? 1 : value) * 10;
      tens = true;
    } else if (const auto digit = DigitOf(c.code_point)) {
      value = tens ? value + *digit : value * 10 + *digit;
    } else {
      break;
    }
    ++digits;
    end += c.bytes;
  }
  if (digits == 0 || digits > kMostDigits) return std::nullopt;
  int64_t halves = value * 2;
  constexpr std::string_view kAndAHalf = "个半";
  if (words.substr(end).starts_with(kAndAHalf)) {
    ++halves;
    end += kAndAHalf.size();
  }
  return Number{halves, end};
}

// nullopt: nothing, or longer than anything is watched.
std::optional<TimeLimit> LimitOf(const Unit& unit, int64_t halves) {
  TimeLimit limit;
  if (unit.length == Duration()) {
    limit.clock = ClockKind::kWorkday;
    limit.workdays = static_cast<uint32_t>((halves + 1) / 2);
    if (limit.workdays == 0 || limit.workdays > kMostWorkdays) return std::nullopt;
    return limit;
  }
  limit.duration = unit.length * halves / 2;
  if (limit.duration <= Duration() || limit.duration > kLongestPromise) return std::nullopt;
  return limit;
}

}  // namespace

std::optional<TimeLimit> PromisedTimeIn(std::string_view words) {
  for (size_t at = 0; at < words.size();) {
    const std::optional<Number> number = NumberAt(words, at);
    if (!number) {
      at += DecodeUtf8(words, at).bytes;
      continue;
    }
    const std::string_view behind = words.substr(number->end);
    for (const Unit& unit : kUnits) {
      if (!behind.starts_with(unit.word)) continue;
      const std::optional<TimeLimit> promised = LimitOf(unit, number->halves);
      if (promised) return promised;
    }
    at = number->end;
  }
  return std::nullopt;
}

}  // namespace mingcha
