"""The questions that Mailroom shows as examples."""

import re
from pathlib import Path

from bot.views.asking import EXAMPLES, TEACHING
from bot.views.notices import HELP
from sandbox.samples.letters.customers import HELEN

ROOT = Path(__file__).parents[3]


def test_the_examples_ask_about_somebody_who_is_in_the_sample_mailbox() -> None:
    shown = [*EXAMPLES, TEACHING, HELP, (ROOT / "manifest.yml").read_text(), (ROOT / "README.md").read_text()]
    shown.append((ROOT / "sandbox/page/composer.js").read_text())
    asked = {name for text in shown for name in re.findall(r"[Ww]hat did (\w+) say", text)}
    assert asked == {HELEN.split()[0]}
