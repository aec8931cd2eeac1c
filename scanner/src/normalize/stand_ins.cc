#include "normalize/stand_ins.h"

#include <array>

#include "base/utf8.h"
#include "normalize/char_class.h"

namespace mingcha {
namespace {

struct Entry {
  std::string_view written;
  std::string_view sounds;
};

// Whole Latin words.
constexpr std::array<Entry, 5> kWords = {{{"vx", "wei xin"},
                                          {"wx", "wei xin"},
                                          {"vxin", "wei xin"},
                                          {"wxin", "wei xin"},
                                          {"zfb", "zhi fu bao"}}};
constexpr std::array<Entry, 6> kNames = {{{"扣扣", "qq"},
                                          {"抠抠", "qq"},
                                          {"叩叩", "qq"},
                                          {"蔻蔻", "qq"},
                                          {"企鹅", "qq"},
                                          {"绿泡泡", "wei xin"}}};

constexpr std::u32string_view kWei = U"微薇威维";
constexpr std::u32string_view kXin = U"信芯心";
constexpr std::u32string_view kHearts =
    U"♥♡❤❥💓💔💕💖💗💘💙💚💛💜💝💞💟🖤🤍🤎🧡";
constexpr std::u32string_view kPlus = U"+➕✚";
// After 加v, ideographs that do not make it 加V认证 and the like.
constexpr std::u32string_view kAfterName = U"信我聊吧哦呀详了看咨发拉进领";
constexpr int kMaxBlanks = 2;
constexpr int kMinDigitsOfAccount = 4;

bool IsIn(std::u32string_view set, char32_t c) { return set.find(c) != std::u32string_view::npos; }

bool IsLetter(char32_t c) { return c >= 'a' && c <= 'z'; }

bool IsIdeograph(char32_t c) { return c >= 0x3400 && c <= 0x9fff; }

// Steps through a text; 0 stands for its ends.
class Cursor {
 public:
  Cursor(std::string_view text, uint32_t at) : text_(text), at_(at) {}
  uint32_t at() const { return at_; }
  char32_t Peek() const { return at_ < text_.size() ? DecodeUtf8(text_, at_).code_point : 0; }
  void Step() { at_ += DecodeUtf8(text_, at_).bytes; }
  char32_t PeekBack() const { return at_ == 0 ? 0 : DecodeUtf8(text_, Previous()).code_point; }
  void StepBack() { at_ = Previous(); }
  // Steps over a few characters that do not belong to words.
  void SkipBlanks(std::u32string_view except) {
    for (int i = 0; i < kMaxBlanks && IsBlank(Peek(), except); ++i) Step();
  }
  void SkipBlanksBack(std::u32string_view except) {
    for (int i = 0; i < kMaxBlanks && IsBlank(PeekBack(), except); ++i) StepBack();
  }

 private:
  static bool IsBlank(char32_t c, std::u32string_view except) {
    if (c == 0 || IsIn(except, c)) return false;
    const CharClass character_class = ClassOf(c);
    return character_class != CharClass::kWord && character_class != CharClass::kStructure;
  }
  uint32_t Previous() const { return static_cast<uint32_t>(FloorToCharacter(text_, at_ - 1)); }

