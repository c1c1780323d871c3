"""What a question limits its search to: a name or a date in it may also be what it is about."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from assistant.asking.names import words as people_words
from assistant.asking.names.act_words import ACTS, TELLS
from assistant.asking.question.filler import is_filler
from assistant.asking.question.finding import Found
from assistant.asking.question.folding import Token, word_set
from assistant.asking.times.periods import Period
from assistant.asking.turns.following import Speaker
from storage.index.entry import Filters

_OPENS_CONTENT = re.compile(
    r"^\W*(?:what|which|who|whom|whose|when|where|why|how|did|do|does|is|are|was|were|can|could|has|have|under|"
    r"according|by when|in which|"
    r"was|wer|wann|wo|wie|warum|welche[rsnm]?|qui|que|quand|ou|comment|combien|quel\w*|quien|cuando|donde|como|"
    r"cuant\w*|cual\w*|chi|che|"
    r"quando|dove|come|quant\w*|qual\w*|quem|onde|wat|wie|waar|welke?|hoe|hoeveel)\b"
)
_MINE = re.compile(
    r"\b(?:(?:did|have|had|do) (?:i|we)\b(?! (?:to|(?:(?:still|really|also|even) )?(?:have|need|want|ought))\b)|"
    r"(?:i|we)(?:'ve| have|'d| had)? (?:sent|wrote|written|emailed|mailed|forwarded|replied|answered|promised|"
    r"told|asked|said)|(?:from|by) (?:me|us|myself)\b|my (?:own |sent |last |latest )?(?:repl(?:y|ies)|answers?|"
    r"mails? to|emails? to|messages? to)|"
    r"(?:habe|hab|hatte) ich|von mir|ich .{0,60}(?:geschickt|geschrieben|gesendet|geantwortet)|meine antwort\w*|"
    r"(?:j'ai|ai-je) .{0,30}?(?:envoye|ecrit|repondu|promis|dit|transmis)\w*|de ma part|"
    r"(?:he|yo) (?:enviado|escrito|mandado|respondido|dicho)|envie(?! um)|escribi|mande(?! um)|respondi|prometi|dije|"
    r"conteste|ho (?:inviato|scritto|mandato|risposto|detto|promesso)|inviai|mandai|scrissi|dissi|"
    r"(?:enviei|escrevi|mandei|respondi)|heb ik|ik "
    r".{0,60}(?:gestuurd|geschreven|gemaild))\b"
    r"|(?:私|自分|僕)が?(?:.{0,12})(?:送|書|返信|出し)"
)
_DUTY = re.compile(  # in the first words: what is still to be done was not done by the asker
    r"^\W*(?:[\w'’-]+ ){0,3}?(?:do (?:i|we) (?:(?:still|really|also|even) )?(?:have|need|want|ought) to|"
    r"have (?:i|we) to|(?:must|should|shall) (?:i|we)|"
    r"(?:muss|sollte?|soll|darf) ich|mussen wir|(?:dois|devrais)-je|devons-nous|(?:est-ce que )?je (?:dois|devrais)|"
    r"(?:tengo|tenemos) que|deb(?:o|emos|eria)|devo|dobbiamo|dovrei|(?:tenho|temos) (?:de|que)|preciso|precisamos|"
    r"(?:moet|moeten|zal) (?:ik|we|wij))\b"
    r"|(?:なければ|ないと|なきゃ|べき|必要[がでな])"
)
_RECEIVED = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:received|got)\b|\bdid (?:i|we) (?:receive|get)\b|\b(?:sent|addressed) to (?:me|us)\b|"
    r"\bto me\b|\bich .{0,40}(?:bekommen|erhalten)\b|"
    r"\b(?:j'ai|ai-je) recu\w*|\b(?:he recibido|recibi)\b|\bho ricevuto\b|\brecebi\b|\bik .{0,40}(?:gekregen|"
    r"ontvangen)\b|\ban "
    r"mich\b"
)
_ANY = re.compile(r"^\W*(?:any|anything|something)\b")
_ENDS = " \t?!.,"
_TELLS_SOMEBODY = word_set("tell sag sage dis dites dile digli dille diga zeg vertel inform notify informiere")


def limits(found: Found, period: Period, follow_up: bool, diary: bool) -> bool:
    """Whether a period is one to search in, rather than part of what is asked about. `diary`: the calendar is asked."""
    if any(name.start < period.end and period.start < name.end for name in found.names):
        return False
    if period.start >= written_from(found):
        return False
    if is_period_alone(found) and not follow_up:
        return True
    if period.how == "for" and period.dated and not _after_mail(found, period):
        return False
    if diary or found.has("calendar") or (found.has("diary") and not found.speaks and not found.has("gmail")):
        return True
    if follow_up and not period.ahead:
        return True
    if _is_of_an_event(found, period) and not (found.speaks and period.how == "none"):
        return False
    if period.how == "by" or period.ahead:
        return False
    if period.how == "for" and not _after_mail(found, period):
        return False
    if found.corresponds or not found.folded[: period.start].strip() + found.folded[period.end :].strip(_ENDS):
        return True
    return _limits_facts(found, period)


def written_from(found: Found) -> int:
    """Where the text begins that an order wants written: "send Tom a mail that Monday suits me", "tell her Monday suits
    me"; behind the last character where none does, as in "the mail that Bob sent on Monday"."""
    tokens = found.tokens
    acts = (ACTS.get(token.folded, frozenset[str]()) for token in tokens if found.order)
    verb = next((n for n, act in enumerate(acts) if act & {"mail", "draft"}), len(tokens))
    of_mail = verb < len(tokens) and "share" not in ACTS[tokens[verb].folded]
    for n, (before, token) in enumerate(pairwise(tokens[verb:]), verb + 1):
        of_mail = of_mail or before.folded in people_words.MAIL
        told = any(one.folded in people_words.SENT for one in tokens[n + 1 : n + 4])
        begins = token.folded in TELLS or ": " in found.folded[before.end : token.start]
        if (begins and not told and of_mail) or (
            n > verb + 1 and _is_told(found, tokens[verb], tokens[verb + 1], before)
        ):
            return token.start
    return len(found.text)


