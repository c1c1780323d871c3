"""What may not be proposed is said in the answer, which promises a card for each of the others."""

from collections.abc import Sequence

from pydantic import ValidationError

from assistant.asking.replying import PREPARED
from assistant.asking.values import Draught
from assistant.proposal_content import checked, digest_of

NO_CHANGE = "Nothing would change."
PEOPLE = "It names too many people, or somebody to whose address no mail can be written."
TIMES = "It has to end after it begins, and within a year."
TEXTS = "One of its texts is empty, or longer than can be shown."
OTHER = "It cannot be shown whole, so nobody could approve it."
_REASONS = (
    (frozenset({"guests", "to", "cc", "email", "sender"}), PEOPLE),
    (frozenset({"begins", "ends", "zone"}), TIMES),
    (frozenset({"title", "place", "description", "message", "subject", "body"}), TEXTS),
)


def held(draughts: Sequence[Draught]) -> tuple[tuple[Draught, ...], tuple[str, ...]]:
    """Those that will have a card, each once, and a sentence about each of the others."""
    kept: dict[str, Draught] = {}
    refused: list[str] = []
    for draught in draughts:
        try:
            told = checked(draught.kind, draught.content, draught.basis)
        except ValueError as error:
            refused.append(f"I could not prepare {PREPARED[draught.kind]}. {reason_of(error)}")
        else:
            kept.setdefault(digest_of(draught.kind, draught.account_id, *told), draught)
    return tuple(kept.values()), tuple(refused)


def reason_of(error: ValueError) -> str:
    """Why a content may not be proposed, in our own words: its texts are others'."""
    flaws = error.errors() if isinstance(error, ValidationError) else []
    said = " ".join(flaw["msg"] for flaw in flaws)
    if "nothing would change" in said:
        return NO_CHANGE
    if "ends after it begins" in said:
        return TIMES
    names = {part for flaw in flaws for part in flaw["loc"]}
    return next((words for fields, words in _REASONS if fields & names), OTHER)
