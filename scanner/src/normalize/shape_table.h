// Which characters look like others, and which two side by side look like one. shape_table.inc is
// generated from the glyphs of a font, Unihan and a reviewed file; see generate/.

#ifndef MINGCHA_NORMALIZE_SHAPE_TABLE_H_
#define MINGCHA_NORMALIZE_SHAPE_TABLE_H_

namespace mingcha {

// The everyday character that a rarer one looks like; 0 if there is none.
char32_t LooksLike(char32_t c);

// The character that the two were taken from; 0 if there is none.
char32_t JoinParts(char32_t first, char32_t second);

// Whether either of the functions may say something about `c`; for `c` that begins a pair.
bool IsOfInterestToShape(char32_t c);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_SHAPE_TABLE_H_
