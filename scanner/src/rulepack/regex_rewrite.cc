#include "rulepack/regex_rewrite.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/str_format.h"

#include "base/enum_names.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

// What ends a sentence in folded text, as the inside of a character class.
constexpr std::string_view kSentenceEnds = "。!?;\\n\\r";
constexpr int kMaxGroupDepth = 32;

// Sizes of what is not a literal. A class of a few letters is one step of the automaton; one of
// ideographs, or one that leaves a few characters out, spans the encodings of one to four bytes.
constexpr uint32_t kNarrowClass = 1;
constexpr uint32_t kWideClass = 8;
constexpr uint32_t kPropertyClass = 250;  // Hundreds of stretches of code points.
constexpr size_t kNarrowClassBytes = 12;  // As it is written.
constexpr size_t kBytesOfAStep = 16;      // Of a long class.
// A repeat without an upper end is a loop, whatever it is repeated.
constexpr uint32_t kLoop = 2;
constexpr uint32_t kMaxSize = 1'000'000'000;

constexpr uint32_t kModerateSize = 200;
constexpr uint32_t kSlowSize = 600;
constexpr uint32_t kModerateEffort = 10'000;
constexpr uint32_t kSlowEffort = 60'000;

uint32_t Product(uint32_t a, uint32_t b) {
  return static_cast<uint32_t>(std::min<uint64_t>(uint64_t{a} * b, kMaxSize));
}
uint32_t Sum(uint32_t a, uint32_t b) { return std::min(a + b, kMaxSize); }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What a part of a regex asks of the text.
struct Demand {
  bool can_be_empty = true;
  bool of_place = false;  // Where it is empty, it asks for a border: `^`, `(,|$)`.
  bool specific = false;  // Asks for at least one particular character.
  uint32_t size = 0;
  uint32_t paths = 1;       // Ways in which gaps may be filled, as far as lengths go.
  bool open_begin = false;  // Begins with something that may be left out.
  bool open_end = false;
  // It begins (ends) with a particular character, or asks for none at all.
  bool firm_begin = true;
  bool firm_end = true;
};

// How often a quantifier lets something stand.
struct Quantity {
  uint32_t min = 1;
  uint32_t max = 1;  // kLoops: any number of times.
};
constexpr uint32_t kLoops = 0xffffffff;

// A recursive-descent pass that copies the regex and changes it on the way.
class Rewriter {
 public:
  explicit Rewriter(std::string_view regex) : regex_(regex) {}

  RewrittenRegex Run() {
    const Demand demand = Alternatives(0);
    if (!failed() && !AtEnd()) Fail("a `)` closes nothing", "write \\) for the character itself");
    EndLiteral();
    result_.matches_empty = demand.can_be_empty;
    result_.covers_everything = !demand.specific;
    result_.open_begin = demand.open_begin;
    result_.open_end = demand.open_end;
    result_.in_a_gap = !demand.firm_begin || !demand.firm_end;
    result_.only_words = only_words_;
    result_.size = demand.size;
    result_.effort = Product(demand.size, demand.paths);
    return std::move(result_);
  }

 private:
  bool failed() const { return !result_.fault.empty(); }
  bool AtEnd() const { return failed() || at_ >= regex_.size(); }
  bool Next(std::string_view text) const { return regex_.substr(at_).starts_with(text); }

  void Fail(std::string fault, std::string help) {
    if (failed()) return;
    result_.fault = std::move(fault);
    result_.help = std::move(help);
  }

  void Copy(size_t bytes) {
    bytes = std::min(bytes, regex_.size() - at_);
    result_.regex += regex_.substr(at_, bytes);
    at_ += bytes;
  }

  void EndLiteral() {
    if (!literal_.empty()) result_.literals.push_back(std::move(literal_));
    literal_.clear();
  }

  // Puts a class in place of the next `bytes` of the regex.
  void ReplaceByNegatedClass(size_t bytes, std::string_view also_out) {
    result_.regex += absl::StrFormat("[^%s%s]", kSentenceEnds, also_out);
    at_ += bytes;
  }