def _is_told(found: Found, verb: Token, first: Token, last: Token) -> bool:
    """Whether those words right behind the verb are who is told: "tell her", not "sag das Treffen mit ihr ab"."""
    if verb.folded not in _TELLS_SOMEBODY or found.tokens[-1].folded == people_words.APART.get(verb.folded):
        return False
    pronoun = first == last and first.folded in people_words.THEY
    return pronoun or any(name.emails and (name.start, name.end) == (first.start, last.end) for name in found.names)


def _is_of_an_event(found: Found, period: Period) -> bool:
    """Whether it dates an event: the minutes of "the meeting last Thursday" may have been sent at any time."""
    before = found.last_before(period.start)
    return before is not None and period.start - before.end <= 2 and before.folded in people_words.EVENTS


def _limits_facts(found: Found, period: Period) -> bool:
    """Whether a period limits a question that does not speak of mail: "invoices in May", not "the Order of May 3"."""
    asks = _OPENS_CONTENT.match(found.folded) is not None
    if found.folded[period.end : period.end + 2] in ("'s", "’s"):
        return False
    if not period.dated and period.grain == "year":
        return False  # "where are we this year?"
    if not period.dated and period.how != "none":
        return True
    if not period.dated:
        titled = period.start > 0 and found.text[period.start].isupper()
        after = found.first_after(period.end)
        if period.grain == "weekday" and after is not None and not is_filler(after.folded):
            return False  # "the Friday release"
        return not titled and (asks or _ANY.match(found.folded) is not None or period.grain not in ("weekday", "day"))
    return not asks and (period.how in ("from", "since") or (period.how == "in" and period.grain != "day"))


def is_period_alone(found: Found) -> bool:
    """Whether it says nothing but when: "last week?"."""
    if not found.periods or found.marks:
        return False
    rest = found.folded[: found.periods[0].start] + found.folded[found.periods[-1].end :]
    return not rest.strip(_ENDS + "はの？")


def _after_mail(found: Found, period: Period) -> bool:
    return any(mark.kind == "gmail" and 0 <= period.start - mark.end <= 1 for mark in found.marks)


def with_period(filters: Filters, periods: Sequence[Period]) -> Filters:
    """The filters with what all the periods have in common; one that contradicts those before it is left out."""
    since: datetime | None = None
    until: datetime | None = None
    for period in periods:
        low = max(filter(None, (since, period.since)), default=None)
        high = min(filter(None, (until, period.until)), default=None)
        if low is None or high is None or low < high:
            since, until = low, high
    return replace(filters, since=since, until=until)


def _services(found: Found) -> frozenset[str]:
    named = {mark.kind for mark in found.marks if mark.kind in ("gmail", "calendar", "drive")}
    wrote = found.speaks or any(name.sure and name.role != "any" for name in found.names)
    if not named and not wrote and found.has("diary") and found.periods:
        named = {"calendar"}
    return frozenset(named)


def speaker_of(found: Found) -> Speaker:
    """Who is said to have written, in a question that may name nobody."""
    if _MINE.search(found.folded):
        return "asker"
    return "other" if any(token.folded in people_words.SAY for token in found.tokens) else ""


def _has_arrived(found: Found) -> bool:
    """Whether mail is said to have come: "which attachments came last week?"."""
    of_mail = found.has("gmail") or found.has("attachment") or found.has("attached")
    return of_mail and any(token.folded in people_words.ARRIVED for token in found.tokens)


def filters_of(found: Found) -> Filters:
    """The filters but for the period."""
    sure = [name for name in found.names if name.sure]
    senders = frozenset(email for name in sure if name.role == "sender" for email in name.emails)
    people = tuple(frozenset(name.emails) for name in sure if name.role != "sender" and name.emails)
    recipient = any(name.role == "recipient" for name in sure)
    outgoing: bool | None = None
    received = _RECEIVED.search(found.folded) is not None
    duty = _DUTY.search(found.folded) is not None
    is_mine = not (received or duty) and _MINE.search(found.folded) is not None
    received = received or (not is_mine and _has_arrived(found))
    unanswered = found.has("unanswered") and not found.order
    if (
        not senders
        and not unanswered
        and (found.has("sent") or (recipient and not duty) or (found.speaks and not found.order and is_mine))
    ):
        outgoing = True
    elif not senders and not found.order and received and (found.has("gmail") or found.speaks):
        outgoing = False
    labels = frozenset(mark.kind for mark in found.marks if mark.kind.isupper())
    attached = (found.has("attachment") or (found.has("attached") and found.corresponds)) and not found.order
    return Filters(
        services=_services(found), senders=senders, people=people, labels=labels, outgoing=outgoing,
        attachment=False if found.has("unattached") and not found.order else True if attached else None,
        unanswered=unanswered,
    )  # fmt: skip
