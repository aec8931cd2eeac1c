// Collects what is to be told to the author of a pack.

#ifndef MINGCHA_RULEPACK_REPORTER_H_
#define MINGCHA_RULEPACK_REPORTER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/diagnostic.h"

#include "rulepack/diagnostic_codes.h"
#include "yaml/yaml_document.h"

namespace mingcha {

// What stands beside a diagnostic's sentence.
struct Aside {
  std::string note;
  std::string help;
};

class Reporter {
 public:
  // `diagnostics` must outlive the reporter.
  explicit Reporter(std::vector<Diagnostic>* diagnostics) : diagnostics_(diagnostics) {}
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;

  // Lines of `document`, which must outlive the reporter, can be quoted from now on.
  void Know(const YamlDocument& document) { documents_[document.file()] = &document; }

  void Tell(Code code, const SourcePlace& place, std::string message, Aside aside = {});

  // Whether suggestions are still made. After many of them they are not: a hostile file must not
  // make the comparisons cost minutes.
  bool suggests() const { return suggestions_left_ > 0; }
  // Returns `did you mean "terms"?` if one of `names` is close to `word`, or an empty string.
  std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& names);

 private:
  std::vector<Diagnostic>* const diagnostics_;
  std::map<std::string, const YamlDocument*, std::less<>> documents_;
  int suggestions_left_ = 200;
};

// "a, b, c"; of many names the first.
std::string JoinNames(const std::vector<std::string_view>& names);
// "line 5", with the file in front if it is not that of `here`.
std::string OtherPlace(const SourcePlace& there, const SourcePlace& here);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_REPORTER_H_
