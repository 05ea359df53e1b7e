#!/usr/bin/python3
"""Every case through paribus and through the baselines, scored: text on stdout, JSON with --json."""
import argparse
import concurrent.futures
import json
import os
import shutil
import sys
import tempfile

import bisected
import corpus
import diffed
import product
import straced
import table
from score import score

TOOLS = {tool.NAME: tool for tool in (product, bisected, straced, diffed)}


def arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__)
    parser.add_argument("patterns", nargs="*", metavar="REGEX", help="cases whose name matches")
    parser.add_argument("--quick", action="store_true", help="the few cases marked quick")
    parser.add_argument("--packages", action="store_true",
                        help="real Debian packages instead, fetched with apt-get source")
    parser.add_argument("--tools", default=",".join(TOOLS), help="comma-separated; default: %(default)s")
    parser.add_argument("--json", metavar="FILE", help="write all results there as well")
    parser.add_argument("--jobs", type=int, default=1, help="cases at a time; default 1")
    parser.add_argument("--list", action="store_true", help="name the cases and end")
    parser.add_argument("--strict", action="store_true",
                        help="exit status 1 unless paribus is right about everything")
    return parser.parse_args()


def run_case(case, tools, program, known):
    """Tool name -> Score; a string: why it was skipped."""
    why = case.missing(known)
    if why:
        return why
    scores = {}
    with tempfile.TemporaryDirectory(prefix="localization.", ignore_cleanup_errors=True) as scratch:
        pristine = os.path.join(scratch, "pristine")
        why = case.prepare(pristine)
        if why:
            return why
        truths = case.truths(pristine)
        for name in tools:
            root = os.path.join(scratch, name, case.name)
            shutil.copytree(pristine, root, symlinks=True)
            scores[name] = score(case, truths, TOOLS[name].examine(case, root, program))
    return scores


def run_safely(*what):
    """What goes wrong in one case is that case's result."""
    try:
        return run_case(*what)
    except (Exception, SystemExit) as problem:
        return f"{table.FAILED}{type(problem).__name__}: {problem}"


def write_json(path, cases, results, totals):
    """After every case: a run that is ended early has its results there."""
    done = [case for case in cases if case.name in results]
    fresh = path + ".new"
    with open(fresh, "w", encoding="utf-8") as file:
        json.dump(table.as_json(done, results, totals), file, indent=1)
        file.write("\n")
    os.replace(fresh, path)


def main():
    options = arguments()
    tools = [name for name in options.tools.split(",") if name]
    if set(tools) - set(TOOLS):
        sys.exit(f"no such tool; there are {', '.join(TOOLS)}")
    cases = corpus.load("packages" if options.packages else "cases", options.patterns, options.quick)
    if options.list:
        print("\n".join(f"{case.name:32} {case.data.get('about', '')}" for case in cases))
        return 0
    program = os.path.abspath(os.environ.get("PARIBUS", "build/runner/paribus"))
    if not os.access(program, os.X_OK):
        sys.exit(f"no paribus at {program}: set PARIBUS")
    known = product.sources(program)
    results = {}
    table.head(tools)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        work = [pool.submit(run_safely, case, tools, program, known) for case in cases]
        for case, one in zip(cases, work):
            results[case.name] = one.result()
            table.row(case, results[case.name])
            if options.json:
                write_json(options.json, cases, results, {})
    totals = table.totals(cases, results, tools)
    if options.json:
        write_json(options.json, cases, results, totals)
    failed = [name for name, one in results.items() if table.has_failed(one)]
    if failed:
        print(f"failed: {', '.join(failed)}")
    ours = [r[product.NAME] for r in results.values() if isinstance(r, dict) and product.NAME in r]
    return int(bool(failed) or options.strict and not all(one.perfect for one in ours))


if __name__ == "__main__":
    sys.exit(main())
