#include "match/required_literals.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/utf8.h"

namespace mingcha {
namespace {

// A list longer than this is worth less than what it costs to look for.
constexpr size_t kMaxLiterals = 64;
constexpr size_t kMaxLiteralBytes = 48;
constexpr size_t kMaxClassCharacters = 16;
// Longer literals are not told apart: they are all rare.
constexpr size_t kTellingCharacters = 3;

using Literals = std::vector<std::string>;

void SortAndUnite(Literals* literals) {
  std::sort(literals->begin(), literals->end());
  literals->erase(std::unique(literals->begin(), literals->end()), literals->end());
}

size_t CharactersOf(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// How telling a list is; 0 for one that says nothing.
size_t WorthOf(const Literals& literals) {
  if (literals.empty() || literals.size() > kMaxLiterals) return 0;
  size_t shortest = kTellingCharacters;
  for (const std::string& literal : literals) shortest = std::min(shortest, CharactersOf(literal));
  return shortest;
}

// Long literals first, then few.
bool SaysMore(const Literals& first, const Literals& second) {
  const size_t worth = WorthOf(first);
  const size_t other_worth = WorthOf(second);
  return worth != other_worth ? worth > other_worth : first.size() < second.size();
}

void AddIfTelling(const Literals& literals, RequiredLiterals* lists) {
  if (WorthOf(literals) > 0) lists->push_back(literals);
}

// What is known of a part of the regex.
struct Part {
  // All texts that the part matches, if they are few.
  std::optional<Literals> exact;
  // What each of its hits contains, as long as it is not known exactly.
  RequiredLiterals required;

  static Part Exactly(Literals texts) { return {std::move(texts), {}}; }
  static Part Anything() { return {std::nullopt, {}}; }
  static Part Nothing() { return Exactly({""}); }

  RequiredLiterals Required() const {
    RequiredLiterals lists = required;
    if (exact) AddIfTelling(*exact, &lists);
    return lists;
  }
  // The most telling one; empty if there is none.
  Literals BestList() const {
    const RequiredLiterals lists = Required();
    const auto best = std::min_element(lists.begin(), lists.end(), SaysMore);
    return best == lists.end() ? Literals() : *best;
  }
};

// The texts of `first` each followed by one of `second`; nullopt if they are many, or long.
std::optional<Literals> Joined(const Literals& first, const Literals& second) {
  if (first.size() * second.size() > kMaxLiterals) return std::nullopt;
  Literals joined;
  for (const std::string& begin : first) {
    for (const std::string& end : second) {
      if (begin.size() + end.size() > kMaxLiteralBytes) return std::nullopt;
      joined.push_back(begin + end);
    }
  }
  SortAndUnite(&joined);
  return joined;
}

struct Repeats {
  bool once = true;  // No quantifier.
  bool at_most_once = true;
  bool may_be_none = false;
};

// A recursive-descent pass. Whatever it does not know for certain it takes for anything.
class Reader {
 public:
  explicit Reader(std::string_view regex) : regex_(regex) {}

  RequiredLiterals Run() {
    const Part whole = Alternatives();
    if (gave_up_ || at_ < regex_.size()) return {};
    RequiredLiterals lists = whole.Required();
    for (Literals& list : lists) SortAndUnite(&list);
    std::stable_sort(lists.begin(), lists.end(), SaysMore);
    lists.erase(std::unique(lists.begin(), lists.end()), lists.end());
    while (lists.size() > kMaxRequiredLists || (lists.size() > 1 && WorthOf(lists.back()) == 1)) {
      lists.pop_back();
    }
    return lists;
  }

 private:
  bool AtEnd() const { return gave_up_ || at_ >= regex_.size(); }
  bool Next(std::string_view text) const { return regex_.substr(at_).starts_with(text); }
  Part GiveUp() {
    gave_up_ = true;
    return Part::Anything();
  }

  // alternatives = sequence ("|" sequence)*
  Part Alternatives() {
    Part all = Sequence();
    while (!AtEnd() && regex_[at_] == '|') {
      ++at_;
      all = Either(all, Sequence());
    }
    return all;
  }

  static Part Either(const Part& first, const Part& second) {
    Part either;
    if (first.exact && second.exact && first.exact->size() + second.exact->size() <= kMaxLiterals) {
      either.exact = first.exact;
      either.exact->insert(either.exact->end(), second.exact->begin(), second.exact->end());
      SortAndUnite(&*either.exact);
    }
    if (either.exact) return either;
    Literals of_both = first.BestList();
    const Literals of_second = second.BestList();
    if (of_both.empty() || of_second.empty()) return either;
    of_both.insert(of_both.end(), of_second.begin(), of_second.end());
    SortAndUnite(&of_both);
    AddIfTelling(of_both, &either.required);
    return either;
  }

  // sequence = (atom quantifier?)*
  Part Sequence() {
    Part whole;
    Literals run = {""};  // What the last atoms match together.
    bool exact = true;    // All of the sequence is in `run`.
    while (!AtEnd() && regex_[at_] != '|' && regex_[at_] != ')') {
      Part atom = Atom();
      const Repeats repeats = Quantifier();
      if (repeats.may_be_none) {
        atom.required.clear();
        if (atom.exact) atom.exact->insert(atom.exact->begin(), "");
      }
      const bool joins = atom.exact && repeats.at_most_once;
      std::optional<Literals> joined;
      if (joins) joined = Joined(run, *atom.exact);
      if (joined) {
        run = *std::move(joined);
        continue;
      }
      exact = false;
      AddIfTelling(run, &whole.required);
      run = joins ? *std::move(atom.exact) : Literals{""};
      if (joins) continue;
      const RequiredLiterals of_atom = atom.Required();
      whole.required.insert(whole.required.end(), of_atom.begin(), of_atom.end());
    }
    if (exact) {
      whole.exact = std::move(run);
    } else {
      AddIfTelling(run, &whole.required);
    }
    return whole;
  }

  Part Atom() {
    switch (regex_[at_]) {
      case '(':
        return Group();
      case '[':
        return Class();
      case '.':
        ++at_;
        return Part::Anything();
      case '^':
      case '$':
        ++at_;
        return Part::Nothing();
      case '\\':
        return Escape();
      default:
        return Character();
    }
  }

  Part Character() {
    const size_t bytes = DecodeUtf8(regex_, at_).bytes;
    Part part = Part::Exactly({std::string(regex_.substr(at_, bytes))});
    at_ += bytes;
    return part;
  }

  Part Group() {
    if (Next("(?") && !Next("(?:")) return GiveUp();  // Flags change what letters mean.
    at_ += Next("(?:") ? 3 : 1;
    if (++depth_ > kMaxDepth) return GiveUp();
    Part inside = Alternatives();
    --depth_;
    if (AtEnd()) return GiveUp();
    ++at_;
    return inside;
  }

  Part Escape() {
    if (at_ + 1 >= regex_.size()) return GiveUp();
    const char c = regex_[at_ + 1];
    const bool letter_or_digit =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter_or_digit) {
      ++at_;
      return Character();
    }
    switch (c) {
      case 'd':
        at_ += 2;
        return Part::Exactly({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
      case 'b':
      case 'B':
        at_ += 2;
        return Part::Nothing();
      case 'w':
      case 's':
      case 'W':
      case 'S':
      case 'D':
      case 'n':
      case 'r':
      case 't':
        at_ += 2;
        return Part::Anything();
      default:
        return GiveUp();
    }
  }

  // A class of a few characters is a list of them.
  Part Class() {
    const bool negated = Next("[^");
    at_ += negated ? 2 : 1;
    Literals characters;
    bool few = !negated;
    for (bool first = true; at_ < regex_.size(); first = false) {
      if (regex_[at_] == ']' && !first) {
        ++at_;
        return few ? Part::Exactly(std::move(characters)) : Part::Anything();
      }
      if (Next("[:")) return GiveUp();
      if (regex_[at_] == '\\') {
        if (at_ + 1 >= regex_.size()) break;
        const char c = regex_[at_ + 1];
        if (c == 'p' || c == 'P' || c == 'x' || c == 'Q' || c == 'E') return GiveUp();
        const bool names_many = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        few = few && !names_many;
        ++at_;
      }
      const DecodedChar low = DecodeUtf8(regex_, at_);
      at_ += low.bytes;
      char32_t high = low.code_point;
      if (Next("-") && at_ + 1 < regex_.size() && regex_[at_ + 1] != ']') {
        ++at_;
        if (regex_[at_] == '\\') return GiveUp();
        const DecodedChar last = DecodeUtf8(regex_, at_);
        at_ += last.bytes;
        high = last.code_point;
      }
      few = few && high >= low.code_point &&
            high - low.code_point + characters.size() < kMaxClassCharacters;
      for (char32_t c = low.code_point; few && c <= high; ++c) {
        characters.emplace_back();
        AppendUtf8(c, &characters.back());
      }
    }
    return GiveUp();  // Not closed.
  }

  Repeats Quantifier() {
    Repeats repeats;
    if (AtEnd()) return repeats;
    const char c = regex_[at_];
    if (c == '?') {
      repeats = {.once = false, .at_most_once = true, .may_be_none = true};
      ++at_;
    } else if (c == '*' || c == '+') {
      repeats = {.once = false, .at_most_once = false, .may_be_none = c == '*'};
      ++at_;
    } else if (c == '{' && at_ + 1 < regex_.size() && IsDigit(regex_[at_ + 1])) {
      repeats = Counted();
    }
    if (!repeats.once && !AtEnd() && regex_[at_] == '?') ++at_;  // Lazy.
    return repeats;
  }

  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }

  // {2} {2,} {2,5}
  Repeats Counted() {
    const size_t end = regex_.find('}', at_);
    if (end == std::string_view::npos) return {};  // The brace stands for itself.
    const std::string_view inside = regex_.substr(at_ + 1, end - at_ - 1);
    if (inside.find_first_not_of("0123456789,") != std::string_view::npos) return {};
    const std::string_view least = inside.substr(0, inside.find(','));
    at_ = end + 1;
    return {.once = false,
            .at_most_once = inside == "1" || inside == "0,1" || inside == "1,1",
            .may_be_none = least.find_first_not_of('0') == std::string_view::npos};
  }

  static constexpr int kMaxDepth = 64;

  const std::string_view regex_;
  size_t at_ = 0;
  int depth_ = 0;
  bool gave_up_ = false;
};

}  // namespace

RequiredLiterals FindRequiredLiterals(std::string_view regex) { return Reader(regex).Run(); }

}  // namespace mingcha
