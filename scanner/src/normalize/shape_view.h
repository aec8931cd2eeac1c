// Makes the shape view: the compact one with everyday characters for rarer ones that look like them
// and for characters that were taken apart.

#ifndef MINGCHA_NORMALIZE_SHAPE_VIEW_H_
#define MINGCHA_NORMALIZE_SHAPE_VIEW_H_

#include <string_view>

#include "normalize/normalizer.h"

namespace mingcha {

// `*shape` is emptied first. Each replacement is an edit of its map, a disguise.
void MakeShape(std::string_view compact, NormalizedText* shape);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_SHAPE_VIEW_H_
