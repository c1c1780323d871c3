"""Everything that code finds in a question, before it is decided what it means for the search."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from assistant.asking.names import words as people_words
from assistant.asking.names.directory import Directory, Person
from assistant.asking.names.japanese import japanese_names
from assistant.asking.names.named import Named
from assistant.asking.names.orders import is_order
from assistant.asking.names.people import Naming
from assistant.asking.names.subjects import subjects
from assistant.asking.question.event_words import without_event
from assistant.asking.question.filler import is_japanese, language_of
from assistant.asking.question.folding import Token, fold, tokens_of, word_set
from assistant.asking.question.quoting import covered, quotations
from assistant.asking.question.relating import Relation, find_relations
from assistant.asking.question.scopes import Mark, find_scopes
from assistant.asking.several.task_words import JAPANESE_WRITE
from assistant.asking.times.hours import Now, with_hours
from assistant.asking.times.periods import Period, find_periods, zone_of
from assistant.asking.turns.following import opens
from assistant.asking.values import Asker, Turn
from assistant.dates import MONTHS

LONGEST = 3000  # characters that are read
WHOLE_DAY = frozenset({"gap", "overlap"})  # an event beyond the hours that are named counts as well
_HIDDEN = "\x01"  # in place of what is quoted: nothing is read out of it
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_GOT, _HAS_GOT = word_set("have got"), re.compile(r"\b(?:have (?:i|we)|(?:i|we) have) got (?:an?|any|another)\b")
_PAST = word_set(
    "did was were had sent wrote written said told asked received got came happened replied arrived answered "
    "forwarded since mailed emailed hat hatte war waren geschickt geschrieben gesagt bekommen erhalten kam seit ai a "
    "ont ete envoye ecrit dit recu depuis fue envio escribio dijo recibi mando desde era ha hanno inviato scritto "
    "detto ricevuto mandato foi enviou escreveu disse recebi heeft hebben gestuurd geschreven gekregen ontvangen "
    "stuurde sinds fand etait venu venus vino vinieron estuvo venuto veio esteve kwam"
)
_FUTURE = word_set(
    "will upcoming next coming tomorrow kommende nachste werde wird prochain prochaine sera proximo proxima prossimo "
    "prossima sara volgende zal"
)
_TELL = word_set("tell vertel sag dis")
_FRENCH_DONE = re.compile(  # "j'ai promis", not "j'ai rendez-vous"
    r"\b(?:j'ai|ai-je)\s+(?!quelque|autre|libre|\w+di\b)\w{3,}(?:e|i|is|it|u)\b"
)
_OTHERWISE = {"de": frozenset({"was", "a"}), "fr": frozenset({"was"})}  # "was" is "what" in German, "a" an article
_PRESENT = re.compile(
    r"^\W*(?:do|does|is|are|am|can|will|when (?:is|are|do|does)|what (?:is|are|time)|who(?:'s| is| are)|ist|sind|bin|"
    r"kann|wann (?:ist|sind|bin)|est-ce que|quand est|es|esta|estan|cuando es|e|sono|quando e|estao|quando sao|is er|"
    r"wanneer is)\b"
)
_ALSO_OF_OTHERS = frozenset({"free"})  # "is the hall free?"
_OF_PEOPLE = frozenset({"met", "meet", "free"})  # of those who are named: "is Bob free", "when did I last meet Bob"
_DAYS_NEEDED = frozenset({"length"})  # "how long is the session?"
_OWN = re.compile(
    r"\b(?:my|i|we|our|ich|wir|mein\w*|unser\w*|je|j'ai|ai-je|mes|mon|ma|nous|nos|mis?|tengo|tenemos|nuestr\w+|ho|"
    r"abbiamo|mi[oae]|miei|nostr\w+|meus?|minhas?|tenho|temos|noss\w+|ik|wij?|mijn|heb|onze)\b|私|予定"
)
_LIST = re.compile(
    r"(?:\s+|-)(?:mailing ?list|distribution list|list|verteiler|mailingliste|liste(?: de (?:diffusion|distribution))?|"
    r"lista(?: de (?:correo|distribucion|distribuicao|emails?)| di distribuzione)?|mailinglijst|lijst)\b|"
    r"の?メーリングリスト"
)
_NOT_A_DATE = frozenset({"fr", "it", "es", "pt"})  # where "termine" is an end, not an appointment


@dataclass(frozen=True)
class Found:
    """What was found in a question before it is put together."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    language: str
    marks: tuple[Mark, ...]
    periods: tuple[Period, ...]
    names: tuple[Named, ...]
    order: bool
    directory: Directory
    relations: tuple[Relation, ...] = ()

    def has(self, kind: str) -> bool:
        """Whether there is a scope of that kind."""
        return any(mark.kind == kind for mark in self.marks)

    def last_before(self, place: int) -> Token | None:
        """The last word that ends there or earlier."""
        at = bisect_right(self.tokens, place, key=lambda token: token.end)
        return self.tokens[at - 1] if at else None

    def first_after(self, place: int) -> Token | None:
        """The first word that begins there or later."""
        at = bisect_left(self.tokens, place, key=lambda token: token.start)
        return self.tokens[at] if at < len(self.tokens) else None

    @cached_property  # asked of every period
    def speaks(self) -> bool:
        """Whether somebody is said to write or say something; "tell me" only asks."""
        said = zip(self.tokens, [*self.tokens[1:], None], strict=False)
        return any(
            token.folded in people_words.SENT
            and not (token.folded in _TELL and after and after.folded in people_words.ME)
            for token, after in said
        )

    @cached_property
    def corresponds(self) -> bool:
        """Whether it is about what was written to whom, rather than about facts."""
        missed = re.search(r"\b(?:did|have) i miss(?:ed)?\b", self.folded)
        return self.has("gmail") or self.speaks or missed is not None or any(name.sure for name in self.names)


