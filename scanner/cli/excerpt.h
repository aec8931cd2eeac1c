// The sentence in which evidence stands, made fit to be shown: personal data masked, and nothing in
// it that a terminal would act on or hide.

#ifndef MINGCHA_CLI_EXCERPT_H_
#define MINGCHA_CLI_EXCERPT_H_

#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"

#include "mingcha/span.h"

namespace mingcha::cli {

// Returns `words` (UTF-8, from people) with control, bidirectional and invisible characters written
// as ‹U+200B›, and line ends as ⏎.
std::string Visible(std::string_view words);

// Returns the sentences of `text` that hold the spans of `original`, one line each, with the spans
// set off as `style` does it. Long sentences are cut around the evidence, with "…".
//
// Requires: the spans lie on character borders of `text`. An excerpt in which masking moved the
// characters is left out: the caller shows the finding's quote.
std::vector<std::string> ShowInSentences(std::string_view text, std::vector<ByteSpan> original,
                                         const Style& style);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_EXCERPT_H_
