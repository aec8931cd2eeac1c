#include "evaluate/features/numerals.h"

#include <array>
#include <cmath>

#include "base/utf8.h"
#include "evaluate/cue_table.h"

namespace mingcha {
namespace {

constexpr size_t kMaxDigits = 15;
constexpr double kWan = 1e4;
constexpr double kYi = 1e8;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

// What a counter makes of the digit in front of it: 三万一个月 is 30,000 a month.
const CueTable& Counters() {
  static const CueTable table("个 年 月 天 日 次 位 人 套 期 周 单 份 款 户 名 笔 张 台 小时 分钟");
  return table;
}

int ChineseDigit(char32_t c) {
  switch (c) {
    case U'零':
    case U'〇':
      return 0;
    case U'一':
    case U'壹':
      return 1;
    case U'二':
    case U'两':
    case U'贰':
      return 2;
    case U'三':
    case U'叁':
      return 3;
    case U'四':
    case U'肆':
      return 4;
    case U'五':
    case U'伍':
      return 5;
    case U'六':
    case U'陆':
      return 6;
    case U'七':
    case U'柒':
      return 7;
    case U'八':
    case U'捌':
      return 8;
    case U'九':
    case U'玖':
      return 9;
    default:
      return -1;
  }
}

// 0 if it is none.
double Multiplier(char32_t c) {
  switch (c) {
    case U'十':
    case U'拾':
      return 10;
    case U'百':
    case U'佰':
      return 100;
    case U'千':
    case U'仟':
    case U'k':
      return 1000;
    case U'万':
    case U'w':
      return kWan;
    case U'亿':
      return kYi;
    default:
      return 0;
  }
}

// A pass from left to right over one number.
class Reader {
 public:
  Reader(std::string_view text, uint32_t at) : text_(text), begin_(at), at_(at) {}

  std::optional<Numeral> Read() {
    while (at_ < text_.size() && TakePart()) {
    }
    if (broken_ || at_ == begin_) return std::nullopt;
    Finish();
    Numeral numeral;
    numeral.value = total_ + section_ + digit_;
    numeral.folded = {begin_, at_};
    numeral.in_digits = in_digits_;
    numeral.has_multiplier = has_multiplier_;
    return numeral;
  }

 private:
  // Takes one digit, one run of Arabic digits, or one multiplier; false if none stands here.
  bool TakePart() {
    if (IsDigit(text_[at_])) return TakeArabic();
    const DecodedChar c = DecodeUtf8(text_, at_);
    if (const int digit = ChineseDigit(c.code_point); digit >= 0) {
      return TakeChineseDigit(digit, c.bytes);
    }
    if (const double multiplier = Multiplier(c.code_point); multiplier > 0) {
      return TakeMultiplier(c.code_point, multiplier, c.bytes);
    }
    return TakePoint(c);
  }

  bool TakeArabic() {
    if (has_digit_) return Break();
    size_t digits = 0;
    double value = 0;
    uint32_t at = at_;
    for (; at < text_.size(); ++at) {
      if (IsDigit(text_[at])) {
        value = value * 10 + (text_[at] - '0');
        if (++digits > kMaxDigits) return Break();
      } else if (!IsThousandsComma(at)) {
        break;
      }
    }
    if (at + 1 < text_.size() && text_[at] == '.' && IsDigit(text_[at + 1])) {
      double place = 0.1;
      for (++at; at < text_.size() && IsDigit(text_[at]); ++at, place /= 10) {
        value += (text_[at] - '0') * place;
      }
      // 1.2.3 is a version or an address.
      if (at + 1 < text_.size() && text_[at] == '.' && IsDigit(text_[at + 1])) return Break();
    }
    digit_ = value;
    has_digit_ = true;
    at_ = at;
    return true;
  }

  // 1,500: three digits behind it, and no fourth.
  bool IsThousandsComma(uint32_t at) const {
    if (text_[at] != ',' || at == at_ || at + 3 >= text_.size()) return false;
    for (uint32_t i = 1; i <= 3; ++i) {
      if (!IsDigit(text_[at + i])) return false;
    }
    return at + 4 >= text_.size() || !IsDigit(text_[at + 4]);
  }

