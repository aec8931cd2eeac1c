// What the labels of a data set mean to the rules of a pack.

#ifndef MINGCHA_AUTHORING_EVAL_LABEL_MAP_H_
#define MINGCHA_AUTHORING_EVAL_LABEL_MAP_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/diagnostic.h"
#include "mingcha/message.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// Findings that a label calls for.
struct LabelMeaning {
  std::vector<std::string> categories;
  std::vector<std::string> rules;  // Ids, or beginnings that end in ".*".

  // Nothing is to be found.
  bool benign() const { return categories.empty() && rules.empty(); }
  bool Wants(const CompiledRule& rule) const;
};

struct LabelMap {
  std::map<std::string, LabelMeaning, std::less<>> labels;
  std::map<std::string, Speaker, std::less<>> speakers;  // Words for speakers besides our own.

  // Null: the label says nothing about this pack.
  const LabelMeaning* Find(std::string_view label) const;
  std::optional<Speaker> SpeakerOf(std::string_view word) const;
};

// Without a map a label means the category or the rule of its name; "benign", "none" and "normal"
// mean that nothing is to be found.
LabelMap DefaultLabelMap(const CompiledPack& pack);

// Reads a map:
//
//   schema: 1
//   labels:
//     prohibited_marketing: {categories: [prohibited_wording], rules: [unlic.*]}
//     benign: {}
//   speakers: {staff: agent}
//
// nullopt, with `*diagnostics`, if it is none: an unknown key, category or rule, a wrong type.
std::optional<LabelMap> ParseLabelMap(const CompiledPack& pack, const std::string& file,
                                      std::string text, std::vector<Diagnostic>* diagnostics);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EVAL_LABEL_MAP_H_
