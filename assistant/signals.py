"""What can be measured in a mail without understanding it: whom it addresses, what it asks, how it is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.language import guess_language
from assistant.sentences import Letter, letter
from assistant.words import Hit, Kind, kinds_in, lexicon, words_of
from connectors.mail.email import Address, Email

ROBOT = re.compile(
    r"^(?:.*[._+-])?(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|no-?_?\.?response|mailer-?daemon|postmaster|bounces?|"
    r"notifications?|notify|auto(?:mated|reply|mailer)?|robot|daemon|ne-?pas-?repondre|nicht-?antworten|"
    r"nepasrepondre|no-?responder|non-?rispondere|nao-?responda|niet-?beantwoorden)\d*(?:[._+-].*)?$"
)
OFFICE = re.compile(
    r"^(?:.*[._+-])?(?:announce(?:ments?)?|news(?:letters?)?|alerts?|updates?|digest|marketing|promo(?:tions?)?|"
    r"offers?|deals|specials|mailer|mailing|list|subscriptions?|customer-?service|billing|invoices?|orders?|"
    r"receipts?|info|admin|administrator|system|support|webmaster|events?|team|editor|resources|desk)(?:[._+-].*)?$"
)
_LINK = re.compile(r"https?://|www\.")
_IP_LINK = re.compile(r"https?://(?:\d{1,3}\.){3}\d{1,3}|https?://\d{8,}")
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?%")
_GIBBERISH = re.compile(r"\s{4,}\S+\s*$|(?:\b[b-df-hj-np-tv-z]{5,}\b)\s*$")
_ASKS = ("?", "？", "か。", "⸮")
_MANY = 8
_READ = 6000  # characters of a text that are measured


@dataclass(frozen=True)
class Sentence:
    """One sentence with the phrases in it."""

    text: str
    kinds: frozenset[Kind]
    asks: bool  # ends in a question mark, or opens like a question
    marked: bool  # ends in a question mark


@dataclass(frozen=True)
class Signals:
    """A mail measured: `values` feeds the score, the rest feeds summary, tags and reasons."""

    values: Mapping[str, float]
    language: str
    letter: Letter
    sentences: tuple[Sentence, ...]
    subject: frozenset[Kind]


def is_robot(address: Address) -> bool:
    """Whether nobody reads what is sent to this address, by its name."""
    return bool(ROBOT.match(address.email.partition("@")[0]))


def measure(email: Email, me: frozenset[str]) -> Signals:
    """The mail's signals, seen by the owner of the addresses `me`."""
    language = guess_language(f"{email.subject}\n{email.text}")
    taken = letter(email.text, language)
    sentences = tuple(_sentence(text, language) for text in taken.sentences)
    hits = lexicon(language).hits(words_of(f"{email.subject}\n{email.text[:_READ]}"))
    subject = kinds_in(email.subject, language)
    kinds = subject.union((hit.kind for hit in hits), *(sentence.kinds for sentence in sentences))
    values = {
        **_recipients(email, me, taken),
        **_asking(email, sentences, language),
        **_make(email, taken, kinds),
        **_selling(email, hits),
    }
    return Signals(values, language, taken, sentences, subject)


def _sentence(text: str, language: str) -> Sentence:
    words = words_of(text)
    if language == "ja":
        kinds = kinds_in(text, language)
        asked = text.rstrip().endswith(_ASKS)
        return Sentence(text, kinds, asked or Kind.QUESTION in kinds, asked)
    hits = lexicon(language).hits(words)
    told = [range(hit.start, hit.end) for hit in hits if hit.kind is Kind.FYI]
    # "no action required" holds "action required" and asks for nothing
    hits = [hit for hit in hits if hit.kind is not Kind.REQUEST or not any(hit.start in span for span in told)]
    opens = any(hit.kind is Kind.QUESTION and hit.start == 0 for hit in hits)
    marked = text.rstrip(" \"')]").endswith(_ASKS)
    kinds = frozenset(hit.kind for hit in hits if hit.kind is not Kind.QUESTION or hit.start == 0)
    return Sentence(text, kinds, marked or opens, marked)


def _recipients(email: Email, me: frozenset[str], taken: Letter) -> dict[str, float]:
    to = {address.email for address in email.to}
    count = len(to | {address.email for address in email.cc})
    direct = bool(to & me)
    names = _names(email, me)
    greeted = frozenset(taken.greeted)
    broadcast = Kind.BROADCAST in kinds_in(" ".join(taken.greeted), "en")
    mine = any(_same_name(word, name) for word in greeted for name in names)
    return {
        "alone": float(direct and count == 1),
        "few": float(direct and 1 < count <= 4),
        "copied": float(not direct and any(address.email in me for address in email.cc)),
        "unnamed": float(not direct and not any(address.email in me for address in email.cc)),
        "crowd": float(count >= _MANY),
        "greets_me": float(mine and not broadcast),
        "greets_other": float(bool(greeted) and bool(names) and not mine and not broadcast and direct is False),
        "broadcast": float(broadcast),
    }


