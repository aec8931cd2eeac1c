#include "rulepack/split_terms.h"

#include <algorithm>
#include <vector>

#include "base/utf8.h"

namespace mingcha {

void SplitTerms::Add(std::string_view term) {
  std::vector<size_t> borders;  // Of characters: the beginning of each, and the end.
  for (size_t at = 0; at < term.size(); at += DecodeUtf8(term, at).bytes) borders.push_back(at);
  borders.push_back(term.size());
  const size_t characters = borders.size() - 1;
  if (characters < 2) return;
  longest_ = std::max(longest_, characters - 1);
  for (size_t i = 1; i < characters; ++i) {
    beginnings_.emplace(term.substr(0, borders[i]));
    last_of_beginnings_.insert(DecodeUtf8(term, borders[i - 1]).code_point);
    ends_.emplace(term.substr(borders[i]));
    first_of_ends_.insert(DecodeUtf8(term, borders[i]).code_point);
    for (size_t j = i + 1; j < characters; ++j) {
      insides_.emplace(term.substr(borders[i], borders[j] - borders[i]));
    }
  }
}

}  // namespace mingcha
