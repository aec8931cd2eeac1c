// Ways to reach somebody: phones, QQ numbers, WeChat ids, addresses of the net.

#ifndef MINGCHA_EVALUATE_FEATURES_CONTACTS_H_
#define MINGCHA_EVALUATE_FEATURES_CONTACTS_H_

#include <string_view>
#include <vector>

#include "evaluate/features/feature_finder.h"

namespace mingcha {

// Adds QQ numbers, WeChat ids and URLs of a folded text, by place. An id is one beside a word for
// its service ("加v: xiaoli_88", "扣扣 12345678"); a URL has a known ending ("a.example.com",
// "example点com"). Phones are numbers, and found with them.
void FindContacts(std::string_view folded, std::vector<FoundFeature>* found);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_FEATURES_CONTACTS_H_
