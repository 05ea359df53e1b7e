"""What a tool said about a case, in one shape for all tools."""


class Found:
    """One accusation of one output: fields a tool cannot name are None."""

    def __init__(self, source, call=None, process=None, line=None, proven=False, site=None,
                 guess=False):
        self.source, self.call, self.process, self.line = source, call, process, line
        self.proven = proven
        self.guess = guess  # the process is said to be a guess: what is proven is the rest
        self.key = site or (source, call, process, line)

    def __str__(self):
        parts = [self.source, self.call or "-", self.process or "-", self.line or "-"]
        return " ".join(parts) + ("" if self.proven else " (suspected)") + (" (guessed)" if self.guess else "")


class Answer:
    """`accused`: output -> regions, each a list of Found, best first; differing outputs have a key."""

    def __init__(self):
        self.accused = {}
        self.verdict = None
        self.hints = []
        self.open = 0  # differing regions without a proven cause
        self.runs = 0
        self.units = None
        self.seconds = 0.0
        self.error = None

    def ranked(self, output):
        """All that an output is accused of, once each: the first of every region, then the second ..."""
        regions = self.accused.get(output, [])
        seen, result = set(), []
        for rank in range(max(map(len, regions), default=0)):
            for region in regions:
                if rank < len(region) and region[rank].key not in seen:
                    seen.add(region[rank].key)
                    result.append(region[rank])
        return result