def find(text: str, asker: Asker, contacts: Mapping[str, Sequence[Person]], turns: Sequence[Turn]) -> Found:
    """All of it, in at most LONGEST characters of the text."""
    text = _CONTROL.sub(" ", text[:LONGEST])
    masked = covered(fold(text), quotations(text), _HIDDEN)
    tokens = tokens_of(text, masked)
    language, order, every = language_of(text, tokens), is_order(tokens, masked), find_scopes(masked)
    leans, diary = opens(masked, tokens, turns), bool(turns) and turns[-1].filters.services == {"calendar"}
    relations = [] if order else find_relations(masked)
    ordered = order or JAPANESE_WRITE.search(masked) is not None
    ahead = _looks_ahead(masked, tokens, [*every, *_marks(relations)], ordered or (leans and diary), language)
    periods = find_periods(masked, asker.now, zone_of(asker.zone), ahead, language)
    if not ahead and not turns and _is_day_alone(periods, masked):
        coming = find_periods(masked, asker.now, zone_of(asker.zone), True, language)
        periods = min(periods, coming, key=lambda one: _away(one, asker.now))
    if not order and all(one.kind not in WHOLE_DAY for one in relations):
        alone = any(mark.kind in ("calendar", "diary", "gmail") for mark in every)
        periods = with_hours(
            without_event(masked), periods, _now(asker, ahead, alone, turns[-1] if leans and diary else None)
        )
    marks = [mark for mark in every if _counts(mark, masked, periods, language)]
    if not order and _is_of_events(masked, marks, tokens, periods, relations):
        last = [one for one in relations if one.kind in ("last", "met")]  # of a day, or as what is past
        marks = [one for one in marks if one.kind != "latest" or not any(_meets(one, other) for other in last)]
        marks += _marks(relations)
    directory = Directory(contacts, frozenset(address for mailbox in asker.mailboxes for address in mailbox.me))
    blocked = _blocked(text, tokens, periods, directory)
    people = Naming(tokens, text, directory, blocked, order, _corresponds(tokens, marks), leans).run()
    names = [_with_list(one, masked) for one in people if one.emails or not _is_scope(one, marks)]
    if language == "ja" or is_japanese(text):
        names = [*names, *japanese_names(text, masked, directory, names)]
    if any(mark.kind == "calendar" for mark in marks) and any(one.kind in _OF_PEOPLE for one in relations):
        names = [replace(name, sure=True) if name.emails else name for name in names]
        said = (tokens[start:end] for start, end in subjects(tokens, text, blocked, relations, names))
        names += [one for one in (_subject(text, some, directory) for some in said) if one.emails or not _is_month(one)]
    asked = tuple(relations)
    return Found(
        text, masked, tuple(tokens), language, tuple(marks), tuple(periods), tuple(names), order, directory, asked
    )


def _is_day_alone(periods: Sequence[Period], masked: str) -> bool:
    """Whether it says nothing but a day, "4 December?": it is the nearest one that is called so."""
    if len(periods) != 1 or periods[0].grain not in ("day", "weekday"):
        return False
    return not (masked[: periods[0].start] + masked[periods[0].end :]).strip(" \t?!.,")


def _away(periods: Sequence[Period], now: datetime) -> timedelta:
    """How far its beginning is from now."""
    return min((abs(one.since - now) for one in periods if one.since), default=timedelta.max)


def _subject(text: str, said: Sequence[Token], directory: Directory) -> Named:
    """Somebody who is free or is met: known only where the word is no name anywhere else, "is Will free"."""
    people = tuple(directory.written([token.text for token in said]))
    start, end = said[0].start, said[-1].end
    emails = tuple(one.email for one in people)
    return Named(start, end, text[start:end], people, "any", bool(people), emails)


