// mingcha_compare_glyphs likeness|parts FONT FACE: how alike ideographs look, by the glyphs of a
// font. Reads pairs or triples of characters from stdin, one a line, and writes those that are
// alike with their score from 0 to 1.
//
// likeness: "夲 本": how much ink the two have in common, each in its place.
// parts: "保 亻 呆": how much the halves of the first look like the other two, each half stretched
// to the size of its part, cut where there is little ink.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <ft2build.h>
#include FT_FREETYPE_H

#include "base/check.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr int kCanvas = 96;  // Pixels of a rendered glyph.
constexpr int kGrid = 24;    // Cells of the picture that is compared.
constexpr int kSamples = 2;  // In each direction of a cell.
constexpr size_t kMaxCuts = 4;
constexpr float kMinScore = 0.4F;

struct Box {
  int left;
  int top;
  int right;
  int bottom;
};

using Canvas = std::vector<float>;  // kCanvas rows of kCanvas, ink from 0 to 1.
using Picture =
    std::array<float, kGrid * kGrid>;  // Blurred, so that strokes need not meet exactly.

class Font {
 public:
  Font(const char* path, long face) {
    MINGCHA_CHECK(FT_Init_FreeType(&library_) == 0);
    MINGCHA_CHECK(FT_New_Face(library_, path, face, &face_) == 0);
    MINGCHA_CHECK(FT_Set_Pixel_Sizes(face_, 0, kCanvas * 9 / 10) == 0);
  }
  ~Font() {
    FT_Done_Face(face_);
    FT_Done_FreeType(library_);
  }
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;

  // Empty if the font has no such character.
  const Canvas& Draw(char32_t c) {
    const auto [entry, is_new] = canvases_.try_emplace(c);
    if (!is_new || FT_Get_Char_Index(face_, c) == 0) return entry->second;
    MINGCHA_CHECK(FT_Load_Char(face_, c, FT_LOAD_RENDER | FT_LOAD_NO_HINTING) == 0);
    entry->second.resize(kCanvas * kCanvas);
    const FT_GlyphSlot glyph = face_->glyph;
    for (int y = 0; y < static_cast<int>(glyph->bitmap.rows); ++y) {
      for (int x = 0; x < static_cast<int>(glyph->bitmap.width); ++x) {
        const int to_x = x + glyph->bitmap_left;
        const int to_y = y + kCanvas * 8 / 10 - glyph->bitmap_top;
        if (to_x < 0 || to_x >= kCanvas || to_y < 0 || to_y >= kCanvas) continue;
        entry->second[static_cast<size_t>(to_y * kCanvas + to_x)] =
            static_cast<float>(glyph->bitmap.buffer[y * glyph->bitmap.pitch + x]) / 255.0F;
      }
    }
    return entry->second;
  }

 private:
  FT_Library library_ = nullptr;
  FT_Face face_ = nullptr;
  std::map<char32_t, Canvas> canvases_;
};

float InkAt(const Canvas& canvas, int x, int y) {
  return canvas[static_cast<size_t>(y * kCanvas + x)];
}

// The smallest box that holds the ink between two columns.
Box InkBox(const Canvas& canvas, int left, int right) {
  Box box{kCanvas, kCanvas, 0, 0};
  for (int y = 0; y < kCanvas; ++y) {
    for (int x = left; x < right; ++x) {
      if (InkAt(canvas, x, y) < 0.5F) continue;
      box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x + 1),
             std::max(box.bottom, y + 1)};
    }
  }
  return box;
}

// The ink inside `box`, stretched over the grid.
Picture Stretch(const Canvas& canvas, Box box) {
  Picture sharp{};
  const float step_x = static_cast<float>(box.right - box.left) / (kGrid * kSamples);
  const float step_y = static_cast<float>(box.bottom - box.top) / (kGrid * kSamples);
  for (int y = 0; y < kGrid * kSamples; ++y) {
    for (int x = 0; x < kGrid * kSamples; ++x) {
      const int from_x = box.left + static_cast<int>(static_cast<float>(x) * step_x);
      const int from_y = box.top + static_cast<int>(static_cast<float>(y) * step_y);
      sharp[static_cast<size_t>(y / kSamples * kGrid + x / kSamples)] +=
          InkAt(canvas, from_x, from_y) / (kSamples * kSamples);
    }
  }
  Picture blurred{};
  for (int y = 0; y < kGrid; ++y) {
    for (int x = 0; x < kGrid; ++x) {
      float sum = 0;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
          if (x + dx < 0 || x + dx >= kGrid || y + dy < 0 || y + dy >= kGrid) continue;
          const float weight = dx == 0 && dy == 0 ? 4 : dx == 0 || dy == 0 ? 2 : 1;
          sum += weight * sharp[static_cast<size_t>((y + dy) * kGrid + x + dx)] / 16;
        }
      }
      blurred[static_cast<size_t>(y * kGrid + x)] = sum;
    }
  }
  return blurred;
}

