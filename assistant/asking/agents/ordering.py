"""What is asked of all mails or files that match: the first in an order, or how many. Worked out by code, in SQL over
every document of a mailbox; where a drive has not been read yet, the drive itself is asked for its order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import cast

from assistant.asking.agents.desk import FOUND_AT_MOST, Desk, outcome
from assistant.asking.evidence.sources import LISTED_AT_MOST, of_document, of_fact, of_file
from assistant.asking.evidence.unread import unread_of
from assistant.asking.times.periods import zone_of
from assistant.asking.times.wording import told_period
from assistant.asking.turns.record import filters_from_json
from assistant.asking.values import Mailbox, Outcome, Source, Step
from assistant.searching import identity
from connectors.drive.source import RemoteFile
from storage.documents import Document, Service
from storage.index.entry import Filters, Listed, Order
from storage.index.listing import first_of, number_of, prints_of, remote_ids_of
from storage.syncs import Syncs

LIVE_AT_MOST = 100  # files that a drive is asked for, of which some may not match
NEWEST = 5  # of those counted are shown
OLDER = f"The newest {LISTED_AT_MOST} can be listed; for the others ask again with a sender or a time."
COMPARED_AT_MOST = 10_000  # mails of several mailboxes, to find copies among them
_NOUNS = {Service.GMAIL: ("mail", "mails"), Service.DRIVE: ("file", "files")}
_NAMES = {Service.GMAIL: "Mail", Service.DRIVE: "Drive"}
JUDGED = (
    "Of the mail that was there when the mailbox was connected only the newest was judged; the rest does not count."
)
_TOLD_BEFORE = ("in Gmail", "in Drive", "newest first", "oldest first", "largest first", "smallest first")


@dataclass(frozen=True)
class _Part:
    """What one mailbox gave; `whole` says that all of it has been read."""

    box: Mailbox
    listed: Listed
    whole: bool


@dataclass(frozen=True)
class _Entry:
    """One thing in an order by `key`, known by `same`; `own` is the asker's own copy of it."""

    key: tuple[float, float]
    same: tuple[str, ...]
    own: bool
    source: Source


async def ordered(desk: Desk, step: Step, service: Service) -> Outcome | None:
    """The outcome of a step that asks for an order or a number. None where it asks for neither, or nothing matches
    all of its words: then it is a search like any other."""
    asked = str(step.arguments.get("order", ""))
    if not asked or desk.off(service):
        return None
    filters = replace(filters_from_json(step.arguments.get("filters", {})), services=frozenset({service}))
    if asked == "count" or (filters.unanswered and asked == "newest"):  # how many there are is told with the list
        few = asked == "count" and not step.arguments.get("most")
        every = FOUND_AT_MOST - 1 if str(step.arguments.get("words", "")).strip() else LISTED_AT_MOST
        return await _counted(desk, step, service, filters, NEWEST if few else every)
    if service == Service.GMAIL and asked in ("largest", "smallest"):
        return outcome(step, [of_fact(service, "Sizes of mails", "How large mails are is not known here.")])
    return await _first(desk, step, service, filters, cast("Order", asked))


def unordered(step: Step) -> Step:
    """The same search by relevance: what it finds stands in no order."""
    return replace(step, arguments={name: value for name, value in step.arguments.items() if name != "order"})


async def _first(desk: Desk, step: Step, service: Service, filters: Filters, order: Order) -> Outcome | None:
    words = str(step.arguments.get("words", ""))
    most = max(0, min(int(step.arguments.get("most", 0)), FOUND_AT_MOST)) or FOUND_AT_MOST

    async def look() -> list[_Part]:
        boxes = _boxes(desk, service)
        return [
            _Part(box, await first_of(desk.kit.db, box.account_id, filters, words, order, most), whole)
            for box, whole in [(box, await _is_whole(desk, box, service)) for box in boxes]
        ]

    got = await desk.ask("index", look)
    if got.value is None:
        desk.missing[service] = got.trouble
        return outcome(step, (), got.trouble)
    entries = [
        _Entry(_key(order, one.at.timestamp(), one.size), identity(one), one.sender in part.box.me, _shown(desk, one))
        for part in got.value
        for one in part.listed.documents
    ]
    unread = [part.box for part in got.value if not part.whole]
    trouble = ""
    if service == Service.DRIVE and unread:
        live, trouble = await _live(desk, unread, filters, words, order)
        entries += live
    first = _once(entries)[:most]
    if not first:
        return None
    told = await _ranks(desk, got.value, service, filters, words, order, partly=bool(trouble and unread))
    noted = (_with_rank(entry.source, told, place) for place, entry in enumerate(first))
    return outcome(step, list(noted), trouble)