  // alternatives = sequence ("|" sequence)*
  Demand Alternatives(int depth) {
    Demand all = Sequence(depth);
    while (!AtEnd() && regex_[at_] == '|') {
      EndLiteral();
      Copy(1);
      const Demand one = Sequence(depth);
      all.of_place = (all.of_place || one.of_place) && !MayBeLeftOut(all) && !MayBeLeftOut(one);
      all.can_be_empty = all.can_be_empty || one.can_be_empty;
      all.specific = all.specific && one.specific;
      all.size = Sum(all.size, one.size);
      all.paths = std::max(all.paths, one.paths);
      all.open_begin = all.open_begin || one.open_begin;
      all.open_end = all.open_end || one.open_end;
      all.firm_begin = all.firm_begin && one.firm_begin;
      all.firm_end = all.firm_end && one.firm_end;
    }
    return all;
  }

  // What is empty without asking for a place says nothing where it is.
  static bool MayBeLeftOut(const Demand& demand) { return demand.can_be_empty && !demand.of_place; }

  // sequence = (atom quantifier?)*
  Demand Sequence(int depth) {
    Demand whole;
    for (bool first = true; !AtEnd() && regex_[at_] != '|' && regex_[at_] != ')'; first = false) {
      const size_t begin = at_;
      const Demand once = Atom(depth);
      const Demand atom = Repeated(once, Quantifier());
      // An anchor or a border of a word may stand at either end: it asks for a place, not for text.
      const bool asks_nothing = atom.size == 0 && at_ > begin;
      if (first) whole.open_begin = !asks_nothing && (MayBeLeftOut(atom) || atom.open_begin);
      whole.open_end = !asks_nothing && (MayBeLeftOut(atom) || atom.open_end);
      whole.of_place = whole.of_place || asks_nothing || atom.of_place;
      if (first) whole.firm_begin = atom.firm_begin;
      whole.firm_end = atom.firm_end;
      whole.can_be_empty = whole.can_be_empty && atom.can_be_empty;
      whole.specific = whole.specific || atom.specific;
      whole.size = Sum(whole.size, atom.size);
      whole.paths = Product(whole.paths, atom.paths);
    }
    return whole;
  }

  static Demand Repeated(Demand atom, const Quantity& quantity) {
    const bool asks_for_particulars = atom.specific;
    if (quantity.min == 0) {
      atom.can_be_empty = true;
      atom.of_place = false;
      atom.specific = false;
      atom.firm_begin = false;
      atom.firm_end = false;
    }
    const uint32_t times = quantity.max == kLoops ? Sum(std::max(quantity.min, 1U), kLoop)
                                                  : std::max(quantity.max, 1U);
    atom.size = Product(atom.size, times);
    // What is optional once, or particular, hardly multiplies what the engine has to follow.
    if (!asks_for_particulars && times > 1) atom.paths = Product(atom.paths, times + 1);
    return atom;
  }

  // What one character of a class, or any character, asks.
  static Demand OneOf(bool specific, uint32_t size) {
    return {.can_be_empty = false,
            .specific = specific,
            .size = size,
            .firm_begin = specific,
            .firm_end = specific};
  }

  Demand Atom(int depth) {
    const Demand kZeroWidth = {.can_be_empty = true, .specific = false};
    if (regex_[at_] == '(' || regex_[at_] == '[' || regex_[at_] == '.' || regex_[at_] == '\\') {
      only_words_ = false;
    }
    switch (regex_[at_]) {
      case '(':
        return Group(depth);
      case '[':
        return Class();
      case '.':
        EndLiteral();
        ReplaceByNegatedClass(1, "");
        return OneOf(false, kWideClass);
      case '^':
      case '$':
        only_words_ = false;
        EndLiteral();
        Copy(1);
        return kZeroWidth;
      case '\\':
        return Escape();
      case '*':
      case '+':
      case '?':
        Fail(absl::StrFormat("a `%c` has nothing to repeat", regex_[at_]),
             absl::StrFormat("write \\%c for the character itself", regex_[at_]));
        return kZeroWidth;
      default:
        return Literal(DecodeUtf8(regex_, at_).bytes, DecodeUtf8(regex_, at_).bytes);
    }
  }

  // Copies `bytes`, of which the last `literal_bytes` are a literal character.
  Demand Literal(size_t bytes, size_t literal_bytes) {
    literal_ += regex_.substr(at_ + bytes - literal_bytes, literal_bytes);
    Copy(bytes);
    return OneOf(true, static_cast<uint32_t>(literal_bytes));
  }

