"""What the stand-in makes of a question about mail: search words out of it, and an answer out of given sources."""

import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sandbox.models.handed import ENDING, FACTS, WORD, Found, parted, sources_in, statements, stems, summed_up
from sandbox.models.reading import Reading, language

_STOP = frozenset(
    re.findall(
        r"\w+",
        "a about according all an and any are as ask asked asks at based be been by can could did do does else for "
        "from get give going had has have her him his how i in is it its last latest mail mails email emails many me "
        "more much message messages my new of on or our said say says send sent she show tell than that the their "
        "them they this to today us was we week were what when where which who whose why will with would yesterday "
        "you your",
    )
)
_QUESTION = re.compile(r"^\W{0,3}(?:the )?(?:question|query|asked|user)\W{0,3}:[ \t]*(\S.*)$", re.M | re.I)
_OF_CALENDARS = frozenset(
    ("calendar", "meeting", "meet", "event", "appointment", "schedule", "next", "free", "busy", "time", "day", "place")
)
_ASKS_FACTS = re.compile(r"\b(?:who|where|when|guests?|place)\b", re.I)
_SIGNS = re.compile(r"[\u30a0-\u30ff]{2,}|[\u4e00-\u9fff]{2,}")
_ROMANCE = re.compile(
    r"\b(?:qué|que|cuándo|cuando|dónde|donde|quién|quien|cuál|cuánto|dijo|escribió|sobre|che|cosa|quando|dove|chi|quale|"
    r"ha|hanno|o que|quem|onde|disse|wat|wie|waar|wanneer|heeft|over)\b",
    re.I,
)
_FORM = re.compile(r"(?<=[.?!])\s[^.?!\n]*\bin the (?:form|format)\b[^\n]*$", re.I | re.M)  # how to say it, not what
_SUMS_UP = re.compile(r"\b(?:summar\w+|sum up|recap|catch me up|what came of)\b", re.I)
_CONVERSATION = re.compile(r"\b(?:whole|entire|threads?|conversations?|discussions?|exchange)\b", re.I)
_MAILS = re.compile(r"\b(?:e?-?mails|messages)\b", re.I)
_STATEMENTS = 3  # quoted
_POINTING = re.compile(r"\b(?:this|that|it)\b", re.I)
_NEXT = re.compile(r"\b(?:my|the|our) next (?:meeting|event|appointment|call)\b", re.I)  # one, not several


_ASKS_PRICE = re.compile(r"\b(?:how much|costs?|price)\b", re.I)
_PRICE = re.compile(r"[$€£]\s?\d|\b\d[\d,]*\.\d\d\b|\b\d[\d.,]*\s?(?:EUR|GBP|USD|euros?|pounds?)\b", re.I)
_ASKS_DUE = re.compile(r"\b(?:by|until|till) when\b|\bdeadline\b", re.I)
_DUE = re.compile(
    r"\b(?:by|until|before|within|deadline|due|latest)\b.{0,30}?(?:\d|\b(?:noon|today|tomorrow|weeks?|\w+day)\b)", re.I
)
_ARTICLE = re.compile(r"\b[A-Za-z]+-?\d+\b")


@dataclass(frozen=True)
class _Row:
    """A statement that may be quoted, and the words of the question that it and its source's heading have."""

    score: float
    number: str
    said: str
    words: frozenset[str]


def question_in(prompt: str, reading: Reading) -> str:
    """The question: a fence of that name, else a labelled line, else the last line that asks, else the last."""
    fenced = [body for name, body in reading.fenced if name.lower().startswith("question")]
    if fenced:
        return fenced[-1]
    labelled = _QUESTION.findall(reading.outside) or _QUESTION.findall(prompt)
    if labelled:
        return str(labelled[-1]).strip()
    lines = [line.strip() for line in prompt.splitlines() if line.strip()]
    asked = [line for line in lines if line.endswith("?")]
    return (asked or lines or [""])[-1]


def search_words(question: str) -> list[str]:
    """The words of a question that a search should use, in order, without the small ones."""
    return [word for word in WORD.findall(question) if word.lower() not in _STOP and len(word) > 1][:8]


def people_in(question: str) -> list[str]:
    """Capitalised words inside a question: probably names."""
    words = re.findall(r"(?<!^)(?<![.?!] )\b[A-Z][a-z]+(?: [A-Z][a-z]+)*", question)
    return [word for word in words if word.lower() not in _STOP]


