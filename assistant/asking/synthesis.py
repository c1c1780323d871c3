"""The answer's words: one call to a model that sees the question and what was found, and holds no tool."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from assistant.asking.evidence.sources import told
from assistant.asking.plan.shapes import AskAnswer
from assistant.asking.values import Asker, Source
from assistant.own_model import Withheld
from assistant.prompting import Numbered, Trusted, day, fence, fill, load
from bot.errors import Failure, Permanent, Temporary
from connectors.llm.failover import NoModel
from connectors.llm.model import Answer, Model, Prompt, Refused

log = structlog.get_logger("asking")
QUESTION_LIMIT = 3_000
SOURCE_LIMIT, ALL_LIMIT = 2_800, 26_000  # characters: some 6,500 tokens together
LEAST = 600  # of each source, however many there are


@dataclass(frozen=True)
class Silence:
    """No model answered. `failure` is a bot.errors.Failure value, '' where none is set up or it does not want to:
    then there is nothing to be told or tried again."""

    failure: str = ""


async def answer_from(
    model: Model, question: str, sources: Sequence[Source], asker: Asker
) -> Answer[AskAnswer] | Silence:
    """What a model answers, or why none did. Raises Withheld where none may."""
    try:
        return await model.parse(answer_prompt(question, sources, asker), AskAnswer)
    except Withheld:
        raise
    except (Temporary, Permanent, Refused) as error:
        log.info("listed without a model", reason=type(error).__name__)
        return Silence("" if isinstance(error, NoModel | Refused) else Failure.MODEL_DOWN)


def answer_prompt(question: str, sources: Sequence[Source], asker: Asker) -> Prompt:
    """What the model is told: the sources in the order of their numbers, each in a fence of its own."""
    limit = max(LEAST, min(SOURCE_LIMIT, ALL_LIMIT // max(1, len(sources))))
    return fill(
        load("ask_answer"),
        today=day(asker.now.astimezone(ZoneInfo(asker.zone))),
        zone=Trusted(asker.zone),
        question=fence(question, QUESTION_LIMIT, "question"),
        sources=Numbered(
            tuple(fence(told(one, asker.zone), limit, "source", place) for place, one in enumerate(sources, start=1))
        ),
    )
