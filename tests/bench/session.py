"""One session: contenders measured alternately, medians and paired ratios with their spread.

Knows nothing of what is measured: a row has contenders, a contender is a function that takes one
sample.  A sample is a list of figures, one per metric of the row.
"""
import statistics
import sys
from dataclasses import dataclass, field


@dataclass
class Target:
    """`kind`: "ratio" to the baseline, "value" at most, "least" at least."""
    contender: str
    kind: str
    limit: float

    def met(self, figure):
        return figure >= self.limit if self.kind == "least" else figure <= self.limit


@dataclass
class Metric:
    name: str
    unit: str
    targets: list = field(default_factory=list)


@dataclass
class Row:
    name: str
    contenders: dict  # name -> function without arguments: list of figures, None: cannot
    metrics: list
    baseline: str = "native"
    series: str = ""  # rows of one series make a picture, over x
    x: float = 0
    rounds: int = 0  # at most; 0: as many as the session has
    note: str = ""


def summary(values):
    """Median and quartiles: half of what was seen lies between low and high."""
    values = sorted(values)
    low, high = values[len(values) // 4], values[-1 - len(values) // 4]
    return {"median": statistics.median(values), "low": low, "high": high, "samples": len(values)}


def sample_round(row, nth, samples):
    """All contenders of a row once, each round beginning with another."""
    names = list(row.contenders)
    for name in names[nth % len(names):] + names[:nth % len(names)]:
        if name in samples and samples[name] is None:
            continue
        figures = row.contenders[name]()
        if figures is None:
            samples[name] = None
        else:
            samples.setdefault(name, []).append(figures)


def paired(samples, baseline, name, metric):
    """Ratios to the baseline's sample of the same round."""
    pairs = zip(samples[name], samples[baseline])
    return [mine[metric] / other[metric] for mine, other in pairs if other[metric]]


def judge(target, result):
    if result is None:
        return None
    figure = (result.get("ratio") or {}).get("median") if target.kind == "ratio" else result["median"]
    if figure is None:
        return None
    return {"contender": target.contender, "kind": target.kind, "limit": target.limit, "measured": figure,
            "met": target.met(figure)}


def conclude(row, samples):
    """What a row has shown, one record per metric."""
    records = []
    for number, metric in enumerate(row.metrics):
        results = {}
        for name, taken in samples.items():
            if not taken:
                results[name] = None
                continue
            results[name] = summary([figures[number] for figures in taken])
            if row.baseline != name and samples.get(row.baseline):
                ratios = paired(samples, row.baseline, name, number)
                results[name]["ratio"] = summary(ratios) if ratios else None
        records.append({"name": row.name, "metric": metric.name, "unit": metric.unit, "baseline": row.baseline,
                        "series": row.series, "x": row.x, "note": row.note, "results": results,
                        "targets": [t for t in (judge(target, results.get(target.contender))
                                                for target in metric.targets) if t]})
    return records


def run(rows, rounds):
    samples = [{} for _ in rows]
    for nth in range(rounds):
        for row, taken in zip(rows, samples):
            if nth < (row.rounds or rounds):
                print(f"  round {nth + 1}: {row.name}", file=sys.stderr, flush=True)
                sample_round(row, nth, taken)
    return [record for row, taken in zip(rows, samples) for record in conclude(row, taken)]
