#!/usr/bin/python3
"""Checks the files of every pack against the schemas of rules/schema, as editors do."""
import json
import pathlib
import sys

import jsonschema
import yaml

WITHOUT_SCHEMA = {"pack.yaml", "basis.yaml", "policy.yaml"}


def validator(name):
    schema = json.loads(pathlib.Path(f"rules/schema/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


VALIDATORS = {name: validator(name)
              for name in ("rule", "calendar", "clocks", "profiles", "overrides")}


class Loader(yaml.SafeLoader):
    """Keeps dates as they are written, as JSON does."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

faults = []
files = 0
found = [(path, path.name.split(".")[0])
         for path in sorted(pathlib.Path("rules").glob("*/*.yaml"))]
found += [(path, "overrides") for path in sorted(pathlib.Path("rules").glob("*/overrides/*.yaml"))]
for path, kind in found:
    if path.name in WITHOUT_SCHEMA:
        continue
    files += 1
    document = yaml.load(path.read_text(encoding="utf-8"), Loader)
    for error in VALIDATORS.get(kind, VALIDATORS["rule"]).iter_errors(document):
        where = "/".join(str(part) for part in error.absolute_path)
        faults.append(f"{path}: {where}: {error.message[:200]}")
print("\n".join(faults) or f"schema: {files} files in order")
sys.exit(bool(faults) or files == 0)
