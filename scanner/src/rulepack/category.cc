#include "rulepack/category.h"

#include <algorithm>
#include <iterator>

namespace mingcha {
namespace {

struct Family {
  std::string_view beginning;  // With its last dot.
  std::string_view category;
};

constexpr Family kFamilies[] = {
    {"mkt.", "prohibited_wording"},
    {"unlic.", "unlicensed_business"},
    {"suit.", "suitability"},
    {"disc.", "disclosure"},
    {"evs.", "evasive_reply"},
    {"fraud.agent.", "fraud_inducement"},
    {"fraud.cust.", "victim_disclosure"},
    {"lead.", "victim_disclosure"},
    {"cmp.", "complaint"},
    {"coll.", "collection"},
    {"priv.", "privacy"},
    {"divert.", "diversion"},
    {"conduct.", "conduct"},
    {"sla.", "service_level"},
    {"xs.", "cross_conversation"},
    {kSystemFamily, "system"},
};

std::vector<std::string_view> ListCategories() {
  std::vector<std::string_view> categories;
  for (const Family& family : kFamilies) {
    if (std::find(categories.begin(), categories.end(), family.category) == categories.end()) {
      categories.push_back(family.category);
    }
  }
  return categories;
}

}  // namespace

std::string_view CategoryOf(std::string_view rule_id) {
  for (const Family& family : kFamilies) {
    if (rule_id.starts_with(family.beginning)) return family.category;
  }
  return {};
}

bool IsFamily(std::string_view beginning) {
  return std::any_of(std::begin(kFamilies), std::end(kFamilies),
                     [&](const Family& family) { return family.beginning == beginning; });
}

const std::vector<std::string_view>& Categories() {
  static const std::vector<std::string_view> categories = ListCategories();
  return categories;
}

}  // namespace mingcha
