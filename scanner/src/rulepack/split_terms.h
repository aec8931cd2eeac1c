// The terms of joined patterns, as parts that may stand at the end, or at the beginning, of a
// message.

#ifndef MINGCHA_RULEPACK_SPLIT_TERMS_H_
#define MINGCHA_RULEPACK_SPLIT_TERMS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace mingcha {

// Immutable once filled; many threads share one.
class SplitTerms {
 public:
  // `term`: as it is written in the compact view. One of a single character has no parts.
  void Add(std::string_view term);

  bool empty() const { return longest_ == 0; }
  // How many characters the longest part has.
  size_t longest() const { return longest_; }

  // Whether a term begins (ends) with `part` and has more than that.
  bool BeginsWith(std::string_view part) const { return beginnings_.contains(part); }
  bool EndsWith(std::string_view part) const { return ends_.contains(part); }
  // Whether `part` stands inside a term, away from its first and its last character.
  bool HasInside(std::string_view part) const { return insides_.contains(part); }

  // The quick answer to most messages: no part that opens (completes) a term has this character
  // next to the border.
  bool MayOpenWith(char32_t last) const { return last_of_beginnings_.contains(last); }
  bool MayCompleteWith(char32_t first) const { return first_of_ends_.contains(first); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Parts = std::unordered_set<std::string, Hash, std::equal_to<>>;

  Parts beginnings_;
  Parts ends_;
  Parts insides_;
  std::unordered_set<char32_t> last_of_beginnings_;
  std::unordered_set<char32_t> first_of_ends_;
  size_t longest_ = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_SPLIT_TERMS_H_
