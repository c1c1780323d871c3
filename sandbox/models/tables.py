"""A table in a source, told row by row with the names of its columns, as a person would read it out."""

import csv
import re

_NAME_AT_MOST = 40  # characters of a column's name


def rows_told(text: str) -> list[tuple[str, str]]:
    """'travel: spent 2026: 17650, remark: as before' for each row below the first, with the words of the row alone.

    None if the text is no table.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    for mark in ("\t", ";", ","):
        names, *rows = csv.reader(lines, delimiter=mark) if lines else [[]]
        if len(names) > 1 and rows and _is_head(names) and all(len(row) == len(names) for row in rows):
            return [(_told(names, row), " ".join(row)) for row in rows]
    return []


def _is_head(names: list[str]) -> bool:
    """Sentences with a comma each are no table: their first line reads on."""
    return all(0 < len(name.strip()) <= _NAME_AT_MOST and not re.search(r"[.!?:]\s*$", name) for name in names)


def _told(names: list[str], row: list[str]) -> str:
    first, *others = (cell.strip() for cell in row)
    named = [f"{name.strip().replace('_', ' ')}: {cell}" for name, cell in zip(names[1:], others, strict=True) if cell]
    return f"{first}: {', '.join(named)}" if named else first
