#include "normalize/generate/table_writer.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/check.h"
#include "base/utf8.h"
#include "normalize/fold_table.h"

namespace mingcha {
namespace {

constexpr UChar32 kCodePoints = 0x110000;
constexpr UChar32 kBlockSize = 64;
constexpr size_t kLineLength = 96;

// The texts that entries point to, each once.
class Pool {
 public:
  uint32_t Place(const std::string& text) {
    const auto [entry, is_new] = places_.try_emplace(text, static_cast<uint32_t>(bytes_.size()));
    if (is_new) bytes_ += text;
    return entry->second;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::map<std::string, uint32_t> places_;
  std::string bytes_;
};

// A vowel with a tone mark of pinyin: acute, grave, macron or caron, on a e i o u ü.
bool IsToned(UChar32 code_point) {
  return std::u32string_view(U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ").find(static_cast<char32_t>(code_point)) !=
         std::u32string_view::npos;
}

uint32_t FlagsOf(const ReferenceFold& fold, UChar32 code_point, const icu::UnicodeString& folded) {
  uint32_t flags = 0;
  const auto set_if = [&flags](bool condition, FoldEntry::Flag flag) {
    if (condition) flags |= flag;
  };
  if (fold.Joins(code_point)) return FoldEntry::kJoins;  // What it becomes, becomes of the run.
  set_if(fold.Disguises(code_point), FoldEntry::kDisguise);
  set_if(u_hasBinaryProperty(code_point, UCHAR_REGIONAL_INDICATOR), FoldEntry::kRegional);
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    set_if(IsToned(c), FoldEntry::kTone);
    set_if(ReferenceFold::IsForeignAlphabet(c) && fold.LookalikeOf(c) != 0, FoldEntry::kLookalike);
  }
  set_if(folded.countChar32() == 1 && ReferenceFold::IsForeignAlphabet(folded.char32At(0)) &&
             fold.LookalikeOf(code_point) != 0,
         FoldEntry::kLookalike);
  return flags;
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  return text.toUTF8String(utf8);
}

// The bits of a code point's entry; 0 for no entry.
uint32_t EntryOf(const ReferenceFold& fold, UChar32 code_point, Pool* pool) {
  if (U_IS_SURROGATE(code_point)) return 0;
  const icu::UnicodeString character(code_point);
  const icu::UnicodeString folded = fold.Fold(character);
  const uint32_t flags = FlagsOf(fold, code_point, folded);
  if (folded == character && flags == 0) return 0;
  if ((flags & FoldEntry::kJoins) != 0) return flags;

  const std::string text = Utf8(folded);
  const bool in_place = (flags & FoldEntry::kDisguise) == 0 && folded.countChar32() == 1 &&
                        text.size() == Utf8(character).size();
  const uint32_t place = pool->Place(text);
  const auto length = static_cast<uint32_t>(text.size());
  MINGCHA_CHECK(place >> FoldEntry::kOffsetBits == 0 && length >> FoldEntry::kLengthBits == 0);
  MINGCHA_CHECK(folded.isEmpty() || !fold.Joins(folded.char32At(0)));
  // An invisible character has an entry even though nothing is left to say about it.
  return flags | length << FoldEntry::kOffsetBits | place | (in_place ? FoldEntry::kInPlace : 0U);
}

struct Tables {
  std::vector<uint32_t> block_of;
  std::vector<FoldBlock> blocks;
  std::vector<uint32_t> entries;
  std::vector<Lookalike> lookalikes;
  Pool pool;
};

Tables BuildTables(const ReferenceFold& fold) {
  Tables tables;
  std::map<std::pair<uint64_t, std::vector<uint32_t>>, uint32_t> known;
  for (UChar32 begin = 0; begin < kCodePoints; begin += kBlockSize) {
    uint64_t has_entry = 0;
    std::vector<uint32_t> entries;
    for (UChar32 c = begin; c < begin + kBlockSize; ++c) {
      const bool deleted = !U_IS_SURROGATE(c) && fold.Fold(icu::UnicodeString(c)).isEmpty();
      const uint32_t entry = EntryOf(fold, c, &tables.pool);
      if (entry != 0 || deleted) {
        has_entry |= uint64_t{1} << (c - begin);
        entries.push_back(entry);
      }
      const char letter = U_IS_SURROGATE(c) ? '\0' : fold.LookalikeOf(c);
      if ((entry & FoldEntry::kLookalike) != 0 && letter != 0) {
        tables.lookalikes.push_back({static_cast<uint32_t>(c), letter});
      }
    }
    const auto [block, is_new] =
        known.try_emplace({has_entry, entries}, static_cast<uint32_t>(tables.blocks.size()));
    if (is_new) {
      tables.blocks.push_back({has_entry, static_cast<uint32_t>(tables.entries.size())});
      tables.entries.insert(tables.entries.end(), entries.begin(), entries.end());
    }
    tables.block_of.push_back(block->second);
  }
  return tables;
}

// Fills lines with the parts of a list.
class Lines {
 public:
  explicit Lines(std::string* out) : out_(out) {}
  void Add(const std::string& part) {
    if (width_ + part.size() > kLineLength) {
      *out_ += '\n';
      width_ = 0;
    }
    *out_ += part;
    width_ += part.size();
  }

