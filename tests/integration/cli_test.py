#!/usr/bin/env python3
"""Help, usage and version, and the verbs rules and tickets."""
import json
import unittest

from cli_support import CliTest, PACK


class HelpTest(CliTest):
    VERBS = [["scan"], ["rescan"], ["rules"], ["rules", "lint"], ["rules", "test"],
             ["rules", "list"], ["rules", "mutate"], ["tickets"], ["tickets", "list"], ["tickets", "show"],
             ["tickets", "verdict"], ["version"]]

    def test_each_verb_explains_itself_with_an_example(self):
        for verb in self.VERBS:
            with self.subTest(verb=verb):
                out, _ = self.run_program(*verb, "--help")
                self.assertIn("Example", out)
                self.assertIn("mingcha " + " ".join(verb), out)

    def test_the_program_names_its_exit_codes(self):
        out, _ = self.run_program("--help")
        for words in ("0 done", "1 findings", "2 usage", "3 rules invalid", "4 input", "5 internal"):
            self.assertIn(words, " ".join(out.split()))

    def test_bad_usage_is_told_on_stderr(self):
        for arguments in ([], ["nonsense"], ["scan", "--nonsense"], ["scan", "--jobs", "0"],
                          ["scan", "--format", "xml"], ["scan", "--fail-on", "worst"],
                          ["scan", "--speaker", "agent"], ["rescan", self.chat], ["rules"],
                          ["tickets", "show"]):
            with self.subTest(arguments=arguments):
                out, err = self.run_program(*arguments, expect=2)
                self.assertEqual(out, "")
                self.assertNotEqual(err, "")

    def test_version_names_everything_inside(self):
        out, _ = self.run_program("version", "--rules", self.pack, "--format", "jsonl")
        versions = json.loads(out)
        for name in ("mingcha", "cli11", "jemalloc", "pack", "pack_digest"):
            self.assertIn(name, versions)
        self.assertEqual(versions["pack"], "small@1")
        out, _ = self.run_program("version")
        self.assertTrue(out.startswith("mingcha "))


