"""The reply: checked words of a model, the best finds in a list, or "nothing found" (SPEC AS4, AS5, AS9)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.asking.checking import Checked, harmless
from assistant.asking.evidence.fitting import misfit, valueless
from assistant.asking.evidence.passages import Aim
from assistant.asking.evidence.sources import LISTED_AT_MOST, LISTED_FIRST, MOST, NAMES, numbered, services_of, written
from assistant.asking.evidence.tongues import tongue_hint
from assistant.asking.kit import Answered
from assistant.asking.values import POINTED, Asker, Draught, Outcome, Plan, Reading, Reply, Source
from assistant.gathering import UNWANTED
from storage.documents import Service
from storage.index.entry import Filters

LISTED, NEAREST = 5, 3
_NEAREST = "What comes nearest, though it may be about something else:"
_IN_ORDER = {
    "newest": "The newest first:",
    "oldest": "The oldest first:",
    "largest": "By size, the largest first:",
    "smallest": "By size, the smallest first:",
    "count": "As I count it:",
}
_NEVER_READ = {"SPAM": "spam", "TRASH": "the trash", "DRAFT": "drafts", "CHAT": "chats"}
_WHEN = re.compile(r"^When: [^·\n]*(?:· )?")  # of an event as it was indexed: its time is told before
MODEL = "model"  # in `missing`, where models were asked and failed
NOT_PREPARED = (
    "Nothing was done or prepared: I can prepare drafts and mails, events to be made, changed or cancelled, and files "
    "to be shared, and nothing else."
)
IN_OTHER_WORDS = "If it is one of these, please ask for it in other words."
WITHOUT_MODEL = "For these I need a language model, and had none."
NOTHING_READ = (
    "No mail, event or file of yours is here yet. Ask again once something has come; /mailroom status tells what has "
    "been read."
)
TO_CHECK = "I prepared {kinds} for you to check. Nothing happens before you approve it."
LEFT_OUT = "(Part of the answer was left out: no source supports it.)"
PREPARED = {
    "mail.draft": "a draft",
    "mail.send": "a mail",
    "event.create": "an event",
    "event.update": "a change of an event",
    "event.delete": "a cancellation",
    "file.share": "the sharing of a file",
}


@dataclass(frozen=True)
class Found:
    """What was found for a question, and what could not be asked."""

    reading: Reading
    outcomes: Sequence[Outcome]
    missing: Mapping[str, str]
    notes: tuple[str, ...] = ()
    zone: str = ""
    rarity: Mapping[str, float] = field(default_factory=dict)  # of the words that were searched for

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All sources, numbered, the best first: of a list of all there is every one that was looked up."""
        most = LISTED_AT_MOST + 1 if self.complete or self.counted else MOST
        aim = Aim.of_reading(self.reading, self.rarity)
        return numbered(self.outcomes, replace(aim, kind=None) if self.ordered or self.pointed else aim, most)

    @property
    def pointed(self) -> bool:
        """Whether it is what the asker has pointed at, rather than what a search has found."""
        return any(outcome.step.id == POINTED and outcome.sources for outcome in self.outcomes)

    @property
    def ordered(self) -> str:
        """What was asked of all that match, where that is what was found."""
        steps = (one.step for one in self.outcomes if one.sources)
        return next((str(step.arguments["order"]) for step in steps if step.arguments.get("order")), "")

    @property
    def complete(self) -> bool:
        """Whether it is all that was asked for: the mails that wait for the asker's answer, about whatever they are."""
        return bool(self.ordered) and self.reading.filters.unanswered and self.reading.only_filters

    @property
    def counted(self) -> bool:
        """Whether a number is all that was asked for, and it was counted."""
        return self.ordered == "count" and self.reading.only_filters

    @property
    def searched(self) -> tuple[str, ...]:
        """Names of the services that were searched."""
        return services_of(self.outcomes)


