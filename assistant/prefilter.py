"""Mail that needs no model to be judged: the user's own, machines', lists', and what the user has taught (SPEC TR4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assistant.actions import action_items, priority_of
from assistant.judgement import Category, Judgement, Lesson, Priority
from assistant.lessons import decided, matching
from assistant.patterns import asks_for_reply, summarise
from assistant.signals import Signals, is_robot, measure
from assistant.tagging import tags_of
from connectors.mail.email import Address, Email

_BOUNCER = re.compile(r"^(?:mailer-?daemon|postmaster|mail-?delivery|bounces?)(?:[._+-].*)?$")
_BOUNCED = re.compile(
    r"(?i)undeliver|delivery (?:status|fail|has failed|incomplete)|returned mail|"
    r"mail delivery (?:failed|system)|failure notice|unzustellbar|nicht zugestellt|non remis|échec de (?:la )?remise|"
    r"no se (?:ha )?podido entregar|mancato recapito|配信不能"
)
_AWAY = re.compile(
    r"(?i)^\s*(?:(?:re|aw)\s*:\s*)?(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|"
    r"abwesenheit(?:snotiz|sassistent)?|automatische antwort|réponse automatique|absence du bureau|"
    r"respuesta automática|fuera de la oficina|risposta automatica|fuori sede|"
    r"resposta automática|automatisch antwoord|afwezigheid|自動返信|自動応答|不在)"
)
_PRIORITY = {
    **dict.fromkeys(("gmail-spam", "mailing-list", "newsletter", "auto-reply", "own"), Priority.LOW),
    "bounce": Priority.HIGH,  # the user's own words did not arrive
}
_NO_DATE = date(1970, 1, 1)
_LISTS = ("bulk", "list", "junk", "auto_reply")
_TOKEN = re.compile(r"[0-9a-f]{10,}|[a-z0-9_=]{24,}|^(?:reply|replies)[+_-]")


def prefilter(
    email: Email, labels: frozenset[str], me: frozenset[str], lessons: Sequence[Lesson] = ()
) -> Judgement | None:
    """The verdict of a rule, or None where a classifier should read the mail. `labels` are Gmail's label ids."""
    seen = _Seen(email, labels, me, measure(email, me))
    taught = decided(matching(lessons, email))
    if taught and (taught[1] is Category.SPAM or not _is_unproven(email)):
        where = {"sender": "from this sender", "list": "on this list", "shape": "of this kind"}[taught[0].scope]
        return _judged(seen, _Verdict(taught[1], "lesson", f"You decided so about earlier mail {where}."))
    for rule in (_spam, _own, _bounce, _auto_reply, _list, _robot, _promotion):
        if found := rule(seen):
            return _judged(seen, found)
    return None


@dataclass(frozen=True)
class _Seen:
    """A mail as its owner has it."""

    email: Email
    labels: frozenset[str]
    me: frozenset[str]
    signals: Signals


class _Verdict(NamedTuple):
    """What a rule found, its name, and why, for the user."""

    category: Category
    rule: str
    why: str


def _judged(seen: _Seen, verdict: _Verdict) -> Judgement:
    email, signals = seen.email, seen.signals
    wanted = verdict.category is Category.NEEDS_REPLY
    today = email.date.date() if email.date else _NO_DATE
    items = action_items(signals, today, is_request=True) if wanted else ()
    tags = tags_of(email, signals, verdict.category)
    if verdict.rule == "newsletter" and "newsletter" not in tags:
        tags = ("newsletter", *tags[:2])
    return Judgement(
        category=verdict.category,
        confidence=0.95,
        reasoning=verdict.why,
        summary=summarise(email, signals),
        tags=tags,
        priority=_PRIORITY.get(verdict.rule) or priority_of(signals, items, today, verdict.category),
        action_items=items,
        language=signals.language,
        source=f"rule:{verdict.rule}",
    )


def _spam(seen: _Seen) -> _Verdict | None:
    return _Verdict(Category.SPAM, "gmail-spam", "Gmail filed it under spam.") if "SPAM" in seen.labels else None


