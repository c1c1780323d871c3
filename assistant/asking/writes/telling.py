"""What an order says of the mail that it is about, "the Zorblax mail": it has to hold of the mail that is answered,
whatever a plan has searched for."""

import re
from collections.abc import Sequence

from assistant.asking.evidence.passages import stems
from assistant.asking.names import act_words, words
from assistant.asking.question.filler import is_filler, is_japanese
from assistant.asking.question.folding import Token, fold, tokens_of, word_set
from assistant.asking.question.quoting import covered, quotations, without_letter
from assistant.asking.turns.continuing import SINCE, said_first
from assistant.asking.writes.order import Order
from assistant.asking.writes.own_mailbox import NAMED
from assistant.asking.writes.wording import FIRST, GENERIC, LAST, ordering, says_nothing
from assistant.dates import find_dates
from storage.documents import Document

_BREAK = re.compile(r"[,;:.!?()](?:\s|\Z)|\s-\s")
_WRITES = frozenset({"mail", "draft"})
_IDLE = (
    words.MAIL | words.SAY | words.CONVERSATION | words.TITLES | words.THEY | words.ME | words.MINE | words.I
) | act_words.LETTERS
_SAYING = act_words.TELLS | word_set("disant dire diciendo decir dicendo dizendo dizer zeggen")
_KNOWING = frozenset({"know", "wissen", "weten"})  # "let Tom know Bob comes"
_COPYING = word_set("cc bcc copy send forward schick schicke sende envoie envia manda invia stuur")
_ONE = word_set("a an ein eine einen un une una um uma een")
_COLON = re.compile(r":\s")
_MANNER = word_set(  # how it is to be answered
    "again quickly briefly shortly politely kindly asap now soon immediately zuruck wieder schnell kurz hoflich "
    "freundlich bald sofort gleich vite brievement poliment rapidement rapido pronto brevemente cortesmente "
    "rapidamente gentilmente subito logo snel kort beleefd vriendelijk meteen terug yes no thanks thank wegen"
)
_COMPOUND = re.compile(r"(?:e-?)?mails?\Z|nachricht\Z|bericht(?:je)?\Z")
_TITLED = re.compile(
    rf"\b(?:{'|'.join(sorted(words.TOPIC))}|called|titled|named|subject|title|betreff|objet|asunto|oggetto|assunto|"
    r"onderwerp)\s+\Z"
)
_PARTS = re.compile(r"\w+")
_JAPANESE = re.compile(
    r"(?P<words>[^\s、。「」のをにへはが]{1,40})(?:についての|に関する|の件の|の)(?:メール|連絡|件|メッセージ|返信)"
)
REPLIES = re.compile(
    r"\b(?:reply|respond|answer|antwort\w*|beantwort\w*|repon[ds]\w*|respond\w+|contest\w+|rispond\w+|beantwoord\w*|"
    r"antwoord\w*)\b|返信|返事|返答"
)


def replies(order: Order) -> bool:
    """Whether the asker orders that a mail be answered, rather than that somebody be written to."""
    return REPLIES.search(fold(ordering(order.wish))) is not None


def telling_words(order: Order, line: str) -> tuple[str, ...]:
    """The words by which one line of what the asker said tells a mail from others, as they wrote them: neither people
    whom code knows, nor days, nor what is to be written."""
    text = _without_texts(ordering(line))
    people = (one.words for one in order.desk.reading.mentions if one.emails and not is_topic(order, one.words))
    known = frozenset(_parts(fold(" ".join(people))))
    if is_japanese(text):
        found = (match["words"] for match in _JAPANESE.finditer(text))
        return tuple(one for one in found if not any(name in fold(one) for name in known))
    dated = [(one.start, one.end) for one in find_dates(text, order.today)]
    folded = fold(text)
    for pattern in (FIRST, LAST, NAMED):
        folded = pattern.sub(_blank, folded)
    told = [one for one in _said_of_it(text, folded) if not any(start <= one.start < end for start, end in dated)]
    parts = (part for one in told if not _is_idle(one.folded) for part in _parts(one.text))
    return tuple(dict.fromkeys(one for one in parts if not _is_idle(fold(one)) and fold(one) not in known))


def _without_texts(line: str) -> str:
    """The line without what is quoted, unless it is the title by which a mail is told."""
    spans = [one for one in quotations(line) if not _TITLED.search(fold(line[max(0, one[0] - 40) : one[0]]))]
    return covered(line, spans, " ")


def is_topic(order: Order, name: str) -> bool:
    """Whether a mail is spoken of that is about somebody, and may be anybody's: "the mail about Bob"."""
    about = rf"\b(?:{'|'.join(sorted(words.TOPIC))}) (?:\w+ )?{re.escape(fold(name))}(?!\w)"
    return re.search(about, fold(order.wish)) is not None


def holds(mail: Document, telling: Sequence[str]) -> bool:
    """Whether its subject, its writer or its text has all of these words."""
    return _has(f"{called(mail)} {' '.join(mail.attachments)} {mail.text}", telling)


