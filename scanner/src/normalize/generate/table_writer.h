// Writes the tables of the folded view as C++ source.

#ifndef MINGCHA_NORMALIZE_GENERATE_TABLE_WRITER_H_
#define MINGCHA_NORMALIZE_GENERATE_TABLE_WRITER_H_

#include <string>

#include "normalize/generate/reference_fold.h"

namespace mingcha {

// Returns the text of fold_table.inc. The same ICU and file of radicals give the same bytes.
std::string RenderFoldTable(const ReferenceFold& fold);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_GENERATE_TABLE_WRITER_H_
