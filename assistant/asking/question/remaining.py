"""What is left of a question to search for, and what was understood of the rest, in words for its reader."""

import re
from collections.abc import Sequence

from assistant.asking.names import words as people_words
from assistant.asking.names.directory import Directory
from assistant.asking.names.named import Named
from assistant.asking.question import event_words
from assistant.asking.question.filler import is_filler, is_japanese, spare_japanese
from assistant.asking.question.finding import Found
from assistant.asking.question.folding import Token, word_set
from assistant.asking.question.quoting import quotations
from assistant.asking.question.relating import PLAIN_EVENT
from assistant.asking.question.scopes import Mark
from assistant.asking.times.periods import Period, zone_of
from assistant.asking.times.wording import told_period
from assistant.asking.turns.following import is_bare, opening_end
from storage.index.entry import Filters

_NEXT = word_set(
    "next first last nachster nachste nachsten prochain prochaine prochains proximo proxima proximos prossimo prossima "
    "volgende"
)
_SOONEST = word_set(
    "next soonest nachster nachste nachsten nachstes naechster naechste prochain prochaine proximo proxima prossimo "
    "prossima volgende"
)
_JAPANESE_NEXT = re.compile("次(?:の|回)(?!週|月|年)")
_FILES = word_set(
    "file files document documents doc docs sheet sheets datei dateien fichier fichiers archivo archivos owned"
)
_ANSWER = word_set("email mail message reply respond forward answer miss gereageerd reagiert")
# how the answer is to be written, which no mail says: "Give me the time in the format 'HH:MM'."
_FORM = re.compile(
    r"\bin (?:the|this) (?:format|form):? (?:['\"][^'\"\n]{1,40}['\"]|[a-z]{1,4}(?:[:/.-][a-z]{1,4})+)", re.I
)
_EVENT = re.compile(
    rf"{PLAIN_EVENT}|days?|hours?|time|tage?|stunden?|zeit|jours?|heures?|temps|dias?|horas?|tiempo|giorn[oi]|or[ae]|"
    r"tempo|dag(?:en)?|uur|tijd|"
    r"(?:start|begin|end)s?|finish(?:es)?|beginnt|endet|commence|finit|empieza|termina|inizia|finisce|comeca|acaba|"
    r"begint|eindigt"
)
_JAPANESE_EVENT = re.compile("会議|予定|ミーティング|打ち合わせ|何時(?!間)")
_MARKUP = re.compile(r"[^\w\s.,'&()@+-]|_")
_PART = {"sender": "from", "recipient": "to", "any": "with"}


def remaining_words(
    found: Found, names: Sequence[Named], periods: Sequence[Period], place: tuple[int, int], follow_up: bool
) -> str:
    """What is left of the question, in its own words and order; quotations stay as they are."""
    if follow_up and is_bare(found.folded, found.tokens):
        return ""
    out = bytearray(len(found.text))
    spans = [(0, opening_end(found.folded) if follow_up else 0), place]
    spans += [(period.start, period.end) for period in periods]
    spans += [(name.start, name.end) for name in names if name.emails]
    spans += [(mark.start, mark.end) for mark in found.marks]
    spans += [form.span() for form in _FORM.finditer(found.text)]
    for start, end in spans:
        out[start:end] = b"\1" * (end - start)
    for name in found.names:
        if not name.emails:  # whom nobody knows is searched for, wherever they stand: "is Zoe free"
            out[name.start : name.end] = bytes(name.end - name.start)
    if is_japanese(found.text):
        if found.has("calendar") and (soon := _JAPANESE_NEXT.search(found.folded)):
            out[soon.start() : soon.end()] = b"\1" * len(soon[0])
        if found.has("calendar") and found.relations:
            spans_of = (one.span() for one in _JAPANESE_EVENT.finditer(found.folded))
            for start, end in spans_of:
                out[start:end] = b"\1" * (end - start)
        return spare_japanese("".join(" " if gone else char for char, gone in zip(found.text, out, strict=True)))
    idle = _idle(found, names) | (_ANSWER | people_words.SENT if follow_up else frozenset())
    kept = [(start, found.text[start:end]) for start, end in quotations(found.text) if not out[start]]
    quoted = bytearray(len(found.text))
    for start, said in kept:
        quoted[start : start + len(said)] = b"\1" * len(said)
    for token in found.tokens:
        gone = out[token.start] or quoted[token.start] or (is_filler(token.folded) and not _is_name_like(token))
        small = token.text.islower() or found.language == "de" or token.folded in people_words.TITLES  # "Zeit"
        if not gone and not (token.folded in idle and small):
            kept.append((token.start, token.text))
    return " ".join(said for _, said in sorted(kept))


