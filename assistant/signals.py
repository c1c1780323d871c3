"""What can be measured in a mail without understanding it: whom it addresses, what it asks, how it is made."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.language import guess_language
from assistant.lookalike import PUBLIC, domain_of, registered
from assistant.sentences import Letter, letter
from assistant.words import Hit, Kind, every_lexicon, hits_in, kinds_in, lexicon, words_of
from connectors.mail.email import Address, Email

ROBOT = re.compile(
    r"^(?:.*[._+-])?(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|no-?_?\.?response|mailer-?daemon|postmaster|bounces?|"
    r"notifications?|notify|auto(?:mated|reply|mailer)?|robot|daemon|ne-?pas-?repondre|nicht-?antworten|"
    r"nepasrepondre|no-?responder|non-?rispondere|nao-?responda|niet-?beantwoorden)\d*(?:[._+-].*)?$"
)
OFFICE = re.compile(
    r"^(?:.*[._+-])?(?:announce(?:ments?)?|news(?:letters?)?|alerts?|updates?|digest|marketing|promo(?:tions?)?|"
    r"offers?|deals|specials|mailer|mailing|list|subscriptions?|customer-?service|billing|invoices?|orders?|"
    r"receipts?|info|admin|administrator|system|support|webmaster|events?|team|editor|resources|desk|shipping|shop|store|"
    r"bestellung(?:en)?|versand|rechnung(?:en)?|kundenservice|commandes?|facturation|lettre|pedidos?|facturas?|"
    r"boletin|boletim|ordini|fatture|servizio|assistenza|bestellingen|klantenservice|nieuwsbrief)(?:[._+-].*)?$"
)
_REPLY = re.compile(r"(?i)\s*(?:re|aw|sv|antw|odp|r)\s*:")
_LINK = re.compile(r"https?://|www\.")
_IP_LINK = re.compile(r"https?://(?:\d{1,3}\.){3}\d{1,3}|https?://\d{8,}")
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?%")
_REPORTED = re.compile(r"^[^\"“”„«»]*\w[^\"“”„«»]*[\"“„«][^\"“”„«»]*[?？][\"”“»]?\s*$")  # she asked "when?"
_LOUD_SUBJECT = re.compile(r"[!$%*]|\b[A-Z]{5,}\b")
_GIBBERISH = re.compile(r"\s{4,}\S+\s*$|(?:\b[b-df-hj-np-tv-z]{5,}\b)\s*$")
_ASKS = ("?", "？", "か。", "⸮")
_NOTICES = frozenset({Kind.RECEIPT, Kind.SHIPPING})
_NOT_ASKED = frozenset({Kind.FYI, Kind.THANKS})
_UNSPACED = ("ja", "zh", "ko")
_MANY = 8
_STOCK_WORDS = 12
_SELLING = (Kind.PHISH, Kind.PITCH, Kind.SCAM, Kind.OFFER)
_READ = 6000  # characters of a text that are measured


@dataclass(frozen=True)
class Sentence:
    """One sentence with the phrases in it."""

    text: str
    kinds: frozenset[Kind]
    asks: bool  # ends in a question mark, or opens like a question
    marked: bool  # ends in a question mark
    inverted: bool = False  # opens with the verb before its subject: a question, marked or not

    @property
    def wants(self) -> bool:
        """Whether it is a question or a request to its reader."""
        return self.marked or self.inverted or Kind.REQUEST in self.kinds

    @property
    def is_open(self) -> bool:
        """Whether it may want an answer: no polite formula, and no question that every shop puts under its mails."""
        return Kind.STOCK not in self.kinds and (Kind.SOFT not in self.kinds or self.marked)


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
    hits = hits_in(f"{email.subject}\n{email.text[:_READ]}", language)
    subject = kinds_in(email.subject, language)
    kinds = subject.union((hit.kind for hit in hits), *(sentence.kinds for sentence in sentences))
    values = {
        **_recipients(email, me, taken),
        **_asking(email, me, sentences, _sentence(email.subject, language)),
        **_make(email, taken, kinds, language),
        **_who(email, me),
        **_selling(email, hits, language),
    }
    return Signals(values, language, taken, sentences, subject)


def _sentence(text: str, language: str) -> Sentence:
    marked = text.rstrip(" \"')]」）").endswith(_ASKS) and not _REPORTED.search(text)
    if language == "ja":
        kinds = kinds_in(text, language)
        if Kind.THANKS in kinds and not marked:  # "thank you for your answer" holds the word that asks for one
            kinds -= {Kind.REQUEST, Kind.QUESTION}
        return Sentence(text, kinds, marked or Kind.QUESTION in kinds, marked)
    words = words_of(text)
    hits = lexicon(language).hits(words)
    told = [range(hit.start, hit.end) for hit in hits if hit.kind in _NOT_ASKED]
    # "no action required" holds "action required" and asks for nothing
    hits = [hit for hit in hits if hit.kind is not Kind.REQUEST or not any(hit.start in span for span in told)]
    openers = [hit.end for hit in hits if hit.kind is Kind.QUESTION and hit.start == 0]
    kinds = frozenset(hit.kind for hit in hits if _stands(hit, len(words)))
    return Sentence(text, kinds, marked or bool(openers), marked, max(openers, default=0) > 1)


def _stands(hit: Hit, size: int) -> bool:
    """Some phrases mean something only where a sentence opens, and a stock question is short."""
    if hit.kind is Kind.STOCK:
        return hit.start == 0 and size <= _STOCK_WORDS
    return hit.kind is not Kind.QUESTION or hit.start == 0


def _recipients(email: Email, me: frozenset[str], taken: Letter) -> dict[str, float]:
    count = len({address.email for address in (*email.to, *email.cc)})
    direct = any(_is_me(address, me) for address in email.to)
    copied = not direct and any(_is_me(address, me) for address in email.cc)
    names = _names(email, me)
    greeted = frozenset(taken.greeted)
    broadcast = Kind.BROADCAST in every_lexicon().kinds(" ".join(taken.greeted))
    mine = any(_same_name(word, name) for word in greeted for name in names)
    return {
        "alone": float(direct and count == 1),
        "few": float(direct and 1 < count <= 4),
        "copied": float(copied),
        "unnamed": float(not direct and not copied),
        "crowd": float(count >= _MANY),
        "greets_me": float(mine and not broadcast),
        "greets_other": float(bool(greeted) and bool(names) and not mine and not broadcast and direct is False),
        "broadcast": float(broadcast),
    }


def _is_me(address: Address, me: frozenset[str]) -> bool:
    """Whether it is one of the user's addresses, or the same name written otherwise at the same firm."""
    return address.email in me or any(_is_alias(address.email, own) for own in me)


