#include "authoring/baseline.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/json.h"
#include "base/status_util.h"

namespace mingcha {
namespace {

// Changes when a reader of the older form would misunderstand the newer one.
constexpr int64_t kFormat = 1;

absl::Status NotABaseline(std::string_view why) {
  return absl::InvalidArgumentError(absl::StrFormat("not a baseline: %s", why));
}

absl::StatusOr<Baseline::Firing> FiringFromJson(const Json& json) {
  const auto finding_id = StringMember(json, "finding_id");
  const auto conversation_id = StringMember(json, "conversation_id");
  const auto message_id = StringMember(json, "message_id");
  if (!finding_id || !conversation_id || !message_id) {
    return NotABaseline("a finding has finding_id, conversation_id and message_id");
  }
  return Baseline::Firing{*finding_id, *conversation_id, *message_id};
}

absl::StatusOr<Baseline::Firings> FiringsFromJson(const Json& json) {
  if (!json.is_array()) return NotABaseline("the findings of a rule are a list");
  Baseline::Firings firings;
  for (const Json& one : json) {
    MINGCHA_ASSIGN_OR_RETURN(Baseline::Firing firing, FiringFromJson(one));
    firings.insert(std::move(firing));
  }
  return firings;
}

std::vector<Baseline::Firing> Without(const Baseline::Firings& all,
                                      const std::set<std::string_view>& ids) {
  std::vector<Baseline::Firing> left;
  std::copy_if(all.begin(), all.end(), std::back_inserter(left),
               [&](const Baseline::Firing& firing) { return !ids.contains(firing.finding_id); });
  return left;
}

std::set<std::string_view> IdsOf(const Baseline::Firings& firings) {
  std::set<std::string_view> ids;
  for (const Baseline::Firing& firing : firings) ids.insert(firing.finding_id);
  return ids;
}

}  // namespace

void Baseline::Add(const Finding& finding) {
  by_rule[finding.rule_id].insert(
      {finding.finding_id, finding.conversation.conversation_id, finding.message_id});
}

uint64_t Baseline::firings() const {
  uint64_t sum = 0;
  for (const auto& [rule, its_firings] : by_rule) sum += its_firings.size();
  return sum;
}

double Baseline::PerTenThousand(uint64_t count) const {
  if (messages == 0) return 0;
  return 10'000.0 * static_cast<double>(count) / static_cast<double>(messages);
}

std::vector<RuleDrift> Compare(const Baseline& recorded, const Baseline& now) {
  std::set<std::string> rules;
  for (const auto& [rule, firings] : recorded.by_rule) rules.insert(rule);
  for (const auto& [rule, firings] : now.by_rule) rules.insert(rule);
  static const Baseline::Firings kNoFirings;
  const auto firings_of = [](const Baseline& baseline,
                             const std::string& rule) -> const Baseline::Firings& {
    const auto found = baseline.by_rule.find(rule);
    return found == baseline.by_rule.end() ? kNoFirings : found->second;
  };

  std::vector<RuleDrift> drifts;
  for (const std::string& rule : rules) {
    const Baseline::Firings& before = firings_of(recorded, rule);
    const Baseline::Firings& after = firings_of(now, rule);
    RuleDrift drift = {rule, Without(after, IdsOf(before)), Without(before, IdsOf(after))};
    if (!drift.fresh.empty() || !drift.lost.empty()) drifts.push_back(std::move(drift));
  }
  return drifts;
}

std::string WriteBaseline(const Baseline& baseline) {
  Json json;
  json["baseline"] = kFormat;
  json["pack"] = baseline.pack;
  json["pack_digest"] = baseline.pack_digest;
  json["messages"] = baseline.messages;
  Json& rules = json["rules"] = Json::object();
  for (const auto& [rule, firings] : baseline.by_rule) {
    Json& list = rules[rule] = Json::array();
    for (const Baseline::Firing& firing : firings) {
      Json one;
      one["conversation_id"] = firing.conversation_id;
      one["message_id"] = firing.message_id;
      one["finding_id"] = firing.finding_id;
      list.push_back(std::move(one));
    }
  }
  return json.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

absl::StatusOr<Baseline> ParseBaseline(std::string_view text) {
  MINGCHA_ASSIGN_OR_RETURN(const Json json, ParseJson(text));
  if (!json.is_object()) return NotABaseline("it is no object");
  const std::optional<int64_t> format = IntMember(json, "baseline");
  if (!format) return NotABaseline("it does not say \"baseline\": 1");
  if (*format != kFormat) {
    return NotABaseline(
        absl::StrFormat("its form is %d, and this version reads %d", *format, kFormat));
  }
  const std::optional<int64_t> messages = IntMember(json, "messages");
  if (!messages || *messages < 0) return NotABaseline("\"messages\" is a number");
  const auto rules = json.find("rules");
  if (rules == json.end() || !rules->is_object()) return NotABaseline("\"rules\" is an object");

  Baseline baseline;
  baseline.pack = StringMember(json, "pack").value_or("");
  baseline.pack_digest = StringMember(json, "pack_digest").value_or("");
  baseline.messages = static_cast<uint64_t>(*messages);
  for (const auto& [rule, firings] : rules->items()) {
    MINGCHA_ASSIGN_OR_RETURN(baseline.by_rule[rule], FiringsFromJson(firings));
  }
  return baseline;
}

}  // namespace mingcha