def asks_for_next(found: Found) -> bool:
    """Whether the soonest of what is to come is asked for: "my next meeting", not "my meetings next week"."""
    if is_japanese(found.text):
        return _JAPANESE_NEXT.search(found.folded) is not None
    within = [(period.start, period.end) for period in found.periods]
    if any(one.kind == "meet" for one in found.relations) and not found.periods:
        return True
    said = [token for token in found.tokens if token.folded in _SOONEST]
    return any(not any(start <= token.start < end for start, end in within) for token in said)


def _idle(found: Found, names: Sequence[Named]) -> frozenset[str]:
    """Words that say nothing more, once what they stand for is a filter."""
    idle: frozenset[str] = people_words.SENT if found.corresponds else frozenset()
    if found.has("unanswered"):
        idle |= people_words.MAIL
    if names or found.has("gmail"):
        idle |= _ANSWER | people_words.TITLES
    if any(name.role == "any" for name in names):
        idle |= people_words.CONVERSATION
    if found.has("calendar") or (found.has("diary") and found.periods):
        idle |= _NEXT | _SOONEST | event_words.ASKING
    if (found.has("calendar") or (found.has("diary") and found.periods)) and found.relations:
        idle |= {token.folded for token in found.tokens if _EVENT.fullmatch(token.folded)}
    return idle | _FILES | people_words.SHARING if found.has("drive") else idle


def _is_name_like(token: Token) -> bool:
    """Acronyms are kept whatever they spell: "IT", "US"."""
    return len(token.text) > 1 and token.text.isupper()


def explain(
    found: Found,
    names: Sequence[Named],
    periods: Sequence[Period],
    filters: Filters,
    before: Sequence[str] | None,
    zone: str,
) -> tuple[str, ...]:
    """What was understood, a few words each. What a follow-up takes from the turn before is told with it: `before` are
    its times, None where nothing is taken."""
    told = [f"{_PART[name.role]} {_who(name, found.directory)}" for name in names if name.emails]
    told += [period.told for period in periods if period.told]
    told += [mark.told for mark in found.marks if mark.told and _is_so(mark, filters)]
    if filters.outgoing:
        told.append("sent by you")
    if filters.services == {"calendar"}:
        told.append("in Calendar")
    if before is not None:
        told += _taken_over(told, filters, zone, found.directory)
        several = before if len(before) > 1 else ()
        told = [one for one in told if one not in several] + [*several]
    return tuple(dict.fromkeys(told))


def _is_so(mark: Mark, filters: Filters) -> bool:
    return bool(filters.attachment) or mark.kind not in ("attachment", "attached")


def _taken_over(told: Sequence[str], filters: Filters, zone: str, directory: Directory) -> list[str]:
    kept = []
    if filters.senders and not any(one.startswith("from ") for one in told):
        kept.append(f"from {_called(filters.senders, directory)}")
    if filters.people and not any(one.startswith(("to ", "with ")) for one in told):
        kept += [f"with {_called(group, directory)}" for group in filters.people]
    period = told_period(filters.since, filters.until, zone_of(zone))
    return [*kept, *([period] if period else []), "as in the question before"]


def _called(emails: frozenset[str], directory: Directory) -> str:
    if len(emails) > 1:
        return f"the same {len(emails)} addresses"
    [email] = emails
    return _bare(directory.name_of(email)) or email


def _who(name: Named, directory: Directory) -> str:
    """The person as our reader knows them, without anything that could be markup."""
    known = name.people[0].name if len(name.people) == 1 and name.people[0].name else name.words
    several = [f"{len(name.emails)} addresses"] if len(name.emails) > 1 else []
    if imitators := directory.imitators_of(name.words):
        several.append(f"{imitators} look-alike {'address' if imitators == 1 else 'addresses'} left out")
    return _bare(known) + (f" ({', '.join(several)})" if several else "")


def _bare(name: str) -> str:
    return " ".join(_MARKUP.sub(" ", name).split())[:60]
