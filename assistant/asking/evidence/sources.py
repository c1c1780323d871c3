"""What is found becomes sources: numbered, bounded, each thing once."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain, islice
from zoneinfo import ZoneInfo

from assistant.asking.evidence.extracts import extract
from assistant.asking.evidence.file_facts import facts_of_file
from assistant.asking.evidence.marks import without_citations
from assistant.asking.evidence.passages import LOOKED_AT, NO_AIM, READ, Aim, hits, passage
from assistant.asking.question.kinds import DAY, HOUR, Kind, holds
from assistant.asking.times.wording import span_words
from assistant.asking.values import Outcome, Source
from assistant.syncing_calendar import ANSWERS, DECLINED
from connectors.calendar.source import Event, Guest
from connectors.drive.source import RemoteFile
from connectors.mail.clean import clean_line
from storage.documents import Document, Service
from storage.index.entry import Hit

MOST = 12  # sources of one answer
LISTED_FIRST, LISTED_AT_MOST = 10, 50  # of a list of all there is: at once, and by a button
TITLE, WHO = 200, 120  # characters
BEHIND, NAMED = 5, 80  # what a fact was worked out from: how many, and characters of each one's name in it
ABOUT = 0.5  # what a source has of the question at least, as a share of what the best has
SHORT = 400  # characters of a mail that says little by itself
NAMES = {Service.GMAIL: "Gmail", Service.CALENDAR: "Calendar", Service.DRIVE: "Drive"}


def of_hit(hit: Hit, aim: Aim) -> Source:
    """A document that the index found."""
    return of_document(hit.document, aim, hit.extract)


def of_document(document: Document, aim: Aim, found: str = "") -> Source:
    """A document; `found` is the piece by which it was found, from which its extract is taken."""
    text = document.text or document.title
    if len(text) < SHORT and document.quoted:  # "agreed" is about what it answers
        text = f"{text}\n\nIn answer to:\n{passage(document.quoted, aim, READ // 2)}"
    return Source(
        number=0,
        service=document.service,
        title=clean_line(document.title)[:TITLE],
        who=_who(document.sender_name, document.sender),
        at=document.at,
        link=document.link,
        text=passage(text, aim),
        extract=extract(found or text, aim),
        document_id=document.id,
        account_id=document.account_id,
        remote_id=document.remote_id,
        all_day=document.service == Service.CALENDAR and "all-day" in document.labels,
        ends_at=document.ends_at,
        about=_about(document),
        whole=f"{document.text[:LOOKED_AT]}\n{document.quoted[:LOOKED_AT]}",
    )


def of_event(event: Event, account_id: str, aim: Aim) -> Source:
    """An event, or one occurrence, as the calendar has it now."""
    guests = ", ".join(map(_guest, event.guests[:20]))
    lines = (
        DECLINED if not event.mine else "",
        f"Place: {event.place}" if event.place else "",
        f"Guests: {guests}" if guests else "",
        event.description,
    )
    text = "\n".join(filter(None, lines)).strip()
    return Source(
        number=0,
        service=Service.CALENDAR,
        title=clean_line(event.title)[:TITLE],
        who=_who(next((one.name for one in event.guests if one.email == event.organizer), ""), event.organizer),
        at=event.begins,
        link=event.link,
        text=passage(text, aim),
        extract=extract(text, aim),
        account_id=account_id,
        remote_id=event.id,
        all_day=event.all_day,
        ends_at=event.ends,
    )


def _guest(guest: Guest) -> str:
    """A guest, and whether they come."""
    named = _who(guest.name, guest.email)
    return f"{named} ({ANSWERS[guest.answer]})" if guest.answer in ANSWERS else named


def of_file(file: RemoteFile, account_id: str, text: str, aim: Aim) -> Source:
    """A file as the drive has it now."""
    return Source(
        number=0,
        service=Service.DRIVE,
        title=clean_line(file.name)[:TITLE],
        who=_who(file.owner_name, file.owner),
        at=file.modified_at,
        link=file.link,
        text=passage(text, aim),
        extract=extract(text, aim),
        account_id=account_id,
        remote_id=file.id,
        about=facts_of_file(file.kind, file.size, file.editor, file.editor_name),
    )


def _about(document: Document) -> str:
    if document.service != Service.DRIVE:
        return ""
    kind = next(iter(document.labels), "")
    return facts_of_file(kind, document.size, document.editor, document.editor_name)


def of_fact(service: Service, title: str, text: str, account_id: str = "") -> Source:
    """Something that code worked out, such as free times."""
    return Source(0, service, title, "", None, "", text, text, account_id=account_id)


def worked_out(source: Source) -> bool:
    """Whether it is such a fact."""
    return not source.remote_id and not source.document_id


def behind(facts: Iterable[Source], sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources that such facts name, for a reader who wants to see for themselves: at most BEHIND of them."""
    told = "\n".join(fact.text for fact in facts if worked_out(fact))
    found = (source for source in sources if not worked_out(source) and named(source.title) in told)
    return tuple(islice(found, BEHIND)) if told else ()


def named(title: str) -> str:
    """A title in quotation marks, as facts name a thing by it."""
    return f"“{clean_line(title)[:NAMED].replace('”', '') or 'No title'}”"


