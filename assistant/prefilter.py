"""Mail that needs no model to be judged: the user's own, machines', lists', and what the user has taught (SPEC TR4)."""

import re
from collections.abc import Sequence

from assistant.actions import action_items, priority_of
from assistant.judgement import Category, Judgement, Lesson, Priority
from assistant.lessons import decided, matching
from assistant.patterns import asks_for_reply, summarise
from assistant.signals import is_robot, measure
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
_LISTS = ("bulk", "list", "junk", "auto_reply")
_TOKEN = re.compile(r"[0-9a-f]{10,}|[a-z0-9_=]{24,}|^(?:reply|replies)[+_-]")


def prefilter(
    email: Email, labels: frozenset[str], me: frozenset[str], lessons: Sequence[Lesson] = ()
) -> Judgement | None:
    """The verdict of a rule, or None where a classifier should read the mail. `labels` are Gmail's label ids."""
    taught = decided(matching(lessons, email))
    if taught and (taught[1] is Category.SPAM or not _is_unproven(email)):
        where = {"sender": "from this sender", "list": "on this list", "shape": "of this kind"}[taught[0].scope]
        return _judged(email, me, taught[1], "lesson", f"You decided so about earlier mail {where}.")
    for rule in (_spam, _own, _bounce, _auto_reply, _list, _robot, _promotion):
        if found := rule(email, labels, me):
            category, name, why = found
            return _judged(email, me, category, name, why)
    return None


_Verdict = tuple[Category, str, str] | None


def _judged(email: Email, me: frozenset[str], category: Category, rule: str, why: str) -> Judgement:
    signals = measure(email, me)
    wanted = category is Category.NEEDS_REPLY
    items = action_items(signals, email.date.date(), is_request=wanted) if email.date and wanted else ()
    low = category is Category.SPAM or rule in ("mailing-list", "newsletter", "auto-reply", "own")
    today = email.date.date() if email.date else None
    urgency = priority_of(signals, items, today, category) if today and not low else Priority.LOW
    tags = tags_of(email, signals, category)
    if rule == "newsletter" and "newsletter" not in tags:
        tags = ("newsletter", *tags[:2])
    summary = summarise(email, signals)
    return Judgement(category, 0.95, why, summary, tags, urgency, items, signals.language, f"rule:{rule}")


def _spam(email: Email, labels: frozenset[str], me: frozenset[str]) -> _Verdict:
    return (Category.SPAM, "gmail-spam", "Gmail filed it under spam.") if "SPAM" in labels else None


def _own(email: Email, labels: frozenset[str], me: frozenset[str]) -> _Verdict:
    """From the user to whomever, but not a contact form that writes in the user's name, nor a forged sender."""
    if email.sender.email not in me or _answered_elsewhere(email, me) or _is_unproven(email):
        return None
    return Category.INFORMATIONAL, "own", "You sent it yourself."


def _bounce(email: Email, labels: frozenset[str], me: frozenset[str]) -> _Verdict:
    by = _BOUNCER.match(email.sender.email.partition("@")[0])
    reported = any(one.kind in ("message/delivery-status", "multipart/report") for one in email.attachments)
    told = bool(_BOUNCED.search(email.subject))
    if (by and (told or reported)) or (reported and told):
        return Category.INFORMATIONAL, "bounce", "A mail server reports that a mail could not be delivered."
    return None


def _auto_reply(email: Email, labels: frozenset[str], me: frozenset[str]) -> _Verdict:
    stated = email.auto_submitted.partition(";")[0].strip()
    if stated.startswith("auto-replied") or email.precedence == "auto_reply" or _AWAY.match(email.subject):
        return Category.INFORMATIONAL, "auto-reply", "It is an automatic reply."
    if stated not in ("", "no") and not _answered_elsewhere(email, me):
        return Category.INFORMATIONAL, "automatic", "A machine sent it by itself."
    return None


def _list(email: Email, labels: frozenset[str], me: frozenset[str]) -> _Verdict:
    if not email.list_id and email.precedence not in _LISTS:
        return None
    # what is written to the user by name, or comes through the user's own company's group, may be a request
    named = {address.email for address in email.to} & me
    if (named or _is_own_group(email, me)) and asks_for_reply(email, me):
        return None
    if _answered_elsewhere(email, me) and not email.list_unsubscribe and asks_for_reply(email, me):
        return None
    signals = measure(email, me)
    if email.list_unsubscribe and (signals.values["bulk_words"] or signals.values["news"]):
        return Category.INFORMATIONAL, "newsletter", "It is a newsletter or other mail to many subscribers."
    return Category.INFORMATIONAL, "mailing-list", "It came through a mailing list and asks nothing of you directly."


def _robot(email: Email, labels: frozenset[str], me: frozenset[str]) -> _Verdict:
    bulky = email.list_unsubscribe or "CATEGORY_PROMOTIONS" in labels
    if not is_robot(email.sender) or (_answered_elsewhere(email, me) and not bulky):
        return None
    return Category.INFORMATIONAL, "no-reply", "Its sender's address takes no replies."


def _promotion(email: Email, labels: frozenset[str], me: frozenset[str]) -> _Verdict:
    if not email.list_unsubscribe or asks_for_reply(email, me):
        return None
    values = measure(email, me).values
    if "CATEGORY_PROMOTIONS" in labels or values["bulk_words"] or values["news"]:
        return Category.INFORMATIONAL, "newsletter", "It is a newsletter or advertisement that offers to unsubscribe."
    return None


def _answered_elsewhere(email: Email, me: frozenset[str]) -> bool:
    """Whether replies go to somebody who reads them: a person behind a contact form, a ticket, a shared mailbox."""
    return any(_reads(address) for address in email.reply_to if address.email not in {email.sender.email, *me})


def _reads(address: Address) -> bool:
    local = address.email.partition("@")[0]
    return not is_robot(address) and not _TOKEN.search(local)


def _is_own_group(email: Email, me: frozenset[str]) -> bool:
    """Whether the list belongs to the user's own domain: a shared mailbox such as support@ as a group."""
    host = email.list_id.strip("<> ").lower()
    return any(host.endswith(f".{domain}") for domain in {address.partition("@")[2] for address in me} if domain)


def _is_unproven(email: Email) -> bool:
    """Whether the receiving server found the sender to be forged."""
    return email.auth.dmarc == "fail" or (email.auth.spf == "fail" and email.auth.dkim not in ("", "pass"))