def _is_alias(email: str, own: str) -> bool:
    """'steven.p.south', 'ssouth' and 'stevensouth' for 'steven.south'."""
    local, mine = email.partition("@")[0], [word for word in re.split(r"[._-]+", own.partition("@")[0]) if word]
    if len(mine) < 2 or domain_of(email) != domain_of(own):
        return False
    short = (mine[0][0] + mine[-1], mine[0] + mine[-1])
    return local in short or set(mine) <= set(re.split(r"[._-]+", local))


def _names(email: Email, me: frozenset[str]) -> frozenset[str]:
    shown = [address.name for address in (*email.to, *email.cc) if _is_me(address, me)]
    local = [address.partition("@")[0] for address in me]
    return frozenset(word for word in words_of(" ".join((*shown, *local)).replace("_", " ")) if len(word) > 2)


def _same_name(greeted: str, mine: str) -> bool:
    """'Steph' greets Stephanie, 'Sean' sits in 'scrandall.sean'."""
    return len(greeted) > 2 and (mine.startswith(greeted) or greeted.startswith(mine))


def _asking(email: Email, me: frozenset[str], sentences: tuple[Sentence, ...], subject: Sentence) -> dict[str, float]:
    others = _others(email, me)
    open_ones = [one for one in sentences if one.is_open and next(iter(words_of(one.text)), "") not in others]
    to_you = [one for one in open_ones if one.asks and one.kinds & {Kind.YOU, Kind.REQUEST}]
    questions = [one for one in open_ones if one.marked]
    requests = [one for one in open_ones if Kind.REQUEST in one.kinds]
    return {
        "asks_you": float(min(len(to_you), 2)),
        "question": float(min(len(questions), 2)),
        "unmarked_question": float(any(one.asks and not one.marked for one in open_ones)),
        "request": float(min(len(requests), 2)),
        "asks_early": float(any(one.wants for one in open_ones[:3])),
        "asks_last": float(any(one.wants for one in sentences[-2:] if one in open_ones)),
        "subject_asks": float(subject.is_open and (subject.marked or Kind.REQUEST in subject.kinds)),
        "call": float(any(Kind.CALL in one.kinds for one in open_ones)),
        "soft_only": float(not requests and not questions and len(open_ones) < len(sentences)),
        "asks_nothing": float(not requests and not questions and not to_you),
    }


def _others(email: Email, me: frozenset[str]) -> frozenset[str]:
    """First names of the other recipients: 'Drew, could you …' is not put to the user."""
    mine = _names(email, me)
    shown = (words_of(one.name or one.email) for one in (*email.to, *email.cc) if not _is_me(one, me))
    return frozenset(words[0] for words in shown if words and len(words[0]) > 2) - mine


