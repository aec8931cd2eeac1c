// Changes a view in place, keeping the way back to the text below it.

#ifndef MINGCHA_NORMALIZE_REWRITE_H_
#define MINGCHA_NORMALIZE_REWRITE_H_

#include <span>
#include <string>
#include <string_view>

#include "normalize/normalizer.h"

namespace mingcha {

struct Replacement {
  ByteSpan old;           // Not empty.
  std::string_view text;  // What stands there instead; may be empty.
  bool disguise = false;
};

// Keeps its buffers from view to view. For one thread at a time.
class Rewriter {
 public:
  // Makes the replacements, which are in the order of the text and do not overlap. Where one of
  // them meets an edit that the view has already, both become one edit. Returns whether there were
  // any.
  bool Rewrite(std::span<const Replacement> replacements, NormalizedText* view);

 private:
  void MakeText(std::span<const Replacement> replacements, std::string_view old);
  void MakeMap(std::span<const Replacement> replacements, const OffsetMap& old);

  std::string text_;
  OffsetMap map_;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_REWRITE_H_
