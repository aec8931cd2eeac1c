#include "ticket/ticket_policy.h"

#include <algorithm>
#include <string_view>

namespace mingcha {
namespace {

template <typename T>
bool Contains(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// "mkt.*" means every id that begins with "mkt."; anything else means itself.
bool Names(std::string_view rules, std::string_view rule_id) {
  if (!rules.ends_with(".*")) return rules == rule_id;
  return rule_id.starts_with(rules.substr(0, rules.size() - 1));
}

bool HasFeatures(const Features& wanted, const Features& features) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& wish) {
    const auto feature = features.find(wish.first);
    return feature != features.end() && feature->second == wish.second;
  });
}

bool Applies(const PolicyCondition& when, const Finding& finding) {
  const auto names = [&](const std::string& rules) { return Names(rules, finding.rule_id); };
  const auto is_tagged = [&](const std::string& tag) { return Contains(finding.tags, tag); };
  return (when.rules.empty() || std::any_of(when.rules.begin(), when.rules.end(), names)) &&
         (when.categories.empty() || Contains(when.categories, finding.category)) &&
         (when.tags.empty() || std::any_of(when.tags.begin(), when.tags.end(), is_tagged)) &&
         (!when.min_severity || finding.severity >= *when.min_severity) &&
         HasFeatures(when.features, finding.features) &&
         (when.speakers.empty() || Contains(when.speakers, finding.speaker));
}

}  // namespace

const PolicyRow* FindPolicyRow(const TicketPolicy& policy, const Finding& finding) {
  const auto row = std::find_if(policy.rows.begin(), policy.rows.end(),
                                [&](const PolicyRow& r) { return Applies(r.when, finding); });
  return row == policy.rows.end() ? nullptr : &*row;
}

}  // namespace mingcha
