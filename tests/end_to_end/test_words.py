"""What cards say and what the page can show fit together."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_knows_every_emoji_of_the_cards() -> None:
    page = (ROOT / "sandbox/page/emoji.js").read_text()
    texts = [file.read_text() for file in (ROOT / "bot/views").glob("*.py")]
    used = {name for text in texts for name in re.findall(r"(?<![\w:]):([a-z_0-9]+):(?!\w)", text)}
    assert "white_check_mark" in used
    assert [name for name in sorted(used) if not re.search(rf'[\s"]{name}"?: "', page)] == []
