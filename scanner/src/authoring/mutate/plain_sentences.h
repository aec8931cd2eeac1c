// The sentences that disguises start from: what a rule takes as it stands, and the words that made
// the rule take it.

#ifndef MINGCHA_AUTHORING_MUTATE_PLAIN_SENTENCES_H_
#define MINGCHA_AUTHORING_MUTATE_PLAIN_SENTENCES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/rule_pack.h"
#include "mingcha/scanner.h"
#include "mingcha/span.h"

#include "evaluate/hit_finder.h"
#include "normalize/normalizer.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Words of a message that one or more patterns of the rule hit.
struct PlainWord {
  ByteSpan original;
  std::vector<uint32_t> patterns;
  ViewSet views = 0;      // In which one of the patterns is matched.
  bool initials = false;  // One of them is looked for by its initials too.
};

struct PlainSentence {
  uint32_t rule = 0;
  Message message;
  std::vector<PlainWord> words;  // Of one finding. Never empty.
  std::string file;              // Where the example stands, or the rule whose term it is.
  uint32_t line = 0;
};

// The sentences of one rule, and what could not be one.
struct PlainSentences {
  std::vector<PlainSentence> sentences;
  size_t silent_examples = 0;     // Not taken as they stand: `rules test` says why.
  size_t disguised_examples = 0;  // In disguise already.
  size_t unreached_terms = 0;     // No sentence was found in which the term makes the rule fire.
};

// The views that a pattern's terms (or regexes) are matched in.
ViewSet ViewsOf(const CompiledPattern& pattern);

// The patterns that `rule` finds by, ascending.
std::vector<uint32_t> FindingPatterns(const CompiledRule& rule);

// Makes sentences of a rule's examples, and of its terms: each takes the place of the words that
// its pattern hit in an example, or stands alone. For one thread at a time.
class PlainSentenceMaker {
 public:
  explicit PlainSentenceMaker(std::shared_ptr<const RulePack> pack);

  PlainSentences Make(uint32_t rule);

 private:
  // A finding as its words.
  using Words = std::vector<PlainWord>;

  // The findings of `rule` in the message that are not in disguise. `*found` says whether there
  // were any, disguised or not.
  std::vector<Words> FindingsIn(const Message& message, uint32_t rule, bool* found);
  Words WordsOf(const std::vector<ByteSpan>& evidence, const std::vector<uint32_t>& patterns);
  void AddExamples(uint32_t rule, PlainSentences* made);
  void AddTerms(uint32_t rule, PlainSentences* made);
  std::optional<PlainSentence> SentenceWith(const std::string& term, uint32_t pattern,
                                            uint32_t rule,
                                            const std::vector<PlainSentence>& examples);
  std::optional<PlainSentence> Try(Message message, ByteSpan term, uint32_t rule);
  void Add(PlainSentence sentence, PlainSentences* made);

  std::shared_ptr<const RulePack> pack_;
  const CompiledPack& rules_;
  Scanner scanner_;
  Normalizer normalizer_;
  HitFinder finder_;
  std::set<std::pair<std::string, std::vector<ByteSpan>>> seen_;  // Of the rule at hand.
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_MUTATE_PLAIN_SENTENCES_H_
