"""What a person should look at before a reply goes out: computed from mail and draft, never by a model (SPEC SL15)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.grounds import (
    Grounds,
    Sources,
    unfounded_amounts,
    unfounded_dates,
    unfounded_links,
    unfounded_promises,
)
from assistant.language import guess_language
from assistant.lookalike import domain_of, looks_like, registered
from assistant.sentences import letter
from assistant.words import Kind, every_lexicon, kinds_in
from connectors.mail.email import AuthResults, Email
from connectors.mail.quotes import passes_on

_MOST_NAMED = 3
_SHOWN = 60
_GAP = re.compile(
    r"\[[^\[\]\n]*(?:[^\W\d_]|…|\.\.)[^\[\]\n]*\](?!\()|\b(?:TBD|TODO|XXX+)\b|_{4,}|\{\{?\w+\}?\}|<(?:your|insert|name|date)[^<>\n]{0,30}>"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
# Whose money goes to another account from now on: what is said of the account, and the account, in one sentence.
_ACCOUNT = re.compile(
    r"bank(?:ing)? (?:account|details|information)|account (?:details|number)|(?:payment|remittance) details|"
    r"\biban\b|\b[a-z]{2}\d{2} ?[a-z\d]{4}(?: ?\d{4}){2}|(?:bank|konto)(?:verbindung|daten)|kontonummer|bankkonto|"
    r"coordonnées bancaires|compte bancaire|\brib\b|(?:datos|cuenta) bancari|número de cuenta|"
    r"coordinate bancarie|conto (?:corrente|bancario)|(?:dados|conta) bancári|bankgegevens|(?:bank)?rekeningnummer|"
    r"bankrekening|振込先|口座",
    re.I,
)
_CHANGED = re.compile(
    r"\bnew\b|\bchang|updated|\bswitched|\bmoved\b|\breplac|\bno longer|\bfrom now on|\bfuture (?:payment|invoice)|"
    r"\bneue|geändert|änder[nt]|gewechselt|\bab sofort|\bkünftig|nouve(?:au|l)|\bmodifi|désormais|nuev[ao]|"
    r"\bcambi|actualiz|nuov[aeio]|aggiornat|\bnov[ao]s?\b|mudança|\bmud(?:ou|aram|ámos|amos)|\balter|atualiz|nieuw|"
    r"gewijzigd|veranderd|変更|新しい|新規",
    re.I,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s|。|\n\s*\n")
_READ = 20_000  # characters of a mail
_UNSAFE = re.compile(r"[^\w\s.,:;%€$£¥+()@'’/-]|\w{1,12}://")


class FlagKind(StrEnum):
    """What was noticed."""

    UNKNOWN = "unknown_recipient"
    OTHER_DOMAIN = "other_domain"
    LOOKALIKE = "lookalike"
    UNPROVEN = "unproven_sender"
    ACCOUNT = "new_account"
    HIDDEN = "hidden_text"
    AMOUNT = "amount"
    DATE = "date"
    PROMISE = "promise"
    ATTACHMENT = "attachment"
    LINK = "link"
    GAP = "gap"


# Flags on words for which somebody may vouch.
OF_WORDS = frozenset({FlagKind.AMOUNT, FlagKind.DATE, FlagKind.PROMISE, FlagKind.LINK})
_SAID = {
    FlagKind.AMOUNT: "The draft names what stands neither in the mail nor in your instructions: %s.",
    FlagKind.DATE: "The draft names a time that stands neither in the mail nor in your instructions: %s.",
    FlagKind.PROMISE: "The draft commits you to something that nobody spoke of: %s.",
    FlagKind.LINK: "The draft brings in an address or link of its own: %s.",
}


@dataclass(frozen=True)
class Flag:
    """One thing to look at. `words` is a plain sentence for the card, with nothing in it that could be markup."""

    kind: FlagKind
    words: str


@dataclass(frozen=True)
class Reply:
    """What would be sent: lower-cased addresses of everyone it goes to, the body, and how many files it carries."""

    recipients: tuple[str, ...]
    text: str
    attachments: int = 0


@dataclass(frozen=True)
class Circle:
    """Whom the user knows: the user's own addresses, recipients never written to before, domains written to before."""

    me: frozenset[str]
    unknown: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


def flags(email: Email, reply: Reply, circle: Circle, grounds: Grounds) -> tuple[Flag, ...]:
    """All flags of a reply to `email`, the gravest first. The mail itself is always a source."""
    return (*flags_of_people(email, reply, circle), *flags_of_words(email, reply, circle, grounds))


def flags_of_people(email: Email, reply: Reply, circle: Circle) -> tuple[Flag, ...]:
    """What is odd about sender and recipients."""
    found = (
        *_lookalikes(email, reply, circle),
        *_posing(email),
        *_account(email),
        *_unproven(email.auth),
        *_other_domain(email, reply, circle),
        *_unknown(reply, circle),
    )
    return (
        (*found, Flag(FlagKind.HIDDEN, "The mail carried hidden text, which was removed."))
        if email.hidden_removed
        else found
    )


def flags_of_words(email: Email, reply: Reply, circle: Circle, grounds: Grounds) -> tuple[Flag, ...]:
    """What the draft says that nobody gave it to say, and what it lacks."""
    language = guess_language(reply.text)
    sources = _sources(email, reply, circle, grounds)
    draft = _GAP.sub(" ", reply.text)
    found = {
        FlagKind.AMOUNT: unfounded_amounts(draft, sources),
        FlagKind.DATE: unfounded_dates(draft, sources),
        FlagKind.PROMISE: unfounded_promises(draft, sources, language),
        FlagKind.LINK: unfounded_links(draft, sources),
    }
    named = (flag for kind, items in found.items() for flag in _named(kind, items))
    return (*_gaps(reply.text), *_attachment(reply, language), *named)