class RulesTest(CliTest):
    def rules(self, verb, *arguments, expect=0):
        return self.run_program("rules", verb, *arguments, expect=expect)

    def test_lint_accepts_a_good_pack(self):
        _, err = self.rules("lint", self.pack)
        self.assertIn("3 rules, 0 errors", err)
        self.rules("lint", "--rules", self.pack)

    def test_lint_tells_all_faults_at_once_with_place_and_line(self):
        self.write("pack/broken.yaml", "schema: 1\nrules:\n  - id: mkt.c.one\n    nonsense: 1\n"
                                       "  - id: mkt.c.two\n    severity: terrible\n")
        out, err = self.rules("lint", self.pack, expect=3)
        self.assertIn("broken.yaml:4:5: error[", out)
        self.assertIn("nonsense: 1", out)
        self.assertIn("broken.yaml:6:", out)
        self.assertIn("not loaded", err)
        out, _ = self.rules("lint", "--format", "jsonl", self.pack, expect=3)
        places = {(d["line"], d["severity"]) for d in map(json.loads, out.splitlines())}
        self.assertIn((4, "error"), places)

    def test_lint_can_refuse_warnings(self):
        text = PACK["rules.yaml"].replace("[稳赚不赔]", "[稳赚不赔, 稳赚不赔]")
        self.write("pack/rules.yaml", text)
        out, _ = self.rules("lint", self.pack)
        self.assertIn("warning[", out)
        self.rules("lint", "--warnings-as-errors", self.pack, expect=3)
        self.rules("lint", "--strict", self.pack, expect=3)

    def test_lint_exits_with_three_without_a_pack(self):
        _, err = self.rules("lint", str(self.folder), expect=3)
        self.assertIn("pack.yaml", err)

    def test_test_passes_a_pack_whose_proofs_hold(self):
        out, err = self.rules("test", self.pack)
        self.assertEqual(out, "")
        self.assertIn("3 rules: 3 match, 2 no_match, 3 cases; 0 failed", err)

    def test_test_names_the_example_that_fails(self):
        text = PACK["rules.yaml"].replace("match: [这款是保本的, 保*本保息]",
                                          "match: [这款是保本的, 这款不保本的]")
        self.write("pack/rules.yaml", text)
        line = 1 + text[:text.index("match: [这款是保本的")].count("\n")
        out, err = self.rules("test", self.pack, expect=1)
        self.assertIn(f"rules.yaml:{line}: mkt.a.principal: match fails: 这款不保本的", out)
        self.assertIn("negated", out)
        self.assertIn("1 failed", err)
        self.rules("test", "--rule", "mkt.b.returns", self.pack)
        self.rules("test", "--rule", "mkt.a.principal", self.pack, expect=1)
        self.rules("test", "--rule", "mkt.none", self.pack, expect=2)
        out, _ = self.rules("test", "--format", "jsonl", self.pack, expect=1)
        self.assertEqual(json.loads(out)["subject"], "这款不保本的")

    def test_list_shows_and_filters(self):
        out, _ = self.rules("list", self.pack)
        self.assertEqual(len(out.splitlines()), 3)
        self.assertIn("承诺保本", out)
        for arguments, ids in ((["--status", "test"], ["mkt.b.returns"]),
                               (["--severity", "critical"], ["mkt.a.principal"]),
                               (["--category", "evasive_reply"], ["evs.license_dodge"]),
                               (["--basis", "XX"], [])):
            with self.subTest(arguments=arguments):
                out, _ = self.rules("list", "--format", "jsonl", *arguments, self.pack)
                self.assertEqual([json.loads(line)["rule_id"] for line in out.splitlines()], ids)

    def test_mutate_measures_recall_by_kind_and_rule(self):
        out, err = self.rules("mutate", "--kind", "emoji", "--kind", "homophone", self.pack)
        self.assertRegex(out, r"emoji +compact +\d+ +\d+ +100\.0%")
        self.assertRegex(out, r"homophone +sound +- +- +-")
        self.assertIn("mkt.a.principal", out)
        self.assertIn("3 rules", err)
        out, _ = self.rules("mutate", "--format", "jsonl", "--rule", "mkt.b", self.pack)
        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual({line["rule_id"] for line in lines if line["of"] == "rule"},
                         {"mkt.b.returns"})
        self.assertIn("not_opted_in", {line.get("standing") for line in lines})

    def test_mutate_names_what_got_away_and_can_fail_for_it(self):
        text = PACK["rules.yaml"].replace("match: [这款是保本的, 保*本保息]",
                                          "match: [请确保本周到账, 这款是保本的]")
        self.write("pack/rules.yaml", text)
        arguments = ("--kind", "emoji", "--rule", "mkt.a.principal", self.pack)
        self.rules("mutate", *arguments)
        out, err = self.rules("mutate", "--missed", "--min-recall", "99", *arguments, expect=1)
        self.assertIn("emoji of 保本 got away", out)
        self.assertIn("below --min-recall 99", err)

    def test_mutate_gives_the_same_for_a_seed(self):
        arguments = ("mutate", "--format", "jsonl", "--missed", "--seed", "5", self.pack)
        self.assertEqual(self.rules(*arguments), self.rules(*arguments))

    def test_mutate_refuses_what_it_does_not_know(self):
        self.rules("mutate", "--kind", "nonsense", self.pack, expect=2)
        self.rules("mutate", "--edits", "0", self.pack, expect=2)
        self.rules("mutate", "--rule", "mkt.none", self.pack, expect=2)


class TicketsTest(CliTest):
    def test_exits_with_four_without_a_store_and_makes_none(self):
        _, err = self.run_program("tickets", "list", expect=4)
        self.assertIn(str(self.folder / ".local/state/mingcha/mingcha.db"), err)
        self.assertFalse((self.folder / ".local").exists())
        state = self.environment(XDG_STATE_HOME=str(self.folder / "state"))
        _, err = self.run_program("tickets", "list", expect=4, environment=state)
        self.assertIn(str(self.folder / "state/mingcha/mingcha.db"), err)

    def test_refuses_a_file_that_is_no_store(self):
        self.run_program("tickets", "list", "--store", self.chat, expect=4)


if __name__ == "__main__":
    unittest.main()