  Demand Group(int depth) {
    EndLiteral();
    if (depth >= kMaxGroupDepth)
      Fail("groups stand too deep in each other", "make several regexes");
    if (Next("(?")) {
      size_t end = at_ + 2;
      while (end < regex_.size() &&
             std::string_view("ims-").find(regex_[end]) != std::string::npos) {
        ++end;
      }
      const char closes = end < regex_.size() ? regex_[end] : '\0';
      if (closes != ':' && closes != ')') {
        Fail(absl::StrFormat("the group %s… cannot be used", regex_.substr(at_, 3)),
             "write ( ) or (?: ); in place of looking around use near, none or except");
        return {};
      }
      Copy(end + 1 - at_);
      if (closes == ')') return {};  // Only switches flags.
    } else {
      Copy(1);
    }
    const Demand inside = Alternatives(depth + 1);
    if (AtEnd()) {
      Fail("a `(` is not closed", "write \\( for the character itself");
      return {};
    }
    EndLiteral();
    Copy(1);
    return inside;
  }

  Demand Escape() {
    const Demand kAnything = OneOf(false, kWideClass);
    const Demand kSpecific = OneOf(true, kNarrowClass);
    if (at_ + 1 >= regex_.size()) {
      Fail("the regex ends in a backslash", "write \\\\ for the character itself");
      return {};
    }
    const char c = regex_[at_ + 1];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c);
    if (!letter)
      return Literal(1 + DecodeUtf8(regex_, at_ + 1).bytes, DecodeUtf8(regex_, at_ + 1).bytes);
    EndLiteral();
    switch (c) {
      case 'b':
      case 'B':
      case 'A':
      case 'z':
      case 'Z':
        Copy(2);
        return {};
      case 'N':
        ReplaceByNegatedClass(2, "");
        return kAnything;
      case 'W':
      case 'S':
      case 'D':
      case 'H':
      case 'V':
        ReplaceByNegatedClass(2, Complement(2));
        return kAnything;
      case 'P': {
        const size_t bytes = PropertyBytes();
        ReplaceByNegatedClass(bytes, Complement(bytes));
        return OneOf(false, kPropertyClass);
      }
      case 'p':
        if (Next("\\p{^")) Fail("\\p{^…} cannot be used", "write \\P{…}");
        Copy(PropertyBytes());
        return OneOf(true, kPropertyClass);
      case 'x':
        Copy(HexBytes());
        return kSpecific;
      case 's':
        Copy(2);
        return kAnything;
      case 'w':
      case 'd':
      case 'h':
      case 'v':
      case 'n':
      case 'r':
      case 't':
      case 'f':
      case 'e':
      case 'a':
        Copy(2);
        return kSpecific;
      default:
        Fail(IsDigit(c) && c != '0' ? absl::StrFormat("the back-reference \\%c cannot be used", c)
                                    : absl::StrFormat("\\%c cannot be used", c),
             "write out what it stands for");
        return {};
    }
  }

  // Of the next `bytes`, which are a negated class such as \W or \P{Han}: what it leaves out.
  std::string Complement(size_t bytes) const {
    std::string text(regex_.substr(at_, bytes));
    text[1] = static_cast<char>(text[1] - 'A' + 'a');
    return text;
  }

  // \p{Han}, \pL
  size_t PropertyBytes() const { return BracedBytes(3); }
  // \x{4e00}, \x41
  size_t HexBytes() const { return BracedBytes(4); }

  size_t BracedBytes(size_t bytes_without) const {
    if (at_ + 2 < regex_.size() && regex_[at_ + 2] == '{') {
      const size_t end = regex_.find('}', at_);
      if (end != std::string_view::npos) return end + 1 - at_;
    }
    return std::min(bytes_without, regex_.size() - at_);
  }

  Demand Class() {
    EndLiteral();
    const bool negated = Next("[^");
    const size_t begin = result_.regex.size();
    Copy(negated ? 2 : 1);
    if (negated) result_.regex += kSentenceEnds;
    bool first = true;
    for (; !AtEnd(); first = false) {
      const char c = regex_[at_];
      if (c == ']' && !first) {
        Copy(1);
        return OneOf(!negated, ClassSize(std::string_view(result_.regex).substr(begin), negated));
      }
      // Behind what was put in front, these would mean something else.
      if (first && negated && (c == ']' || c == '-')) result_.regex += '\\';
      ClassItem(negated);
    }
    Fail("a `[` is not closed", "write \\[ for the character itself");
    return {};
  }

  static uint32_t ClassSize(std::string_view written, bool negated) {
    if (written.find("\\p") != std::string_view::npos ||
        written.find("\\P") != std::string_view::npos) {
      return kPropertyClass;
    }
    if (!negated && written.size() <= kNarrowClassBytes) return kNarrowClass;
    return std::max(kWideClass, static_cast<uint32_t>(written.size() / kBytesOfAStep));
  }

  void ClassItem(bool negated) {
    constexpr std::string_view kHelp = "write [^…] in place of it, or several alternatives";
    if (Next("[:")) {
      const size_t end = regex_.find(":]", at_ + 2);
      if (end != std::string_view::npos) {
        if (Next("[:^") && !negated) {
          Fail("a negated class inside [ ] could run across the end of a sentence",
               std::string(kHelp));
        }
        Copy(end + 2 - at_);
        return;
      }
    }
    if (regex_[at_] != '\\' || at_ + 1 >= regex_.size()) {
      const size_t bytes = DecodeUtf8(regex_, at_).bytes;
      literal_ += regex_.substr(at_, bytes);
      Copy(bytes);
      EndLiteral();
      return;
    }
    const char c = regex_[at_ + 1];
    if (!negated && std::string_view("WSDHVPN").find(c) != std::string_view::npos) {
      Fail(absl::StrFormat("\\%c inside [ ] could run across the end of a sentence", c),
           std::string(kHelp));
      return;
    }
    if (c == 'p' || c == 'P') {
      if (Next("\\p{^")) Fail("\\p{^…} cannot be used", "write \\P{…}");
      Copy(PropertyBytes());
    } else if (c == 'x') {
      Copy(HexBytes());
    } else {
      Copy(1 + DecodeUtf8(regex_, at_ + 1).bytes);
    }
  }

  // Copies a quantifier, if one stands here, and returns what it allows for.
  Quantity Quantifier() {
    if (AtEnd()) return {};
    const char c = regex_[at_];
    size_t bytes = 0;
    Quantity quantity;
    if (c == '*' || c == '+' || c == '?') {
      bytes = 1;
      quantity = {c == '+' ? 1U : 0U, c == '?' ? 1U : kLoops};
    } else if (c == '{') {
      bytes = CountedBytes(&quantity);
    }
    if (bytes == 0) return {};
    only_words_ = false;
    // The quantifier belongs to the last character of the literal; the text is the same.
    Copy(bytes);
    if (!AtEnd() && regex_[at_] == '+') {
      Fail("a possessive quantifier cannot be used", "take the second + out");
    } else if (!AtEnd() && regex_[at_] == '?') {
      Copy(1);
    }
    return quantity;
  }

  // {2} {2,} {2,5}; 0 if it is none: then the brace stands for itself.
  size_t CountedBytes(Quantity* quantity) const {
    size_t i = at_ + 1;
    const size_t digits = i;
    const auto number = [&] {
      uint32_t value = 0;
      for (; i < regex_.size() && IsDigit(regex_[i]); ++i) {
        value = Sum(Product(value, 10), static_cast<uint32_t>(regex_[i] - '0'));
      }
      return value;
    };
    Quantity read;
    read.min = number();
    read.max = read.min;
    if (i == digits) return 0;
    if (i < regex_.size() && regex_[i] == ',') {
      const size_t behind = ++i;
      read.max = number();
      if (i == behind) read.max = kLoops;
    }
    if (i >= regex_.size() || regex_[i] != '}') return 0;
    *quantity = read;
    return i + 1 - at_;
  }

  const std::string_view regex_;
  size_t at_ = 0;
  std::string literal_;
  bool only_words_ = true;
  RewrittenRegex result_;
};

}  // namespace

std::string_view ToString(TimeClass time_class) {
  constexpr std::array<std::string_view, 4> kNames = {"instant", "moderate", "slow", "refused"};
  return NameOf(kNames, time_class);
}

TimeClass TimeClassOf(const RewrittenRegex& regex) {
  if (regex.size > kMaxRegexSize) return TimeClass::kRefused;
  if (regex.size >= kSlowSize || regex.effort >= kSlowEffort) return TimeClass::kSlow;
  if (regex.size >= kModerateSize || regex.effort >= kModerateEffort) return TimeClass::kModerate;
  return TimeClass::kInstant;
}

RewrittenRegex RewriteRegex(std::string_view regex) { return Rewriter(regex).Run(); }

}  // namespace mingcha
