// Changes a view in place, keeping the way back to the text below it.

#ifndef MINGCHA_NORMALIZE_REWRITE_H_
#define MINGCHA_NORMALIZE_REWRITE_H_

#include <string>
#include <vector>

#include "normalize/normalizer.h"

namespace mingcha {

struct Replacement {
  ByteSpan old;      // Not empty.
  std::string text;  // What stands there instead; may be empty.
  bool disguise = false;
};

// Makes the replacements, which are in the order of the text and do not overlap. Where one of them
// meets an edit that the view has already, both become one edit. Returns whether there were any.
bool Rewrite(const std::vector<Replacement>& replacements, NormalizedText* view);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_REWRITE_H_
