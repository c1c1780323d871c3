"""What code alone reads out of a question: people, periods, labels, services, and the words left (SPEC SR2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.asking.names import words as people_words
from assistant.asking.names.directory import Person
from assistant.asking.names.named import Named, Role
from assistant.asking.question.extremes import Extreme, asked_of, limited, most_of, with_extreme, with_kind
from assistant.asking.question.finding import Found, find
from assistant.asking.question.folding import Token, word_set
from assistant.asking.question.limiting import (
    filters_of,
    is_period_alone,
    limits,
    speaker_of,
    with_period,
    written_from,
)
from assistant.asking.question.quoting import without_letter
from assistant.asking.question.remaining import asks_for_next, explain, remaining_words
from assistant.asking.turns.following import (
    before,
    leans,
    merge,
    names_pronoun,
    opening_end,
    opens,
    pointed_at,
    points_past,
)
from assistant.asking.values import Asker, Mention, Reading, Turn
from storage.index.entry import Filters

_LINKS = (  # words before a person or a time that is named instead of another one
    people_words.FROM | people_words.OF | people_words.TO | people_words.WITH | people_words.AND | people_words.MY
) | word_set(
    "in on at for im am dem der die das den fur dans sur pour en el los las nel nella no na o os as op om voor"
)


def read_question(
    text: str, asker: Asker, contacts: Mapping[str, Sequence[Person]], turns: Sequence[Turn] = ()
) -> Reading:
    """What the question says by itself and by the turns before it. Never raises, whatever the text."""
    if not turns:
        return _read(text, asker, contacts, turns)
    reading = _read(text, asker, contacts, [*turns[:-1], _without_written(turns[-1], asker, contacts)])
    if not reading.words or reading.words != turns[-1].words or reading.mentions:
        return reading
    named = _read(turns[-1].asks or turns[-1].question, asker, contacts, ()).mentions
    said = set(reading.words.split())  # "when is Zoe free?" and then "and on Friday?": nobody knows Zoe still
    return replace(reading, mentions=tuple(one for one in named if not one.emails and set(one.words.split()) <= said))


def _read(text: str, asker: Asker, contacts: Mapping[str, Sequence[Person]], turns: Sequence[Turn]) -> Reading:
    found = find(without_letter(text), asker, contacts, turns)
    read, extreme = with_extreme(found)
    reading = _reading(read, extreme, text, asker, turns)
    if extreme.counts and not reading.order:  # "how many documents did the customer sign?": others than those we have
        return _reading(found, Extreme(), text, asker, turns)
    if not reading.order and (kind := with_kind(read)):
        of_kind = _reading(*kind, text, asker, turns)
        return reading if of_kind.words else of_kind  # the "spreadsheet" about something may be of any kind
    return reading


def _without_written(turn: Turn, asker: Asker, contacts: Mapping[str, Sequence[Person]]) -> Turn:
    """The turn without words that it only wanted written: they are no topic of what is asked next."""
    found = find(without_letter(turn.question), asker, contacts, ())
    written = written_from(found)
    if written == len(found.text):
        return turn
    said = {token.text for token in found.tokens if token.start < written}
    return replace(turn, words=" ".join(word for word in turn.words.split() if word in said))


def _reading(read: Found, extreme: Extreme, text: str, asker: Asker, turns: Sequence[Turn]) -> Reading:
    read = _with_lone_names(read, turns)
    filters, names, periods = filters_of(read), read.names, read.periods
    sure = tuple(name for name in names if name.sure)
    follow_up = leans(read.folded, read.tokens, turns, bool(sure)) or (bool(turns) and _is_of_it(read, turns[-1]))
    diary = follow_up and not filters.services and turns[-1].filters.services == {"calendar"}
    kept = tuple(period for period in periods if limits(read, period, follow_up, diary))
    filters = with_period(filters, kept)
    points = follow_up and not (extreme.order and sure)  # "the last mail from Bob" is none of those that were listed
    pointed, place = pointed_at(read.folded, turns[-1]) if points else ((), (0, 0))
    words = remaining_words(read, sure, kept, place, follow_up)
    nowhere = follow_up and not words and not _narrows(filters) and points_past(read.folded, turns[-1])
    again = turns[-1] if follow_up and not (words or pointed) and _asks_again(read, extreme) else None
    if follow_up:
        filters = _with_before(read, filters, turns)
        words = words or turns[-1].words
    filters = limited(filters, extreme)
    asked = asked_of(extreme, words, read)
    told = tuple(period.told for period in kept if period.told)
    times = turns[-1].times if follow_up and not told else told
    return Reading(
        text=text,
        words=words,
        filters=filters,
        services=filters.services,
        mentions=tuple(Mention(name.words, name.emails, name.role) for name in names),
        explained=explain(read, sure, kept, filters, times if follow_up else None, asker.zone),
        language=read.language,
        only_filters=not words and filters.narrow,
        latest_first=read.has("latest"),
        order=again.order if again else asked,
        most=again.most if again else most_of(extreme, asked),
        soonest_first=asks_for_next(read),
        follow_up=follow_up,
        refers_to=pointed,
        points_nowhere=nowhere,
        times=times,
        asks=(again.asks or again.question) if again else "",
    )


def _with_before(read: Found, new: Filters, turns: Sequence[Turn]) -> Filters:
    """The filters of a follow-up. Whom nobody knows takes the place of others too: "and from Zoe?" is nothing of
    Bob's."""
    filters = merge(new, before(turns, read.tokens), names_pronoun(read.tokens), speaker_of(read))
    strange = any(not name.emails for name in read.names) and not (new.senders or new.people)
    return replace(filters, senders=new.senders, people=new.people) if strange else filters


def _with_lone_names(read: Found, turns: Sequence[Turn]) -> Found:
    """The same with people as those who are meant where nothing but their names is added: "and Bob?"."""
    rest = [one for one in read.tokens if one.start >= opening_end(read.folded)] if turns else []
    held = [one for one in read.names if one.emails]
    if not (rest and opens(read.folded, read.tokens, turns)) or any(not _within(one, held) for one in rest):
        return read
    role: Role = "sender" if turns[-1].filters.senders else "recipient" if turns[-1].filters.outgoing else "any"
    return replace(read, names=tuple(one if one.sure else replace(one, sure=True, role=role) for one in held))


def _within(token: Token, names: Sequence[Named]) -> bool:
    return token.folded in people_words.AND or any(one.start <= token.start < one.end for one in names)


def _asks_again(read: Found, extreme: Extreme) -> bool:
    """Whether it only names somebody else, or another time, for what was asked before."""
    if extreme.order or extreme.counts or read.relations or read.order or read.has("latest") or read.has("diary"):
        return False
    named = [(period.start, period.end) for period in read.periods] + [(mark.start, mark.end) for mark in read.marks]
    named += [(one.start, one.end) for one in read.names if one.emails]
    said = [one for one in read.tokens if one.start >= opening_end(read.folded) and one.folded not in _LINKS]
    return all(any(start <= one.start < end for start, end in named) for one in said)


def _narrows(filters: Filters) -> bool:
    """Whether they say which things are meant, and not only of which kind."""
    return replace(filters, services=frozenset()).narrow


def _is_of_it(read: Found, turn: Turn) -> bool:
    """Whether a question is about the turn before without a word that says so: "last week?", or in the thread of a
    mail's card "who has to sign?"."""
    names_something = read.marks or read.periods or any(name.sure for name in read.names)
    return is_period_alone(read) or bool(turn.filters.thread_id and read.tokens and not names_something)
