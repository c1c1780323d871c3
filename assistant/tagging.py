"""Which of the closed list of tags a mail gets."""

from collections.abc import Mapping

from assistant.judgement import TAGS, Category
from assistant.signals import Signals, is_robot
from assistant.words import Kind, kinds_in
from connectors.mail.email import Email

MOST_TAGS = 3
_SUBJECT, _TEXT = 2.0, 1.0
_NEEDED = 1.0
_TOPICS: Mapping[str, Kind] = {
    tag: Kind(tag)
    for tag in (
        "receipt",
        "invoice",
        "meeting",
        "travel",
        "shipping",
        "support",
        "sales",
        "legal",
        "hiring",
        "security",
        "introduction",
        "follow_up",
    )
}


def tags_of(email: Email, signals: Signals, category: Category) -> tuple[str, ...]:
    """At most three tags, the surest first; spam gets none."""
    if category is Category.SPAM:
        return ()
    scores = {tag: _topic(kind, email, signals) for tag, kind in _TOPICS.items()}
    values = signals.values
    machine = is_robot(email.sender) or bool(values["machine"])
    list_mail = email.list_unsubscribe or bool(values["bulk_words"])
    scores["newsletter"] = 2.5 * float(list_mail and bool(values["news"] or values["links"]) and not machine)
    scores["notification"] = 1.5 * float(machine)
    scores["personal"] = float(category is Category.NEEDS_REPLY or not (machine or list_mail or values["bulk"])) * 0.9
    sure = (tag for tag in TAGS if scores.get(tag, 0) >= _NEEDED)  # only a model gives the tags without a score
    found = sorted(sure, key=lambda tag: -scores[tag])[:MOST_TAGS]
    return tuple(found) or (("personal",) if scores["personal"] else ())


def _topic(kind: Kind, email: Email, signals: Signals) -> float:
    """A topic counts in the subject, or where the first sentences name it."""
    in_subject = _SUBJECT * float(kind in kinds_in(email.subject, signals.language))
    return in_subject + _TEXT * float(any(kind in sentence.kinds for sentence in signals.sentences[:6]))