def from_model(checked: Checked, found: Found) -> Reply:
    """A model's answer that held; what it did not cite comes after."""
    cited = {(source.service, source.remote_id, source.at, source.text) for source in checked.sources}
    rest = [one for one in found.sources if (one.service, one.remote_id, one.at, one.text) not in cited]
    more = [replace(one, number=number) for number, one in enumerate(rest, start=len(checked.sources) + 1)]
    text = f"{checked.text}\n{LEFT_OUT}" if checked.left_out else checked.text
    return _reply(
        found,
        text,
        checked.sources,
        known=checked.known,
        suggestions=checked.suggestions,
        more=tuple(more),
        by_model=True,
    )


def unknown(found: Found) -> Reply:
    """What was found does not answer it: the nearest finds are shown as such."""
    nearest, more = found.sources[:NEAREST], found.sources[NEAREST:]
    text = f"I searched {_where(found)} and found nothing that answers this."
    shown = [_NEAREST, *_lines(nearest, found.zone)] if nearest else []
    return _reply(found, "\n".join([text, *_hint(found), *shown]), nearest, known=False, more=more, by_model=True)


def listing(found: Found, why: str = "") -> Reply:
    """The best finds with extracts, where no model has answered, and why not."""
    sources = found.sources
    if not sources:
        return nothing(found)
    most = (found.ordered and found.reading.most) or (LISTED_FIRST if found.complete else LISTED)
    shown, more = sources[:most], sources[most:]
    unfit = misfit(found.reading, sources, found.rarity) or valueless(found.reading, shown)
    if unfit and not found.pointed and not found.ordered:
        return unlike(found, why, unfit)
    told = [*filter(None, [why]), _head(found), *_lines(shown, found.zone, titled=found.complete or found.counted)]
    return _reply(found, "\n".join(told), shown, known=True, more=more)


def _head(found: Found) -> str:
    if found.pointed:
        return "This is the one you mean:"
    if found.ordered:
        return _IN_ORDER.get(found.ordered, f"What there is in {_where(found)}:")
    return f"What there is in {_where(found)}:" if found.reading.only_filters else "The best results:"


def unlike(found: Found, why: str, unfit: str) -> Reply:
    """What was found does not fit the question, and why: the nearest finds are shown as such."""
    nearest, more = found.sources[:NEAREST], found.sources[NEAREST:]
    head = f"I searched {_where(found)} and {unfit}."
    told = [*filter(None, [why]), head, *_hint(found), _NEAREST, *_lines(nearest, found.zone)]
    return _reply(found, "\n".join(told), nearest, known=False, more=more)


def _hint(found: Found) -> list[str]:
    hint = tongue_hint(found.reading, found.outcomes, found.sources[:NEAREST])
    return [hint] if hint else []


def _lines(sources: Sequence[Source], zone: str, *, titled: bool = False) -> list[str]:
    lines = ((one, _titled(one) if titled and one.document_id else _line(one, zone)) for one in sources)
    shown = ((one, harmless(line, f"{one.title} {one.text} {one.who if titled else ''}")) for one, line in lines)
    return [f"- {' '.join(line.split())} [{one.number}]" for one, line in shown]  # an address that went left a gap


def _titled(source: Source) -> str:
    """A mail by who wrote it and what about, where all of them are asked for rather than what they say."""
    return f"{source.who.partition(' (')[0]}: {source.title or source.extract}"


def _line(source: Source, zone: str) -> str:
    """An event and a file by their names, and when it is: what they are often asked for."""
    if source.service == Service.GMAIL or source.extract.startswith(source.title):
        return source.extract or source.title
    when = written(source, zone) if source.service == Service.CALENDAR and zone else ""
    said = _WHEN.sub("", source.extract) if when else source.extract
    named = ", ".join(filter(None, [source.title, when]))
    return f"{named}: {said}" if said else named


