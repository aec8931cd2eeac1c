#!/usr/bin/env python3
"""The verbs rules explain, rules eval and rules new, and the reasons of rules test."""
import json
import pathlib
import unittest

from cli_support import CliTest, PACK, lines_of

CHAT = [
    {"conversation_id": "c-1", "message_id": "m-1", "sent_at": "2026-11-16T10:00:00+08:00",
     "speaker": "customer", "text": "你们有备案吗"},
    {"conversation_id": "c-1", "message_id": "m-2", "sent_at": "2026-11-16T10:00:20+08:00",
     "speaker": "agent", "text": "我们是老平台了，这款保本"},
    {"conversation_id": "c-1", "event_id": "e-1", "event": "closed",
     "at": "2026-11-16T10:05:00+08:00"},
    {"conversation_id": "c-2", "message_id": "m-3", "sent_at": "2026-11-16T10:00:00+08:00",
     "speaker": "agent", "text": "您好"},
]


class ToolTest(CliTest):
    def rules(self, verb, *arguments, expect=0, stdin=""):
        return self.run_program("rules", verb, "--rules", self.pack, *arguments, expect=expect,
                                stdin=stdin)

    def json_of(self, verb, *arguments, expect=0, stdin=""):
        out, _ = self.rules(verb, "--format", "json", *arguments, expect=expect, stdin=stdin)
        return json.loads(out)


class HelpTest(CliTest):
    def test_each_verb_explains_itself_with_an_example(self):
        for verb in ("explain", "eval", "new"):
            with self.subTest(verb=verb):
                out, _ = self.run_program("rules", verb, "--help")
                self.assertIn("Example", out)
                self.assertIn("mingcha rules " + verb, out)


