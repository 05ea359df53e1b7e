"""An answer against the truth.  Knows no tool."""
import fnmatch

from corpus import belongs

LEVELS = ("source", "call", "process", "line")


def matched(truths, found, level):
    """How many truths are met by an accusation each that is right up to and including the level."""
    upto = LEVELS[:LEVELS.index(level) + 1]
    left, met = list(found), 0
    for truth in truths:
        if not truth.asks(level):
            continue
        for one in left:
            if all(truth.agrees(one, each) for each in upto if truth.asks(each)):
                left.remove(one)
                met += 1
                break
    return met


def is_true(found, truths, levels=("process", "line")):
    """Not an accusation of somebody else: what is not said is a miss, what is said wrongly is one."""
    def fits(truth, level):
        return getattr(found, level) is None or truth.free(level) or truth.agrees(found, level)
    return any(truth.agrees(found, "source") and all(fits(truth, level) for level in levels)
               for truth in truths)


class Score:
    def __init__(self):
        self.asked = dict.fromkeys(LEVELS, 0)
        self.met = dict.fromkeys(LEVELS, 0)
        self.false = self.wrong = self.cases = self.perfect = self.verdicts = self.runs = 0
        self.seconds = 0.0
        self.units = None
        self.remarks = []

    def add(self, other):
        for level in LEVELS:
            self.asked[level] += other.asked[level]
            self.met[level] += other.met[level]
        for field in ("false", "wrong", "cases", "perfect", "verdicts", "runs", "seconds"):
            setattr(self, field, getattr(self, field) + getattr(other, field))

    def as_dict(self):
        levels = {level: {"asked": self.asked[level], "right": self.met[level]} for level in LEVELS}
        return {**levels, "false_accusations": self.false, "wrong_suspects": self.wrong,
                "cases": self.cases, "perfect": self.perfect, "verdicts_right": self.verdicts,
                "runs": self.runs, "units": self.units, "seconds": round(self.seconds, 2), "remarks": self.remarks}


def score_output(score, path, truths, found):
    """Rank 1: of an output with k causes the first k accusations count."""
    first = found[:len(truths)]
    for level in LEVELS:
        asked = sum(truth.asks(level) for truth in truths)
        met = matched(truths, first, level)
        score.asked[level] += asked
        score.met[level] += met
        if met < asked:
            score.remarks.append(f"{path}: {level} {met} of {asked}; said: "
                                 + ("; ".join(map(str, found[:8])) or "nothing"))
            break
    deeper = LEVELS[LEVELS.index(level) + 1:]
    for level in deeper:
        score.asked[level] += sum(truth.asks(level) for truth in truths)
        score.met[level] += matched(truths, first, level)


def score_accusations(score, path, truths, found):
    for one in found:
        if not is_true(one, truths):
            suspicion = not one.proven or (one.guess and is_true(one, truths, ()))
            score.false += not suspicion
            score.wrong += suspicion
            score.remarks.append(f"{path}: wrongly accused: {one}")


def may_differ(case, path):
    return any(fnmatch.fnmatchcase(path, name) for name in case.data.get("outputs", {}))


def score(case, truths, answer):
    """`truths`: of the case, as its prepared tree has them."""
    result = Score()
    result.cases, result.runs, result.seconds = 1, answer.runs, answer.seconds
    result.units = answer.units
    if answer.error:
        result.remarks.append(answer.error)
    expected = dict.fromkeys(truth.output for truth in truths)
    paths = [path for path in answer.accused if case.considered(path)]
    for name in expected:
        mine = [truth for truth in truths if truth.output == name]
        path = next((path for path in paths if belongs(mine[0], path)), name)
        score_output(result, path, mine, answer.ranked(path))
    for path in paths:
        mine = [truth for truth in truths if belongs(truth, path)]
        score_accusations(result, path, mine, answer.ranked(path))
        if not may_differ(case, path):
            result.remarks.append(f"{path}: differs and should not")
    result.verdicts = answer.verdict == case.verdict
    if not result.verdicts:
        result.remarks.append(f"verdict {answer.verdict}, not {case.verdict}")
    if case.hint and not any(case.hint in hint for hint in answer.hints):
        result.remarks.append(f"no word of '{case.hint}': {answer.hints}")
    if answer.open and case.verdict == "divergent" and case.data["kind"] != "escape":
        result.remarks.append(f"{answer.open} regions have no proven cause")
    result.perfect = not result.remarks
    return result
