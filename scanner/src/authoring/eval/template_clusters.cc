#include "authoring/eval/template_clusters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "base/digest.h"
#include "base/utf8.h"
#include "normalize/normalizer.h"

namespace mingcha {
namespace {

constexpr size_t kMinCharacters = 8;
constexpr size_t kShingle = 3;
constexpr double kNearIdentical = 0.9;

// Near-identical texts share at least one of the bands of their signatures in all but one of ten
// thousand cases; the comparison itself is exact.
constexpr size_t kBands = 10;
constexpr size_t kRowsOfBand = 4;
// Of texts that share a band, each is compared with so many at most.
constexpr size_t kMaxCompared = 64;

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }
bool IsLatin(char32_t c) { return c >= 'a' && c <= 'z'; }
// What a link is made of, once it has begun.
bool IsOfLink(char32_t c) { return c > 0x20 && c < 0x7f; }
// What is neither a sign nor a blank: letters of any script.
bool IsLetter(char32_t c) {
  return IsLatin(c) ||
         (c >= 0xc0 && !(c >= 0x2000 && c <= 0x2e7f) && !(c >= 0x3000 && c <= 0x303f) &&
          !(c >= 0xe000 && c <= 0xf8ff) && !(c >= 0xfe00 && c <= 0xffff) && c < 0x1f000);
}

using Shingles = std::vector<uint64_t>;  // Hashes, sorted, each once.

Shingles ShinglesOf(std::string_view text) {
  std::vector<size_t> borders;
  for (size_t at = 0; at < text.size(); at += DecodeUtf8(text, at).bytes) borders.push_back(at);
  borders.push_back(text.size());
  Shingles shingles;
  if (borders.size() <= kMinCharacters) return shingles;
  for (size_t i = 0; i + kShingle < borders.size(); ++i) {
    shingles.push_back(StableHash64(text.substr(borders[i], borders[i + kShingle] - borders[i])));
  }
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  return shingles;
}

double Similarity(const Shingles& a, const Shingles& b) {
  size_t common = 0;
  for (auto i = a.begin(), k = b.begin(); i != a.end() && k != b.end();) {
    if (*i == *k) {
      ++common;
      ++i;
      ++k;
    } else if (*i < *k) {
      ++i;
    } else {
      ++k;
    }
  }
  const size_t all = a.size() + b.size() - common;
  return all == 0 ? 0 : static_cast<double>(common) / static_cast<double>(all);
}

// An odd multiplier of each row makes a hash of its own of a shingle's.
uint64_t RowHash(uint64_t shingle, size_t row) {
  uint64_t h = shingle + 0x9e3779b97f4a7c15ULL * (row + 1);
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
  return h ^ (h >> 31);
}

std::array<uint64_t, kBands> BandsOf(const Shingles& shingles) {
  std::array<uint64_t, kBands> bands = {};
  for (size_t band = 0; band < kBands; ++band) {
    uint64_t signature = band;
    for (size_t row = 0; row < kRowsOfBand; ++row) {
      uint64_t least = std::numeric_limits<uint64_t>::max();
      for (const uint64_t shingle : shingles) {
        least = std::min(least, RowHash(shingle, band * kRowsOfBand + row));
      }
      signature = RowHash(signature ^ least, kBands * kRowsOfBand);
    }
    bands[band] = signature;
  }
  return bands;
}

class Clusters {
 public:
  explicit Clusters(size_t size) : leader_(size) {
    std::iota(leader_.begin(), leader_.end(), size_t{0});
  }

  size_t Find(size_t i) {
    while (leader_[i] != i) i = leader_[i] = leader_[leader_[i]];
    return i;
  }
  // The first of both leads.
  void Join(size_t a, size_t b) {
    const auto [first, second] = std::minmax({Find(a), Find(b)});
    leader_[second] = first;
  }

 private:
  std::vector<size_t> leader_;
};

}  // namespace

std::string TemplateOf(std::string_view text) {
  const std::string folded = FoldText(text);
  std::string made;
  bool in_digits = false;
  for (size_t at = 0; at < folded.size();) {
    const std::string_view rest = std::string_view(folded).substr(at);
    if (rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.")) {
      while (at < folded.size() && IsOfLink(DecodeUtf8(folded, at).code_point)) ++at;
      made += '@';
      in_digits = false;
      continue;
    }
    const DecodedChar c = DecodeUtf8(folded, at);
    if (IsDigit(c.code_point)) {
      if (!in_digits) made += '#';
      in_digits = true;
    } else if (IsLetter(c.code_point)) {
      made += folded.substr(at, c.bytes);
      in_digits = false;
    }
    at += c.bytes;
  }
  return made;
}

std::vector<size_t> ClusterByTemplate(const std::vector<std::string_view>& texts) {
  Clusters clusters(texts.size());
  std::unordered_map<std::string, size_t> same;
  std::vector<Shingles> shingles(texts.size());
  std::array<std::unordered_map<uint64_t, std::vector<size_t>>, kBands> buckets;
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string made = TemplateOf(texts[i]);
    const auto [first, is_new] = same.emplace(made, i);
    if (!is_new) {
      clusters.Join(first->second, i);
      continue;
    }
    shingles[i] = ShinglesOf(made);
    if (shingles[i].empty()) continue;
    const std::array<uint64_t, kBands> bands = BandsOf(shingles[i]);
    for (size_t band = 0; band < kBands; ++band) {
      std::vector<size_t>& bucket = buckets[band][bands[band]];
      for (size_t k = 0; k < bucket.size() && k < kMaxCompared; ++k) {
        if (clusters.Find(bucket[k]) != clusters.Find(i) &&
            Similarity(shingles[bucket[k]], shingles[i]) >= kNearIdentical) {
          clusters.Join(bucket[k], i);
        }
      }
      bucket.push_back(i);
    }
  }
  std::vector<size_t> numbers(texts.size());
  std::unordered_map<size_t, size_t> number_of;
  for (size_t i = 0; i < texts.size(); ++i) {
    numbers[i] = number_of.emplace(clusters.Find(i), number_of.size()).first->second;
  }
  return numbers;
}

}  // namespace mingcha
