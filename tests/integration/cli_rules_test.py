#!/usr/bin/env python3
"""The verbs rules lint, baseline, diff and profile."""
import gzip
import json
import pathlib
import unittest

from cli_support import CliTest, PACK, lines_of, message

INNOCENT = "今天天气晴朗\n这款产品不保本\n听说那款稳赚不赔\n"


class LintTest(CliTest):
    def lint(self, *arguments, **how):
        return self.run_program("rules", "lint", self.pack, *arguments, **how)

    def add_rules(self, text):
        self.write("pack/more.yaml", "schema: 1\nrules:\n" + text)

    def add_dead_rule(self):
        self.add_rules("""  - id: mkt.c.dead
    title: 永不命中
    status: draft
    severity: low
    speaker: [agent]
    patterns: {words: {terms: [稳稳的收益]}}
    condition: {all: [words, {none: [words]}]}
""")

    def test_tells_people_the_place_and_the_cure(self):
        self.add_dead_rule()
        out, err = self.lint()
        self.assertIn("more.yaml:3:9: warning[dead-rule]: mkt.c.dead can never find anything", out)
        self.assertIn("help: ", out)
        self.assertIn("4 rules, 0 errors, 1 warning", err)

    def test_makes_warnings_fail_on_request(self):
        self.lint("--warnings-as-errors")
        self.add_dead_rule()
        self.lint()
        self.lint("--warnings-as-errors", expect=3)

    def test_keeps_notes_back_until_they_are_asked_for(self):
        self.write("pack/basis.yaml", PACK["basis.yaml"] + "  - {id: IDLE, title: 无人引用, status: internal}\n")
        out, err = self.lint()
        self.assertNotIn("unused-basis", out)
        self.assertIn("--level note tells them", err)
        out, _ = self.lint("--level", "note")
        self.assertIn("note[unused-basis]", out)

    def test_writes_one_json_object(self):
        self.add_dead_rule()
        out, _ = self.lint("--format", "json")
        report = json.loads(out)
        self.assertTrue(report["loaded"])
        self.assertEqual((report["rules"], report["errors"], report["warnings"]), (4, 0, 1))
        self.assertEqual([d["code"] for d in report["diagnostics"]], ["dead-rule"])
        self.assertEqual(report["diagnostics"][0]["line"], 3)

    def test_writes_json_lines(self):
        self.add_dead_rule()
        out, _ = self.lint("--format", "jsonl")
        self.assertEqual([json.loads(line)["code"] for line in out.splitlines()], ["dead-rule"])

    def test_writes_sarif(self):
        self.add_rules("  - {id: mkt.c.bad}\n")
        out, _ = self.lint("--format", "sarif", expect=3)
        log = json.loads(out)
        self.assertEqual(log["version"], "2.1.0")
        run = log["runs"][0]
        self.assertIn("dead-rule", [rule["id"] for rule in run["tool"]["driver"]["rules"]])
        self.assertTrue(run["results"])
        for result in run["results"]:
            self.assertEqual(result["level"], "error")
            place = result["locations"][0]["physicalLocation"]
            self.assertTrue(place["artifactLocation"]["uri"].endswith("more.yaml"))
            self.assertEqual(place["region"]["startLine"], 3)

    def test_leaves_the_scan_out_when_it_is_to_be_quick(self):
        self.add_rules("""  - id: mkt.c.fails
    title: 例句落空
    status: draft
    severity: low
    speaker: [agent]
    patterns: {words: {terms: [稳稳的收益]}}
    examples: {match: [收益稳稳的]}
""")
        out, _ = self.lint()
        self.assertIn("example-without-evidence", out)
        out, _ = self.lint("--quick")
        self.assertEqual(out, "")

    def test_knows_what_has_expired_by_a_day(self):
        self.add_rules("""  - id: mkt.c.old
    title: 旧规则
    status: draft
    severity: low
    speaker: [agent]
    effective: {from: 2020-01-01, to: 2020-12-31}
    patterns: {words: {terms: [稳稳的收益]}}
""")
        out, _ = self.lint("--as-of", "2020-06-01")
        self.assertNotIn("rule-expired", out)
        out, _ = self.lint("--as-of", "2021-06-01")
        self.assertIn("rule-expired", out)
        self.lint("--as-of", "soon", expect=2)

    def test_names_rules_that_find_too_much_in_a_baseline(self):
        text = self.write("innocent.txt", "这款稳赚不赔\n" * 3 + INNOCENT)
        file = str(self.folder / "b.json")
        self.run_program("rules", "baseline", "--rules", self.pack, "--record", file, text)
        out, _ = self.lint("--baseline", file)
        self.assertIn("over-broad-rule", out)
        self.assertIn("mkt.b.returns", out)
        out, _ = self.lint("--baseline", file, "--max-per-10000", "10000")
        self.assertNotIn("over-broad-rule", out)
        self.lint("--baseline", str(self.folder / "missing.json"), expect=4)
        self.lint("--baseline", self.write("bad.json", "{}"), expect=4)


class BaselineTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("innocent/day.txt", INNOCENT)
        self.write("innocent/more/chat.jsonl.gz",
                   gzip.compress(lines_of([message(1, "您好"), message(2, "稳赚不赔的事没有")]).encode()))
        self.innocent = str(self.folder / "innocent")
        self.file = str(self.folder / "baseline.json")

    def baseline(self, *arguments, **how):
        return self.run_program("rules", "baseline", "--rules", self.pack, *arguments, self.innocent, **how)

    def forget_a_word(self):
        rules = PACK["rules.yaml"].replace("terms: [稳赚不赔]", "terms: [永不亏损]")
        self.write("pack/rules.yaml", rules.replace("match: [这款稳赚不赔]", "match: [永不亏损]"))

    def learn_a_word(self):
        self.write("pack/rules.yaml", PACK["rules.yaml"].replace("terms: [稳赚不赔]", "terms: [稳赚不赔, 天气]"))

    def test_tells_findings_by_rule_and_their_rate(self):
        out, err = self.baseline("--format", "json")
        report = json.loads(out)
        self.assertEqual(report["messages"], 5)
        self.assertEqual([(r["rule_id"], r["findings"]) for r in report["rules"]], [("mkt.b.returns", 2)])
        self.assertEqual(report["per_10000"], 4000)
        self.assertIn("5 messages", err)

    def test_records_the_same_bytes_each_time_and_no_words(self):
        self.baseline("--record", self.file)
        first = pathlib.Path(self.file).read_text()
        self.baseline("--record", self.file, "--jobs", "4")
        self.assertEqual(pathlib.Path(self.file).read_text(), first)
        self.assertNotIn("稳赚", first)
        recorded = json.loads(first)
        self.assertEqual([f["conversation_id"] for f in recorded["rules"]["mkt.b.returns"]],
                         ["c-1", "day.txt"])

    def test_passes_where_nothing_has_changed(self):
        self.baseline("--record", self.file)
        _, err = self.baseline("--compare", self.file)
        self.assertIn("0 new, 0 lost", err)

    def test_fails_on_new_findings_and_names_them(self):
        self.baseline("--record", self.file)
        self.learn_a_word()
        out, err = self.baseline("--compare", self.file, expect=1)
        self.assertIn("mkt.b.returns: 1 new, 0 lost", out)
        self.assertIn("day.txt  1", out)
        self.assertIn("1 new, 0 lost", err)
        out, _ = self.baseline("--compare", self.file, "--format", "json", "--allow-lost", expect=1)
        change = json.loads(out)["changes"][0]
        self.assertEqual([f["message_id"] for f in change["new"]], ["1"])
        self.assertEqual(change["lost"], [])

    def test_fails_on_lost_findings_unless_that_is_allowed(self):
        self.baseline("--record", self.file)
        self.forget_a_word()
        out, _ = self.baseline("--compare", self.file, expect=1)
        self.assertIn("mkt.b.returns: 0 new, 2 lost", out)
        self.baseline("--compare", self.file, "--allow-lost")

    def test_lets_the_lines_be_said_by_another_speaker(self):
        out, _ = self.baseline("--speaker", "customer", "--format", "json")
        self.assertEqual(json.loads(out)["findings"], 1)

    def test_refuses_what_is_no_baseline(self):
        self.baseline("--compare", self.write("bad.json", "[]"), expect=4)
        self.baseline("--compare", str(self.folder / "missing.json"), expect=4)
        self.baseline("--allow-lost", expect=2)
        self.run_program("rules", "baseline", str(self.folder / "nowhere"), expect=4)

    def test_does_not_record_half_of_it(self):
        self.write("innocent/torn.jsonl.gz", gzip.compress(b"x" * 100_000)[:60])
        self.baseline("--record", self.file, expect=4)
        self.assertFalse(pathlib.Path(self.file).exists())


