"""A provider's call at the gate: let in as its breaker and quotas allow, and told of how it went (SPEC RE2, RE3)."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.errors import MailroomError, Permanent, Temporary
from connectors.gate import Breaker, Outcome, Quota, Turnstile, urgency
from connectors.llm.asking import BadOutput
from connectors.llm.failures import Unusable
from connectors.llm.model import Refused

# Who waits in Slack is better served by the next provider at once; new mail may wait for the first one's quota.
PATIENCE_SECONDS = {"interactive": 2.0}
OTHERS_PATIENCE_SECONDS = 20.0
_NOTHING: Outcome = ""  # is known of the provider


@asynccontextmanager
async def admitted(door: Turnstile, breaker: Breaker, quotas: Sequence[Quota]) -> AsyncIterator[None]:
    """The block makes the call. Raises Resting or NoRoom instead of entering it."""
    patience = PATIENCE_SECONDS.get(urgency.get(), OTHERS_PATIENCE_SECONDS)
    trial = await door.enter(breaker, quotas, patience)
    said, why = _NOTHING, ""
    try:
        yield
        said = "worked"
    except Refused:
        said = "worked"  # it will not do this
        raise
    except (Temporary, Permanent) as error:
        said, why = _outcome(error), kind_of(error)
        raise
    finally:
        if trial or said in ("failed", "broken"):
            await door.gate.leave(breaker, trial, said, why)


def kind_of(error: MailroomError) -> str:
    """What went wrong, in a word."""
    if isinstance(error, Unusable):
        return error.kind
    if isinstance(error, BadOutput):
        return "output"
    return str(error.failure) if isinstance(error, Temporary) else "request"


def _outcome(error: MailroomError) -> Outcome:
    """What an error says of the provider: a bad key is as bad at the second call. Unusable answers and rejected
    requests are no failures of its: a mail can provoke them, and they show that it is there."""
    if isinstance(error, Unusable):
        return "broken"
    return "failed" if isinstance(error, Temporary) and not isinstance(error, BadOutput) else "worked"
