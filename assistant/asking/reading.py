"""What code alone reads out of a question: people, periods, labels, services, and the words left to search for (SR2)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.asking.filler import is_filler, is_japanese, language_of, spare_japanese
from assistant.asking.folding import Token, fold, tokens_of
from assistant.asking.following import leans, merge, names_pronoun, opening_end, pointed_at
from assistant.asking.names import words as people_words
from assistant.asking.names.directory import Directory, Person
from assistant.asking.names.japanese import japanese_names
from assistant.asking.names.people import Named, Naming, is_order
from assistant.asking.scopes import Mark, find_scopes
from assistant.asking.times.periods import Period, find_periods
from assistant.asking.values import Asker, Mention, Reading, Turn
from storage.index.entry import Filters

LONGEST = 3000  # characters that are read
_HIDDEN = "\x01"  # in place of what is quoted: nothing is read out of it
_QUOTED = re.compile(
    r"\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|„[^“”\n]{1,300}[“”]|«[^»\n]{1,300}»|「[^」\n]{1,300}」|『[^』\n]{1,300}』|"
    r"(?<!\w)['‘][^'’\n@]{2,300}['’](?!\w)"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PAST = frozenset(
    "did was were had sent wrote written said told asked received got came happened replied arrived answered forwarded last since mailed emailed "
    "hat hatte war waren geschickt geschrieben gesagt bekommen erhalten kam seit ai a ont ete envoye ecrit dit recu depuis "
    "fue envio escribio dijo recibi mando desde era ha hanno inviato scritto detto ricevuto mandato foi enviou escreveu disse recebi heeft "
    "hebben gestuurd geschreven gekregen ontvangen stuurde sinds".split()
)
_FUTURE = frozenset("will upcoming next coming tomorrow kommende nachste werde wird prochain prochaine sera proximo proxima prossimo prossima "
                    "sara volgende zal".split())  # fmt: skip
_OPENS_CONTENT = re.compile(
    r"^\W*(?:what|which|who|whom|whose|when|where|why|how|did|do|does|is|are|was|were|can|could|has|have|under|according|by when|in which|"
    r"was|wer|wann|wo|wie|warum|welche[rsnm]?|qui|que|quand|ou|comment|combien|quel\w*|quien|cuando|donde|como|cuant\w*|cual\w*|chi|che|"
    r"quando|dove|come|quant\w*|qual\w*|quem|onde|wat|wie|waar|hoe|hoeveel)\b"
)
_MINE = re.compile(
    r"\b(?:(?:did|have|had|do) (?:i|we)\b|(?:i|we)(?:'ve| have|'d| had)? (?:sent|wrote|written|emailed|mailed|forwarded|replied|answered|promised|"
    r"told|asked|said)|(?:from|by) (?:me|us|myself)\b|my (?:own |sent |last |latest )?(?:repl(?:y|ies)|answers?|mails? to|emails? to|messages? to)|"
    r"(?:habe|hab|hatte) ich|von mir|ich .{0,60}(?:geschickt|geschrieben|gesendet|geantwortet)|meine antwort\w*|"
    r"(?:j'ai|ai-je) .{0,30}?(?:envoye|ecrit|repondu|promis|dit|transmis)\w*|de ma part|"
    r"(?:he|yo) (?:enviado|escrito|mandado|respondido|dicho)|envie(?! um)|escribi|mande|respondi|prometi|"
    r"ho (?:inviato|scritto|mandato|risposto|detto|promesso)|(?:enviei|escrevi|mandei|respondi)|heb ik|ik .{0,60}(?:gestuurd|geschreven|gemaild))\b"
    r"|(?:私|自分|僕)が?(?:.{0,12})(?:送|書|返信|出し)"
)
_RECEIVED = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:received|got)\b|\bdid (?:i|we) (?:receive|get)\b|\b(?:sent|addressed) to (?:me|us)\b|\bto me\b|\bich .{0,40}(?:bekommen|erhalten)\b|"
    r"\bj'ai recu\w*|\b(?:he recibido|recibi)\b|\bho ricevuto\b|\brecebi\b|\bik .{0,40}(?:gekregen|ontvangen)\b|\ban mich\b"
)
_NEXT = frozenset("next first last nachster nachste nachsten prochain prochaine prochains proximo proxima proximos prossimo prossima volgende".split())
_FILES = frozenset("file files document documents doc docs sheet sheets datei dateien fichier fichiers archivo archivos".split())
_ENDS = " \t?!.,"
_MARKUP = re.compile(r"[^\w\s.,'&()@+-]")


@dataclass(frozen=True)
class _Read:
    """What was found in a question before it is put together."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    language: str
    marks: tuple[Mark, ...]
    periods: tuple[Period, ...]
    names: tuple[Named, ...]
    order: bool

    def has(self, kind: str) -> bool:
        return any(mark.kind == kind for mark in self.marks)

    @property
    def speaks(self) -> bool:
        """Whether somebody is said to write or say something."""
        return any(token.folded in people_words.SENT for token in self.tokens)

    @property
    def corresponds(self) -> bool:
        """Whether it is about what was written to whom, rather than about facts."""
        missed = any(token.folded in ("miss", "missed") for token in self.tokens)
        return self.has("gmail") or self.speaks or missed or any(name.sure for name in self.names)