class DiffTest(CliTest):
    def setUp(self):
        super().setUp()
        for name, text in PACK.items():
            self.write(f"other/{name}", text)
        self.other = str(self.folder / "other")

    def diff(self, *arguments, **how):
        return self.run_program("rules", "diff", *arguments, self.pack, self.other, self.chat, **how)

    def change(self, before, after):
        self.assertIn(before, PACK["rules.yaml"])
        self.write("other/rules.yaml", PACK["rules.yaml"].replace(before, after))

    def report(self):
        return json.loads(self.diff("--format", "json")[0])

    def test_finds_nothing_between_a_pack_and_itself(self):
        report = self.report()
        self.assertEqual(report["counts"], {"unchanged": 2, "new": 0, "changed": 0, "absent": 0})
        self.diff("--fail-on-change")

    def test_tells_new_findings_and_fails_on_request(self):
        self.change("terms: [保本]", "terms: [保本, 电话]")
        out, err = self.diff("--conversations")
        self.assertIn("mkt.a.principal", out)
        self.assertIn("【电话】", out)
        self.assertIn("2 unchanged, 1 new, 0 changed, 0 absent", err)
        self.diff("--fail-on-change", expect=1)

    def test_tells_what_is_absent_of_a_conversation(self):
        self.change("terms: [老平台]", "terms: [大平台]")
        report = self.report()
        self.assertEqual(report["counts"]["absent"], 1)
        self.assertEqual(report["changes"][0]["rule_id"], "evs.license_dodge")
        self.assertIsNone(report["changes"][0]["after"])
        self.assertEqual([c["conversation_id"] for c in report["conversations"]], ["c-2"])

    def test_tells_what_is_said_otherwise_or_by_other_words(self):
        self.change("severity: critical", "severity: high")
        self.assertEqual(self.report()["changes"][0]["differs_in"], ["severity"])
        self.change("terms: [保本]", "terms: [保本的]")
        change = self.report()["changes"][0]
        self.assertEqual((change["state"], change["differs_in"]), ("changed", ["evidence"]))

    def test_shows_as_many_findings_as_it_is_asked_for(self):
        chat = [message(n, "这款稳赚不赔") for n in range(1, 8)]
        self.chat = self.write("chat.jsonl", lines_of(chat))
        self.change("terms: [稳赚不赔]", "terms: [永不亏损]")
        out, _ = self.diff("--show", "2")
        self.assertIn("and 5 more", out)

    def test_needs_two_packs_that_load(self):
        self.write("other/rules.yaml", "schema: 1\nrules: 7\n")
        self.diff(expect=3)


class ProfileTest(CliTest):
    def profile(self, *arguments, **how):
        return self.run_program("rules", "profile", "--rules", self.pack, *arguments, **how)

    def test_tells_hits_and_findings_of_rules_and_patterns(self):
        report = json.loads(self.profile("--format", "json", self.chat)[0])
        self.assertEqual(report["messages"], 6)
        rules = {rule["rule_id"]: rule for rule in report["rules"]}
        self.assertEqual((rules["mkt.a.principal"]["findings"], rules["mkt.a.principal"]["taken_back"]), (1, 1))
        patterns = {pattern["pattern"]: pattern for pattern in report["patterns"]}
        self.assertEqual((patterns["keeps"]["hits"], patterns["keeps"]["hits_compact"]), (2, 1))
        self.assertEqual(report["regexes"], [])

    def test_names_the_slowest_regex(self):
        self.write("pack/rules.yaml", PACK["rules.yaml"].replace("{terms: [稳赚不赔]}", "{regex: '稳.{0,3}不赔'}"))
        out, _ = self.profile(self.chat)
        self.assertIn("mkt.b.returns promised", out)
        self.assertIn("regexes, the slowest first", out)

    def test_needs_a_message(self):
        self.profile(self.write("empty.jsonl", ""), expect=4)
        self.profile(str(self.folder / "nowhere.jsonl"), expect=4)

    def test_measures_with_the_first_messages_only_on_request(self):
        report = json.loads(self.profile("--format", "json", "--max-messages", "2", self.chat)[0])
        self.assertEqual(report["messages"], 2)


if __name__ == "__main__":
    unittest.main()