def nothing(found: Found) -> Reply:
    """Nothing was found, or nothing could be asked."""
    if not found.searched:
        return _reply(found, "I could not search just now.", (), known=False)
    if unread := [_NEVER_READ[label] for label in sorted(found.reading.filters.labels & UNWANTED)]:
        said = f"Mailroom does not read {' and '.join(unread)}, so I cannot tell what is there."
        return _reply(found, said, (), known=False)
    told = [f"I searched {_where(found)} and found nothing.", *_hint(found)]
    return _reply(found, "\n".join(told), (), known=False)


def asking_back(question: str, found: Found) -> Reply:
    """A question to the asker instead of an answer."""
    return replace(_reply(found, harmless(question, found.reading.text), (), known=False), asked_back=True)


def unlisted(reading: Reading, listed: int) -> Answered:
    """Where "the second one" is asked for of a list that had none: said, and nothing is searched."""
    had = "gave only one result" if listed == 1 else f"gave only {listed} results" if listed else "gave no results"
    text = f"My last answer {had}, so I do not know which one you mean. Ask me in a few words what to look for."
    return Answered(reading, Plan(reading.text, (), 1.0), (), Reply(text, (), known=False), None)


def all_paused(text: str, asker: Asker) -> Answered:
    """Where no mailbox is at work nothing is searched, and no model is asked."""
    said = "All your mailboxes are paused, so I searched nothing."
    reply = Reply(said, (), known=False, missing=asker.unreached)
    return Answered(Reading(text, "", Filters(), frozenset()), Plan(text, (), 1.0), (), reply, None)


def courteous(text: str, said: str) -> Answered:
    """A kind word in return, for which nothing is searched."""
    reading = Reading(text, "", Filters(), frozenset())
    return Answered(reading, Plan(text, (), 1.0), (), Reply(said, (), known=False), None)


def with_draughts(reply: Reply | None, draughts: Sequence[Draught], questions: Sequence[str], found: Found) -> Reply:
    """A reply that has writes to approve, and says what is missing for others: what it asks besides can be answered,
    as what is proposed already is not proposed anew (assistant.asked_again)."""
    lines = [reply.text] if reply else []
    if draughts:
        kinds = ", ".join(dict.fromkeys(PREPARED[draught.kind] for draught in draughts))
        lines.append(TO_CHECK.format(kinds=kinds))
    lines += questions
    base = reply or _reply(found, "", (), known=bool(draughts))
    base = base if found.searched else replace(base, explained=())  # these limit a search
    asked_back = any(one.rstrip().endswith("?") for one in questions) if draughts else bool(questions)
    return replace(base, text="\n".join(lines), draughts=tuple(draughts), asked_back=asked_back)


def _where(found: Found) -> str:
    names = list(found.searched)
    told = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    limits = [one for one in found.reading.explained if one.removeprefix("in ") not in NAMES.values()]
    filters = found.reading.filters  # addresses there are those that the asker's own names stand for
    known = " ".join([found.reading.text, *filters.senders, *(one for group in filters.people for one in group)])
    return f"{told} ({harmless(', '.join(limits), known)})" if limits else told


def not_prepared(reply: Reply, plan: Plan) -> Reply:
    """A reply to an order for which the plan has nothing to approve: that comes first, then what was found."""
    why = IN_OTHER_WORDS if plan.source == "model" else WITHOUT_MODEL
    return replace(reply, text=f"{NOT_PREPARED} {why}\n{reply.text}")


def _reply(
    found: Found,
    text: str,
    sources: tuple[Source, ...],
    *,
    known: bool,
    suggestions: tuple[str, ...] = (),
    more: tuple[Source, ...] = (),
    by_model: bool = False,
) -> Reply:
    return Reply(
        text=text,
        sources=sources,
        known=known,
        searched=found.searched,
        missing=dict(found.missing),
        explained=found.reading.explained,
        suggestions=suggestions,
        by_model=by_model,
        more=more,
        notes=found.notes,
        zone=found.zone,
    )
