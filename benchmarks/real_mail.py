"""Real mail through the product's own reading, judging, drafting without a model, and drawing, each card checked.

Run `python -m benchmarks.real_mail [--data DIR] [--every N]`; without --data it looks where MAILROOM_DATA points, then
at ../shared/data. The folders it reads are `mime_fixtures`, `spamassassin`, `enron_raw` and `usrp_users_list`. Every
mail is drawn in every state that a card can have, with both forms, and each payload goes through slack_sdk's own
validation, the stand-in's, and Slack's published types where they are on this machine. It ends with status 1 if a
mail could not be read or a payload would be refused.
"""

import argparse
import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from assistant.case import Case
from assistant.judgement import Judgement
from assistant.letters import Origin, address_reply, is_answerable, letter_of, sign, version_of
from assistant.patterns import judge_by_patterns
from assistant.prefilter import prefilter
from assistant.risks import flag
from assistant.templates import template_reply
from benchmarks.mail_fixtures import agreement, reply_stripping
from benchmarks.table import Row, as_markdown, percentile
from benchmarks.torture import torture
from benchmarks.triage_quality import find_data
from bot.views.mail_card import Drawn, mail_card
from bot.views.modals import edit_modal, why_modal
from connectors.mail.compose import is_writable
from connectors.mail.email import Email
from connectors.mail.read import read_email
from connectors.mail.source import Alias
from storage.drafts import DraftState
from storage.messages import MessageState
from storage.verdicts import Verdict
from storage.versions import DraftVersion
from tests.bot.views.cases import NOW, case_of, draft_of, verdict_of
from tests.bot.views.payloads import elements, markup, message_complaints, objects, schema_flaws, view_complaints

T = TypeVar("T")
CORPORA = {
    "mime_fixtures": "fixtures.tar.gz",
    "spamassassin": "messages.dev.tar.gz",
    "enron_raw": "enron_raw.tar.gz",
    "usrp_users_list": "messages.tar.gz",
}
ALLOWED_P99 = 0.05  # seconds to read a mail
NOTES = {DraftState.READY: ("", "edited", "newer", "failed"), DraftState.APPROVED: ("", "reconnect")}
RECEIPT = {"at": NOW.isoformat(), "proven": True}
OURS = re.compile(r"<!date\^\d+\^[^|<>]*\|[^<>]*>|<@U0ALICE>")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
WORDS_OF_MAIL = ("text", "value", "url", "block_id", "initial_value", "private_metadata")


@dataclass
class Found:
    """What came out for one corpus: seconds a mail of processor time, and whatever went wrong, by its kind."""

    reading: list[float] = field(default_factory=list)
    deciding: list[float] = field(default_factory=list)
    drawing: list[float] = field(default_factory=list)
    categories: Counter[str] = field(default_factory=Counter)
    cards: int = 0
    forms: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Decided:
    """What the product makes of a mail without any model; no version where nobody can be answered."""

    email: Email
    verdict: Verdict
    version: DraftVersion | None


