#!/usr/bin/python3
"""Checks every rule file against the schemas in rules/schema, as editors do."""
import json
import pathlib
import sys

import jsonschema
import yaml



def validator_of(name):
    schema = json.loads(pathlib.Path("rules/schema", name).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


RULES = validator_of("rule.schema.json")
OVERRIDES = validator_of("overrides.schema.json")
OTHER = {"pack.yaml", "basis.yaml", "policy.yaml"}


class Loader(yaml.SafeLoader):
    """Keeps dates as they are written, as JSON does."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

faults = []
files = 0
found = [(path, RULES) for path in sorted(pathlib.Path("rules").glob("*/*.yaml"))]
found += [(path, OVERRIDES) for path in sorted(pathlib.Path("rules").glob("*/overrides/*.yaml"))]
for path, validator in found:
    if path.name in OTHER:
        continue
    files += 1
    document = yaml.load(path.read_text(encoding="utf-8"), Loader)
    for error in validator.iter_errors(document):
        where = "/".join(str(part) for part in error.absolute_path)
        faults.append(f"{path}: {where}: {error.message[:200]}")
print("\n".join(faults) or f"schema: {files} rule files in order")
sys.exit(bool(faults) or files == 0)
