#!/usr/bin/env python3
"""Overrides and suppressions of an installation, as the program applies and tells them."""
import json
import unittest

from cli_support import CliTest, lines_of, message

WHO = "owner: risk-east, reason: 备案文案。, expires: 2999-12-31"


class OverridesTest(CliTest):
    def local(self, text, name="here/local.yaml"):
        self.write(name, "schema: 1\n" + text)
        return str(self.folder / "here")

    def promise(self, **more):
        return self.write("promise.jsonl", lines_of([{**message(1, "这款保本"), **more}]))

    def test_an_override_changes_the_finding(self):
        folder = self.local(f"overrides:\n  - {{rule: mkt.a.principal, severity: low, {WHO}}}\n")
        found = self.findings(self.promise(), "--overrides", folder)
        self.assertEqual([f["severity"] for f in found], ["low"])
        self.assertEqual([f["severity"] for f in self.findings(self.promise())], ["critical"])

    def test_a_suppression_is_counted_and_explained(self):
        folder = self.local(f"suppressions:\n  - {{rule: mkt.a.principal, agent: a-17, {WHO}}}\n")
        chat = self.promise(agent_id="a-17")
        out, err = self.scan("--format", "text", "--explain", "--overrides", folder, chat)
        self.assertIn("本地豁免：备案文案。（risk-east，有效至 2999-12-31", out)
        self.assertIn("这款【保本】", out)
        self.assertIn("1 finding suppressed by overrides", err)
        self.assertEqual(len(self.findings(self.promise(agent_id="a-18"), "--overrides", folder)), 1)

    def test_the_packs_own_folder_counts_without_an_option(self):
        self.local(f"overrides:\n  - {{rule: mkt.a.principal, disabled: true, {WHO}}}\n",
                   "pack/overrides/local.yaml")
        self.assertEqual(self.findings(self.promise()), [])
        listed, _ = self.run_program("rules", "list", "--format", "jsonl", self.pack)
        rules = [json.loads(line) for line in listed.splitlines()]
        rule = next(r for r in rules if r["rule_id"] == "mkt.a.principal")
        self.assertEqual(rule["status"], "deprecated")
        self.assertEqual([c["what"] for c in rule["overrides"]], ["disabled"])
        text, _ = self.run_program("rules", "list", self.pack)
        self.assertIn("override  disabled (risk-east, until 2999-12-31: 备案文案。)", text)

    def test_a_dangling_id_is_an_error_with_its_place(self):
        folder = self.local(f"overrides:\n  - {{rule: mkt.a.principle, severity: low, {WHO}}}\n")
        told, _ = self.run_program("rules", "lint", "--overrides", folder, self.pack, expect=3)
        self.assertIn("local.yaml:3:12: error[unknown-rule]", told)
        self.assertIn("mkt.a.principal", told)
        self.scan("--overrides", folder, self.promise(), expect=3)

    def test_a_folder_that_is_not_there_is_told(self):
        nowhere = str(self.folder / "nowhere")
        _, told = self.run_program("rules", "lint", "--overrides", nowhere, self.pack, expect=3)
        self.assertIn("there is no such folder", told)


if __name__ == "__main__":
    unittest.main()
