"""One row of what was measured, the figures in it, and the rows as the table that README shows."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
FIGURES = Path(__file__).resolve().parent / "FIGURES.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


@dataclass(frozen=True)
class Row:
    """What was measured, the figure, what it stands beside in the same run, and over how many."""

    what: str
    figure: str
    beside: str
    n: str


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def spread(values: Sequence[float], digits: int = 0) -> str:
    """The median of the runs, and the least and the greatest: `744 (731–760)`; one run stands alone."""
    low, middle, high = (f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({low}–{high})"


def as_markdown(rows: Iterable[Row]) -> str:
    """A Markdown table."""
    lines = ["| what | measured | beside it, in the same run | n |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.what} | {row.figure} | {row.beside} | {row.n} |" for row in rows)])


def write_figures(parts: Mapping[str, Sequence[Row]]) -> None:
    """All that was measured, part by part."""
    tables = "\n\n".join(f"## {part}\n\n{as_markdown(rows)}" for part, rows in parts.items())
    FIGURES.write_text(f"# All figures of the last `make bench ARGS=--readme`\n\n{tables}\n")


def write_readme(rows: Iterable[Row]) -> None:
    """Puts the table between README's markers."""
    text = README.read_text()
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    README.write_text(f"{head}{BEGIN}\n{as_markdown(rows)}\n{END}{tail}")