 private:
  std::string* out_;
  size_t width_ = 0;
};

void WriteNumbers(const std::vector<uint32_t>& numbers, const char* format, std::string* out) {
  Lines lines(out);
  for (const uint32_t number : numbers) {
    lines.Add(*format == 'x' ? absl::StrFormat("0x%x,", number) : absl::StrFormat("%d,", number));
  }
}

// Ideographs and ASCII letters stand as they are; a literal is closed after each line.
void WritePool(const std::string& pool, std::string* out) {
  std::string line;
  const auto flush = [&line, out] { *out += "\"" + std::exchange(line, std::string()) + "\"\n"; };
  for (size_t i = 0; i < pool.size();) {
    const DecodedChar c = DecodeUtf8(pool, i);
    const auto code_point = static_cast<UChar32>(c.code_point);
    const bool plain =
        c.code_point < 0x80 ? u_isalnum(code_point) : code_point >= 0x4e00 && code_point <= 0x9fff;
    for (size_t byte = i; byte < i + c.bytes; ++byte) {
      line += plain ? std::string(1, pool[byte])
                    : absl::StrFormat("\\%03o", static_cast<unsigned char>(pool[byte]));
    }
    i += c.bytes;
    if (line.size() >= kLineLength) flush();
  }
  flush();
}

}  // namespace

std::string RenderFoldTable(const ReferenceFold& fold) {
  const Tables tables = BuildTables(fold);
  std::string out = absl::StrFormat(
      "// Made by mingcha_generate_tables from ICU %s (Unicode %s: NFKC_Casefold, Hant-Hans,\n"
      "// confusables) and %s. Do not edit.\n",
      U_ICU_VERSION, U_UNICODE_VERSION, fold.radicals_version());
  out += "// clang-format off\n\nconst uint16_t kFoldBlockOf[] = {\n";
  WriteNumbers(tables.block_of, "d", &out);
  out += "\n};\n\nconst FoldBlock kFoldBlocks[] = {\n";
  Lines blocks(&out);
  for (const FoldBlock& block : tables.blocks) {
    blocks.Add(absl::StrFormat("{0x%x,%d},", block.has_entry, block.first_entry));
  }
  out += "\n};\n\nconst uint32_t kFoldEntries[] = {\n";
  WriteNumbers(tables.entries, "x", &out);
  out += "\n};\n\nconstexpr Lookalike kLookalikes[] = {\n";
  Lines lookalikes(&out);
  for (const Lookalike& entry : tables.lookalikes) {
    lookalikes.Add(absl::StrFormat("{0x%x,'%c'},", entry.code_point, entry.letter));
  }
  out += "\n};\n\nconst char kFoldPool[] =\n";
  WritePool(tables.pool.bytes(), &out);
  out += ";\n";
  return out;
}

}  // namespace mingcha