def _boxes(desk: Desk, service: str) -> list[Mailbox]:
    return [box for box in desk.asker.mailboxes if service not in box.skipped]


async def _is_whole(desk: Desk, box: Mailbox, service: Service) -> bool:
    """Whether everything of that service has been read once."""
    if service == Service.GMAIL:
        return await unread_of(desk.kit.db, [box.account_id]) is None
    async with desk.kit.db.reading() as session:
        sync = await Syncs(session).get(box.account_id, service)
    return sync is not None and bool(sync.cursor)


def _key(order: Order, at: float, size: int | None) -> tuple[float, float]:
    """By which the first come first."""
    if order in ("newest", "oldest"):
        return (-at if order == "newest" else at), 0.0
    return (-float(size or 0) if order == "largest" else float(size or 0)), -at


def _shown(desk: Desk, document: Document) -> Source:
    return of_document(document, desk.aim)


def _once(entries: Iterable[_Entry]) -> list[_Entry]:
    """In order, each thing once: of a file in several of the asker's drives the owner's copy."""
    kept: dict[tuple[str, ...], _Entry] = {}
    for entry in sorted(entries, key=lambda one: (one.key, not one.own)):
        known = kept.setdefault(entry.same, entry)
        if entry.own and not known.own:
            kept[entry.same] = entry
    return sorted(kept.values(), key=lambda one: one.key)


async def _live(
    desk: Desk, boxes: Sequence[Mailbox], filters: Filters, words: str, order: Order
) -> tuple[list[_Entry], str]:
    """What drives that have not been read say themselves, and the first trouble."""
    ids = {box.account_id for box in boxes}

    async def ask(box: Mailbox) -> list[RemoteFile]:
        if box.account_id not in ids:
            return []
        drive = desk.kit.drive_of(box.account_id)
        if words.split():  # Google sorts no search for words
            return await drive.search(words, since=filters.since, limit=LIVE_AT_MOST)
        return await drive.first(order, since=filters.since, until=filters.until, limit=LIVE_AT_MOST)

    got = await desk.each(Service.DRIVE, ask)
    by_size = order in ("largest", "smallest")
    return [
        _Entry(
            _key(order, file.modified_at.timestamp(), file.size),
            (Service.DRIVE, file.id),
            file.owner in box.me,
            of_file(file, box.account_id, "", desk.aim),
        )
        for box, files in got.values
        for file in files
        if _fits(file, filters) and not (by_size and file.size is None)
    ], got.trouble


def _fits(file: RemoteFile, filters: Filters) -> bool:
    """Whether a file is what the filters ask for, as the index would tell."""
    people = {file.owner, *(one.email for one in file.access)}
    name, editor = file.name.casefold(), file.editor or file.owner
    kinds = [name.endswith(k) if k[0] == "." else file.kind.startswith(k) for k in filters.kinds]
    return (
        not file.trashed
        and (not filters.kinds or any(kinds))
        and (not filters.senders or file.owner in filters.senders)
        and (not filters.editors or editor in filters.editors)
        and all(people & group for group in filters.people)
        and (filters.until is None or file.modified_at < filters.until)
    )


@dataclass(frozen=True)
class _Ranks:
    """How many are in an order, None where nobody knows, and what they are called in it."""

    order: Order
    total: int | None
    noun: tuple[str, str]
    rest: str = ""


async def _ranks(
    desk: Desk, parts: Sequence[_Part], service: Service, filters: Filters, words: str, order: Order, *, partly: bool
) -> _Ranks:
    whole = all(part.whole for part in parts)
    narrow = words.strip() or replace(filters, services=frozenset()).narrow
    rest = " that match" if narrow else ""
    if len(parts) == 1:
        total: int | None = parts[0].listed.total - parts[0].listed.unsized
    elif service == Service.DRIVE:
        total = len(await _different(desk, parts, filters, words)) - sum(part.listed.unsized for part in parts)
    else:  # copies of one mail cannot be told from others by number
        total = None
    if not whole and service == Service.DRIVE and not partly:
        total = None  # the drive itself has told the order, not how many there are
    elif not whole:
        rest += " and have been read so far" if narrow else " read so far"
    unsized = sum(part.listed.unsized for part in parts) if order in ("largest", "smallest") else 0
    rest += f"; the size of {unsized} more is not known" if unsized else ""
    return _Ranks(order, total, _NOUNS[service], rest)


