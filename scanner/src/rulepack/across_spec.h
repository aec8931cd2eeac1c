// What a rule over many conversations counts, and under which keys.

#ifndef MINGCHA_RULEPACK_ACROSS_SPEC_H_
#define MINGCHA_RULEPACK_ACROSS_SPEC_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace mingcha {

// What messages of many conversations have in common. An account is a bank card, a phone, a QQ or a
// WeChat number that the message names, a code the letters and digits of the words that were found;
// a tenant is in every key.
enum class CountedBy : uint8_t { kAgent, kCustomer, kAccount, kUrl, kCode, kTenant };

// Of what there must be several.
enum class Distinct : uint8_t { kConversations, kCustomers, kAgents, kChannels, kCodes };

std::string_view ToString(CountedBy by);       // "agent"
std::string_view ToString(Distinct distinct);  // "conversations"

struct AcrossSpec {
  std::vector<CountedBy> by;  // Never empty for a rule of kind across. The first is its subject.
  Distinct distinct = Distinct::kConversations;
  bool similar = false;  // Only messages that say nearly the same are counted together.
};

// Whether the rule counts by a key that stands in the words of a message.
constexpr bool IsNamedInWords(CountedBy by) {
  return by == CountedBy::kAccount || by == CountedBy::kUrl;
}

// There is never more than one: an agent of each agent, a customer of each customer, a code of each
// code.
bool CountsItself(const AcrossSpec& spec);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_ACROSS_SPEC_H_
