#include "rulepack/regex_rewrite.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_format.h"

#include "base/utf8.h"

namespace mingcha {
namespace {

// What ends a sentence in folded text, as the inside of a character class.
constexpr std::string_view kSentenceEnds = "。!?;\\n\\r";
constexpr int kMaxGroupDepth = 32;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What a part of a regex asks of the text.
struct Demand {
  bool can_be_empty = true;
  bool specific = false;  // Asks for at least one particular character.
  // It begins (ends) with a particular character, or asks for none at all.
  bool firm_begin = true;
  bool firm_end = true;
};

// What may be any character, or none.
constexpr Demand kAnything = {
    .can_be_empty = false, .specific = false, .firm_begin = false, .firm_end = false};

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
    result_.open_ended = !demand.firm_begin || !demand.firm_end;
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
      all.can_be_empty = all.can_be_empty || one.can_be_empty;
      all.specific = all.specific && one.specific;
      all.firm_begin = all.firm_begin && one.firm_begin;
      all.firm_end = all.firm_end && one.firm_end;
    }
    return all;
  }

  // sequence = (atom quantifier?)*
  Demand Sequence(int depth) {
    Demand whole;
    for (bool first = true; !AtEnd() && regex_[at_] != '|' && regex_[at_] != ')'; first = false) {
      Demand atom = Atom(depth);
      if (Quantifier()) {
        atom = {.can_be_empty = true, .specific = false, .firm_begin = false, .firm_end = false};
      }
      if (first) whole.firm_begin = atom.firm_begin;
      whole.firm_end = atom.firm_end;
      whole.can_be_empty = whole.can_be_empty && atom.can_be_empty;
      whole.specific = whole.specific || atom.specific;
    }
    return whole;
  }

  Demand Atom(int depth) {
    constexpr Demand kZeroWidth = {.can_be_empty = true, .specific = false};
    switch (regex_[at_]) {
      case '(':
        return Group(depth);
      case '[':
        return Class();
      case '.':
        EndLiteral();
        ReplaceByNegatedClass(1, "");
        return kAnything;
      case '^':
      case '$':
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
    return {.can_be_empty = false, .specific = true};
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
    constexpr Demand kSpecific = {.can_be_empty = false, .specific = true};
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
        return kAnything;
      }
      case 'p':
        if (Next("\\p{^")) Fail("\\p{^…} cannot be used", "write \\P{…}");
        Copy(PropertyBytes());
        return kSpecific;
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
    Copy(negated ? 2 : 1);
    if (negated) result_.regex += kSentenceEnds;
    bool first = true;
    for (; !AtEnd(); first = false) {
      const char c = regex_[at_];
      if (c == ']' && !first) {
        Copy(1);
        return negated ? kAnything : Demand{.can_be_empty = false, .specific = true};
      }
      // Behind what was put in front, these would mean something else.
      if (first && negated && (c == ']' || c == '-')) result_.regex += '\\';
      ClassItem(negated);
    }
    Fail("a `[` is not closed", "write \\[ for the character itself");
    return {};
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

  // Copies a quantifier, if one stands here, and returns whether it allows for nothing.
  bool Quantifier() {
    if (AtEnd()) return false;
    const char c = regex_[at_];
    size_t bytes = 0;
    bool allows_nothing = false;
    if (c == '*' || c == '+' || c == '?') {
      bytes = 1;
      allows_nothing = c != '+';
    } else if (c == '{') {
      bytes = CountedBytes(&allows_nothing);
    }
    if (bytes == 0) return false;
    // The quantifier belongs to the last character of the literal; the text is the same.
    Copy(bytes);
    if (!AtEnd() && regex_[at_] == '+') {
      Fail("a possessive quantifier cannot be used", "take the second + out");
    } else if (!AtEnd() && regex_[at_] == '?') {
      Copy(1);
    }
    return allows_nothing;
  }

  // {2} {2,} {2,5}; 0 if it is none: then the brace stands for itself.
  size_t CountedBytes(bool* allows_nothing) const {
    size_t i = at_ + 1;
    const size_t digits = i;
    *allows_nothing = true;
    for (; i < regex_.size() && IsDigit(regex_[i]); ++i) {
      if (regex_[i] != '0') *allows_nothing = false;
    }
    if (i == digits) return 0;
    if (i < regex_.size() && regex_[i] == ',') {
      ++i;
      while (i < regex_.size() && IsDigit(regex_[i])) ++i;
    }
    return i < regex_.size() && regex_[i] == '}' ? i + 1 - at_ : 0;
  }

  const std::string_view regex_;
  size_t at_ = 0;
  std::string literal_;
  RewrittenRegex result_;
};

}  // namespace

RewrittenRegex RewriteRegex(std::string_view regex) { return Rewriter(regex).Run(); }

}  // namespace mingcha