def _own(seen: _Seen) -> _Verdict | None:
    """From the user to whomever, but not a contact form that writes in the user's name, nor a forged sender."""
    if seen.email.sender.email not in seen.me or _answered_elsewhere(seen) or _is_unproven(seen.email):
        return None
    return _Verdict(Category.INFORMATIONAL, "own", "You sent it yourself.")


def _bounce(seen: _Seen) -> _Verdict | None:
    by = _BOUNCER.match(seen.email.sender.email.partition("@")[0])
    reported = any(one.kind in ("message/delivery-status", "multipart/report") for one in seen.email.attachments)
    told = bool(_BOUNCED.search(seen.email.subject))
    if (by and (told or reported)) or (reported and told):
        return _Verdict(Category.INFORMATIONAL, "bounce", "A mail server reports that a mail could not be delivered.")
    return None


def _auto_reply(seen: _Seen) -> _Verdict | None:
    stated = seen.email.auto_submitted.partition(";")[0].strip()
    declared = stated.startswith("auto-replied") or seen.email.precedence == "auto_reply"
    # a person may well write "Out of office next week - can you take over?"
    away = _AWAY.match(seen.email.subject) and (stated not in ("", "no") or not asks_for_reply(seen.signals))
    if declared or away:
        return _Verdict(Category.INFORMATIONAL, "auto-reply", "It is an automatic reply.")
    if stated not in ("", "no") and not _answered_elsewhere(seen):
        return _Verdict(Category.INFORMATIONAL, "automatic", "A machine sent it by itself.")
    return None


def _list(seen: _Seen) -> _Verdict | None:
    if not seen.email.list_id and seen.email.precedence not in _LISTS:
        return None
    # what is written to the user by name, or comes through the user's own company's group, may be a request
    named = {address.email for address in seen.email.to} & seen.me
    if (named or _is_own_group(seen)) and asks_for_reply(seen.signals):
        return None
    if _answered_elsewhere(seen) and not seen.email.list_unsubscribe and asks_for_reply(seen.signals):
        return None
    if seen.email.list_unsubscribe and (seen.signals.values["bulk_words"] or seen.signals.values["news"]):
        return _Verdict(Category.INFORMATIONAL, "newsletter", "It is a newsletter or other mail to many subscribers.")
    return _Verdict(
        Category.INFORMATIONAL, "mailing-list", "It came through a mailing list and asks nothing of you directly."
    )


def _robot(seen: _Seen) -> _Verdict | None:
    bulky = seen.email.list_unsubscribe or "CATEGORY_PROMOTIONS" in seen.labels
    # who presses for data may well write from a no-reply address: a classifier must read that
    pressing = seen.signals.values["phish"] >= 2
    if pressing or not is_robot(seen.email.sender) or (_answered_elsewhere(seen) and not bulky):
        return None
    return _Verdict(Category.INFORMATIONAL, "no-reply", "Its sender's address takes no replies.")


def _promotion(seen: _Seen) -> _Verdict | None:
    if not seen.email.list_unsubscribe or asks_for_reply(seen.signals):
        return None
    values = seen.signals.values
    if "CATEGORY_PROMOTIONS" in seen.labels or values["bulk_words"] or values["news"]:
        return _Verdict(
            Category.INFORMATIONAL, "newsletter", "It is a newsletter or advertisement that offers to unsubscribe."
        )
    return None


def _answered_elsewhere(seen: _Seen) -> bool:
    """Whether replies go to somebody who reads them: a person behind a contact form, a ticket, a shared mailbox."""
    return any(
        _reads(address) for address in seen.email.reply_to if address.email not in {seen.email.sender.email, *seen.me}
    )


def _reads(address: Address) -> bool:
    local = address.email.partition("@")[0]
    return not is_robot(address) and not _TOKEN.search(local)


def _is_own_group(seen: _Seen) -> bool:
    """Whether the list belongs to the user's own domain: a shared mailbox such as support@ as a group."""
    host = seen.email.list_id.strip("<> ").lower()
    return any(host.endswith(f".{domain}") for domain in {address.partition("@")[2] for address in seen.me} if domain)


def _is_unproven(email: Email) -> bool:
    """Whether the receiving server found the sender to be forged."""
    return email.auth.dmarc == "fail" or (email.auth.spf == "fail" and email.auth.dkim not in ("", "pass"))