class ExplainTest(ToolTest):
    def test_tells_views_hits_guards_and_findings_of_a_text(self):
        out, _ = self.rules("explain", "这款不保*本，那款保*本")
        for words in ("compact", "* → ∅", "mkt.a.principal/keeps  保本  compact",
                      "taken back by negated (否定): 不 [6,9)", "[critical] mkt.a.principal"):
            self.assertIn(words, out)

    def test_gives_one_json_document_for_a_text(self):
        told = self.json_of("explain", "这款保*本")
        self.assertEqual(told["of"], "message")
        self.assertEqual(told["rules"][0]["outcome"], "finds")
        self.assertEqual(told["findings"][0]["rule_id"], "mkt.a.principal")
        self.assertEqual(told["hits"][0]["quote"], "保*本")

    def test_takes_a_text_from_standard_input(self):
        told = self.json_of("explain", "-", stdin="这款保本\n")
        self.assertEqual(told["text"], "这款保本")

    def test_says_the_same_each_time(self):
        arguments = ("explain", "--rule", "mkt.b.returns", "这款不保本")
        self.assertEqual(self.rules(*arguments), self.rules(*arguments))

    def test_tells_why_a_rule_does_not_find(self):
        out, _ = self.rules("explain", "--rule", "mkt.b.returns", "这款稳赚")
        self.assertIn("- patterns: not hit: promised", out)
        self.assertIn("nearest: promised: 稳赚不赔, 2 of 4 characters missing", out)
        told = self.json_of("explain", "--rule", "mkt.a.principal", "--speaker", "customer",
                            "这款保本")
        self.assertEqual(told["why_not"]["failed"], "speaker")

    def test_takes_the_message_as_the_options_say_it(self):
        told = self.json_of("explain", "--speaker", "bot", "--channel", "phone", "--tenant", "t-1",
                            "--at", "2026-03-02", "--attribute", "product=fund", "您好")
        self.assertEqual((told["speaker"], told["channel"], told["tenant"], told["sent_at"]),
                         ("bot", "phone", "t-1", "2026-03-02T04:00:00.000Z"))

    def test_tells_a_conversation_step_by_step(self):
        chat = self.write("asked.jsonl", lines_of(CHAT))
        out, _ = self.rules("explain", "--file", chat)
        for words in ("conversation c-1", "opened: license, asked in m-1", "counts as a reply",
                      "evaded: license", "the conversation was closed", "evs.license_dodge",
                      "conversation c-2"):
            self.assertIn(words, out)
        told = self.json_of("explain", "--conversation", "c-1", "--file", chat)
        self.assertEqual(told["of"], "conversation")
        self.assertEqual([change["what"] for step in told["steps"]
                          for change in step["obligations"]], ["opened", "evaded"])
        self.rules("explain", "--conversation", "c-9", "--file", chat, expect=4)
        self.rules("explain", "--file", str(self.folder / "none.jsonl"), expect=4)

    def stored(self):
        chat = self.write("asked.jsonl", lines_of(CHAT))
        findings, _ = self.scan("--format", "jsonl", chat)
        return chat, self.write("findings.jsonl", findings), [
            json.loads(line) for line in findings.splitlines()]

    def test_derives_each_stored_finding_anew(self):
        chat, findings, stored = self.stored()
        self.assertEqual({f["rule_id"] for f in stored}, {"mkt.a.principal", "evs.license_dodge"})
        for finding in stored:
            told = self.json_of("explain", "--finding", finding["finding_id"], "--findings",
                                findings, "--messages", chat)
            self.assertEqual(told["answer"], "same")
            self.assertTrue(told["same_pack"])
            self.assertEqual(told["changed"], [])
        out, _ = self.rules("explain", "--finding", stored[0]["finding_id"][:12], "--findings",
                            findings, "--messages", chat)
        self.assertIn("derived anew: the same finding", out)

    def test_derives_a_finding_of_a_store_anew(self):
        chat, _, stored = self.stored()
        out = self.folder / "out"
        self.run_program("rescan", "--rules", self.pack, chat, "--out", str(out))
        stores = [path for path in out.rglob("*") if path.suffix in (".db", ".sqlite")]
        if not stores:
            self.skipTest("rescan keeps no store")
        told = self.json_of("explain", "--finding", stored[0]["finding_id"], "--store",
                            str(stores[0]), "--messages", chat)
        self.assertEqual(told["answer"], "same")

    def test_says_plainly_that_another_pack_made_a_finding(self):
        chat, findings, stored = self.stored()
        self.write("pack/rules.yaml", PACK["rules.yaml"].replace("[保本]", "[保本, 保息]"))
        arguments = ("--finding", stored[0]["finding_id"], "--findings", findings, "--messages",
                     chat)
        _, err = self.rules("explain", *arguments, expect=2)
        self.assertIn("which is not at hand", err)
        self.assertIn(stored[0]["pack_digest"], err)
        told = self.json_of("explain", "--any-pack", *arguments)
        self.assertFalse(told["same_pack"])
        self.assertEqual(told["answer"], "same")

    def test_tells_why_a_finding_is_not_derived_anew(self):
        chat, findings, stored = self.stored()
        finding = next(f for f in stored if f["rule_id"] == "mkt.a.principal")
        edited = self.write("edited.jsonl", lines_of(CHAT).replace("这款保本", "这款不保本"))
        arguments = ("--finding", finding["finding_id"], "--findings", findings)
        told = self.json_of("explain", *arguments, "--messages", edited, expect=1)
        self.assertEqual(told["answer"], "gone")
        self.assertIn("negated", told["why"])
        other = self.write("other.jsonl", lines_of(CHAT[3:]))
        told = self.json_of("explain", *arguments, "--messages", other, expect=4)
        self.assertEqual(told["answer"], "missing_message")

    def test_refuses_bad_usage(self):
        chat, findings, stored = self.stored()
        identity = stored[0]["finding_id"]
        for arguments in ([], ["您好", "--file", chat], ["--rule", "mkt.none", "您好"],
                          ["--at", "today", "您好"], ["--attribute", "product", "您好"],
                          ["--finding", identity], ["--finding", identity, "--findings", findings],
                          ["--conversation", "c-1", "您好"], ["--any-pack", "您好"],
                          ["--speaker", "agent", "--file", chat],
                          ["--finding", identity, "--findings", findings, "--messages", chat,
                           "--rule", "mkt.a.principal"],
                          ["--format", "xml", "您好"]):
            with self.subTest(arguments=arguments):
                self.rules("explain", *arguments, expect=2)
        self.rules("explain", "--finding", "0" * 64, "--findings", findings, "--messages", chat,
                   expect=4)
        self.rules("explain", "--finding", identity, "--store", str(self.folder / "none.db"),
                   "--messages", chat, expect=4)


