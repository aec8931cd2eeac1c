#include "rulepack/rule_source.h"

#include <algorithm>

namespace mingcha {

PatternNames::PatternNames(const PackSource& pack) : pack_(pack) {
  for (uint32_t i = 0; i < pack.patterns.size(); ++i) {
    const PatternSource& pattern = pack.patterns[i];
    numbers_.emplace(std::pair(pattern.owner, std::string_view(pattern.name.value)), i);
  }
}

uint32_t PatternNames::Find(OwnerNumber owner, std::string_view name) const {
  for (const OwnerNumber number : {owner, kSharedOwner}) {
    const auto found = numbers_.find(std::pair(number, name));
    if (found != numbers_.end()) return found->second;
  }
  return kNone;
}

std::vector<std::string_view> PatternNames::Visible(OwnerNumber owner) const {
  std::vector<std::string_view> names;
  for (const uint32_t i : Of(owner)) names.push_back(pack_.patterns[i].name.value);
  if (owner == kSharedOwner) return names;
  for (const uint32_t i : Of(kSharedOwner)) names.push_back(pack_.patterns[i].name.value);
  return names;
}

std::vector<uint32_t> PatternNames::Of(OwnerNumber owner) const {
  std::vector<uint32_t> own;
  for (auto at = numbers_.lower_bound(std::pair(owner, std::string_view()));
       at != numbers_.end() && at->first.first == owner; ++at) {
    own.push_back(at->second);
  }
  std::sort(own.begin(), own.end());
  return own;
}

std::vector<uint32_t> DefaultPatterns(const RuleSource& rule, const PackSource& pack,
                                      const PatternNames& names) {
  std::vector<uint32_t> patterns = names.Of(rule.owner);
  std::erase_if(patterns, [&](uint32_t i) {
    return std::any_of(rule.lawful.begin(), rule.lawful.end(), [&](const LawfulSource& lawful) {
      return lawful.pattern.value == pack.patterns[i].name.value;
    });
  });
  return patterns;
}

}  // namespace mingcha