  std::string_view text_;
  uint32_t at_;
};

// Where the text begins that adds a contact: a plus sign that is no arithmetic. `at` if there is
// none.
uint32_t BeginOfPlus(std::string_view folded, uint32_t at) {
  Cursor cursor(folded, at);
  cursor.SkipBlanksBack(kPlus);
  if (!IsIn(kPlus, cursor.PeekBack()) || cursor.PeekBack() == 0) return at;
  while (cursor.PeekBack() != 0 && IsIn(kPlus, cursor.PeekBack())) cursor.StepBack();
  const char32_t before = cursor.PeekBack();
  return IsLetter(before) || IsDigit(before) ? at : cursor.at();
}

bool FollowsJia(std::string_view folded, uint32_t at) {
  Cursor cursor(folded, at);
  cursor.SkipBlanksBack({});
  return cursor.PeekBack() == U'加';
}

// The end of a heart behind `at`; `at` if there is none.
uint32_t EndOfHeart(std::string_view folded, uint32_t at) {
  Cursor cursor(folded, at);
  cursor.SkipBlanks(kHearts);
  if (cursor.Peek() == 0 || !IsIn(kHearts, cursor.Peek())) return at;
  cursor.Step();
  return cursor.at();
}

// Without and with a plus sign before it.
StandIn Make(ByteSpan span, uint32_t plus, std::string_view alone, std::string_view added) {
  return plus == span.begin ? StandIn{span, alone} : StandIn{{plus, span.end}, added};
}

std::string_view WithJia(std::string_view sounds) {
  if (sounds == "wei xin") return "jia wei xin";
  return sounds == "qq" ? "jia qq" : sounds;
}

// One to three digits make a name of letters that of a thing (VX9); accounts have more.
bool IsModelNumber(std::string_view folded, uint32_t at) {
  Cursor cursor(folded, at);
  int digits = 0;
  for (; digits < kMinDigitsOfAccount && IsDigit(cursor.Peek()); ++digits) cursor.Step();
  return digits > 0 && digits < kMinDigitsOfAccount;
}

// v or w alone.
std::optional<StandIn> FindLetter(std::string_view folded, ByteSpan letter, uint32_t plus) {
  const uint32_t heart = EndOfHeart(folded, letter.end);
  if (heart != letter.end) return Make({letter.begin, heart}, plus, "wei xin", "jia wei xin");
  Cursor next(folded, letter.end);
  next.SkipBlanks({});
  if (next.Peek() != 0 && IsIn(kXin, next.Peek())) return Make(letter, plus, "wei", "jia wei");
  const bool is_added = plus != letter.begin || FollowsJia(folded, letter.begin);
  const bool goes_on = IsIdeograph(next.Peek()) && !IsIn(kAfterName, next.Peek());
  if (!is_added || goes_on) return std::nullopt;
  return Make(letter, plus, "wei", "jia wei");
}

std::optional<StandIn> FindWord(std::string_view folded, uint32_t at, uint32_t plus) {
  Cursor end(folded, at);
  if (IsLetter(end.PeekBack())) return std::nullopt;
  while (IsLetter(end.Peek())) end.Step();
  const ByteSpan span{at, end.at()};
  const std::string_view word = folded.substr(at, span.size());
  if (IsModelNumber(folded, span.end)) return std::nullopt;
  if (word == "v" || word == "w") return FindLetter(folded, span, plus);
  if (word == "qq" && plus != at) return StandIn{{plus, span.end}, "jia qq"};
  for (const Entry& entry : kWords) {
    if (entry.written == word) return Make(span, plus, entry.sounds, WithJia(entry.sounds));
  }
  return std::nullopt;
}

}  // namespace

bool MayStandIn(char32_t folded) {
  switch (folded) {
    case 'q':
    case 'v':
    case 'w':
    case 'z':
    case U'扣':
    case U'抠':
    case U'叩':
    case U'蔻':
    case U'企':
    case U'绿':
      return true;
    default:
      return IsIn(kWei, folded);
  }
}

std::optional<StandIn> FindStandIn(std::string_view folded, uint32_t at) {
  const DecodedChar c = DecodeUtf8(folded, at);
  const uint32_t plus = BeginOfPlus(folded, at);
  if (IsLetter(c.code_point)) return FindWord(folded, at, plus);
  if (IsIn(kWei, c.code_point)) {
    const uint32_t end = at + c.bytes;
    const uint32_t heart = EndOfHeart(folded, end);
    if (heart != end) return Make({at, heart}, plus, "wei xin", "jia wei xin");
    if (plus != at) return StandIn{{plus, end}, "jia wei"};
    return std::nullopt;
  }
  for (const Entry& entry : kNames) {
    if (folded.substr(at, entry.written.size()) != entry.written) continue;
    const ByteSpan span{at, at + static_cast<uint32_t>(entry.written.size())};
    return Make(span, plus, entry.sounds, WithJia(entry.sounds));
  }
  return std::nullopt;
}

}  // namespace mingcha