def mails(archive: Path, every: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the mails in an archive, or of each so many-th."""
    with tarfile.open(archive) as tar:
        members = [one for one in tar if one.isfile() and not one.name.endswith((".json", ".html", "COPYING"))]
        for member in members[::every]:
            if stream := tar.extractfile(member):
                yield member.name, stream.read()


def decide(email: Email) -> Decided:
    """The rules, the patterns, and a reply from a template, to the mail as its first recipient has it."""
    first = email.to[0].email if email.to else ""
    mine = first if is_writable(first) and first != email.sender.email else "alice@fernhill.example"
    judgement = prefilter(email, frozenset(), frozenset({mine})) or judge_by_patterns(
        email, frozenset({mine}), date(2026, 1, 1)
    )
    version = _reply(email, judgement, mine) if is_answerable(email) else None
    return Decided(email, _verdict(judgement), version)


def _verdict(judgement: Judgement) -> Verdict:
    return verdict_of(
        category=judgement.category, confidence=judgement.confidence, reasoning=judgement.reasoning,
        summary=judgement.summary, tags=list(judgement.tags), priority=judgement.priority, source=judgement.source,
        action_items=[{"text": one.text, "due": one.due and one.due.isoformat()} for one in judgement.action_items],
        language=judgement.language, model="", prompt="",
    )  # fmt: skip


def _reply(email: Email, judgement: Judgement, mine: str) -> DraftVersion:
    alias = Alias(mine, "Alice Marsh", "Alice Marsh\nFernhill Instruments", "", True)
    letter = address_reply(email, alias, frozenset({mine}))
    body = template_reply(email, judgement, "Alice Marsh", judgement.language)
    origin = Origin("template", "m1", email.rfc_id, email.references, USAGE)
    version = version_of("0" * 32, 1, sign(letter, body, alias.signature), origin, datetime.now(UTC))
    return flag(version, email, frozenset({mine}), frozenset(one.email for one in letter.to), ())


USAGE: dict[str, Any] = {
    "provider": "", "model": "", "prompt": "", "input_tokens": 0, "output_tokens": 0, "cost_usd": 0, "latency_ms": 0,
}  # fmt: skip


def cards(decided: Decided) -> Iterator[Case]:
    """The mail in every state: not drafted, given up, and each state of a draft, with the notes it may carry."""
    email, verdict, version = decided.email, decided.verdict, decided.version
    yield from (case_of(email, verdict, state=state) for state in (MessageState.SETTLED, MessageState.STUCK))
    yield case_of(email, verdict, draft_of(DraftState.WRITING, remote_id=""))
    for state in DraftState if version else ():
        for note in NOTES.get(state, ("",)):
            yield case_of(email, verdict, draft_of(state, note=note, receipt=RECEIPT), version)


_known_shapes: set[str] = set()


def type_flaws(name: str, payload: dict[str, Any]) -> list[str]:
    """Against Slack's published types. They say nothing about the words of a text: each shape of a block is held to
    them once.
    """
    flaws: list[str] = []
    for block in payload["blocks"]:
        one = payload | {"blocks": [block]}
        shape = name + repr(_shape(one))
        if shape not in _known_shapes:
            _known_shapes.add(shape)
            flaws += schema_flaws(name, one)
    return flaws


def _shape(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _shape(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shape(inner) for inner in value]
    return type(value) if key in WORDS_OF_MAIL else value


def card_flaws(case: Case, drawn: Drawn) -> list[str]:
    """Everything against a card: what Slack would refuse, markup or control characters of a stranger, half a reply."""
    flaws = message_complaints(drawn, schema=False)
    flaws += type_flaws("Message", {"text": drawn.text, "blocks": drawn.blocks})
    if "<" in drawn.text or ">" in drawn.text or "<" in (left := OURS.sub("", markup(drawn.blocks))) or "://" in left:
        flaws.append("live markup")
    texts = [one["text"] for kind in ("plain_text", "mrkdwn", "text") for one in objects(drawn.blocks, kind)]
    if any(CONTROL.search(text) for text in [drawn.text, *texts]):
        flaws.append("a control character")
    if elements(drawn.blocks, "send_clicked") and not _shows_all(case, texts):
        flaws.append("approval of what is not shown whole")
    return flaws


def _shows_all(case: Case, texts: list[str]) -> bool:
    version = case.version
    assert version is not None
    people = [("To", version.to), ("Cc", version.cc), ("Bcc", version.bcc)]
    lines = [f"{label}: {', '.join(one['email'] for one in many)}" for label, many in people if many]
    return all(line in texts for line in lines) and version.body in "".join(texts)


def examine(raw: bytes, found: Found) -> None:
    """One mail, from its bytes to its cards and forms."""
    email = _timed(found.reading, partial(read_email, raw))
    decided = _timed(found.deciding, partial(decide, email))
    found.categories[decided.verdict.category] += 1
    for case in cards(decided):
        drawn = _timed(found.drawing, partial(mail_card, case, decided.version, NOW))
        found.cards += 1
        found.wrong.update(card_flaws(case, drawn))
    forms = [why_modal(case_of(email, decided.verdict, version=decided.version))]
    if decided.version:
        forms.append(edit_modal(decided.version.id, letter_of(decided.version)))
    found.forms += len(forms)
    found.wrong.update(flaw for form in forms for flaw in view_complaints(form, schema=False))
    found.wrong.update(flaw for form in forms for flaw in type_flaws("AnyView", form))


def _timed(times: list[float], act: Callable[[], T]) -> T:
    began = time.process_time()
    result = act()
    times.append(time.process_time() - began)
    return result


def corpus(archive: Path, every: int) -> Found:
    """All mails of an archive, or each so many-th; what a mail raises is counted and named, and the next one read."""
    found = Found()
    for name, raw in mails(archive, every):
        try:
            examine(raw, found)
        except Exception as error:  # noqa: BLE001 - that nothing is raised is what is measured
            found.wrong[f"raised {type(error).__name__}"] += 1
            print(f"{name}: {error!r}", file=sys.stderr)
    return found


def _spread(times: list[float]) -> str:
    p50, p99 = percentile(times, 0.5) * 1000, percentile(times, 0.99) * 1000
    return f"p50 {p50:.1f}, p99 {p99:.1f}, max {max(times) * 1000:.0f} ms"


def rows_of(name: str, found: Found) -> list[Row]:
    """A corpus as rows of the table."""
    read, wrong = len(found.reading), sum(found.wrong.values())
    return [
        Row(f"real mail read, {name}", _spread(found.reading), f"allowed: p99 {ALLOWED_P99 * 1000:.0f} ms", str(read)),
        Row(f"judged and answered without a model, {name}", _spread(found.deciding), "–", str(len(found.deciding))),
        Row(f"cards drawn in all states, {name}", _spread(found.drawing), "–", str(found.cards)),
        Row(
            f"exceptions and refused cards and forms, {name}", str(wrong), "0", f"{read} + {found.cards + found.forms}"
        ),
    ]


def survey(data: Path, every: int) -> tuple[list[Row], int]:
    """The rows, and how much went wrong; a corpus that is missing is a row that says so."""
    rows: list[Row] = []
    failed = 0
    for name, file in CORPORA.items():
        if not (data / name / file).exists():
            print(f"{name}: not in {data}. Say where the corpora are with --data or MAILROOM_DATA.", file=sys.stderr)
            rows.append(Row(f"real mail read, {name}", "not measured", f"no {name}/{file}", "0"))
            continue
        found = corpus(data / name / file, every)
        rows += rows_of(name, found)
        failed += sum(found.wrong.values()) + (percentile(found.reading, 0.99) > ALLOWED_P99)
        for flaw, count in found.wrong.most_common(20):
            print(f"{name}: {count} times {flaw}", file=sys.stderr)
    fixtures = data / "mime_fixtures" / CORPORA["mime_fixtures"]
    if fixtures.exists():
        rows += [*agreement(fixtures), *reply_stripping(fixtures)]
    return [*rows, *torture()], failed


async def measure(_: int) -> list[Row]:
    """The rows for the table, from each 25th mail: all of them take a quarter of an hour."""
    return survey(find_data(None), every=25)[0]


def main() -> int:
    """Prints the table; 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with the corpora")
    parser.add_argument("--every", type=int, default=1, help="only each so many-th mail")
    given = parser.parse_args()
    rows, failed = survey(find_data(given.data), given.every)
    print(as_markdown(rows))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