def _names(email: Email, me: frozenset[str]) -> frozenset[str]:
    shown = [address.name for address in (*email.to, *email.cc) if address.email in me]
    local = [address.partition("@")[0] for address in me]
    return frozenset(word for word in words_of(" ".join((*shown, *local)).replace("_", " ")) if len(word) > 2)


def _same_name(greeted: str, mine: str) -> bool:
    """'Steph' greets Stephanie, 'Sean' sits in 'scrandall.sean'."""
    return len(greeted) > 2 and (mine.startswith(greeted) or greeted.startswith(mine))


def _asking(email: Email, sentences: tuple[Sentence, ...], language: str) -> dict[str, float]:
    open_ones = [sentence for sentence in sentences if Kind.SOFT not in sentence.kinds or sentence.marked]
    to_you = [s for s in open_ones if s.asks and s.kinds & {Kind.YOU, Kind.REQUEST}]
    questions = [s for s in open_ones if s.marked]
    requests = [s for s in open_ones if Kind.REQUEST in s.kinds]
    subject = _sentence(email.subject, language)
    return {
        "asks_you": float(min(len(to_you), 2)),
        "question": float(min(len(questions), 2)),
        "unmarked_question": float(any(s.asks and not s.marked for s in open_ones)),
        "request": float(min(len(requests), 2)),
        "asks_early": float(any(s.marked or Kind.REQUEST in s.kinds for s in open_ones[:3])),
        "asks_last": float(any(s.marked or Kind.REQUEST in s.kinds for s in sentences[-2:] if s in open_ones)),
        "subject_asks": float(subject.marked or Kind.REQUEST in subject.kinds),
        "call": float(any(Kind.CALL in s.kinds for s in open_ones)),
        "soft_only": float(not requests and not questions and len(open_ones) < len(sentences)),
        "asks_nothing": float(not requests and not questions and not to_you),
    }


def _make(email: Email, taken: Letter, kinds: frozenset[Kind]) -> dict[str, float]:
    size = len(words_of(email.text[:_READ]))
    local = email.sender.email.partition("@")[0]
    first = taken.sentences[0] if taken.sentences else ""
    return {
        "empty": float(size < 3),
        "short": float(3 <= size <= 40),
        "long": float(150 < size <= 400),
        "very_long": float(size > 400),
        "links": float(min(len(_LINK.findall(email.text[:_READ])), 4)),
        "attached": float(bool(email.attachments)),
        "reply": float(bool(re.match(r"(?i)\s*(?:re|aw|sv|antw|odp|r)\s*:", email.subject)) or bool(email.in_reply_to)),
        "forward": float(not taken.sentences and bool(email.quoted or len(email.text) > 200)),
        "forward_subject": float(bool(re.match(r"(?i)\s*(?:fwd?|wg|tr|rv|i|enc|doorst)\s*:", email.subject))),
        "fyi": float(Kind.FYI in kinds),
        "away": float(Kind.AWAY in kinds_in(" ".join((email.subject, *taken.sentences[:2])), "en")),
        "thanks_first": float(Kind.THANKS in kinds_in(" ".join(first.split()[:3]), "en") and size <= 60),
        "machine": float(Kind.MACHINE in kinds or bool(email.auto_submitted not in ("", "no"))),
        "robot": float(is_robot(email.sender)),
        "office": float(bool(OFFICE.match(local)) or sum(map(str.isdigit, local)) >= 5),
        "bulk": float(bool(email.list_id or email.list_unsubscribe or email.precedence in ("bulk", "list", "junk"))),
        "news": float(Kind.NEWS in kinds),
        "bulk_words": float(Kind.BULK in kinds),
        "urgent": float(bool(kinds & {Kind.URGENT, Kind.DEADLINE})),
    }


def _selling(email: Email, hits: list[Hit]) -> dict[str, float]:
    text = f"{email.subject}\n{email.text[:_READ]}"
    letters = [char for char in email.text[:3000] if char.isalpha()]
    capitals = sum(map(str.isupper, letters)) / len(letters) if letters else 0.0
    scams = {(hit.start, hit.end) for hit in hits if hit.kind is Kind.SCAM}
    offers = {(hit.start, hit.end) for hit in hits if hit.kind is Kind.OFFER}
    return {
        "scam": float(min(len(scams), 4)),
        "offer": float(min(len(offers), 5)),
        "money": float(min(len(_MONEY.findall(text)), 4)),
        "shouting": float(capitals > 0.3 and len(letters) > 60),
        "exclaims": float(min(text.count("!"), 4)),
        "subject_exclaims": float("!" in email.subject or bool(re.search(r"[$%*]{1,}|\b[A-Z]{5,}\b", email.subject))),
        "gibberish": float(bool(_GIBBERISH.search(email.subject[-200:]))),
        "ip_link": float(bool(_IP_LINK.search(email.text[:_READ]))),
        "hidden": float(email.hidden_removed),
        "unproven": float(email.auth.dmarc == "fail" or (email.auth.spf == "fail" and email.auth.dkim != "pass")),
        "html_only": float(bool(email.html_hash)),
        "history": float(bool(email.quoted) or bool(email.references)),
    }
