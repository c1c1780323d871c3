"""What a proposal's card says: in one line what will happen and in whose name, then every detail exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.clashing import Clashes
from bot.views.changes import differences, shows_all
from bot.views.text import Block, Element, clean, cut, literal
from storage.proposals import Proposal

NAMED_AT_MOST, ACCESS_AT_MOST = 3, 12
LINES_AT_MOST = 100  # of a changed description
MAY = {"reader": "read", "commenter": "comment on", "writer": "edit"}
_JOINERS = str.maketrans("", "", "\u200c\u200d")  # kept in scripts and emoji that need them, and shown without
_NEW = {"bold": True}
_OLD = {"strike": True}


@dataclass(frozen=True)
class Shown:
    """A proposal with the address of its account, and the names of people as the mailbox knows them, by address; with
    what else is at the time of its event, which is told beside it and no part of what is approved."""

    proposal: Proposal
    account: str
    names: Mapping[str, str] = field(default_factory=dict)
    clashes: Clashes = field(default_factory=Clashes)


@dataclass(frozen=True)
class Fact:
    """One line of the details. `before` is what it replaces, None if it replaces nothing."""

    label: str
    value: str
    before: str | None = None


def headline(shown: Shown) -> str:
    """What will happen, in whose name, and who will hear of it."""
    said, kind, account = shown.proposal.content, shown.proposal.kind, shown.account
    match kind:
        case "event.create":
            return f"Create an event in your calendar as {account}{_told(shown, 'invite', said['guests'])}"
        case "event.update":
            people = [*said["after"]["guests"], *said["before"]["guests"]]
            return f"Change {_which(said['before'])} in your calendar as {account}{_told(shown, 'tell', people)}"
        case "event.delete" if _is_anothers(shown, said):
            return f"Take {_which(said)} of {said['organizer']} out of your calendar as {account}"
        case "event.delete":
            return f"Cancel {_which(said)} in your calendar as {account}{_told(shown, 'tell', said['guests'])}"
        case "file.share":
            may, who = MAY[said["role"]], person(shown, said["email"])
            return f"Let {who} {may} a file in your Drive as {account}, and tell them by mail"
        case "mail.draft":
            return f"Save a draft in your Gmail as {said['sender'] or account}; nothing is sent"
    return f"Send a mail as {said['sender'] or account} to {_people(shown, [*said['to'], *said['cc']])}"


def _which(said: Mapping[str, Any]) -> str:
    if said["repeats"]:
        return "every event of a series"
    return "one date of a repeating event" if said.get("single") else "an event"


def _is_anothers(shown: Shown, said: Mapping[str, Any]) -> bool:
    return said["organizer"] not in ("", shown.account)


def _told(shown: Shown, verb: str, people: Sequence[str]) -> str:
    others = [one for one in dict.fromkeys(people) if one != shown.account]
    return f", and {verb} {_people(shown, others)} by mail" if others else ""


def _people(shown: Shown, people: Sequence[str]) -> str:
    more = len(people) - NAMED_AT_MOST
    listed = ", ".join(person(shown, one) for one in people[:NAMED_AT_MOST])
    return f"{listed} and {more} more" if more > 0 else listed


def person(shown: Shown, email: str) -> str:
    """A person by name and address, since a name alone can lie."""
    name = " ".join(cut(shown.names.get(email, ""), 60).split())
    return f"{name} ({email})" if name and "@" not in name else email


def facts(shown: Shown) -> list[Fact]:
    """Every detail but the long texts."""
    said = shown.proposal.content
    match shown.proposal.kind:
        case "event.create":
            return [Fact("Title", said["title"]), *_event(shown, said)]
        case "event.update":
            return _changes(shown, said["before"], said["after"])
        case "event.delete":
            return [Fact("Title", said["title"] or "(no title)"), *_event(shown, said)]
        case "file.share":
            return [
                Fact("File", said["name"] or "(no name)"),
                Fact("With", person(shown, said["email"])),
                Fact("They may", f"{MAY[said['role']]} it"),
                Fact("Open to", _access(shown)),
            ]
    return [
        Fact("From", f"{said['sender_name']} <{said['sender']}>" if said["sender_name"] else said["sender"]),
        Fact("To", ", ".join(person(shown, one) for one in said["to"])),
        *([Fact("Cc", ", ".join(person(shown, one) for one in said["cc"]))] if said["cc"] else []),
        Fact("Subject", said["subject"] or "(no subject)"),
        *([Fact("Thread", "an answer in the thread that it belongs to")] if said["thread_id"] else []),
    ]


def _event(shown: Shown, said: Mapping[str, Any]) -> list[Fact]:
    guests = ", ".join(person(shown, one) for one in said["guests"])
    rows = [("When", when(said)), ("Where", said.get("place", "")), ("Guests", guests or "none"), *_nature(shown, said)]
    return [Fact(label, value) for label, value in rows if value]


def _nature(shown: Shown, said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What else there is to know of an event that stands already."""
    series = "yes; it is about all of them, the first one as above" if said.get("repeats") else ""
    series = series or ("yes; it is about this date alone" if said.get("single") else "")
    organizer = said["organizer"] if "organizer" in said and _is_anothers(shown, said) else ""
    return [("Repeats", series), ("Organised by", organizer)]


