// Writes words of a sentence in disguise, and leaves the rest of the sentence as it is.

#ifndef MINGCHA_AUTHORING_MUTATE_DISGUISER_H_
#define MINGCHA_AUTHORING_MUTATE_DISGUISER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/span.h"

#include "authoring/mutate/disguise_kind.h"
#include "authoring/mutate/random.h"
#include "normalize/spelling_variants.h"

namespace mingcha {

// A sentence with words in disguise.
struct Disguised {
  // Where a disguised word stands: in two messages it may have two places.
  struct Place {
    size_t message = 0;
    ByteSpan original;  // Of that message.
  };

  std::vector<std::string> messages;        // One; two where the kind is kTwoMessages.
  std::vector<std::vector<Place>> altered;  // By disguised word, its places.
};

// Immutable: any number of threads may use it.
class Disguiser {
 public:
  // Writes `edits` places (as many as there are, if fewer) of `words` in `text` in the manner of
  // `kind`. Pinyin and initials take one word whole. Returns nothing where the words have no place
  // for it: full width needs Latin letters or digits.
  //
  // Requires: `text` is valid UTF-8, and the words lie on its character borders; edits > 0.
  std::optional<Disguised> Disguise(DisguiseKind kind, std::string_view text,
                                    const std::vector<ByteSpan>& words, size_t edits,
                                    Random& random) const;

 private:
  // A stretch that may be written otherwise. Empty: something is put between two characters.
  struct Spot {
    ByteSpan original;
    std::vector<std::string> forms;
  };
  using Spots = std::vector<Spot>;

  Spots SpotsOf(DisguiseKind kind, std::string_view text, ByteSpan word, Random& random) const;
  Spots GapsWith(std::vector<std::string> forms, std::string_view text, ByteSpan word) const;
  Spots SpelledOut(std::string_view text, ByteSpan word) const;
  Spots Annotations(std::string_view text, ByteSpan word) const;
  Spots TraditionalForms(std::string_view text, ByteSpan word) const;
  Spots Typed(std::string_view text, ByteSpan word) const;
  Spots TypedInPart(std::string_view text, ByteSpan word, Random& random) const;
  Spots Initials(std::string_view text, ByteSpan word) const;
  std::vector<std::string> FormsOf(DisguiseKind kind, std::string_view text, size_t at) const;
  std::string ReadingAt(std::string_view text, size_t at) const;

  SpellingVariants spelling_;
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_MUTATE_DISGUISER_H_