  bool TakeChineseDigit(int digit, uint8_t bytes) {
    if (has_digit_) return Break();  // 一三八…: a code.
    at_ += bytes;
    in_digits_ = false;
    if (digit == 0) {
      if (!has_multiplier_) return Break();
      padded_ = true;
      return true;
    }
    digit_ = digit;
    has_digit_ = true;
    return true;
  }

  bool TakeMultiplier(char32_t c, double multiplier, uint8_t bytes) {
    const bool latin = c == U'w' || c == U'k';
    if (latin && at_ + 1 < text_.size() && IsLetter(text_[at_ + 1])) return false;
    if (latin && !has_digit_) return false;
    if (multiplier >= kWan) {
      if (!has_digit_ && section_ == 0) return multiplier == kYi && TakeYi(bytes);
      section_ += digit_;
      total_ = multiplier == kYi ? (total_ + section_) * kYi : total_ + section_ * kWan;
      section_ = 0;
    } else {
      const bool leading_ten = multiplier == 10 && !has_digit_;
      if (!has_digit_ && !leading_ten) return false;
      section_ += (leading_ten ? 1 : digit_) * multiplier;
    }
    Took(multiplier, bytes);
    return true;
  }

  // 3万亿.
  bool TakeYi(uint8_t bytes) {
    if (total_ == 0) return false;
    total_ *= kYi;
    Took(kYi, bytes);
    return true;
  }

  void Took(double multiplier, uint8_t bytes) {
    digit_ = 0;
    has_digit_ = false;
    padded_ = false;
    last_multiplier_ = multiplier;
    has_multiplier_ = has_multiplier_ || multiplier > 10;
    in_digits_ = false;
    at_ += bytes;
  }

  // 三点五: one decimal place, in Chinese.
  bool TakePoint(const DecodedChar& c) {
    if (c.code_point != U'点' || !has_digit_ || in_digits_) return false;
    const uint32_t behind = at_ + c.bytes;
    if (behind >= text_.size()) return false;
    const DecodedChar next = DecodeUtf8(text_, behind);
    const int decimal = ChineseDigit(next.code_point);
    if (decimal < 0) return false;
    digit_ += decimal / 10.0;
    at_ = behind + next.bytes;
    return true;
  }

  // 三万五 is 35,000, 三万零五 is not, and 三万一个月 ends behind 万.
  void Finish() {
    if (!has_digit_ || last_multiplier_ < 100 || padded_) return;
    const bool counted = at_ < text_.size() && Counters().At(text_, at_, End()).has_value();
    if (counted) {
      at_ = PreviousBorder();
      digit_ = 0;
    } else if (digit_ < 10) {
      digit_ *= last_multiplier_ / 10;
    }
  }

  uint32_t End() const { return static_cast<uint32_t>(text_.size()); }
  uint32_t PreviousBorder() const {
    uint32_t at = at_ - 1;
    while (at > begin_ && IsContinuationByte(text_[at])) --at;
    while (at > begin_ && IsDigit(text_[at]) && IsDigit(text_[at - 1])) --at;
    return at;
  }

  bool Break() {
    broken_ = true;
    return false;
  }

  const std::string_view text_;
  const uint32_t begin_;
  uint32_t at_;
  double total_ = 0;    // What 万 and 亿 have closed.
  double section_ = 0;  // What 十, 百 and 千 have closed since.
  double digit_ = 0;    // Not yet multiplied.
  double last_multiplier_ = 0;
  bool has_digit_ = false;
  bool padded_ = false;
  bool in_digits_ = true;
  bool has_multiplier_ = false;
  bool broken_ = false;
};

}  // namespace

bool BeginsNumeral(std::string_view text, uint32_t at) {
  if (IsDigit(text[at])) return true;
  if (static_cast<unsigned char>(text[at]) < 0x80) return false;
  const char32_t c = DecodeUtf8(text, at).code_point;
  return ChineseDigit(c) > 0 || c == U'十' || c == U'拾';
}

std::optional<Numeral> NumeralAt(std::string_view text, uint32_t at) {
  return Reader(text, at).Read();
}

}  // namespace mingcha
