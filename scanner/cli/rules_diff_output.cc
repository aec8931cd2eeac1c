#include "cli/rules_diff_output.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/excerpt.h"

#include "base/json.h"

namespace mingcha::cli {
namespace {

uint64_t Of(const StateCounts& counts, BaselineState state) {
  return counts[static_cast<size_t>(state)];
}

bool HasChange(const StateCounts& counts) {
  return Of(counts, BaselineState::kNew) + Of(counts, BaselineState::kChanged) +
             Of(counts, BaselineState::kAbsent) >
         0;
}

std::string Columns(const std::string& name, const StateCounts& counts) {
  std::string line = absl::StrFormat("%-40s", name);
  for (const uint64_t count : counts) line += absl::StrFormat(" %9d", count);
  return line + "\n";
}

std::string Head(const std::string& name) {
  std::string line = absl::StrFormat("%-40s", name);
  for (size_t i = 0; i < kBaselineStates; ++i) {
    line += absl::StrFormat(" %9s", std::string(ToString(static_cast<BaselineState>(i))));
  }
  return line + "\n";
}

std::string QuotesOf(const Finding& finding) {
  std::string quotes;
  for (const Evidence& evidence : finding.evidence) {
    if (evidence.quote.empty()) continue;
    quotes += absl::StrFormat("%s【%s】", quotes.empty() ? "" : " … ", Visible(evidence.quote));
  }
  return quotes;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word;
  return joined;
}

std::string ChangeLine(const FindingChange& change) {
  const Finding& shown = change.shown();
  std::string line = absl::StrFormat("  %-9s %s  %s  %s", std::string(ToString(change.state)),
                                     Visible(shown.conversation.conversation_id),
                                     Visible(shown.message_id), QuotesOf(shown));
  if (change.state == BaselineState::kChanged) {
    line += absl::StrFormat("  (was %s: %s)", QuotesOf(change.before), Joined(change.differs_in));
  }
  return line + "\n";
}

std::string ChangeLines(const PackDiff& diff, size_t per_rule) {
  std::string lines;
  std::string rule;
  StateCounts told = {};
  for (const FindingChange& change : diff.changes) {
    if (change.shown().rule_id != rule) {
      rule = change.shown().rule_id;
      told = {};
      lines += "\n" + rule + "\n";
    }
    const uint64_t number = ++told[static_cast<size_t>(change.state)];
    if (number <= per_rule) lines += ChangeLine(change);
    if (number == per_rule + 1) {
      lines += absl::StrFormat("  %-9s … and %d more (--show, or --format json)\n",
                               std::string(ToString(change.state)),
                               Of(diff.by_rule.at(rule), change.state) - per_rule);
    }
  }
  return lines;
}

Json CountsToJson(const StateCounts& counts) {
  Json json;
  for (size_t i = 0; i < kBaselineStates; ++i) {
    json[std::string(ToString(static_cast<BaselineState>(i)))] = counts[i];
  }
  return json;
}

Json ChangeToJson(const FindingChange& change) {
  Json json;
  json["state"] = ToString(change.state);
  json["rule_id"] = change.shown().rule_id;
  json["differs_in"] = change.differs_in;
  json["before"] = change.state == BaselineState::kNew ? Json() : ToJson(change.before);
  json["after"] = change.state == BaselineState::kAbsent ? Json() : ToJson(change.after);
  return json;
}

}  // namespace

std::string InWords(const StateCounts& counts) {
  std::string words;
  for (size_t i = 0; i < kBaselineStates; ++i) {
    words += absl::StrFormat("%s%d %s", words.empty() ? "" : ", ", counts[i],
                             std::string(ToString(static_cast<BaselineState>(i))));
  }
  return words;
}

std::string DiffText(const PackDiff& diff, size_t per_rule, bool by_conversation) {
  std::string text = Head("rule");
  for (const auto& [rule, counts] : diff.by_rule) text += Columns(rule, counts);
  text += Columns("all", diff.counts);
  if (by_conversation) {
    text += "\n" + Head("conversation");
    for (const auto& [key, counts] : diff.by_conversation) {
      if (!HasChange(counts)) continue;
      const bool named = key.tenant != kDefaultTenant;
      text +=
          Columns((named ? Visible(key.tenant) + "/" : "") + Visible(key.conversation_id), counts);
    }
  }
  return text + ChangeLines(diff, per_rule);
}

std::string DiffJson(const PackDiff& diff, const DiffedPacks& packs) {
  Json json;
  json["before"] = {{"pack", packs.before}, {"pack_digest", packs.before_digest}};
  json["after"] = {{"pack", packs.after}, {"pack_digest", packs.after_digest}};
  json["counts"] = CountsToJson(diff.counts);
  Json& rules = json["rules"] = Json::array();
  for (const auto& [rule, counts] : diff.by_rule) {
    Json one = CountsToJson(counts);
    one["rule_id"] = rule;
    rules.push_back(std::move(one));
  }
  Json& conversations = json["conversations"] = Json::array();
  for (const auto& [key, counts] : diff.by_conversation) {
    if (!HasChange(counts)) continue;
    Json one = CountsToJson(counts);
    one["tenant"] = key.tenant;
    one["conversation_id"] = key.conversation_id;
    conversations.push_back(std::move(one));
  }
  Json& changes = json["changes"] = Json::array();
  for (const FindingChange& change : diff.changes) changes.push_back(ChangeToJson(change));
  return json.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mingcha::cli