def services_in(question: str) -> list[str]:
    """Which of gmail, calendar and drive a question is about; mail if it names none."""
    marks = {
        "calendar": r"\b(?:calendar|meeting|meet\b|schedule|appointment|free\b|busy|events?\b|slot|"
        r"termine?\b|besprechung|r[ée]uni[oó]n|rendez-vous|agenda|kalender|calendrier)|会議|予定",
        "drive": r"\b(?:drive|files?|documents?|docs?|spreadsheets?|sheets?|slides?|folder|pdf|share|"
        r"datei|tabelle|fichier|archivo|documento)\b|ファイル|資料",
        "gmail": r"\b(?:e?-?mails?|wrote|write|said|say|sent|reply|replied|messages?|inbox|draft)\b",
    }
    named = [service for service, pattern in marks.items() if re.search(pattern, question, re.I)]
    return sorted(named) or ["gmail"]


def answer_from_sources(prompt: str, reading: Reading, question: str) -> Found:
    """The sentences of the sources that share most words with the question, at most three, quoted as they stand.

    A word counts more the fewer of the sources have it. Nothing if even the best source has less than half of the
    words; of a question in another language one is enough. Asked about a calendar, it lists what is in it.
    """
    sources = sources_in(prompt, reading)
    if _SUMS_UP.search(question):
        asked = search_words(_CONVERSATION.sub(" ", _SUMS_UP.sub(" ", question)))
        if found := summed_up(sources, stems(" ".join(asked)), several=bool(_MAILS.search(question))):
            return found
    named = _events_named(sources, question)
    if ("calendar" in services_in(question) or named) and (listed := _listed(named or sources, question)):
        return listed
    spoken = _spoken(question, sources)[:1]
    meant = spoken or _titled(question, sources)
    weights = _weights(_FORM.sub("", question), sources)
    ranked = _rows(question, meant or sources, weights, said_by=bool(spoken), meant=bool(meant))
    ranked = _priced(ranked, question) or _due(ranked, question) or ranked
    best = sorted(_best(ranked, weights), key=ranked.index if meant else lambda _: 0)
    if not best and is_foreign(question):  # mostly other words than the sources': what ranks first with one of its own
        known = [(number, body) for number, body in sources if _shares(question, body)]
        for number, body in known[:1]:
            said, _ = (statements(parted(body)[1]) or [(body, body)])[0]
            return Found(f"{said[:300]} [{number}]", (number,))
    if not best:
        return Found("", ())
    ids = tuple(dict.fromkeys(row.number for row in best))
    return Found(" ".join(f"{row.said} [{row.number}]" for row in best), ids)


def _rows(
    question: str, sources: Sequence[tuple[str, str]], weights: Mapping[str, float], *, said_by: bool, meant: bool
) -> list[_Row]:
    """What may be quoted of the sources that a question is about, in their order."""
    points = not weights and _POINTING.search(question)  # "what else is new about this?": what was found for it
    signed = stems(" ".join(people_in(question))) if said_by else set()  # who said it, and says nothing by the name
    rows: list[_Row] = []
    for place, (number, body) in enumerate(sources):
        head, text = parted(body)
        there = stems(f"{head} {text}")
        around = _shared(weights, there)
        if 2 * len(weights.keys() & there) < len(weights) or _is_another(question, body):
            continue
        own = text if _ASKS_FACTS.search(question) else FACTS.sub("", text).strip() or text
        for at, (said, words) in enumerate(statements(own) or [(head, head)]):
            shared = weights.keys() & stems(words) - signed
            if shared or meant or points:
                score = _shared(weights, shared) + 0.5 * around - 0.01 * place - 0.0001 * at
                rows.append(_Row(score, number, said[:300], frozenset(shared | (weights.keys() & stems(head)))))
    return rows


def _priced(rows: Sequence[_Row], question: str) -> list[_Row]:
    """Where a price is asked for, the statements that have one, and the numbers of the articles asked about."""
    articles = stems(" ".join(_ARTICLE.findall(question)))
    priced = (row for row in rows if _ASKS_PRICE.search(question) and _PRICE.search(row.said))
    return [row for row in priced if articles <= row.words | stems(row.said)]


def _due(rows: Sequence[_Row], question: str) -> list[_Row]:
    """Where it is asked by when, the statements that say so."""
    return [row for row in rows if _ASKS_DUE.search(question) and _DUE.search(row.said)]


