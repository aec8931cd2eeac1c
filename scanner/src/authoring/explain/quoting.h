// Words and names for explanations: places of the folded text in the original, personal data
// masked.

#ifndef MINGCHA_AUTHORING_EXPLAIN_QUOTING_H_
#define MINGCHA_AUTHORING_EXPLAIN_QUOTING_H_

#include <string>
#include <string_view>
#include <vector>

#include "mingcha/span.h"

#include "authoring/explain/explanation.h"
#include "normalize/normalizer.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Leads from the folded text of one message to its original words.
class Quoting {
 public:
  // `text` must outlive it.
  explicit Quoting(std::string_view text);

  Quoted Of(ByteSpan original) const;
  // An empty span is the place in front of which it stands.
  Quoted OfFolded(ByteSpan folded) const;
  std::vector<Quoted> OfFolded(const std::vector<ByteSpan>& folded) const;

 private:
  std::string_view text_;
  Normalizer normalizer_;
};

// "mkt.guarantee.principal/keeps_principal"; of a shared pattern its name alone.
std::string NameOf(const CompiledPattern& pattern);

// "保*本 [6,13)"
std::string InWords(const Quoted& quoted);
// "a, b"
std::string InWords(const std::vector<Quoted>& quoted);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_QUOTING_H_
