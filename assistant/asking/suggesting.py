"""What a model suggests to ask next: a click on it makes it the asker's own words, so it may only ask."""

import re
from collections.abc import Sequence

from assistant.asking.names.orders import is_order
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.several.tasks import is_write, tasks_of
from assistant.asking.writes.acts import acts_in
from assistant.asking.writes.ordered import is_ordered
from assistant.dates import MONTHS
from connectors.mail.clean import clean_line

SUGGESTION_AT_MOST = 75  # characters, as long as a button's label may be
_QUESTION = re.compile(r"(?:[?？]|(?:です|ます|した|ません)か。?)$")
_CHANGES = re.compile(
    r"(?i)\b(?:send|share|forward|reply|write|draft|create|schedule|book|invite|delete|cancel|move|add|remove|pay|transfer|"
    r"click|visit|open|download|install|call|approve|confirm|reschedule|schick\w*|sende\w*|teile?\w*|lösch\w*)\b"
)


def only_questions(suggestions: Sequence[str], question: str) -> tuple[str, ...]:
    """Those of a model's suggestions that may be offered below the answer to a question."""
    return tuple(one for one in suggestions if is_harmless_suggestion(one, question))


def is_harmless_suggestion(suggestion: str, question: str) -> bool:
    """Whether a suggestion is one question, and nothing in it an order as Mailroom reads orders. Whoever suggests has
    read the mail of strangers: it must not name anybody whom the asker did not, lead anywhere, or change anything."""
    line = clean_line(suggestion)
    if not 3 < len(line) <= SUGGESTION_AT_MOST or _CHANGES.search(line) or re.search(r"[@<>{}\[\]|`/\\]|\d{4}", line):
        return False
    if not _QUESTION.search(line) or _orders(line):
        return False
    named = {word.casefold() for word in re.findall(r"(?<=\s)[A-Z][\w'’-]+", line)} - MONTHS.keys()
    return all(word in question.casefold() for word in named)


def _orders(line: str) -> bool:
    tokens = tokens_of(line, fold(line))
    several = len(tasks_of(line)) > 1
    return several or is_order(tokens, line) or is_write(line) or is_ordered(line) or bool(acts_in(line))
