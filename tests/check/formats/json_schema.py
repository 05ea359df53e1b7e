"""Holds reports against the published schema, and the schema against its page: json_schema.py SOURCE REPORT.json...

Here no field may be there that the schema does not name: what is added to a report is added to both.
"""
import json
import re
import sys


def strict(schema):
    """The same schema, without room for more fields."""
    if isinstance(schema, dict):
        kept = {name: strict(part) for name, part in schema.items()}
        if "properties" in schema:
            kept["additionalProperties"] = False
        return kept
    return [strict(part) for part in schema] if isinstance(schema, list) else schema


def page_fields(text):
    """Names by section: "| `a`, `b` | type | meaning |" below "## Section"."""
    found = {}
    for line in text.splitlines():
        if line.startswith("## "):
            section = found.setdefault(line[3:].lower(), set())
        elif line.startswith("| `"):
            section.update(re.findall(r"`(\w+)`", line.split("|")[1]))
    return found


def main(source, reports):
    with open(source + "/docs/report.schema.json") as file:
        schema = json.load(file)
    with open(source + "/docs/json-report.md") as file:
        page = page_fields(file.read())
    for name, part in [("report", schema)] + list(schema["definitions"].items()):
        named = set(part["properties"])
        assert page[name] == named == set(part["required"]), (name, page[name] ^ named)
    try:
        import jsonschema
    except ImportError:
        return print("json: no jsonschema here, not held against the schema")
    for report in reports:
        with open(report) as file:
            jsonschema.validate(json.load(file), strict(schema))
    print("json: %d reports as docs/report.schema.json says" % len(reports))


main(sys.argv[1], sys.argv[2:])