def read_question(
    text: str, asker: Asker, contacts: Mapping[str, Sequence[Person]], turns: Sequence[Turn] = ()
) -> Reading:
    """What the question says by itself and by the turns before it. Never raises, whatever the text."""
    read = _read(text, asker, contacts)
    filters, names, periods = _filters(read), read.names, read.periods
    sure = tuple(name for name in names if name.sure)
    follow_up = leans(read.folded, read.tokens, turns, bool(sure))
    kept = tuple(period for period in periods if _limits(read, period, follow_up))
    filters = _with_period(filters, kept)
    pointed, place = pointed_at(read.folded, turns[-1]) if follow_up else ((), (0, 0))
    words = _words(read, sure, kept, opening_end(read.folded) if follow_up else 0, place)
    if follow_up:
        filters = merge(filters, turns[-1].filters, names_pronoun(read.tokens), read.speaks)
        words = words or turns[-1].words
    return Reading(
        text=text,
        words=words,
        filters=filters,
        services=filters.services,
        mentions=tuple(Mention(name.words, name.emails, name.role) for name in names),
        explained=_explained(read, sure, kept, filters, follow_up),
        language=read.language,
        only_filters=not words and filters.narrow,
        latest_first=read.has("latest"),
        follow_up=follow_up,
        refers_to=pointed,
    )


def _read(text: str, asker: Asker, contacts: Mapping[str, Sequence[Person]]) -> _Read:
    text = _CONTROL.sub(" ", text[:LONGEST])
    folded = fold(text)
    masked = _QUOTED.sub(lambda match: _HIDDEN * len(match[0]), folded)
    tokens = tokens_of(text, masked)
    language = language_of(text, tokens)
    marks = find_scopes(masked)
    order = is_order(tokens)
    ahead = _looks_ahead(masked, tokens, marks, order)
    periods = find_periods(masked, asker.now, _zone(asker.zone), ahead, language)
    corresponds = any(mark.kind == "gmail" for mark in marks) or any(
        token.folded in people_words.SENT | people_words.ANYTHING for token in tokens
    )
    marks = [
        mark
        for mark in marks
        if not (masked[mark.start : mark.end] == "termine" and language in ("fr", "it", "es", "pt"))
        if mark.kind != "latest" or not any(one.start < mark.end and mark.start < one.end for one in periods)
    ]
    blocked = bytearray(len(text))
    for period in periods:
        blocked[period.start : period.end] = b"\1" * (period.end - period.start)
    me = frozenset(address for mailbox in asker.mailboxes for address in mailbox.me)
    directory = Directory(contacts, me)
    _free_names(tokens, periods, directory, blocked)
    names = Naming(tokens, text, directory, blocked, order, corresponds).run()
    if language == "ja" or is_japanese(text):
        names = [*names, *japanese_names(text, masked, directory, names)]
    return _Read(text, masked, tuple(tokens), language, tuple(marks), tuple(periods), tuple(names), order)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _looks_ahead(folded: str, tokens: Sequence[Token], marks: Sequence[Mark], order: bool) -> bool:
    words = {token.folded for token in tokens}
    if words & _FUTURE or "going to" in folded:
        return not words & {"did", "sent", "wrote"}
    if words & _PAST and not order:
        return False
    if any(mark.kind in ("calendar", "diary") for mark in marks):
        return True
    return order and all(mark.kind != "gmail" for mark in marks)