async def _different(desk: Desk, parts: Sequence[_Part], filters: Filters, words: str) -> set[str]:
    """The remote ids of all that match: a file has one, in however many drives it lies."""
    found: set[str] = set()
    for part in parts:
        found.update(await remote_ids_of(desk.kit.db, part.box.account_id, filters, words))
    return found


def _with_rank(source: Source, ranks: _Ranks, place: int) -> Source:
    """A source that says where it stands in the order."""
    one, many = ranks.noun
    if ranks.total == 1:
        told = f"the only {one}{ranks.rest.replace('match', 'matches').replace('have been', 'has been')}"
    elif place == 0:
        told = f"the {ranks.order} " + (f"of {ranks.total} {many}" if ranks.total else one) + ranks.rest
    else:
        told = f"no. {place + 1}, the {ranks.order} first"
    about = ", ".join(filter(None, [source.about, told]))
    extract = f"{source.title}: {about}" if source.service == Service.DRIVE else source.extract
    return replace(source, about=about, extract=extract)


async def _counted(desk: Desk, step: Step, service: Service, filters: Filters, most: int) -> Outcome | None:
    words = str(step.arguments.get("words", ""))

    async def look() -> tuple[dict[str, int], bool, int, list[Document]]:
        boxes = _boxes(desk, service)
        each = {box.email: await number_of(desk.kit.db, box.account_id, filters, words) for box in boxes}
        whole = all([await _is_whole(desk, box, service) for box in boxes])
        listed = [await first_of(desk.kit.db, box.account_id, filters, words, "newest", most) for box in boxes]
        total = sum(each.values())
        if service == Service.DRIVE and len(boxes) > 1:
            parts = [_Part(box, Listed((), 0), whole) for box in boxes]
            total = len(await _different(desk, parts, filters, words))
        elif len(boxes) > 1 and total <= COMPARED_AT_MOST:
            prints = [await prints_of(desk.kit.db, box.account_id, filters, words) for box in boxes]
            total = reduce(or_, prints).total()  # of copies in several mailboxes as many as there are in one
        return each, whole, total, [one for some in listed for one in some.documents]

    got = await desk.ask("index", look)
    if got.value is None:
        desk.missing[service] = got.trouble
        return outcome(step, (), got.trouble)
    each, whole, total, documents = got.value
    if not total and words.strip():  # who knows whether all of these words are what it is about
        return None
    shown = _once(
        _Entry(_key("newest", one.at.timestamp(), None), identity(one), own=False, source=_shown(desk, one))
        for one in documents
    )
    number = _number(service, total, each, _limits(desk, filters), words, whole=whole)
    beside = [JUDGED] * filters.unanswered + [OLDER] * (total > most == LISTED_AT_MOST)
    text = " ".join([number, *beside])
    fact = of_fact(service, f"Number of {_NOUNS[service][1]}", text)
    return outcome(step, [fact, *(entry.source for entry in shown[:most])], note=text, most=most + 1)


def _limits(desk: Desk, filters: Filters) -> list[str]:
    """What limits a count, in words; of several times only that in which it was counted."""
    times = desk.reading.times if len(desk.reading.times) > 1 else ()
    told = told_period(filters.since, filters.until, zone_of(desk.asker.zone)) if times else ""
    rest = [one for one in desk.reading.explained if one not in times and one not in _TOLD_BEFORE]
    return [*rest, *([told] if told else [])]


def _number(
    service: Service, total: int, each: Mapping[str, int], limits: Sequence[str], words: str, *, whole: bool
) -> str:
    """The number in a sentence, with what limits it and how far it can be relied on."""
    noun = _NOUNS[service][total != 1]
    about = [f"with the words “{' '.join(words.split())}”"] if words.strip() else []
    limited = f" ({', '.join([*limits, *about])})" if [*limits, *about] else ""
    told = [f"{total} {noun}{limited}."]
    if len(each) > 1 and service == Service.GMAIL:
        shares = ", ".join(f"{number} in {email}" for email, number in each.items())
        once = total < sum(each.values())
        copies = (
            "; copies of one mail count once" if once else "; copies count in each" if total > COMPARED_AT_MOST else ""
        )
        told.append(f"{shares}{copies}.")
    if not whole:
        told.append(f"{_NAMES[service]} has not been read completely yet, so there may be more.")
    return " ".join(told)
