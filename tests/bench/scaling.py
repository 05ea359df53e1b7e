"""How costs grow: rows of a series, over x; page.py makes a picture of each."""
from contenders import OURS
from heavy import joined
from rows import MEAN, event_sampler, make_directory, micro_row
from session import Metric, Row


def powers(low, high):
    return [10**exponent for exponent in range(low, high + 1)]


def processes(bench):
    return [micro_row(bench, "spawn", count, OURS, pick=MEAN, scale=1e-3, unit="us", name=f"{count:,} processes",
                      series="per process", x=count) for count in powers(0, 2 if bench.quick else 4)]


def event_rows(bench):
    highest = 5 if bench.quick else 8 if bench.full else 7
    return [Row(f"{count:,} events", {name: event_sampler(bench, name, "event", count) for name in OURS},
                [Metric("", "ns"), Metric("in the trace", "bytes")], series="per event", x=count,
                rounds=1 if count > 10**6 else 0) for count in powers(3, highest)]


def threads(bench):
    return [micro_row(bench, "threads", 31000 * count, OURS, [str(count)], name=f"{count} threads",
                      series="per call, by threads of 1,000 calls each", x=count) for count in (1, 2, 4, 8, 16, 32, 64)]


def entries(bench):
    return [micro_row(bench, "directory", max(1, 1000000 // count), OURS, [make_directory(bench, count)],
                      scale=1.0 / count, name=f"{count:,} entries", series="per directory entry", x=count)
            for count in powers(1, 4 if bench.quick else 6)]


def analyzer(bench):
    return [Row(f"{count:,} events", {"paribus compare": joined(bench, count)},
                [Metric("time", "s"), Metric("memory", "MiB")], baseline="paribus compare", series="analyzer",
                x=count, rounds=1 if count > 10**6 else 0)
            for count in powers(3, 5 if bench.quick else 8 if bench.full else 7)]


def rows(bench):
    return [row for part in (processes, event_rows, threads, entries, analyzer) for row in part(bench)]
