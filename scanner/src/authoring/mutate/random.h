// A small generator of pseudo-random numbers that gives the same everywhere (the distributions of
// the standard library need not).

#ifndef MINGCHA_AUTHORING_MUTATE_RANDOM_H_
#define MINGCHA_AUTHORING_MUTATE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mingcha {

// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  // Goes on from what it is given too, so that each thing has numbers of its own, whatever else is
  // drawn (FNV-1a over the text).
  Random& Mix(std::string_view text) {
    uint64_t hash = 0xcbf29ce484222325 ^ Next();
    for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
    state_ = hash;
    return *this;
  }

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  // From 0 to `limit` - 1; `limit` is not 0, and small, so that the bias of the rest is too.
  size_t Below(size_t limit) { return static_cast<size_t>(Next() % limit); }

 private:
  uint64_t state_;
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_MUTATE_RANDOM_H_
