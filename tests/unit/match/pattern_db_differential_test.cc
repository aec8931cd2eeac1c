// The engine against searches that are too simple to be wrong.

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "match/pattern_db.h"

namespace mingcha {
namespace {

using Hits = std::set<PatternHit>;

// Few characters, of one to four bytes, so that words meet and overlap.
const std::vector<std::string>& Alphabet() {
  static const std::vector<std::string> alphabet = {"a", "b", " ", "é", "保", "本", "金", "😀"};
  return alphabet;
}

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}

  size_t Below(size_t bound) { return engine_() % bound; }
  std::string Text(size_t min, size_t max) {
    std::string text;
    for (size_t n = min + Below(max - min + 1); n > 0; --n) {
      text += Alphabet()[Below(Alphabet().size())];
    }
    return text;
  }

 private:
  std::mt19937 engine_;
};

Hits Search(const std::vector<LiteralSource>& literals, const std::vector<RegexSource>& regexes,
            std::string_view text) {
  const auto db = PatternDb::Compile(literals, regexes, 1 << 30, nullptr);
  EXPECT_TRUE(db.ok()) << db.status();
  auto scratch = PatternDb::Scratch::For({db->get()});
  EXPECT_TRUE(scratch.ok());
  std::vector<PatternHit> hits;
  EXPECT_TRUE((*db)->FindAll(text, *scratch, 1'000'000, &hits));
  return Hits(hits.begin(), hits.end());
}

Hits SearchNaively(const std::vector<LiteralSource>& literals, std::string_view text) {
  Hits hits;
  for (const LiteralSource& source : literals) {
    for (size_t at = text.find(source.literal); at != std::string_view::npos;
         at = text.find(source.literal, at + 1)) {
      hits.insert({source.pattern,
                   {static_cast<uint32_t>(at), static_cast<uint32_t>(at + source.literal.size())}});
    }
  }
  return hits;
}

TEST(PatternDbDifferentialTest, FindsTheLiteralsThatANaiveSearchFinds) {
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<LiteralSource> literals;
    for (size_t n = 1 + random.Below(30); n > 0; --n) {
      literals.push_back({static_cast<uint32_t>(random.Below(12)), random.Text(1, 4)});
    }
    const std::string text = random.Text(0, 300);
    EXPECT_EQ(Search(literals, {}, text), SearchNaively(literals, text));
  }
}

// A piece of a regex: one of some characters (empty: any), between `min` and `max` times.
struct Piece {
  std::vector<std::string> any_of;
  size_t min = 1;
  size_t max = 1;
};

std::vector<Piece> RandomPieces(Random& random) {
  std::vector<Piece> pieces;
  for (size_t n = 1 + random.Below(4); n > 0; --n) {
    Piece piece;
    for (size_t k = random.Below(3); k > 0; --k) {
      piece.any_of.push_back(Alphabet()[random.Below(Alphabet().size())]);
    }
    piece.min = random.Below(3);
    piece.max = piece.min + random.Below(3);
    if (piece.max == 0) piece.max = 1;
    pieces.push_back(piece);
  }
  // At least one character, so that nothing matches the empty string.
  pieces.push_back({{Alphabet()[random.Below(Alphabet().size())]}, 1, 1});
  return pieces;
}

std::string ToRegex(const std::vector<Piece>& pieces) {
  std::string regex;
  for (const Piece& piece : pieces) {
    if (piece.any_of.empty()) {
      regex += '.';
    } else {
      regex += "(";
      for (size_t i = 0; i < piece.any_of.size(); ++i)
        regex += (i > 0 ? "|" : "") + piece.any_of[i];
      regex += ")";
    }
    regex += "{" + std::to_string(piece.min) + "," + std::to_string(piece.max) + "}";
  }
  return regex;
}

// Adds every index of `characters` at which a match that begins at `at` can end.
void AddEnds(const std::vector<std::string>& characters, const std::vector<Piece>& pieces,
             size_t piece, size_t at, std::set<size_t>* ends) {
  if (piece == pieces.size()) {
    ends->insert(at);
    return;
  }
  for (size_t taken = 0; taken <= pieces[piece].max; ++taken) {
    if (taken > 0) {
      if (at == characters.size()) return;
      const std::vector<std::string>& any_of = pieces[piece].any_of;
      const bool fits =
          any_of.empty() || std::find(any_of.begin(), any_of.end(), characters[at]) != any_of.end();
      if (!fits) return;
      ++at;
    }
    if (taken >= pieces[piece].min) AddEnds(characters, pieces, piece + 1, at, ends);
  }
}

Hits SearchNaively(const std::vector<Piece>& pieces, std::string_view text) {
  std::vector<std::string> characters;
  std::vector<uint32_t> offsets;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = DecodeUtf8(text, at).bytes;
    offsets.push_back(static_cast<uint32_t>(at));
    characters.emplace_back(text.substr(at, bytes));
    at += bytes;
  }
  offsets.push_back(static_cast<uint32_t>(text.size()));

  Hits hits;
  std::set<size_t> seen;  // The leftmost start comes first, and is the one that is told.
  for (size_t begin = 0; begin < characters.size(); ++begin) {
    std::set<size_t> ends;
    AddEnds(characters, pieces, 0, begin, &ends);
    for (const size_t end : ends) {
      if (seen.insert(end).second) hits.insert({0, {offsets[begin], offsets[end]}});
    }
  }
  return hits;
}

TEST(PatternDbDifferentialTest, FindsTheRegexesThatANaiveSearchFinds) {
  for (uint32_t seed = 1; seed <= 120; ++seed) {
    Random random(seed);
    const std::vector<Piece> pieces = RandomPieces(random);
    SCOPED_TRACE(ToRegex(pieces));
    const std::string text = random.Text(0, 60);
    EXPECT_EQ(Search({}, {{0, ToRegex(pieces)}}, text), SearchNaively(pieces, text)) << text;
  }
}

}  // namespace
}  // namespace mingcha
