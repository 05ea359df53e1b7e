"""Reads one report in all its forms: accept.py DIRECTORY"""
import json
import os
import re
import sys
import xml.etree.ElementTree as tree

where = sys.argv[1]


def read(name):
    with open(os.path.join(where, name), "rb") as file:
        return file.read().decode("utf-8")


report = json.loads(read("json"))
differing = [o["path"] for o in report["outputs"] if not o["identical"]]
units = {c["unit"] for o in report["outputs"] for c in o["causes"]}
lines = {(f["file"], f["line"]) for o in report["outputs"] for c in o["causes"]
         for f in c["stack"] if (f["file"] or "").startswith("src/")}


def sarif():
    log = json.loads(read("sarif"))
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert {r["partialFingerprints"]["paribusUnit/v1"] for r in run["results"]} == units
    places = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] == "error" and result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        places.add((place["artifactLocation"]["uri"], place["region"]["startLine"]))
        frames = result["stacks"][0]["frames"]
        steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
        assert len(frames) == len(steps) and steps[-1]["location"] == frames[0]["location"]
        reached = {l["physicalLocation"]["artifactLocation"]["uri"]
                   for l in result["relatedLocations"]}
        assert reached and reached <= set(differing), reached
    assert places == lines, (places, lines)


def junit():
    suites = tree.fromstring(read("junit"))
    cases = suites.findall("./testsuite/testcase")
    assert [c.get("name") for c in cases] == [o["path"] for o in report["outputs"]]
    assert [c.get("name") for c in cases if c.find("failure") is not None] == differing
    try:
        import junitparser
    except ImportError:
        return print("junit: no junitparser here, read as XML only")
    parsed = junitparser.JUnitXml.fromfile(os.path.join(where, "junit"))
    assert parsed.tests == len(report["outputs"]) and parsed.failures == len(differing)
    print("junit: accepted by junitparser")


def openmetrics():
    text = read("openmetrics")
    assert text.endswith("\n# EOF\n")
    assert 'paribus_verdict{verdict="divergent"} 1\n' in text
    assert 'paribus_outputs{state="content"} %d\n' % len(differing) in text
    try:
        from prometheus_client.openmetrics.parser import text_string_to_metric_families
    except ImportError:
        return print("openmetrics: no parser here")
    families = list(text_string_to_metric_families(text))
    causes = [f for f in families if f.name == "paribus_causes"][0]
    assert sum(s.value for s in causes.samples if s.labels["verdict"] == "proven") == len(units)
    print("openmetrics: accepted by prometheus_client")


def github():
    found = set()
    for line in read("github").splitlines():
        command = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.+)", line)
        assert command, line
        properties = dict(p.split("=", 1) for p in command.group(2).split(","))
        assert set(properties) <= {"file", "line", "title"}, line
        if "file" in properties:
            found.add((properties["file"], int(properties["line"])))
    assert found == lines, found


def markdown():
    rows = re.findall(r"^\| <code>([^<]*)</code> \|", read("markdown"), re.M)
    assert rows == differing, rows


def html():
    page = read("html")
    data = re.search(r'<script type="application/json" id="data">([^<]*)</script>', page)
    data = json.loads(data.group(1))
    assert [o["path"] for o in data["outputs"] if o["state"] != "equal"] == differing
    assert {c["unit"] for c in data["causes"]} == units
    assert not re.search(r'(src|href)\s*=\s*"(?!#)', page), "the page refers to something else"


for form in sarif, junit, openmetrics, github, markdown, html:
    form()
assert read("text").splitlines()[-1].startswith("divergent: %d of" % len(differing))
print("all forms tell of the same %d outputs and %d causes" % (len(differing), len(units)))
