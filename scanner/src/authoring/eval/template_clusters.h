// Texts that were made from one template, so that a message sent a thousand times is one proof and
// not a thousand.

#ifndef MINGCHA_AUTHORING_EVAL_TEMPLATE_CLUSTERS_H_
#define MINGCHA_AUTHORING_EVAL_TEMPLATE_CLUSTERS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mingcha {

// The text folded, each run of digits as one "#", links as one "@", and nothing else left but
// letters and ideographs.
std::string TemplateOf(std::string_view text);

// Returns for each text the number of its cluster; clusters are numbered by their first texts. Two
// texts are in one cluster if their templates are equal, or near-identical: both of at least 8
// characters, and of their shingles of three characters at least 9 of 10 in common; and so is
// whoever is near to one of them. Cost: near to linear in the bytes of all texts.
std::vector<size_t> ClusterByTemplate(const std::vector<std::string_view>& texts);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EVAL_TEMPLATE_CLUSTERS_H_
