#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"

#include "rulepack/checks.h"

namespace mingcha {
namespace {

// How many rules may stand behind each other, each naming the next.
constexpr uint32_t kLongestChain = 8;

// Where a condition names a rule.
struct Mention {
  std::string_view rule;
  const SourcePlace* place = nullptr;
};

void AddMentions(const ConditionSource& condition, std::vector<Mention>* mentions) {
  if (condition.kind == ConditionKind::kRule)
    mentions->push_back({condition.rule, &condition.place});
  for (const ConditionSource& child : condition.children) AddMentions(child, mentions);
}

void AddMentions(const std::optional<ConditionSource>& condition, std::vector<Mention>* mentions) {
  if (condition) AddMentions(*condition, mentions);
}

class NamedRules {
 public:
  NamedRules(const PackSource& pack, Reporter& reporter) : pack_(pack), reporter_(reporter) {
    for (uint32_t i = 0; i < pack.rules.size(); ++i) numbers_.emplace(pack.rules[i].id.value, i);
  }

  void Run() {
    edges_.resize(pack_.rules.size());
    for (uint32_t i = 0; i < pack_.rules.size(); ++i) {
      std::vector<Mention> mentions;
      AddMentions(pack_.rules[i].condition, &mentions);
      for (const SignalSource& signal : pack_.rules[i].signals) {
        AddMentions(signal.condition, &mentions);
      }
      for (const Mention& mention : mentions) Follow(i, mention);
    }
    CheckMisplaced();
    CheckCircles();
  }

 private:
  struct Edge {
    uint32_t to = 0;
    const SourcePlace* place = nullptr;
  };

  void Follow(uint32_t from, const Mention& mention) {
    const auto found = numbers_.find(mention.rule);
    if (found == numbers_.end()) {
      std::vector<std::string_view> known;
      if (reporter_.suggests()) {
        for (const auto& [id, number] : numbers_) known.push_back(id);
      }
      reporter_.Tell(Code::kUnknownRule, *mention.place,
                     absl::StrFormat("there is no rule \"%s\"", mention.rule),
                     {.note = {}, .help = reporter_.DidYouMean(mention.rule, known)});
      return;
    }
    const RuleSource& named = pack_.rules[found->second];
    if (!IsMessageKind(named.kind)) {
      TellNotNameable(
          *mention.place,
          absl::StrFormat("%s finds in conversations, and not in one message", named.id.value));
      return;
    }
    edges_[from].push_back({found->second, mention.place});
    TellNotReady(pack_.rules[from], named, *mention.place);
  }

  // A rule rests on what finds at least as long as it does.
  void TellNotReady(const RuleSource& rule, const RuleSource& named, const SourcePlace& place) {
    const auto status = named.status.value;
    const bool never = status == RuleStatus::kDeprecated ||
                       (status == RuleStatus::kDraft && rule.status.value != RuleStatus::kDraft);
    const bool shaky = rule.status.value == RuleStatus::kStable && status == RuleStatus::kTest;
    if (rule.status.value == RuleStatus::kDeprecated || (!never && !shaky)) return;
    reporter_.Tell(
        Code::kRuleNotReady, place,
        never ? absl::StrFormat("%s is %s and never finds here", named.id.value,
                                std::string(ToString(status)))
              : absl::StrFormat("%s is on trial, and a stable rule rests on it", named.id.value),
        {.note = {}, .help = "name a rule that is as far as this one"});
  }

  void TellNotNameable(const SourcePlace& place, std::string message) {
    reporter_.Tell(Code::kRuleNotNameable, place, std::move(message),
                   {.note = {}, .help = "rules of kind message and score name each other"});
  }

  void CheckMisplaced() {
    std::vector<Mention> mentions;
    for (const RuleSource& rule : pack_.rules) {
      for (const EvadedBySource& evaded : rule.evaded_by) AddMentions(evaded.condition, &mentions);
      for (const PartSource& part : rule.watch.parts) AddMentions(part.condition, &mentions);
    }
    for (const TopicSource& topic : pack_.topics) {
      AddMentions(topic.ask, &mentions);
      AddMentions(topic.satisfied_by, &mentions);
    }
    AddMentions(pack_.withdrawn_by, &mentions);
    for (const Mention& mention : mentions) {
      TellNotNameable(*mention.place, "what is said in a conversation cannot name a rule");
    }
  }

  // Takes away, again and again, the rules that name no other that is left. What stays stands in a
  // circle or leads into one.
  void CheckCircles() {
    std::vector<uint32_t> open(edges_.size());
    std::vector<std::vector<uint32_t>> named_by(edges_.size());
    std::vector<uint32_t> length(edges_.size(), 1);
    std::vector<uint32_t> ready;
    for (uint32_t i = 0; i < edges_.size(); ++i) {
      open[i] = static_cast<uint32_t>(edges_[i].size());
      for (const Edge& edge : edges_[i]) named_by[edge.to].push_back(i);
      if (open[i] == 0) ready.push_back(i);
    }
    for (size_t next = 0; next < ready.size(); ++next) {
      const uint32_t rule = ready[next];
      if (length[rule] == kLongestChain + 1) TellTooLong(rule);
      for (const uint32_t namer : named_by[rule]) {
        length[namer] = std::max(length[namer], length[rule] + 1);
        if (--open[namer] == 0) ready.push_back(namer);
      }
    }
    FollowCircles(open);
  }

  // From each rule that is left, along the first name that is left: that way leads into a circle.
  void FollowCircles(const std::vector<uint32_t>& open) {
    std::vector<uint32_t> walk_of(edges_.size(), 0);
    for (uint32_t start = 0; start < edges_.size(); ++start) {
      if (open[start] == 0) continue;
      std::vector<const Edge*> walk;
      uint32_t at = start;
      for (; walk_of[at] == 0; at = walk.back()->to) {
        walk_of[at] = start + 1;
        walk.push_back(&*std::find_if(edges_[at].begin(), edges_[at].end(),
                                      [&](const Edge& edge) { return open[edge.to] > 0; }));
      }
      if (walk_of[at] == start + 1) TellCircle(at, walk);
    }
  }

  void TellTooLong(uint32_t rule) {
    reporter_.Tell(Code::kRuleChainTooLong, *edges_[rule].front().place,
                   absl::StrFormat("more than %d rules name each other in a row", kLongestChain),
                   {.note = {}, .help = "share patterns in place of rules"});
  }

  // `walk` ends with the circle that begins and ends at `first`.
  void TellCircle(uint32_t first, const std::vector<const Edge*>& walk) {
    size_t begin = walk.size() - 1;
    while (begin > 0 && walk[begin - 1]->to != first) --begin;
    std::vector<std::string_view> names;
    for (size_t i = begin; i < walk.size(); ++i) {
      names.push_back(pack_.rules[walk[i]->to].id.value);
    }
    reporter_.Tell(Code::kRuleCycle, *walk.back()->place, "the rules name each other in a circle",
                   {.note = absl::StrFormat("%s names %s", names.back(), JoinNames(names)),
                    .help = "break it at one of them"});
  }

  const PackSource& pack_;
  Reporter& reporter_;
  std::map<std::string_view, uint32_t> numbers_;
  std::vector<std::vector<Edge>> edges_;
};

}  // namespace

void CheckNamedRules(const PackSource& pack, Reporter& reporter) {
  NamedRules(pack, reporter).Run();
}

}  // namespace mingcha
