"""Drives two HTML reports: html_report.py FEW.html MANY.html ARTEFACTS, where screenshots are left"""
import base64
import os
import sys

import chromium

MOST_SECONDS = 3.0


def text(browser, selector):
    return browser.evaluate("(document.querySelector('%s') || {innerText: ''}).innerText" % selector)


def expect(part, whole):
    assert part in whole, "%r is not in:\n%s" % (part, whole)


def open_by_keyboard(browser, word):
    """Searches, goes down to the output with that name and opens it."""
    browser.key("/")
    browser.type(word)
    browser.key("ArrowDown")
    for _ in range(6):
        name = browser.evaluate("document.querySelector('.row.active').title")
        if name.endswith(word):
            break
        browser.key("ArrowDown")
    assert name.endswith(word), name
    browser.key("Enter")
    browser.wait("document.querySelector('#opened') !== null")
    assert browser.evaluate("document.activeElement.id") == "opened"


def see_everything(browser):
    expect("divergent", text(browser, "#verdict"))
    expect("2 of ", text(browser, "#result"))
    expect("covered", text(browser, "#coverage"))
    assert browser.evaluate("report.outputs.length") > 200
    expect("2 of %d" % browser.evaluate("report.outputs.length"), text(browser, "#count"))
    open_by_keyboard(browser, "build-info.txt")
    expect("out/share/build-info.txt", text(browser, "#opened"))
    values = browser.evaluate("[...document.querySelectorAll('.value')].map((v) => v.innerText)")
    expect("built at 2000000", values[0])
    expect("by nobody", values[1])
    assert values[0] != values[1]
    cause = text(browser, ".cause")
    for part in ("proven", "time in stamp_of_build() at stamp.c:6", "main() at stamp.c:", "sh > stamp",
                 "SOURCE_DATE_EPOCH", "paribus run --keep-env all --free"):
        expect(part, cause)
    expect("return (long)time(NULL);", text(browser, ".source .blamed"))
    rows = browser.evaluate("""[...document.querySelectorAll('.proof tbody tr')]
        .map((row) => [...row.cells].slice(1).map((cell) => cell.innerText).join(' '))""")
    assert "free held differs" in rows and "held free equal" in rows, rows
    tree = browser.evaluate("document.querySelector('svg.processes').textContent")
    expect("asked time", tree)
    expect("opened out/share/build-info.txt for writing", tree)
    assert browser.evaluate("document.querySelectorAll('svg.processes .path').length") == 0 \
        or "stamp" in tree  # asked and written by one process: no way to draw
    assert browser.evaluate("document.querySelectorAll('svg.timeline .mark').length") == 2
    print("found by search, opened by keyboard: cause, stack, source line, proof, processes, timeline")


def hear(browser):
    """What a screen reader is told: everything that can be reached has a role and a name."""
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    named = {}
    for node in nodes:
        if not node.get("ignored"):
            name = node.get("name", {}).get("value", "")
            named.setdefault(node["role"]["value"], []).append(name)
    for role in "tree", "treeitem", "button", "searchbox", "tab", "tabpanel", "heading", "navigation":
        assert named.get(role) and all(named[role]), (role, named.get(role))
    assert any("build-info.txt" in name and "differs" in name for name in named["treeitem"])
    assert any("asked time" in name for role in ("image", "img") for name in named.get(role, []))


def see_values(browser):
    """The tabs by arrow keys: bytes, then what they mean."""
    browser.evaluate("document.querySelector('[role=tab]').focus()")
    browser.key("ArrowRight")
    expect("75 69 6c 74 20 61 74 20", text(browser, "[role=tabpanel]"))
    browser.key("ArrowRight")
    expect("2033-05-18", text(browser, "[role=tabpanel]"))


def see_member(browser):
    """In the archive: which member, and from whom the value came on its way there."""
    browser.evaluate("""(() => { const search = document.getElementById('search');
        search.value = ''; search.dispatchEvent(new Event('input')); })()""")
    browser.evaluate("document.getElementById('list').focus()")
    open_by_keyboard(browser, "share.tar")
    expect("build-info.txt", text(browser, "#detail p:nth-of-type(1)") + text(browser, "#detail"))
    assert browser.evaluate("document.querySelectorAll('svg.processes .path').length") >= 2


def many(browser, path):
    seconds = browser.open(path)
    rows = browser.evaluate("report.outputs.length")
    assert rows > 10000, rows
    browser.evaluate("""(() => { const status = document.getElementById('status');
        status.value = 'all'; status.dispatchEvent(new Event('change')); })()""")
    shown = browser.evaluate("document.querySelectorAll('.row').length")
    assert 10 < shown < 200, "%d rows exist" % shown
    browser.evaluate("document.getElementById('list').focus()")
    browser.key("End")
    last = browser.wait("(document.querySelector('.row.active') || {}).title")
    expect("stamp.c", last)
    search = browser.evaluate("""(() => { const begun = performance.now();
        const search = document.getElementById('search'); search.value = 'file0999';
        search.dispatchEvent(new Event('input')); return performance.now() - begun; })()""")
    expect("10 of 10", text(browser, "#count"))
    print("%d outputs: shown after %.2f s, searched in %.0f ms" % (rows, seconds, search))
    assert seconds < MOST_SECONDS and search < 1000


def pictures(browser, path, where):
    """What it looks like, for people: before and after opening, in the dark, in a narrow window, on paper."""
    def shot(name):
        browser.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        browser.screenshot(os.path.join(where, name + ".png"))
        return os.path.getsize(os.path.join(where, name + ".png"))

    def scroll(selector):
        browser.evaluate("document.querySelector('%s').scrollIntoView({block: 'start'})" % selector)

    browser.open(path)
    plain = shot("overview")
    open_by_keyboard(browser, "build-info.txt")
    opened = shot("opened")
    scroll(".proof")
    shot("proof")
    scroll("svg.processes")
    shot("processes")
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    scroll("#opened")
    shot("dark")
    browser.call("Emulation.setEmulatedMedia", features=[])
    browser.call("Emulation.setDeviceMetricsOverride", width=420, height=800, deviceScaleFactor=1, mobile=False)
    assert browser.evaluate("document.documentElement.scrollWidth") <= 421, "wider than a narrow window"
    shot("narrow")
    browser.call("Emulation.clearDeviceMetricsOverride")
    paper = base64.b64decode(browser.call("Page.printToPDF", printBackground=True)["data"])
    assert paper.startswith(b"%PDF") and len(paper) > 10000
    with open(os.path.join(where, "paper.pdf"), "wb") as file:
        file.write(paper)
    assert plain > 10000 and opened > 10000
    print("screenshots and a print: %d" % len(os.listdir(where)))


def quiet(browser, pages):
    assert browser.requests == ["file://" + page for page in pages], browser.requests
    assert not browser.console, browser.console
    assert not browser.errors, browser.errors
    print("no request, nothing on the console")


def main(few, many_outputs, artefacts):
    with chromium.Browser(chromium.find()) as browser:
        browser.open(few)
        see_everything(browser)
        hear(browser)
        see_values(browser)
        see_member(browser)
        many(browser, many_outputs)
        pictures(browser, few, artefacts)
        quiet(browser, [few, many_outputs, few])


main(*sys.argv[1:])
