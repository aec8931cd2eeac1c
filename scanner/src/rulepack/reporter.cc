#include "rulepack/reporter.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_format.h"

namespace mingcha {
namespace {

constexpr size_t kMaxWordBytes = 64;
constexpr size_t kMaxNames = 1000;
constexpr size_t kMaxJoinedNames = 40;

// Levenshtein's distance, in bytes.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

void Reporter::Tell(Code code, const SourcePlace& place, std::string message, Aside aside) {
  const CodeInfo& info = InfoOf(code);
  Diagnostic diagnostic;
  const auto document = documents_.find(place.file);
  if (document != documents_.end()) {
    diagnostic = document->second->At(place, info.severity, std::string(info.name), {});
  } else {
    diagnostic.severity = info.severity;
    diagnostic.code = info.name;
    diagnostic.place = place;
  }
  diagnostic.message = std::move(message);
  diagnostic.note = std::move(aside.note);
  diagnostic.help = std::move(aside.help);
  diagnostics_->push_back(std::move(diagnostic));
}

std::string Reporter::DidYouMean(std::string_view word,
                                 const std::vector<std::string_view>& names) {
  if (word.size() > kMaxWordBytes || names.size() > kMaxNames || !suggests()) return {};
  --suggestions_left_;
  // A third of the word may be wrong; of a short one two letters, exchanged perhaps.
  size_t best_distance = (word.size() < 4 ? 1 : std::max<size_t>(2, word.size() / 3)) + 1;
  std::string_view best;
  for (const std::string_view name : names) {
    if (name.size() > kMaxWordBytes) continue;
    const size_t distance = EditDistance(word, name);
    if (distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  }
  return best.empty() ? std::string() : absl::StrFormat("did you mean \"%s\"?", best);
}

std::string JoinNames(const std::vector<std::string_view>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i == kMaxJoinedNames) return text + ", …";
    if (i > 0) text += ", ";
    text += names[i];
  }
  return text;
}

std::string OtherPlace(const SourcePlace& there, const SourcePlace& here) {
  if (there.file == here.file) return absl::StrFormat("line %d", there.line);
  return absl::StrFormat("%s:%d", there.file, there.line);
}

}  // namespace mingcha
