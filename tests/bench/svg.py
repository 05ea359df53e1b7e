"""Small pictures without a library: bars of ratios, lines over logarithmic axes."""
import math
from html import escape

COLOURS = ["#444444", "#1f77b4", "#1f9e89", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#17becf", "#bcbd22",
           "#e377c2", "#7f7f7f", "#aec7e8"]
STYLE = 'font-family="sans-serif" font-size="12"'


def document(width, height, body):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {STYLE}>\n'
            f'<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(body) + "\n</svg>\n")


def text(x, y, words, anchor="start", colour="#222"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def line(x1, y1, x2, y2, colour="#ddd", dash=""):
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashes}/>'


def number(value):
    if value and (value >= 1e5 or value < 1e-3):
        return f"10^{math.log10(value):.0f}"
    return f"{value:,.10g}"


class Scale:
    """Logarithmic, over whole powers of ten."""

    def __init__(self, values, begin, end):
        logs = [math.log10(value) for value in values if value > 0] or [0]
        self.low, self.high = math.floor(min(logs)), math.ceil(max(logs))
        self.high += self.high == self.low
        self.begin, self.end = begin, end

    def at(self, value):
        share = (math.log10(max(value, 10.0**self.low)) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def ticks(self):
        return [10.0**power for power in range(self.low, self.high + 1)]


def bars(title, groups, limits):
    """groups: {row: {contender: (ratio, low, high)}}; limits: {(row, contender): limit}; 1 is the baseline."""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    every = [value for group in groups.values() for bar in group.values() for value in bar] + [1.0]
    scale = Scale(every, 180, 740)
    height = 70 + sum(14 * len(group) + 14 for group in groups.values())
    body = [text(10, 20, title)] + [text(scale.at(tick), 42, number(tick), "middle") for tick in scale.ticks()]
    body += [line(scale.at(tick), 48, scale.at(tick), height - 10) for tick in scale.ticks()]
    body.append(line(scale.at(1), 48, scale.at(1), height - 10, "#222"))
    y = 56
    for row, group in groups.items():
        body.append(text(170, y + 7 * len(group) + 4, row, "end"))
        for name, (ratio, low, high) in group.items():
            left, right = sorted((scale.at(1), scale.at(ratio)))
            body.append(f'<rect x="{left:.1f}" y="{y}" width="{max(right - left, 1):.1f}" height="11" '
                        f'fill="{COLOURS[names.index(name) % len(COLOURS)]}"/>')
            body.append(line(scale.at(low), y + 5.5, scale.at(high), y + 5.5, "#000"))
            if (row, name) in limits:
                at = scale.at(limits[row, name])
                body.append(line(at, y - 2, at, y + 13, "#d00"))
            y += 14
        y += 14
    body += [text(770, 60 + 16 * nth, name, colour=COLOURS[nth % len(COLOURS)]) for nth, name in enumerate(names)]
    return document(930, max(height, 80 + 16 * len(names)), body)


def lines(title, unit, series):
    """series: {contender: [(x, median, low, high)]}"""
    points = [point for taken in series.values() for point in taken]
    across = Scale([point[0] for point in points], 70, 520)
    up = Scale([value for point in points for value in point[1:]], 300, 40)
    body = [text(10, 20, f"{title}, {unit}")]
    for tick in up.ticks():
        body += [line(70, up.at(tick), 520, up.at(tick)), text(64, up.at(tick) + 4, number(tick), "end")]
    for tick in across.ticks():
        body += [line(across.at(tick), 40, across.at(tick), 300), text(across.at(tick), 318, number(tick), "middle")]
    for nth, (name, taken) in enumerate(series.items()):
        colour = COLOURS[nth % len(COLOURS)]
        path = " ".join(f"{across.at(x):.1f},{up.at(median):.1f}" for x, median, _, _ in taken)
        body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body += [line(across.at(x), up.at(low), across.at(x), up.at(high), colour) for x, _, low, high in taken]
        body.append(text(530, 60 + 16 * nth, name, colour=colour))
    return document(660, 330, body)
