"""The difference between two drafts, line by line, as Block Kit."""

from difflib import ndiff

from bot.views.text import Block, cut

LINES = 24


def differences(before: str, after: str) -> list[Block]:
    """Lines taken out struck through, lines put in bold; at most 24 of them."""
    rows = [
        row for row in ndiff(before.splitlines(), after.splitlines()) if row[:2] in ("- ", "+ ") and row[2:].strip()
    ]
    if not rows:
        rows = ["+ (only recipients, subject or formatting changed)"]
    elements = []
    for row in rows[:LINES]:
        style = {"strike": True} if row.startswith("- ") else {"bold": True}
        elements.append({"type": "text", "text": cut(row[2:], 300) + "\n", "style": style})
    if len(rows) > LINES:
        elements.append({"type": "text", "text": f"… and {len(rows) - LINES} more lines\n", "style": {"italic": True}})
    return [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": elements}]}]