def _who(name: str, email: str) -> str:
    name = clean_line(name)[:WHO]
    return f"{name} ({email})"[: WHO + 100] if name and email and name.casefold() != email else name or email


def numbered(outcomes: Iterable[Outcome], aim: Aim = NO_AIM, most: int = MOST) -> tuple[Source, ...]:
    """The sources of all outcomes, each thing once, numbered from 1; the first of each step come before the rest, that
    before the others of which more is shown that the question is about; those that hold what it asks for come before
    all that have not much more to do with it. Nothing in one cites another."""
    rows = [list(outcome.sources) for outcome in outcomes if outcome.sources]
    turns = ([row[at] for row in rows if at < len(row)] for at in range(max(map(len, rows), default=0)))
    kept: dict[tuple[str, ...], Source] = {}
    for source in chain.from_iterable(sorted(turn, key=lambda one: _before(one, aim)) for turn in turns):
        known = kept.setdefault(same(source), source)
        if len(source.text) > len(known.text):  # a file that was read says more than the piece that was found
            kept[same(source)] = source
    first = _answering(list(kept.values()), aim)[:most]
    return tuple(_numbered(source, number) for number, source in enumerate(first, start=1))


def _answering(sources: Sequence[Source], aim: Aim) -> list[Source]:
    """The sources with those first that hold a value of the kind asked for, where its words need not stand beside it;
    not those that are about something else."""
    if aim.kind is None or not aim.kind.anywhere:
        return list(sources)
    kind, least = aim.kind, ABOUT * max((_worth(one, aim) for one in sources), default=0.0)
    return sorted(sources, key=lambda one: not (worked_out(one) or (_worth(one, aim) >= least and _holds(one, kind))))


def _holds(source: Source, kind: Kind) -> bool:
    """Whether what is shown of it says it; an event says when it is beside that."""
    dated = source.service == Service.CALENDAR and kind in (HOUR, DAY)
    return dated or holds(kind, source.extract)


def _numbered(source: Source, number: int) -> Source:
    return replace(
        source,
        number=number,
        title=without_citations(source.title),
        who=without_citations(source.who),
        text=without_citations(source.text),
        extract=without_citations(source.extract),
    )


def _before(source: Source, aim: Aim) -> tuple[bool, float]:
    """What was worked out in answer to the question comes before what it was worked out from."""
    return not worked_out(source), -_worth(source, aim)


def _worth(source: Source, aim: Aim) -> float:
    return aim.of(stem for _, stem in hits(f"{source.title}\n{source.who}\n{source.extract}", aim))


def same(source: Source) -> tuple[str, ...]:
    """What tells a thing from another, in whichever of the asker's mailboxes it lies: Google gives events and files one
    id for all; copies of a mail have one sender, subject, hour and text."""
    if source.service == Service.GMAIL and source.at:
        return source.service, source.who, source.title, f"{source.at:%Y-%m-%d %H}", source.text
    moment = source.at.isoformat() if source.at and source.service == Service.CALENDAR else ""
    return source.service, source.remote_id or source.text, moment


def told(source: Source, zone: str) -> str:
    """A source as a model reads it: what it is, whose, when, then its text."""
    kind = {Service.GMAIL: "Mail", Service.CALENDAR: "Event", Service.DRIVE: "File"}.get(Service(source.service), "")
    lines = [f"{kind}: {source.title}"]
    if source.who:
        lines.append(f"{'From' if kind == 'Mail' else 'By'}: {source.who}")
    if when := written(source, zone):
        lines.append(f"When: {when}")
    if source.about:
        lines.append(f"Facts: {source.about}")
    return "\n".join([*lines, "", source.text]).strip()


def facts(source: Source, zone: str) -> str:
    """All that a source says, for holding an answer against it. Its time without the weekday, which would pass for
    every such day."""
    if source.all_day:
        last = source.ends_at - timedelta(days=1) if source.ends_at else source.at
        times = [f"{at:%Y-%m-%d}" for at in (source.at, last) if at]
    else:
        times = [f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for at in (source.at, source.ends_at) if at]
    return "\n".join([source.title, source.who, *times, source.about, source.text, _cells(source)])


def _cells(source: Source) -> str:
    """The cells of a table apart from each other: "pH probe,189.00" has a figure, and "17650,18000" are two."""
    if source.service != Service.DRIVE:
        return ""
    rows = list(csv.reader(source.text.splitlines()))
    widths = Counter(len(row) for row in rows)
    usual, often = max(widths.items(), key=lambda pair: pair[1], default=(0, 0))
    return "\n".join(" ; ".join(row) for row in rows) if usual > 1 and often > 1 and 2 * often > len(rows) else ""


def written(source: Source, zone: str) -> str:
    """When it is, in words, in that zone; a whole day is the same day everywhere."""
    return span_words(source.at, source.ends_at, zone, all_day=source.all_day) if source.at else ""


def services_of(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Names of the services that were searched, in the order of the steps; not those that did not answer."""
    asked = (outcome for outcome in outcomes if outcome.sources or not outcome.trouble)
    named = (NAMES.get(Service(_service(outcome.step.operation))) for outcome in asked)
    return tuple(dict.fromkeys(name for name in named if name))


def _service(operation: str) -> str:
    first = operation.partition(".")[0]
    return {"mail": "gmail", "event": "calendar", "file": "drive"}.get(first, first)