def _is_month(name: Named) -> bool:
    """Whether a word is rather a month than somebody whom nobody knows: "is May free?"."""
    return fold(name.words) in MONTHS


def _is_scope(name: Named, marks: Sequence[Mark]) -> bool:
    """Whether what nobody is called says where to look: "mit Anhang". "Is Zoe free" says it of somebody."""
    return any(one.kind != "calendar" and one.start <= name.start and name.end <= one.end for one in marks)


def _with_list(name: Named, masked: str) -> Named:
    """A mailing list as what it is: nobody writes from its address, those who write to it are others."""
    found = _LIST.match(masked, name.end) if name.emails else None
    return replace(name, end=found.end(), role="any") if found else name


def _now(asker: Asker, ahead: bool, alone: bool, before: Turn | None) -> Now:
    """The time from which hours are counted that stand alone: "and at 4?" is of the day that was asked about."""
    local = asker.now.astimezone(zone_of(asker.zone))
    since = before.filters.since if before else None
    if since is None:
        return Now(local, ahead, alone or before is not None)
    day = since.astimezone(local.tzinfo).replace(hour=0, minute=0)
    return Now(day, ahead=True, alone=True)


def _corresponds(tokens: Sequence[Token], marks: Sequence[Mark]) -> bool:
    words = people_words.SENT | people_words.ANYTHING
    return any(mark.kind == "gmail" for mark in marks) or any(token.folded in words for token in tokens)


def _counts(mark: Mark, masked: str, periods: Sequence[Period], language: str) -> bool:
    """Whether a scope is one: "last" of "last week" does not ask for the newest."""
    if masked[mark.start : mark.end] == "termine" and language in _NOT_A_DATE:
        return False
    return mark.kind != "latest" or not any(one.start < mark.end and mark.start < one.end for one in periods)


def _meets(mark: Mark, relation: Relation) -> bool:
    return mark.start < relation.end and relation.start < mark.end


def _marks(relations: Sequence[Relation]) -> list[Mark]:
    own = [one for one in relations if one.kind not in _ALSO_OF_OTHERS]
    return [Mark(one.start, one.end, "calendar", "in Calendar") for one in own]


def _is_of_events(
    masked: str, marks: Sequence[Mark], tokens: Sequence[Token], periods: Sequence[Period], asked: Sequence[Relation]
) -> bool:
    """Whether what is asked about events is asked of the asker's own calendar, rather than of what a mail tells."""
    if not any(one.kind not in _ALSO_OF_OTHERS for one in asked):
        return False
    elsewhere = any(mark.kind in ("gmail", "drive") for mark in marks)
    wrote = any(token.folded in people_words.SENT for token in tokens)
    sure = any(one.sure and one.kind not in _DAYS_NEEDED | _ALSO_OF_OTHERS for one in asked)
    return not elsewhere and not wrote and (bool(periods) or (sure and _OWN.search(masked) is not None))


def _looks_ahead(folded: str, tokens: Sequence[Token], marks: Sequence[Mark], order: bool, language: str) -> bool:
    said = {token.folded for token in tokens if token.text not in ("à", "À")}
    words = said - _OTHERWISE.get(language, frozenset("a")) - (_GOT if _HAS_GOT.search(folded) else frozenset())
    if words & _FUTURE or "going to" in folded:
        return not words & {"did", "sent", "wrote"}
    has = any(mark.kind == "diary" for mark in marks) and not _FRENCH_DONE.search(folded)
    if words & (_PAST - {"ai"} if has else _PAST) and not order:  # "qu'est-ce que j'ai demain"
        return False
    if any(mark.kind in ("calendar", "diary") for mark in marks):
        return True
    if _PRESENT.match(folded) and all(mark.kind != "gmail" for mark in marks):
        return True
    return order and all(mark.kind != "gmail" for mark in marks)


def _blocked(text: str, tokens: Sequence[Token], periods: Sequence[Period], directory: Directory) -> bytearray:
    """The characters of periods; not of a month that is a first name with the surname behind it: April Smith."""
    blocked = bytearray(len(text))
    ends = {token.end: n for n, token in enumerate(tokens)}
    for period in periods:
        blocked[period.start : period.end] = b"\1" * (period.end - period.start)
        at = ends.get(period.end, len(tokens))
        both = tokens[at : at + 2]
        if period.grain == "month" and len(both) == 2 and all(token.capital for token in both):
            if not directory.people([token.folded for token in both]):
                continue
            blocked[period.start : period.end] = bytes(period.end - period.start)
    return blocked
