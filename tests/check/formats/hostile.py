"""Looks for anything that broke out: hostile.py DIRECTORY"""
import json
import os
import re
import sys
import xml.etree.ElementTree as tree

import chromium

where = sys.argv[1]
OUTPUTS = 11


def read(name):
    with open(os.path.join(where, name), "rb") as file:
        text = file.read().decode("utf-8")  # fails where a name's invalid bytes got through
    bad = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\uffff]", text)
    assert not bad or name == "json", "%s: U+%04X" % (name, ord(bad.group()))
    return text


report = json.loads(read("json"))
assert sum(not o["identical"] for o in report["outputs"]) >= OUTPUTS + 1

for line in read("github").splitlines():
    assert re.fullmatch(r"::(error|warning) (file=[^,:]*,|line=\d+,|title=[^,:]*)+::.+", line), line
    assert line.count("\n") == 0 and "%0A::" not in line, line

names = [c.get("name") for c in tree.fromstring(read("junit")).iter("testcase")]
assert len(names) == len(report["outputs"])
assert "<img src=x onerror=alert(1)>" in names

log = json.loads(read("sarif"))
uris = [l["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]
        for l in r["relatedLocations"] if "physicalLocation" in l]
assert uris and all(re.fullmatch(r"[A-Za-z0-9%._~/-]+", uri) for uri in uris), uris
assert any("%FF%FE%C3%28" in uri for uri in uris)


def messages(value):
    if isinstance(value, dict):
        yield from [value["text"]] if isinstance(value.get("text"), str) else []
        value = value.values()
    for part in value if not isinstance(value, (str, int, float, type(None))) else []:
        yield from messages(part)


for message in messages(log["runs"][0]):
    assert not re.search(r"(?<!\\)(\\\\)*[][]|(?<!\{)(\{\{)*\{[0-9]", message), message

page = read("markdown")
tags = set(re.findall(r"</?([A-Za-z]+)", page))
assert tags <= {"code", "details", "summary"}, tags
table = [row for row in page.splitlines() if row.startswith("| <code>")]
assert len(table) >= OUTPUTS and all(row.count("|") == 5 for row in table), table
assert not re.search(r"[\[\]`*]|www\.|@", page), page

assert read("openmetrics").count("\nparibus_command{") == 1
assert all(re.fullmatch(r"#.*|\w+(\{.*\})? \d+", l) for l in read("openmetrics").splitlines())

html = read("report.html")
assert html.isascii()
data = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S).group(1)
assert not re.search(r"[<>&]", data) and len(re.findall(r"<script", html)) == 2
assert "alert(1)" in json.loads(data)["outputs"][-1]["path"] or "alert(1)" in data
print("nothing breaks out of a file")

if not chromium.find():
    print("not looked at in a browser: no chromium here")
    sys.exit()
with chromium.Browser(chromium.find()) as browser:
    browser.open(os.path.join(where, "report.html"))
    for at in range(OUTPUTS + 2):
        browser.evaluate("(() => { list.active = %d; act(); })()" % at)
        for tab in range(3):
            browser.evaluate("(() => { const tab = document.querySelectorAll('[role=tab]')[%d]; "
                             "if (tab) tab.click(); })()" % tab)
    made = browser.evaluate("document.querySelectorAll('img, iframe, object, b').length + "
                            "document.scripts.length - 2")
    assert made == 0, made
    shown = browser.evaluate("[...document.querySelectorAll('.row .name')].map((n) => n.innerText)")
    assert "<img src=x onerror=alert(1)>" in shown, shown
    assert browser.evaluate("typeof report") == "object"
    assert len(browser.requests) == 1 and not browser.console and not browser.errors, browser.errors
    print("nothing breaks out of the page")
