#!/bin/sh
# A report of 10,000 outputs and a million calls: how large the page is, and how long a browser takes to show it, to
# search it and to open an output.  Not part of the tests: it takes minutes.
#   sh tests/bench/report.sh PARIBUS [OUTPUTS [CALLS [DIFFERING]]]
set -eu
paribus=$(realpath "$1") outputs=${2-10000} calls=${3-1000000} differing=${4-1000}
source=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree"
cd "$scratch/tree"
cat >many.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

int main(int argc, char **argv)
{
    int outputs = atoi(argv[1]), calls = atoi(argv[2]), differing = atoi(argv[3]);
    char name[64];
    time_t last = 0;
    mkdir("out", 0777);
    for (int i = 0; i < outputs; i++) {
        if (i % 100 == 0) {
            snprintf(name, sizeof name, "out/part%03d", i / 100);
            mkdir(name, 0777);
        }
        snprintf(name, sizeof name, "out/part%03d/file%05d.txt", i / 100, i);
        FILE *file = fopen(name, "w");
        for (int call = 0; call < calls / outputs; call++)
            last = time(NULL);
        fprintf(file, "file %d\nof %d arguments\n%ld\n", i, argc, i % (outputs / differing) ? 0L : (long)last);
        fclose(file);
    }
    return 0;
}
C
cc -g -O1 -o many many.c
status=0
"$paribus" check -q --no-prove --format html="$scratch/report.html" --report "$scratch/report.txt" \
    -- ./many "$outputs" "$calls" "$differing" || status=$?
[ $status -eq 1 ] || { echo "exit status $status, not 1"; exit 1; }
grep '^coverage\|^divergent' "$scratch/report.txt"
printf 'page: %d KiB\n' $(($(stat -c %s "$scratch/report.html") / 1024))
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$source/tests/check/browser" python3 - "$scratch/report.html" <<'P'
import sys
import chromium

SEARCH = """(() => { const begun = performance.now(); const search = document.getElementById('search');
    search.value = 'file0999'; search.dispatchEvent(new Event('input')); return performance.now() - begun; })()"""
OPEN = """(() => { const output = report.outputs.find((one) => one.differs); const begun = performance.now();
    open(output); return performance.now() - begun; })()"""
with chromium.Browser(chromium.find()) as browser:
    shown = browser.open(sys.argv[1])
    memory = browser.evaluate("performance.memory.usedJSHeapSize") / 1e6
    print("shown after %.2f s; searched in %.0f ms; an output opened in %.0f ms; heap %.0f MB"
          % (shown, browser.evaluate(SEARCH), browser.evaluate(OPEN), memory))
    assert not browser.errors and not browser.console and len(browser.requests) == 1
    assert shown < 3, "3 s are the most a person waits"
P
