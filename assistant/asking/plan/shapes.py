"""What the models answer with when somebody asks: a plan, and an answer. See assistant.shapes on how they are made."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, field_validator

from assistant.asking.values import Asked, Operation
from assistant.shapes import Line, Sentences
from connectors.mail.clean import clean_line, clean_text, without_gaps

MOST_PEOPLE, MOST_SUGGESTIONS = 12, 3
ANSWER_AT_MOST = 2500  # characters
Role = Literal["reader", "commenter", "writer"]


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _names(names: list[str]) -> list[str]:
    return list(dict.fromkeys(name for name in (clean_line(one)[:100] for one in names) if name))[:MOST_PEOPLE]


def _role(value: object) -> object:
    """Whatever is no role that changes a file only lets somebody read it."""
    return value if value in ("reader", "commenter", "writer") else "reader"


def _asked(value: object) -> object:
    """Whatever is no order is none."""
    return value if value in ("newest", "oldest", "largest", "smallest", "count") else ""


def _letter(text: str) -> str:
    return without_gaps(clean_text(text)).strip()[:4000]


class PlannedArguments(BaseModel):
    """Arguments of any operation; what an operation does not need is '' or 0 or empty.

    Days are YYYY-MM-DD, times YYYY-MM-DDTHH:MM in the user's zone. `minutes` is how long an event takes, `shift` by
    how many minutes one is moved. `order` and `most`: see Reading.
    """

    model_config = ConfigDict(frozen=True)

    words: Line
    people: Annotated[list[str], AfterValidator(_names)]
    since: Line
    until: Line
    title: Line
    begins: Line
    minutes: int
    shift: int
    place: Line
    text: Annotated[str, AfterValidator(_letter)]
    role: Annotated[Role, BeforeValidator(_role)]
    order: Annotated[Asked, BeforeValidator(_asked)]
    most: int


class PlannedStep(BaseModel):
    """One step of a model's plan."""

    model_config = ConfigDict(frozen=True)

    id: Line
    operation: Operation
    arguments: PlannedArguments
    needs: list[Line]


class PlanAnswer(BaseModel):
    """A model's plan for a question. `question` stands on its own; `ask_back` is '' unless something must be asked."""

    model_config = ConfigDict(frozen=True)

    question: Sentences
    steps: list[PlannedStep]
    confidence: Annotated[float, AfterValidator(_share)]
    ask_back: Sentences


class AskAnswer(BaseModel):
    """A model's answer from sources, before it is checked."""

    model_config = ConfigDict(frozen=True)

    answer: str
    known: bool
    suggestions: list[Line]

    @field_validator("answer")
    @classmethod
    def _plain(cls, answer: str) -> str:
        return without_gaps(clean_text(answer)).strip()[:ANSWER_AT_MOST]

    @field_validator("suggestions")
    @classmethod
    def _few(cls, suggestions: list[str]) -> list[str]:
        return list(dict.fromkeys(filter(None, suggestions)))[:MOST_SUGGESTIONS]