def _make(email: Email, taken: Letter, kinds: frozenset[Kind], language: str) -> dict[str, float]:
    text = email.text[:_READ]
    size = len(text) // 2 if language in _UNSPACED else len(words_of(text))
    local = email.sender.email.partition("@")[0]
    first = taken.sentences[0] if taken.sentences else ""
    return {
        "empty": float(size < 3),
        "short": float(3 <= size <= 40),
        "long": float(150 < size <= 400),
        "very_long": float(size > 400),
        "links": float(min(len(_LINK.findall(email.text[:_READ])), 4)),
        "attached": float(bool(email.attachments)),
        "reply": float(bool(_REPLY.match(email.subject)) or bool(email.in_reply_to)),
        "forward": float(not taken.sentences and bool(email.quoted or len(email.text) > 200)),
        "forward_subject": float(bool(re.match(r"(?i)\s*(?:fwd?|wg|tr|rv|i|enc|doorst)\s*:", email.subject))),
        "fyi": float(Kind.FYI in kinds),
        "away": float(Kind.AWAY in kinds_in(" ".join((email.subject, *taken.sentences[:2])), language)),
        "thanks_first": float(Kind.THANKS in kinds_in(" ".join(first.split()[:3]), language) and size <= 60),
        "machine": float(Kind.MACHINE in kinds or bool(email.auto_submitted not in ("", "no"))),
        "robot": float(is_robot(email.sender)),
        "office": float(bool(OFFICE.match(local)) or sum(map(str.isdigit, local)) >= 5),
        "bulk": float(bool(email.list_id or email.list_unsubscribe or email.precedence in ("bulk", "list", "junk"))),
        "news": float(Kind.NEWS in kinds),
        "bulk_words": float(Kind.BULK in kinds),
        "listed": float(bool(email.list_id)),
        "notice": float(bool(kinds_in(email.subject, language) & _NOTICES) and not email.in_reply_to),
        "urgent": float(bool(kinds & {Kind.URGENT, Kind.DEADLINE})),
    }


def _who(email: Email, me: frozenset[str]) -> dict[str, float]:
    """Who the sender is to the user, and whether they pretend to be somebody else."""
    home = {registered(domain_of(own)) for own in me} - PUBLIC
    from_home = registered(domain_of(email.sender.email)) in home
    mine = {frozenset(words_of(one.name)) for one in (*email.to, *email.cc) if one.email in me}
    name = frozenset(words_of(email.sender.name))
    elsewhere = [one for one in email.reply_to if _is_elsewhere(one, email.sender)]
    return {
        "colleague": float(from_home),
        "impostor": float(len(name) > 1 and name in mine and not from_home),
        "reply_elsewhere": float(bool(elsewhere) and not email.list_id),
        "nobody": float(not email.to and not email.cc),
    }


def _is_elsewhere(reply_to: Address, sender: Address) -> bool:
    """Whether answers to a person would go to a free mailbox, or to the same name at another domain."""
    there, here = registered(domain_of(reply_to.email)), registered(domain_of(sender.email))
    same_name = bool(sender.name) and reply_to.name.lower() == sender.name.lower()
    return there != here and not is_robot(sender) and (there in PUBLIC or same_name)


def _selling(email: Email, hits: list[Hit], language: str) -> dict[str, float]:
    text = f"{email.subject}\n{email.text[:_READ]}"
    letters = [char for char in email.text[:3000] if char.isalpha()]
    capitals = sum(map(str.isupper, letters)) / len(letters) if letters else 0.0
    found = _places(hits, text if language == "ja" else words_of(text))
    bare_reply = bool(_REPLY.match(email.subject)) and not (email.in_reply_to or email.references or email.quoted)
    loud = float(any(found.values()))  # a loud voice alone is no spam
    return {
        "scam": float(min(found[Kind.SCAM], 4)),
        "offer": float(min(found[Kind.OFFER], 5)),
        "pitch": float(min(found[Kind.PITCH], 4)),
        "phish": float(min(found[Kind.PHISH], 4)),
        "false_reply": float(bare_reply and found[Kind.PITCH] > 0),
        "money": float(min(len(_MONEY.findall(text)), 4)),
        "shouting": loud * (capitals > 0.3 and len(letters) > 60),
        "exclaims": loud * min(text.count("!"), 4),
        "subject_exclaims": loud * bool(_LOUD_SUBJECT.search(email.subject)),
        "gibberish": float(bool(_GIBBERISH.search(email.subject[-200:]))),
        "ip_link": float(bool(_IP_LINK.search(email.text[:_READ]))),
        "hidden": float(email.hidden_removed),
        "unproven": float(email.auth.dmarc == "fail" or (email.auth.spf == "fail" and email.auth.dkim != "pass")),
        "html_only": float(bool(email.html_hash)),
        "history": float(bool(email.quoted) or bool(email.references)),
    }


def _places(hits: list[Hit], units: Sequence[str]) -> dict[Kind, int]:
    """How many different phrases of each selling kind there are; a place counts once, for the first of the kinds."""
    taken: set[int] = set()
    found: dict[Kind, set[tuple[str, ...]]] = {kind: set() for kind in _SELLING}
    for kind in _SELLING:
        for hit in hits:
            span = range(hit.start, hit.end)
            if hit.kind is kind and taken.isdisjoint(span):
                found[kind].add(tuple(units[hit.start : hit.end]))
                taken.update(span)
    return {kind: len(phrases) for kind, phrases in found.items()}