def _spoken(question: str, sources: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sources by whoever the question says to have said something; none if it asks for nothing of the kind."""
    if not re.search(
        r"\b(?:say|said|write|wrote|tell|told|reply|replied|answer|answered|asks?|asked|wants?)\b", question, re.I
    ):
        return []
    names = [name.split()[0].lower() for name in people_in(question)]
    froms = ((one, re.search(r"^From: (.*)$", parted(one[1])[0], re.M)) for one in sources)
    return [one for one, by in froms if by and any(name in by[1].lower() for name in names)]


def _titled(question: str, sources: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The file whose title the question has, else the mail whose subject has all words of it; in a list or none."""
    asked, wanted = stems(question), stems(" ".join(search_words(question)))
    titles = [(one, match[1], stems(match[2])) for one in sources if (match := re.match(r"(File|Mail): (.*)", one[1]))]
    files = [one for one, kind, title in titles if kind == "File" and 1 < len(title & asked) == len(title)]
    mails = [one for one, kind, title in titles if kind == "Mail" and len(wanted) > 1 and wanted <= title]
    return (files or mails)[:1]


def _best(rows: Sequence[_Row], weights: Mapping[str, float]) -> list[_Row]:
    """The best statement, then two that have of the question what those before have not."""
    found: list[_Row] = []
    while len(found) < _STATEMENTS and (left := [row for row in rows if row not in found]):
        told = frozenset[str]().union(*(row.words for row in found))
        found.append(max(left, key=lambda row: row.score - 0.5 * _shared(weights, row.words & told)))
    return found


def _weights(question: str, sources: Sequence[tuple[str, str]]) -> dict[str, float]:
    """What each word of a question is worth: a word that most sources have tells none from another."""
    held = [stems(body) for _, body in sources]
    wanted = sorted(stems(" ".join(search_words(question))))
    return {stem: math.log(1 + len(held) / (1 + sum(stem in one for one in held))) for stem in wanted}


def _shared(weights: Mapping[str, float], stems: Set[str]) -> float:
    return sum(weights[stem] for stem in sorted(weights.keys() & stems))


def _is_another(question: str, body: str) -> bool:
    """Whether a source has only the later words of a name that is asked for: 'Northern Lab' is not 'Northgate Labs'."""
    there = stems(body)
    for name in people_in(question):
        first, *later = (ENDING.sub("", word.lower()) for word in WORD.findall(name))
        if any(word in there for word in later) and not any(word.startswith(first) for word in there):
            return True  # nobody of that name, nor of one that it is short for: "Steve" is "Steven"
    return False


def _shares(question: str, body: str) -> bool:
    """Whether a longer word, a name, or a run of signs of a question stands in a source: small words of another
    language are words of this one as well."""
    if any(run in body for run in _SIGNS.findall(question)):
        return True
    telling = [word for word in WORD.findall(question) if len(word) > 3 and word.lower() not in _STOP]
    return bool(stems(" ".join([*telling, *people_in(question)])) & stems(body))


def is_foreign(question: str) -> bool:
    """Whether a question is in another language than English."""
    return language(question) != "en" or _ROMANCE.search(question) is not None or not question.isascii()


def _events_named(sources: Sequence[tuple[str, str]], question: str) -> list[tuple[str, str]]:
    """The events whose title has all words of a question for a time: "When is the dentist?"."""
    if not re.match(r"\W*(?:when|what time)\b", question, re.I):
        return []
    wanted = stems(" ".join(search_words(question))) - _OF_CALENDARS
    titles = ((one, re.match(r"Event: (.*)", one[1])) for one in sources)
    return [one for one, title in titles if title and wanted and wanted <= stems(title[1])]


def _listed(sources: list[tuple[str, str]], question: str) -> Found | None:
    """Events by title and time, what was worked out of them as it is told, and first; None without any.

    Where the question's words stand in some of the events, only those with most of them.
    """
    lines, ids = [], []
    wanted = stems(" ".join(search_words(question))) - _OF_CALENDARS
    shared = {number: len(wanted & stems(body)) for number, body in sources if body.startswith("Event: ")}
    most = max(shared.values(), default=0)  # of "Northgate Labs" a "Northern Lab" has a word as well
    meant = [(number, body) for number, body in sources if most and shared.get(number) == most]
    worked_out = [one for one in sources if one[1].startswith("Event: ") and not re.search(r"^When: ", one[1], re.M)]
    said = "\n".join(body for _, body in worked_out)
    for number, body in dict.fromkeys([*worked_out, *(meant or sources)]):
        title = re.match(r"Event: (.*)", body)
        when = re.search(r"^When: (.*)$", body, re.M)
        if not title or (when and title[1] in said):  # what was worked out names it already
            continue
        ids.append(number)
        told = (
            [f"{title[1]}, {when[1]}"] if when else [line.removeprefix("- ") for line in body.splitlines()[1:] if line]
        )
        lines += [f"- {line} [{number}]" for line in told]
    most = 1 if _NEXT.search(question) else 8
    return Found("\n".join(lines[:most]), tuple(ids[:most])) if lines else None
