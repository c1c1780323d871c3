"""How well questions are answered: whether the right thing is cited, says what was asked, and whether what nothing
answers is left open.

Run `python -m benchmarks.ask_quality [--data DIR] [--verbose]`; without --data it looks where MAILROOM_DATA points,
then at ../shared/data. It answers without a model and with the stand-in model, which only quotes; with OPENAI_API_KEY
or ANTHROPIC_API_KEY set, with that one too. The folders it reads are `enron_retrieval` with `enron_raw`, and
`agentdojo_workspace`; a missing one is named and left out. The sample mailbox of the sandbox is always there: its
questions were written before any was asked, and of one half of them no failure has been looked at.
"""

import argparse
import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.asking.evidence.sources import written
from assistant.asking.kit import Answered
from assistant.asking.values import Source
from benchmarks.ask_corpora import Case, agentdojo_office, enron_office
from benchmarks.ask_stage import Office, Stage, staged
from benchmarks.sample_office import HELD_OUT, sample_cases, sample_office
from benchmarks.stand_in import StandIn
from benchmarks.table import Row, as_markdown
from benchmarks.triage_mails import find_data
from bot.settings import Settings
from connectors.llm.build import build_models
from connectors.llm.failover import Failover
from connectors.llm.model import Model

SAMPLE = "the sample mailbox"
CORPORA: dict[str, Callable[[Path], tuple[Office, list[Case]]]] = {
    "enron_retrieval": enron_office,
    "agentdojo_workspace": agentdojo_office,
}
_TIME = re.compile(r"(?<![\d:.,])(\d{1,2})(?::(\d\d))?(?![\d:])(?: ?([ap])\.?m\b\.?)?")


@dataclass(frozen=True)
class Marks:
    """How one question was answered. `found`: the evidence is among cited and further sources; `cited`: it is cited;
    `shown`: what it says is in the answer or in a cited source; `known`: it was claimed to be answered."""

    case: Case
    found: bool
    cited: bool
    shown: bool
    known: bool
    text: str


def mark(case: Case, answered: Answered) -> Marks:
    """The marks of one answer."""
    reply = answered.reply
    cited = {source.remote_id for source in reply.sources}
    every = cited | {source.remote_id for source in reply.more}
    read = _plain(" ".join([reply.text, *(_row(source, reply.zone) for source in reply.sources)]))
    return Marks(
        case,
        found=all(group & every for group in case.evidence),
        cited=all(group & cited for group in case.evidence) and not case.wrong & cited,
        shown=all(any(_plain(one) in read for one in key.split("|")) for key in case.keys),
        known=reply.known,
        text=reply.text,
    )


def _row(source: Source, zone: str) -> str:
    """A cited source with all that its row in the answer shows: by whom it is and when, too."""
    when = written(source, zone) if source.at and zone else ""
    return f"{source.title} {source.who} {when} {source.about} {source.text} {source.extract}"


def _plain(text: str) -> str:
    """Without marks and capitals, and each time of day in one way: "8 AM" and "08:00" say the same."""
    return _TIME.sub(_of_day, re.sub(r"[\s*_]+", " ", text).casefold())


def _of_day(found: re.Match[str]) -> str:
    hour, minutes, half = int(found[1]), found[2] or "00", found[3]
    if not half and not found[2]:
        return found[0]
    return f"{hour % 12 + (12 if half == 'p' else 0) if half else hour}:{minutes}"


async def answer_all(stage: Stage, cases: Sequence[Case], model: Model) -> list[Marks]:
    """The marks of all questions, one after the other."""
    return [mark(case, await stage.ask(case.question, model, case.after)) for case in cases]


def rows_of(corpus: str, name: str, marks: Sequence[Marks]) -> list[Row]:
    """The table's rows of one corpus and model."""
    can = [one for one in marks if one.case.evidence]
    cannot = [one for one in marks if not one.case.evidence]
    right = sum(one.cited and one.shown and one.known for one in can)
    beside = (
        f"cited {_share(one.cited for one in can)}, among all finds {_share(one.found for one in can)}, "
        f"key shown {_share(one.shown for one in can)}"
    )
    rows = [
        Row(f"answers on {corpus}, {name}: right thing cited, and it says so", _part(right, can), beside, str(len(can)))
    ]
    if cannot:
        open_ = sum(not one.known for one in cannot)
        silent = sum(not one.known for one in can)
        rows.append(
            Row(
                f"answers on {corpus}, {name}: left open what nothing answers", _part(open_, cannot),
                f"left open though it can be answered: {silent} of {len(can)}", str(len(cannot)),
            )
        )  # fmt: skip
    return rows


def _share(marks: Iterable[bool]) -> str:
    values = list(marks)
    return f"{sum(values) / max(1, len(values)):.2f}"


def _part(right: int, of: Sequence[Marks]) -> str:
    return f"{right / max(1, len(of)):.2f}"


def models() -> dict[str, Model]:
    """What answers: no model, the stand-in, and whichever has a key in the environment."""
    chosen: dict[str, Model] = {"no model": Failover([]), "stand-in model": StandIn()}
    settings = Settings()
    if settings.openai_api_key.get_secret_value() or settings.anthropic_api_key.get_secret_value():
        real = build_models(settings)
        chosen[f"real model ({', '.join(real.providers)})"] = real
    return chosen


async def run(data: Path) -> dict[tuple[str, str], list[Marks]]:
    """All marks by corpus and model."""
    found: dict[tuple[str, str], list[Marks]] = {}
    for corpus, load in CORPORA.items():
        if (data / corpus).is_dir():
            office, cases = load(data)
            found |= await _asked(office, {f"{corpus} (tuned on)": cases})
    return found | await _asked(sample_office(), {f"{SAMPLE}, {name}": some for name, some in sample_cases().items()})


async def _asked(office: Office, parts: Mapping[str, Sequence[Case]]) -> dict[tuple[str, str], list[Marks]]:
    """The marks of the parts of one corpus."""
    async with staged(office, Failover([])) as stage:
        return {
            (part, name): await answer_all(stage, cases, model)
            for part, cases in parts.items()
            for name, model in models().items()
        }


async def measure(_: int) -> list[Row]:
    """The table's rows; nothing in it varies from run to run but a real model."""
    data = find_data(None)
    marks = await run(data)
    missing = [
        Row(f"answers on {one}", "not measured", "no such folder", "0") for one in CORPORA if not (data / one).is_dir()
    ]
    return [*(row for (corpus, name), some in marks.items() for row in rows_of(corpus, name, some)), *missing]


async def main() -> None:
    """Prints the table, and with --verbose each question that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    for (corpus, name), marks in (await run(find_data(asked.data))).items():
        print(as_markdown(rows_of(corpus, name, marks)))
        for one in marks if asked.verbose and HELD_OUT not in corpus else ():
            right = one.known and one.cited and one.shown if one.case.evidence else not one.known
            if not right:
                print(f"  {one.case.key} {one.case.question}\n    found={one.found} cited={one.cited} shown={one.shown}"
                      f" known={one.known}\n    {one.text[:300]!r}")  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
