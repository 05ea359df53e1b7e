"""Reading what a suite prints: which tests there are, how each ended, and what that comes to."""
import re

# "test" and "how" in a line; what ended well is in PASSED.
FORMS = [re.compile(form) for form in (
    r"^(?P<how>PASS|FAIL|SKIP|XFAIL|XPASS|ERROR): (?P<test>\S+)",                                    # automake
    r"^ *(?P<test>\d+: .*?) {2,}(?P<how>ok|FAILED|skipped|expected failure|UNEXPECTED PASS)",        # autotest
    r"^(?P<test>test\w+ \([\w.]+\)).*?\.\.\. .*?(?P<how>ok|FAIL|ERROR|skipped|expected failure)\b",  # unittest
    r"^(?P<test>test\w+) +: .*?(?P<how>SUCCESS|FAILED)",                                             # apr
    r"^(?P<test>[\w-]+/[\w-]+) \.+ (?P<how>ok|FAILED|N/A)",                                          # make
    r"^(?P<test>t/\S+\.t) \.+ (?P<how>ok|skipped|Failed|Dubious)",                                   # prove
    r"^(?P<how>ok|not ok) \d+ -? ?(?P<test>.+)",                                                     # TAP
    r"^\+\+\+\+ (?P<test>\S+) (?P<how>PASSED)",                                                      # tcl
    r"^==== (?P<test>\S+) .*(?P<how>FAILED)$",
    r"^(?P<test>[\w.-]+)\.\.\. (?P<how>Ok)$",                                                        # sqlite
    r"^! (?P<test>[\w.-]+) (?P<how>expected)",
    r"^(?P<test>[\w /-]+) test (?P<how>OK)$",                                                        # mawk
    r"^ran: (?P<test>\S+) (?P<how>\d+)$",                                                            # our loops
    r"^(?P<test>said: \S+) (?P<how>.*)$",
)]
PASSED = {"PASS", "XFAIL", "ok", "SUCCESS", "PASSED", "Ok", "OK", "0", "expected failure"}
NOT_RUN = "not run"


def read(text, status):
    """{test: how it ended}; a test that ran twice ended as its worst run."""
    found = {}
    # apr: what a test has to say comes between its name and how it ended
    text = re.sub(r"^(test\w+ +: +)Line (?:.*\n)*?.*?(SUCCESS|FAILED)", r"\1\2", text, flags=re.M)
    for line in text.splitlines():
        for form in FORMS:
            match = form.search(line)
            if match:
                test, how = match["test"], match["how"]
                if test not in found or good(found[test]):
                    found[test] = how
                break
    found["exit status"] = str(status)
    return found


def good(how):
    """An output is as good as any other, but it has to be the same."""
    return how in PASSED or (how[:1].isdigit() and " " in how)


def same(native, how):
    return how in PASSED if native in PASSED else how == native


def differing(answer, mode):
    """(test, natively, in that mode) of those that did better natively, or otherwise."""
    native, tests = answer["native"]["tests"], answer[mode]["tests"]
    return [(test, how, tests.get(test, NOT_RUN)) for test, how in native.items()
            if not same(how, tests.get(test, NOT_RUN))]


def passed(answer, mode):
    return sum(map(good, answer[mode]["tests"].values()))


def summary(name, answer):
    if "skipped" in answer:
        yield f"{name}: skipped: {answer['skipped']}"
        return
    for mode, one in answer.items():
        yield f"{name} {mode}: {len(one['tests'])} tests, {passed(answer, mode)} passed, {one['seconds']} s"
        if mode != "native" and "native" in answer:
            for test, before, now in differing(answer, mode):
                yield f"    {test}: {before} -> {now}"