def _free_names(tokens: Sequence[Token], periods: Sequence[Period], directory: Directory, blocked: bytearray) -> None:
    """A month that is a contact's first name with the surname behind it is a person: "from April Smith"."""
    for period in periods:
        at = next((n for n, token in enumerate(tokens) if token.end == period.end), -1)
        if not 0 <= at < len(tokens) - 1 or period.grain != "month":
            continue
        first, last = tokens[at], tokens[at + 1]
        if first.capital and last.capital and directory.people([first.folded, last.folded]):
            blocked[period.start : period.end] = bytes(period.end - period.start)


def _limits(read: _Read, period: Period, follow_up: bool) -> bool:
    """Whether a period is one to search in, rather than part of what is asked about."""
    if any(name.start < period.end and period.start < name.end for name in read.names):
        return False
    if read.has("calendar") or (read.has("diary") and not read.speaks and not read.has("gmail")):
        return True
    if period.how == "by" or period.ahead:
        return False
    if period.how == "for" and not _after_mail(read, period):
        return False
    if follow_up or read.corresponds or not read.folded[: period.start].strip() + read.folded[period.end :].strip(_ENDS):
        return True
    return _limits_facts(read, period)


def _limits_facts(read: _Read, period: Period) -> bool:
    """Whether a period limits a question that does not speak of mail: "invoices in May", not "the Order of May 3"."""
    asks = _OPENS_CONTENT.match(read.folded) is not None
    if read.folded[period.end : period.end + 2] in ("'s", "’s"):
        return False
    if not period.dated and period.how != "none":
        return True
    if not period.dated:
        titled = period.start > 0 and read.text[period.start].isupper()
        return not titled and (asks or period.grain not in ("weekday", "day"))
    return not asks and (period.how in ("from", "since") or (period.how == "in" and period.grain != "day"))


def _after_mail(read: _Read, period: Period) -> bool:
    return any(mark.kind == "gmail" and 0 <= period.start - mark.end <= 1 for mark in read.marks)


def _with_period(filters: Filters, periods: Sequence[Period]) -> Filters:
    since: datetime | None = None
    until: datetime | None = None
    for period in periods:
        low = max(filter(None, (since, period.since)), default=None)
        high = min(filter(None, (until, period.until)), default=None)
        if low is None or high is None or low < high:
            since, until = low, high
    return replace(filters, since=since, until=until)


def _services(read: _Read) -> frozenset[str]:
    named = {mark.kind for mark in read.marks if mark.kind in ("gmail", "calendar", "drive")}
    wrote = read.speaks or any(name.sure and name.role != "any" for name in read.names)
    if not named and not wrote and read.has("diary") and any(period.ahead or period.how in ("in", "on", "none") for period in read.periods):
        named = {"calendar"}
    return frozenset(named)


