#include "authoring/scaffold_text.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_format.h"

#include "base/json.h"
#include "base/utf8.h"
#include "evaluate/condition_evaluator.h"

namespace mingcha {
namespace {

// Stands where the author has said nothing; it is no word that anybody writes.
constexpr std::string_view kTermToWrite = "此处改成要找的词";

std::string List(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "" : ", ") + item;
  return "[" + list + "]";
}

std::vector<std::string> TermsOf(const ScaffoldOptions& options) {
  if (options.terms.empty()) return {std::string(kTermToWrite)};
  return options.terms;
}

// The customer's side for rules that watch it, the business side for the others.
std::string SpeakersOf(const ScaffoldOptions& options) {
  std::vector<std::string> names;
  for (const Speaker speaker : options.speakers) names.emplace_back(ToString(speaker));
  if (!names.empty()) return List(names);
  for (const char* family : {"fraud.cust.", "lead.", "cmp."}) {
    if (options.id.starts_with(family)) return "[customer]";
  }
  return "[agent, bot]";
}

std::string Head(const ScaffoldOptions& options, bool qa) {
  const std::string title = options.title.empty() ? "待定标题 " + options.id : options.title;
  std::string head = absl::StrFormat("- id: %s\n", options.id);
  if (qa) head += "  kind: qa\n";
  head += absl::StrFormat("  title: %s\n", YamlScalar(title));
  head += "  status: draft\n";
  head += absl::StrFormat("  severity: %s\n", std::string(ToString(options.severity)));
  head += absl::StrFormat("  speaker: %s\n", SpeakersOf(options));
  head += "  # rationale: 为什么要找它\n";
  head += "  # basis: [依据编号]\n";
  return head;
}

std::string Patterns(const std::string& name, const std::vector<std::string>& terms) {
  std::vector<std::string> written;
  for (const std::string& term : terms) written.push_back(YamlScalar(term));
  return absl::StrFormat("  patterns:\n    %s:\n      terms: %s\n", name, List(written));
}

std::string MessageRule(const ScaffoldOptions& options) {
  const std::vector<std::string> terms = TermsOf(options);
  std::string rule = Head(options, false) + Patterns("words", terms);
  rule += "  guards: [negated, quoted, warning]\n";
  rule += "  # suggestion: 建议改用的说法\n";
  rule += "  examples:\n    match:\n";
  for (const std::string& term : terms) {
    rule += absl::StrFormat("      - %s\n", YamlScalar(term));
  }
  // What is forbidden is not said: the guard takes it back.
  rule += absl::StrFormat("    no_match:\n      - %s\n", YamlScalar("严禁" + terms.front()));
  return rule;
}

// A term by which the condition holds, if a single one makes it hold.
std::optional<std::string> TermFor(const CompiledPack& pack, const Condition& condition) {
  std::vector<uint32_t> patterns;
  if (condition.kind == ConditionKind::kPattern || condition.kind == ConditionKind::kAny) {
    AddFindingPatterns(condition, &patterns);
  }
  for (const uint32_t pattern : patterns) {
    const std::vector<std::string>& terms = pack.patterns[pattern].terms;
    if (!terms.empty()) return terms.front();
  }
  return std::nullopt;
}

// The first customer's message of a case about the topic: it is known to ask.
std::optional<std::string> QuestionOfACase(const CompiledPack& pack, uint32_t topic) {
  for (const RuleProof& proof : pack.proofs) {
    const std::vector<uint32_t>& topics = pack.rules[proof.rule].topics;
    if (topics.size() != 1 || topics.front() != topic) continue;
    for (const RuleCase& a_case : proof.cases) {
      if (a_case.expect.empty() || a_case.messages.empty()) continue;
      const CaseMessage& first = a_case.messages.front();
      if (first.speaker == Speaker::kCustomer) return first.text;
    }
  }
  return std::nullopt;
}

std::string Case(const std::string& title, const std::string& question, const std::string& reply,
                 const std::string& speaker, const std::string& expect) {
  return absl::StrFormat(
      "    - title: %s\n      messages:\n"
      "        - {at: 0s, customer: %s}\n        - {at: 20s, %s: %s}\n"
      "        - {at: 11m, event: closed}\n      expect: [%s]\n",
      title, YamlScalar(question), speaker, YamlScalar(reply), expect);
}

std::string QaRule(const CompiledPack& pack, const ScaffoldOptions& options) {
  const uint32_t index = pack.FindTopic(options.topic);
  const CompiledTopic& topic = pack.topics[index];
  std::optional<std::string> question = QuestionOfACase(pack, index);
  if (!question) question = TermFor(pack, topic.ask);
  const std::vector<std::string> terms = TermsOf(options);

  std::string rule = Head(options, true);
  rule += absl::StrFormat("  topics: [%s]\n", topic.id) + Patterns("dodges", terms);
  rule += "  evaded_by:\n    - {kind: deflect, condition: dodges}\n";
  rule += "  # suggestion: 建议改用的答复\n";
  rule += "  cases:\n";
  const bool by_bot = !options.speakers.empty() && options.speakers.front() == Speaker::kBot;
  const std::string speaker = by_bot ? "bot" : "agent";
  const std::string asked = question.value_or("此处改成客户的问题");
  rule += Case("答非所问", asked, terms.front(), speaker, options.id);
  const std::optional<std::string> answer =
      topic.satisfied_by ? TermFor(pack, *topic.satisfied_by) : std::nullopt;
  rule += Case("正面答复", asked, answer.value_or("此处改成正面的答复"), speaker, "");
  return rule;
}

}  // namespace

std::string YamlScalar(std::string_view text) {
  const auto is_plain = [](char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
           (c >= 0x3400 && c <= 0x9fff);
  };
  bool plain = !text.empty() && text != "null" && text != "true" && text != "false";
  for (size_t at = 0; plain && at < text.size();) {
    const DecodedChar c = DecodeUtf8(text, at);
    plain = is_plain(c.code_point) || (at > 0 && c.code_point >= '0' && c.code_point <= '9');
    at += c.bytes;
  }
  return plain ? std::string(text) : DumpLine(Json(std::string(text)));
}

std::string ScaffoldText(const CompiledPack& pack, const ScaffoldOptions& options) {
  return options.kind == RuleKind::kQa ? QaRule(pack, options) : MessageRule(options);
}

}  // namespace mingcha
