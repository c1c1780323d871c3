"""The difference between two drafts, line by line, as Block Kit."""

from difflib import unified_diff

from bot.views.text import Block, clean, cut

COMPARED_AT_MOST = 2000  # lines of each draft: what a card can hold is far less
LONGEST = 300  # characters of a line


def differences(before: str, after: str, most: int, longest: int = LONGEST) -> list[Block]:
    """Lines taken out struck through, lines put in bold; at most that many of them, and of each at most `longest`."""
    rows = _rows(before.splitlines()[:COMPARED_AT_MOST], after.splitlines()[:COMPARED_AT_MOST])
    if not rows:
        rows = ["+(only recipients, subject or formatting changed)"]
    elements = []
    for row in rows[:most]:
        style = {"strike": True} if row.startswith("-") else {"bold": True}
        elements.append({"type": "text", "text": cut(row[1:], longest) + "\n", "style": style})
    if len(rows) > most:
        elements.append({"type": "text", "text": f"… and {len(rows) - most} more lines\n", "style": {"italic": True}})
    return [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": elements}]}]


def shows_all(before: str, after: str, most: int, longest: int) -> bool:
    """Whether `differences` leaves nothing out of these."""
    lines = before.splitlines(), after.splitlines()
    if max(map(len, lines)) > COMPARED_AT_MOST:
        return False
    rows = _rows(*lines)
    return len(rows) <= most and all(len(clean(row[1:])) <= longest for row in rows)


def _rows(before: list[str], after: list[str]) -> list[str]:
    """Changed lines, each with its sign. Whole lines only: looking inside them takes time with the cube of the text."""
    found = list(unified_diff(before, after, n=0, lineterm=""))[2:]  # after the two lines of file names
    return [row for row in found if row[:1] in "+-" and row[1:].strip()]