// The ink that both have, of the ink that one of them has.
float Likeness(const Picture& a, const Picture& b) {
  float both = 0;
  float either = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    both += std::min(a[i], b[i]);
    either += std::max(a[i], b[i]);
  }
  return either == 0 ? 0 : both / either;
}

float LikenessOf(Font& font, const std::vector<char32_t>& characters) {
  static std::map<char32_t, Picture> pictures;
  for (const char32_t c : characters) {
    if (pictures.count(c) != 0) continue;
    if (font.Draw(c).empty()) return 0;
    pictures[c] = Stretch(font.Draw(c), {0, 0, kCanvas, kCanvas});
  }
  return Likeness(pictures[characters[0]], pictures[characters[1]]);
}

// The columns with the least ink, in the middle of a glyph and not beside one another.
std::vector<int> Cuts(const Canvas& canvas) {
  std::vector<std::pair<float, int>> columns;
  for (int x = kCanvas / 5; x <= kCanvas * 4 / 5; ++x) {
    float ink = 0;
    for (int y = 0; y < kCanvas; ++y) ink += InkAt(canvas, x, y);
    columns.emplace_back(ink, x);
  }
  std::sort(columns.begin(), columns.end());
  std::vector<int> cuts;
  for (const auto& [ink, x] : columns) {
    const bool is_near = std::any_of(cuts.begin(), cuts.end(),
                                     [x = x](int other) { return std::abs(other - x) < 4; });
    if (!is_near) cuts.push_back(x);
    if (cuts.size() == kMaxCuts) break;
  }
  return cuts;
}

float LikenessOfParts(Font& font, const std::vector<char32_t>& characters) {
  std::array<Picture, 2> parts;
  for (size_t i = 0; i < parts.size(); ++i) {
    const Canvas& canvas = font.Draw(characters[i + 1]);
    if (canvas.empty()) return 0;
    parts[i] = Stretch(canvas, InkBox(canvas, 0, kCanvas));
  }
  const Canvas& whole = font.Draw(characters[0]);
  if (whole.empty()) return 0;
  float best = 0;
  for (const int cut : Cuts(whole)) {
    const Box left = InkBox(whole, 0, cut);
    const Box right = InkBox(whole, cut, kCanvas);
    if (left.right <= left.left || right.right <= right.left) continue;
    best = std::max(best, std::min(Likeness(Stretch(whole, left), parts[0]),
                                   Likeness(Stretch(whole, right), parts[1])));
  }
  return best;
}

int Run(const std::string& mode, const char* path, long face) {
  Font font(path, face);
  const bool of_parts = mode == "parts";
  std::string line;
  while (std::getline(std::cin, line)) {
    std::vector<char32_t> characters;
    for (size_t i = 0; i < line.size();) {
      const DecodedChar c = DecodeUtf8(line, i);
      i += c.bytes;
      if (c.code_point != ' ') characters.push_back(c.code_point);
    }
    if (characters.size() != (of_parts ? 3U : 2U)) return 2;
    const float score = of_parts ? LikenessOfParts(font, characters) : LikenessOf(font, characters);
    if (score < kMinScore) continue;
    std::printf("%s %.3f\n", line.c_str(), static_cast<double>(score));
  }
  return 0;
}

}  // namespace
}  // namespace mingcha

int main(int argc, char** argv) {
  const std::string mode = argc == 4 ? argv[1] : "";
  if (mode != "likeness" && mode != "parts") {
    std::fputs("usage: mingcha_compare_glyphs likeness|parts FONT FACE\n", stderr);
    return 2;
  }
  return mingcha::Run(mode, argv[2], std::stol(argv[3]));
}