def _filters(read: _Read) -> Filters:
    """The filters but for the period."""
    sure = [name for name in read.names if name.sure]
    senders = frozenset(email for name in sure if name.role == "sender" for email in name.emails)
    people = tuple(frozenset(name.emails) for name in sure if name.role != "sender" and name.emails)
    recipient = any(name.role == "recipient" for name in sure)
    outgoing: bool | None = None
    if not senders and (
        read.has("sent") or recipient or (read.speaks and not read.order and _MINE.search(read.folded))
    ):
        outgoing = True
    elif not senders and not read.order and _RECEIVED.search(read.folded) and read.has("gmail"):
        outgoing = False
    labels = frozenset(mark.kind for mark in read.marks if mark.kind.isupper())
    attached = (read.has("attachment") or (read.has("attached") and read.corresponds)) and not read.order
    return Filters(
        services=_services(read), senders=senders, people=people, labels=labels, outgoing=outgoing,
        attachment=True if attached else None,
    )  # fmt: skip


def _words(read: _Read, names: Sequence[Named], periods: Sequence[Period], begin: int, place: tuple[int, int]) -> str:
    """What is left of the question, in its own words and order; quotations stay as they are."""
    out = bytearray(len(read.text))
    spans = [(0, begin), place]
    spans += [(period.start, period.end) for period in periods]
    spans += [(name.start, name.end) for name in names if name.emails]
    spans += [(mark.start, mark.end) for mark in read.marks]
    for start, end in spans:
        out[start:end] = b"\1" * (end - start)
    if is_japanese(read.text):
        return spare_japanese("".join(" " if gone else char for char, gone in zip(read.text, out, strict=True)))
    idle = _idle(read, names)
    kept: list[tuple[int, str]] = [(match.start(), match[0]) for match in _QUOTED.finditer(read.text)]
    quoted = bytearray(len(read.text))
    for start, said in kept:
        quoted[start : start + len(said)] = b"\1" * len(said)
    for token in read.tokens:
        gone = out[token.start] or quoted[token.start] or (is_filler(token.folded) and not _is_name_like(token))
        if not gone and not (token.folded in idle and token.text.islower()):
            kept.append((token.start, token.text))
    return " ".join(said for _, said in sorted(kept))


def _idle(read: _Read, names: Sequence[Named]) -> frozenset[str]:
    """Words that say nothing more, once what they stand for is a filter."""
    idle: frozenset[str] = people_words.SENT if read.corresponds else frozenset()
    if names or read.has("gmail"):
        idle |= {"email", "mail", "message", "reply", "respond", "forward", "answer", "miss", "gereageerd", "reagiert"}
    if any(name.role == "any" for name in names):
        idle |= people_words.CONVERSATION
    if read.has("calendar"):
        idle |= _NEXT
    return idle | _FILES | people_words.SHARING if read.has("drive") else idle


def _is_name_like(token: Token) -> bool:
    """Acronyms are kept whatever they spell: "IT", "US"."""
    return len(token.text) > 1 and token.text.isupper()


def _explained(
    read: _Read, names: Sequence[Named], periods: Sequence[Period], filters: Filters, follow_up: bool
) -> tuple[str, ...]:
    told = [f"{_PART[name.role]} {_who(name)}" for name in names if name.emails]
    told += [period.told for period in periods if period.told]
    told += [
        mark.told for mark in read.marks if mark.told and not (mark.kind in ("attachment", "attached") and not filters.attachment)
    ]
    if filters.outgoing and not any(mark.kind == "sent" for mark in read.marks):
        told.append("sent by you")
    told += ["in Calendar"] if filters.services == {"calendar"} and not read.has("calendar") and not follow_up else []
    told += ["as in the question before"] if follow_up else []
    return tuple(dict.fromkeys(told))


_PART = {"sender": "from", "recipient": "to", "any": "with"}


def _who(name: Named) -> str:
    """The person as our reader knows them, without anything that could be markup."""
    known = name.people[0].name if len(name.people) == 1 and name.people[0].name else name.words
    several = f" ({len(name.emails)} addresses)" if len(name.emails) > 1 else ""
    return " ".join(_MARKUP.sub(" ", known).split())[:60] + several