def _sources(email: Email, reply: Reply, circle: Circle, grounds: Grounds) -> Sources:
    people = [one.email for one in (email.sender, *email.reply_to, *email.to, *email.cc)]
    names = " ".join([*people, *reply.recipients, *sorted(circle.me)])
    texts = (email.subject, email.text, email.quoted, email.signature, names, *grounds.texts)
    days = [email.date.date(), grounds.today] if email.date else [grounds.today]
    return Sources.read(texts, days, grounds.today)


def _lookalikes(email: Email, reply: Reply, circle: Circle) -> Iterator[Flag]:
    mine = {domain_of(address) for address in circle.me}
    seen = dict.fromkeys(domain_of(one) for one in (email.sender.email, *reply.recipients) if "@" in one)
    for domain in seen:
        if other := looks_like(domain, mine | circle.domains):
            yield Flag(FlagKind.LOOKALIKE, f"{_safe(domain)} looks like {_safe(other)} but is another domain.")


def _posing(email: Email) -> Iterator[Flag]:
    """A sender whose name is somebody else's address: mail programs show the name alone."""
    shown, real = _ADDRESS.search(email.sender.name), domain_of(email.sender.email)
    if shown and registered(shown[1]) != registered(real):
        yield Flag(FlagKind.LOOKALIKE, f"The sender poses as {_safe(shown[0])}, but writes from {_safe(real)}.")


def speaks_of_new_account(email: Email) -> bool:
    """Whether the mail, or the one it passes on, speaks of changed bank details: the costliest lie that mail tells."""
    passed_on = email.quoted if passes_on(email.quoted) else ""
    texts = (email.subject, email.text[:_READ], email.signature[:_READ], passed_on[:_READ])
    sentences = (" ".join(one.split()) for text in texts for one in _SENTENCES.split(text))
    return any(_ACCOUNT.search(one) and _CHANGED.search(one) for one in sentences)


NEW_ACCOUNT = "The mail speaks of new bank details. Before you pay, call a number that you already have."


def _account(email: Email) -> Iterator[Flag]:
    if speaks_of_new_account(email):
        yield Flag(FlagKind.ACCOUNT, NEW_ACCOUNT)


def _unproven(auth: AuthResults) -> Iterator[Flag]:
    failed = [
        name for name, result in (("SPF", auth.spf), ("DKIM", auth.dkim), ("DMARC", auth.dmarc)) if result == "fail"
    ]
    # a forwarded mail breaks SPF or a signature and is still proven by the other one: DMARC is the one that counts
    proven = auth.dmarc == "pass" or (auth.dmarc != "fail" and "pass" in (auth.spf, auth.dkim))
    if failed and not proven:
        yield Flag(
            FlagKind.UNPROVEN, f"The sender could not be verified ({', '.join(failed)} failed): it may be forged."
        )


def _other_domain(email: Email, reply: Reply, circle: Circle) -> Iterator[Flag]:
    """Replies that leave for a domain that was not among sender and recipients: the Reply-To trick."""
    visible = {email.sender.email, *(one.email for one in (*email.to, *email.cc)), *circle.me}
    domains = {registered(domain_of(email.sender.email)), *(registered(domain_of(one)) for one in circle.me)}
    away = [one for one in reply.recipients if one not in visible and registered(domain_of(one)) not in domains]
    if away:
        yield Flag(
            FlagKind.OTHER_DOMAIN,
            f"The reply goes to {_listed(away)}, but the mail came from {_safe(domain_of(email.sender.email))}.",
        )


def _unknown(reply: Reply, circle: Circle) -> Iterator[Flag]:
    new = [one for one in reply.recipients if one in circle.unknown]
    if new:
        yield Flag(FlagKind.UNKNOWN, f"You have never written to {_listed(new)} before.")


def _gaps(text: str) -> Iterator[Flag]:
    found = [match[0] for match in _GAP.finditer(text)]
    if found:
        words = "a gap" if len(found) == 1 else f"{len(found)} gaps"
        yield Flag(FlagKind.GAP, f"The draft still has {words} to fill in.")


def _attachment(reply: Reply, language: str) -> Iterator[Flag]:
    if reply.attachments == 0 and any(_promises_file(one, language) for one in letter(reply.text, language).sentences):
        yield Flag(FlagKind.ATTACHMENT, "The draft speaks of an attachment, but none is attached.")


def _promises_file(sentence: str, language: str) -> bool:
    kinds = kinds_in(sentence, language) | every_lexicon().kinds(sentence)
    return Kind.ATTACH in kinds and Kind.YOURS not in kinds and not sentence.rstrip().endswith(("?", "？"))


def _named(kind: FlagKind, found: Iterable[str]) -> Iterator[Flag]:
    if told := list(dict.fromkeys(found)):
        yield Flag(kind, _SAID[kind] % _listed(told))


def _listed(items: Iterable[str]) -> str:
    shown = [_safe(item) for item in items]
    more = len(shown) - _MOST_NAMED
    return ", ".join(shown[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _safe(text: str) -> str:
    """The text with nothing left that chat markup could be made of; no link and no address stays clickable."""
    return _UNSAFE.sub("", text)[:_SHOWN]
