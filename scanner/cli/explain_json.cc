#include "cli/explain_json.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/rule_pack.h"

#include "base/enum_names.h"

namespace mingcha::cli {
namespace {

constexpr std::array<std::string_view, 3> kAnswerNames = {"passed", "failed", "not_reached"};

// The JSON of each, by the function of its own.
template <typename Item, typename Make>
Json ListOf(const std::vector<Item>& items, Make make) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(make(item));
  return list;
}

Json OfQuoted(const Quoted& quoted) {
  Json json;
  json["begin"] = quoted.original.begin;
  json["end"] = quoted.original.end;
  json["quote"] = quoted.words;
  return json;
}

Json OfChange(const ViewChange& change) {
  Json json;
  json["begin"] = change.original.begin;
  json["end"] = change.original.end;
  json["from"] = change.from;
  json["to"] = change.to;
  json["disguise"] = change.disguise;
  return json;
}

Json OfView(const ViewTrace& view) {
  Json json;
  json["view"] = ToString(view.view);
  json["text"] = view.text;
  json["changes"] = ListOf(view.changes, OfChange);
  return json;
}

Json OfHit(const ExplainedHit& hit) {
  Json json;
  json["pattern"] = hit.pattern;
  if (!hit.term.empty()) json["term"] = hit.term;
  json["view"] = ToString(hit.view);
  json.update(OfQuoted(hit.place));
  json["fate"] = ToString(hit.fate);
  if (hit.exception) json["exception"] = OfQuoted(*hit.exception);
  return json;
}

Json OfCondition(const ExplainedCondition& condition) {
  Json json;
  json["condition"] = condition.label;
  json["holds"] = condition.holds;
  json["holds_without_guards"] = condition.holds_without_guards;
  if (!condition.hits.empty()) json["hits"] = ListOf(condition.hits, OfQuoted);
  if (!condition.note.empty()) json["note"] = condition.note;
  if (!condition.children.empty()) json["children"] = ListOf(condition.children, OfCondition);
  return json;
}

Json OfGuard(const ExplainedGuard& guarded) {
  Json json;
  json["guard"] = ToString(guarded.guard);
  json["hit"] = OfQuoted(guarded.hit);
  json["lowered"] = guarded.lowered;
  json["cues"] = ListOf(guarded.cues, OfQuoted);
  return json;
}

Json OfJudgement(const ExplainedJudgement& judgement) {
  Json json;
  if (judgement.evasion_kind) json["evasion_kind"] = ToString(*judgement.evasion_kind);
  if (judgement.signal) {
    json["signal"] = judgement.signal->name;
    json["weight"] = judgement.signal->weight;
  }
  json["condition"] = OfCondition(judgement.condition);
  json["guarded"] = ListOf(judgement.guarded, OfGuard);
  return json;
}

Json OfTense(const ExplainedTense& tense) {
  Json json = OfQuoted(tense.match);
  json["tense"] = tense.tense;
  json["wanted"] = tense.wanted;
  return json;
}

Json OfRule(const ExplainedRule& rule) {
  Json json;
  json["rule_id"] = rule.id;
  json["title"] = rule.title;
  json["status"] = ToString(rule.status);
  json["outcome"] = ToString(rule.outcome);
  if (!rule.mismatch.empty()) json["mismatch"] = rule.mismatch;
  if (rule.sum) {
    json["score"] = rule.sum->reached;
    json["score_without_guards"] = rule.sum->without_guards;
    json["threshold"] = rule.sum->threshold;
  }
  json["judgements"] = ListOf(rule.judgements, OfJudgement);
  if (!rule.tenses.empty()) json["tenses"] = ListOf(rule.tenses, OfTense);
  return json;
}

Json OfSignal(const ExplainedSignal& signal) {
  Json json;
  json["signal"] = NameOf(signal.kind);
  if (!signal.name.empty()) {
    const bool of_rule = signal.kind == SignalKind::kEvaded || signal.kind == SignalKind::kPart;
    json[of_rule ? "rule_id" : "topic"] = signal.name;
  }
  if (!signal.evasion_kind.empty()) json["evasion_kind"] = signal.evasion_kind;
  json.update(OfQuoted(signal.place));
  return json;
}

Json OfFinding(const Finding& finding) { return mingcha::ToJson(finding); }

Json OfPart(const JoinedPart& part) {
  Json json;
  json["message_id"] = part.message_id;
  json["begin"] = part.joined.begin;
  json["end"] = part.joined.end;
  json["original_begin"] = part.original_begin;
  return json;
}

Json OfClause(const WhyNotClause& clause) {
  Json json;
  json["clause"] = clause.name;
  json["answer"] = mingcha::NameOf(kAnswerNames, clause.answer);
  if (!clause.detail.empty()) json["detail"] = clause.detail;
  return json;
}

Json OfWhyNot(const WhyNot& why_not) {
  Json json;
  json["rule_id"] = why_not.rule_id;
  json["finds"] = why_not.finds;
  if (const WhyNotClause* failed = why_not.failed()) json["failed"] = failed->name;
  json["clauses"] = ListOf(why_not.clauses, OfClause);
  json["nearest"] = why_not.nearest;
  return json;
}

Json OfObligation(const ObligationChange& change) {
  Json json;
  json["what"] = change.what;
  json["topic"] = change.topic;
  json["question_message_id"] = change.question_id;
  json["question"] = change.question;
  json["deadline"] = FormatTimestamp(change.deadline);
  if (!change.why.empty()) json["why"] = change.why;
  return json;
}

Json OfStep(const ConversationStep& step) {
  Json json;
  json["at"] = FormatTimestamp(step.at);
  if (step.message) {
    json["message"] = ToJson(*step.message);
    json["counts_as_reply"] = step.counts_as_reply;
    json["duplicate"] = step.duplicate;
    if (!step.joined.empty()) {
      json["joined"] =
          ListOf(step.joined, [](const Explanation& joined) { return ToJson(joined); });
    }
  } else if (!step.event.empty()) {
    json["event"] = step.event;
    json["event_id"] = step.record_id;
  } else {
    json["event"] = "deadline";
  }
  json["obligations"] = ListOf(step.changes, OfObligation);
  json["findings"] = ListOf(step.findings, OfFinding);
  return json;
}

}  // namespace