def is_called(mail: Document, telling: Sequence[str]) -> bool:
    """Whether its subject and its writer alone have them, of which there are any."""
    return bool(telling) and _has(called(mail), telling)


def called(mail: Document) -> str:
    """Its subject and who wrote it."""
    return f"{mail.title} {mail.sender_name} {mail.sender}"


def _has(text: str, telling: Sequence[str]) -> bool:
    folded = fold(text)
    held = stems(folded)

    def has(word: str) -> bool:
        bare = word.removesuffix("s")  # "Bobs Mail", "the fees"
        return word in folded if is_japanese(word) else stems(word) <= held or stems(bare) <= held

    return all(has(fold(one)) for one in telling)


def _said_of_it(text: str, folded: str) -> list[Token]:
    """The words of the clause that orders it, as far as the text that is to be written."""
    clause: list[Token] = []
    verb, end = False, 0
    for one in tokens_of(text, folded):
        if clause and _BREAK.search(folded[end : one.start]):
            if verb:
                break
            clause = []
        leads = clause[-1].folded if clause else ""
        begins = one.folded in _SAYING and not (one.folded == "that" and leads in words.TO)
        if verb and (begins or _goes_on(one.folded, leads)):
            break
        verb = verb or bool(act_words.ACTS.get(one.folded, frozenset()) & _WRITES)
        clause.append(one)
        end = one.end
    return clause


def readers_of(order: Order, names: Sequence[str]) -> list[str]:
    """Those names of a plan that are no names of the text alone: "reply to Tom that Bob comes too" is for Tom, also
    where a plan says Bob. Where nobody else can be meant it is left to the plan."""
    head = fold(before_text(said_first(order.said[0])))
    named = [one.words for one in order.desk.reading.mentions if one.emails and stands_in(one.words, head)]
    if not (named or replies(order) or words.THEY & set(_parts(head))):
        return list(names)
    kept = [name for name in names if not is_written(order, name)]
    return kept if len(kept) == len(names) else kept or named


def is_written(order: Order, name: str) -> bool:
    """Whether a name stands in nothing that was said last but the text that is to be written."""
    first, *since = order.said[0].split(SINCE)
    told = fold("\n".join([before_text(first), *since]))
    said = fold(order.said[0])
    return any(stands_in(word, said) for word in name.split()) and not any(stands_in(one, told) for one in name.split())


def stands_in(name: str, said: str) -> bool:
    """Whether a name stands in a folded text, as words of their own."""
    return re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", said) is not None


def before_text(line: str) -> str:
    """An order of a mail without what is to be written: as far as a "that", a "saying" or a colon behind its verb. With
    what it goes on to order, "… and send a copy to Bob"."""
    line = without_letter(line)
    folded, kept, verb = fold(line), list[Token](), False
    tokens = tokens_of(line, folded)
    written = False
    for at, one in enumerate(tokens):
        before = [other.folded for other in tokens[max(0, at - 2) : at]]
        colon = at > 0 and _COLON.search(folded[tokens[at - 1].end : one.start]) is not None
        after = tokens[at + 1].folded if at + 1 < len(tokens) else ""
        begins = verb and (colon or _begins(one.folded, before, after))
        written = (written or begins) and not (one.folded in _COPYING and set(before[-1:]) & act_words.JOINING)
        verb = verb or bool(act_words.ACTS.get(one.folded.partition("-")[0], frozenset()) & _WRITES)
        kept += [] if written else [one]
    return " ".join(one.text for one in kept)


def _begins(word: str, before: Sequence[str], after: str) -> bool:
    """Whether the text begins with that word, or right behind it; not with the "that" of "the mail that Bob sent"."""
    if set(before[-1:]) & _KNOWING:
        return True
    of_a_mail = set(before[1:]) & words.MAIL and set(before[:1]) & (words.MY - _ONE)
    points = word == "that" and (set(before[-1:]) & words.TO or after in words.MAIL)
    return word in _SAYING and not of_a_mail and not points


def _goes_on(word: str, leads: str) -> bool:
    """Whether the text begins there without a word that says so: "… and say", "… I agree", "… with thanks"."""
    joined = leads in act_words.JOINING and (word in act_words.ACTS or word in words.SAY)
    return joined or word in words.I or (word in words.WITH and leads not in words.MAIL)


def _is_idle(word: str) -> bool:
    """Whether a folded word tells no mail from another."""
    figure = word[0].isdigit() and len(word) > 2  # "INV-10482"
    idle = word in _IDLE or word in _MANNER or word in act_words.ACTS or word in act_words.JOINING
    return not figure and (idle or is_filler(word) or says_nothing(word) or stems(word) <= GENERIC)


def _parts(text: str) -> list[str]:
    """Its words, a German compound with "mail" without that."""
    return [bare for one in _PARTS.findall(text) if (bare := _COMPOUND.sub("", one)) or one.isupper()]


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