def _changes(shown: Shown, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Fact]:
    """What changes, with what it was; title, time and guests also where they stay."""
    rows: list[Fact] = []
    for label, was, now in (
        ("Title", before["title"], after["title"]),
        ("When", when(before), when(after)),
        ("Where", before["place"], after["place"]),
        ("Guests", _guests(shown, before), _guests(shown, after)),
    ):
        if was != now:
            rows.append(Fact(label, now or "(none)", was or "(none)"))
        elif now:
            rows.append(Fact(label, now))
    return [*rows, *(Fact(label, value) for label, value in _nature(shown, before) if value)]


def _guests(shown: Shown, said: Mapping[str, Any]) -> str:
    return ", ".join(person(shown, one) for one in sorted(said["guests"])) or "none"


def _access(shown: Shown) -> str:
    """Who has access now, links and whole domains first: they sort before every address."""
    access = shown.proposal.basis["access"]
    told = [f"{email or 'a link or a domain'} ({role})" for email, role in access[:ACCESS_AT_MOST]]
    more = [f"and {len(access) - ACCESS_AT_MOST} more"] if len(access) > ACCESS_AT_MOST else []
    return ", ".join([*told, *more]) or "it is not said whom"


def when(said: Mapping[str, Any]) -> str:
    """Begin and end in the event's own zone; a whole-day event ends on the day before its last bound."""
    zone = ZoneInfo(said["zone"])
    begins, ends = (datetime.fromisoformat(said[name]) for name in ("begins", "ends"))
    if said["all_day"]:
        last = max(begins, ends - timedelta(days=1))
        days = f"{begins:%a %d %b %Y}" + (f" to {last:%a %d %b %Y}" if last.date() > begins.date() else "")
        return f"{days}, all day"
    begins, ends = begins.astimezone(zone), ends.astimezone(zone)
    until = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{ends:%a %d %b %Y, %H:%M}"
    return f"{begins:%a %d %b %Y, %H:%M} – {until} ({said['zone']})"


def texts(shown: Shown) -> list[tuple[str, str]]:
    """The long texts with their titles."""
    said = shown.proposal.content
    match shown.proposal.kind:
        case "event.create":
            found = [("Description", said["description"])]
        case "file.share":
            found = [("Message", said["message"])]
        case "mail.draft" | "mail.send":
            found = [("", said["body"])]
        case _:
            found = []
    return [(title, text) for title, text in found if text]


def details(shown: Shown, cut_at: int) -> list[Block]:
    """All that would be done; long texts and lines up to `cut_at` characters each: see `is_whole`."""
    rows = [_row(fact, cut_at) for fact in facts(shown)]
    blocks: list[Block] = [{"type": "rich_text", "elements": rows}]
    if change := _described(shown):
        blocks += [_title("Description"), *differences(*change, LINES_AT_MOST, cut_at)]
    for title, text in texts(shown):
        blocks += [_title(title)] if title else []
        blocks += literal(text, limit=cut_at)
    return blocks


def is_whole(shown: Shown, cut_at: int) -> bool:
    """Whether `details` cut there leave nothing out: an approval is for all that would be done, and all of it was
    shown."""
    told = [text for fact in facts(shown) for text in (fact.value, fact.before or "")]
    told += [text for _, text in texts(shown)]
    change = _described(shown)
    lines = change is None or shows_all(*change, LINES_AT_MOST, cut_at)
    return lines and all(len(clean(text)) <= cut_at for text in told)


def _described(shown: Shown) -> tuple[str, str] | None:
    """An event's description before and after a change of it."""
    if shown.proposal.kind != "event.update":
        return None
    before, after = (str(shown.proposal.content[name]["description"]) for name in ("before", "after"))
    return (before, after) if before != after else None


def _row(fact: Fact, most: int) -> Element:
    line = [{"type": "text", "text": f"{fact.label}: ", "style": _NEW}]
    if fact.before is not None:
        line += [_styled(fact.before, most, _OLD), {"type": "text", "text": " → "}]
    line += [_styled(fact.value, most, _NEW if fact.before is not None else None), {"type": "text", "text": "\n"}]
    return {"type": "rich_text_section", "elements": line}


def _styled(text: str, most: int, style: dict[str, bool] | None) -> Element:
    said = " ".join(cut(text, most).split()) or "–"
    return {"type": "text", "text": said} | ({"style": style} if style else {})


def _title(text: str) -> Block:
    element = {"type": "text", "text": text, "style": _NEW}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


def is_seen(shown: Shown) -> bool:
    """Whether a reader sees each character that would be done: an approval is for exactly what was shown."""
    told = [fact.value for fact in facts(shown)] + [text for _, text in texts(shown)]
    if change := _described(shown):
        told.append(change[1])
    return all(clean(text) == text.translate(_JOINERS) for text in told)


def what_changed(shown: Shown) -> list[Block]:
    """The difference between what was shown before and what stands now."""
    said = shown.proposal.previous
    if not said:
        return []
    before = Shown(_as_before(shown.proposal), shown.account, shown.names)
    return differences(_written(before), _written(shown), 20)


def _written(shown: Shown) -> str:
    """What stands in the world, as lines to compare: for a change of an event, what it is and not what it becomes."""
    proposal = shown.proposal
    if proposal.kind == "event.update":
        event = proposal.content["before"]
        rows = [Fact("Title", event["title"]), *_event(shown, event), Fact("Description", event["description"])]
    else:
        rows = facts(shown)
    return "\n".join(f"{fact.label}: {fact.value}" for fact in rows)


def _as_before(proposal: Proposal) -> Proposal:
    return Proposal(
        id=proposal.id,
        kind=proposal.kind,
        content=proposal.previous["content"],
        basis=proposal.previous["basis"],
        previous={},
    )