class TestReasonsTest(ToolTest):
    def failures(self, change, by):
        text = PACK["rules.yaml"]
        self.assertIn(change, text)
        self.write("pack/rules.yaml", text.replace(change, by))
        out, _ = self.rules("test", "--format", "jsonl", expect=1)
        return [json.loads(line) for line in out.splitlines()]

    def test_a_silent_example_names_the_clause_and_the_nearest_miss(self):
        failure, = self.failures("match: [这款稳赚不赔]", "match: [这款稳赚]")
        self.assertIn("patterns: not hit: promised", failure["reason"])
        self.assertIn("稳赚不赔, 2 of 4 characters missing", failure["reason"])

    def test_a_near_miss_that_was_hit_names_the_pattern_and_the_guards(self):
        failure, = self.failures("no_match: [这款产品不保本]", "no_match: [这款产品保本]")
        self.assertIn("mkt.a.principal/keeps: 保本 [12,18)", failure["reason"])
        self.assertIn("none of its guards holds: negated", failure["reason"])

    def test_a_case_tells_what_became_of_its_questions(self):
        failure, = self.failures("agent: 老平台做了十年", "agent: 平台做了十年")
        self.assertIn("license (message 1) unclassified", failure["reason"])
        self.assertIn("not hit: brags", failure["reason"])


ROWS = [
    {"id": "r-1", "text": "这款保本，编号1001", "label": "prohibited_wording"},
    {"id": "r-2", "text": "这款保本，编号1002", "label": "prohibited_wording"},
    {"id": "r-3", "text": "本金不会少", "label": "prohibited_wording"},
    {"id": "r-4", "text": "请看保本点", "label": "benign"},
    {"id": "r-5", "text": "您好", "label": "benign", "speaker": "customer"},
]