Json ToJson(const Explanation& explanation) {
  const Message& message = explanation.message;
  Json json;
  json["of"] = "message";
  json["tenant"] = message.conversation.tenant;
  json["conversation_id"] = message.conversation.conversation_id;
  json["message_id"] = message.message_id;
  json["speaker"] = ToString(message.speaker);
  json["channel"] = ToString(message.channel);
  json["sent_at"] = FormatTimestamp(message.sent_at);
  json["text"] = explanation.shown_text;
  if (!explanation.parts.empty()) json["joined"] = ListOf(explanation.parts, OfPart);
  json["incomplete"] = ListOf(explanation.incomplete,
                              [](IncompleteReason reason) { return Json(ToString(reason)); });
  json["substantive"] = explanation.substantive;
  json["views"] = ListOf(explanation.views, OfView);
  json["hits"] = ListOf(explanation.hits, OfHit);
  json["rules"] = ListOf(explanation.rules, OfRule);
  json["signals"] = ListOf(explanation.signals, OfSignal);
  json["findings"] = ListOf(explanation.findings, OfFinding);
  if (explanation.why_not) json["why_not"] = OfWhyNot(*explanation.why_not);
  return json;
}

Json ToJson(const ConversationExplanation& conversation) {
  Json json;
  json["of"] = "conversation";
  json["tenant"] = conversation.conversation.tenant;
  json["conversation_id"] = conversation.conversation.conversation_id;
  json["steps"] = ListOf(conversation.steps, OfStep);
  json["open"] = ListOf(conversation.still_open, OfObligation);
  return json;
}

Json ToJson(const Rederivation& rederivation, const RulePack& pack) {
  Json json;
  json["of"] = "finding";
  json["finding_id"] = rederivation.stored.finding_id;
  json["rule_id"] = rederivation.stored.rule_id;
  json["answer"] = ToString(rederivation.answer);
  if (!rederivation.told.empty()) json["why"] = rederivation.told;
  json["same_pack"] = rederivation.same_pack;
  json["found_by"] = rederivation.stored.pack_digest;
  json["explained_with"] = pack.digest();
  json["changed"] = rederivation.changed;
  json["stored"] = OfFinding(rederivation.stored);
  json["conversation"] = ToJson(rederivation.conversation);
  return json;
}

}  // namespace mingcha::cli