class EvalTest(ToolTest):
    def setUp(self):
        super().setUp()
        self.rows = self.write("rows.jsonl", lines_of(ROWS))

    def test_measures_by_label_with_intervals_and_clusters(self):
        out, err = self.rules("eval", self.rows)
        self.assertRegex(out, r"prohibited_wording +rows +2 +1 +1 ")
        self.assertRegex(out, r"clusters +1 +1 +1 ")
        self.assertIn("66.7% (20.8-93.9)", out)
        self.assertIn("5 rows, 4 clusters", err)
        told = self.json_of("eval", self.rows)
        self.assertAlmostEqual(told["labels"][0]["rows"]["recall"]["share"], 2 / 3)
        self.assertEqual(told["benign"][0]["hit"], 1)
        self.assertNotIn("faults", told)

    def test_lists_what_was_missed_and_hit_wrongly_without_texts(self):
        out, _ = self.rules("eval", "--list", self.rows)
        self.assertRegex(out, r"missed +prohibited_wording +r-3 ")
        self.assertRegex(out, r"wrong +prohibited_wording +r-4 .*mkt\.a\.principal")
        self.assertNotIn("本金", out)
        told = self.json_of("eval", "--list", self.rows)
        self.assertEqual([fault["id"] for fault in told["faults"]], ["r-3", "r-4"])

    def test_takes_labels_and_speakers_from_a_map(self):
        rows = self.write("mapped.jsonl", lines_of([
            {"id": "a", "text": "这款保本", "class": "ad", "speaker": "staff"},
            {"id": "b", "text": "您好", "class": "ok", "speaker": None}]))
        labels = self.write("map.yaml", "schema: 1\nlabels:\n  ad: {categories: "
                                        "[prohibited_wording]}\n  ok: {}\nspeakers: {staff: agent}\n")
        told = self.json_of("eval", "--label", "class", "--map", labels, rows)
        self.assertEqual(told["labels"][0]["label"], "ad")
        self.assertEqual(told["pooled"]["rows"]["found"], 1)
        broken = self.write("broken.yaml", "schema: 1\nlabels:\n  ad: {category: x}\n")
        _, err = self.rules("eval", "--label", "class", "--map", broken, rows, expect=4)
        self.assertIn("broken.yaml:3:", err)

    def test_splits_by_the_digest_of_the_id(self):
        tune = self.json_of("eval", "--half", "tune", self.rows)
        report = self.json_of("eval", "--half", "report", self.rows)
        self.assertEqual(tune["rows"] + report["rows"], len(ROWS))
        self.assertEqual(tune["half"], "tune")

    def test_judges_replies_as_if_asked(self):
        rows = self.write("replies.jsonl", lines_of([
            {"id": "a", "text": "我们是老平台了", "label": "evasive_reply"},
            {"id": "b", "text": "老平台，备案号是示例一", "label": []}]))
        told = self.json_of("eval", rows)
        self.assertEqual(told["pooled"]["rows"]["found"], 0)
        told = self.json_of("eval", "--assume-asked", rows)
        self.assertEqual(told["pooled"]["rows"]["found"], 1)
        self.assertEqual(told["pooled"]["rows"]["wrong"], 0)

    def test_tells_bad_lines_with_their_places(self):
        rows = self.write("bad.jsonl", lines_of(ROWS[:1]) + "nonsense\n{\"text\":\"您好\"}\n")
        _, err = self.rules("eval", rows)
        self.assertIn("bad.jsonl:2: not JSON", err)
        self.assertIn("bad.jsonl:3: \"label\" is missing", err)
        self.assertIn("2 bad lines", err)
        self.rules("eval", "--strict", rows, expect=4)
        self.rules("eval", str(self.folder / "none.jsonl"), expect=4)
        self.rules("eval", expect=2)
        self.rules("eval", "--half", "both", self.rows, expect=2)


class NewTest(ToolTest):
    def test_begins_a_rule_that_lints_and_passes(self):
        out, _ = self.rules("new", "mkt.a.gift", "--title", "送米", "--term", "送大米")
        self.assertIn("已写入", out)
        self.assertIn("接下来", out)
        self.assertIn("mingcha rules test --rule mkt.a.gift", out)
        text = (pathlib.Path(self.pack) / "rules.yaml").read_text()
        self.assertTrue(text.startswith(PACK["rules.yaml"]))
        self.rules("lint")
        self.rules("test", "--rule", "mkt.a.gift")

    def test_begins_a_rule_of_kind_qa(self):
        told = self.json_of("new", "evs.stall", "--kind", "qa", "--term", "晚点再说")
        self.assertEqual(told["rule_id"], "evs.stall")
        self.rules("lint")
        self.rules("test", "--rule", "evs.stall")

    def test_refuses_what_exists_or_is_malformed(self):
        self.rules("new", "mkt.a.principal", expect=2)
        self.rules("new", "Mkt.a", expect=2)
        self.rules("new", "nofamily.a", expect=2)
        self.rules("new", "mkt.a.gift", "--topic", "license", expect=2)
        self.run_program("rules", "new", "mkt.a.gift", expect=2)
        self.run_program("rules", "new", "mkt.a.gift", "--rules", str(self.folder), expect=3)
        self.assertEqual((pathlib.Path(self.pack) / "rules.yaml").read_text(), PACK["rules.yaml"])


if __name__ == "__main__":
    unittest.main()
