"""The card: one mail, its reply, and what can be done about it now, as Block Kit (SPEC SL1, SL3, SL13-SL15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.case import Case
from assistant.risk import NEW_ACCOUNT, speaks_of_new_account
from bot.views.failed_part import failed_part
from bot.views.reply_part import gmail_button, gmail_link, links, reply_part
from bot.views.space import SPACES, fits
from bot.views.text import (
    Block,
    Element,
    actions,
    button,
    clean,
    context,
    cut,
    escape,
    literal,
    moment,
    plain,
    plain_section,
    section,
)
from connectors.mail.clean import without_gaps
from connectors.mail.email import Address, Email
from connectors.mail.quotes import passes_on
from storage.drafts import DraftState
from storage.messages import MessageState
from storage.versions import DraftVersion

FEW_WORDS = 200  # characters
CATEGORY_WORDS = {"needs_reply": "needs a reply", "informational": "for your information", "spam": "spam"}
PRIORITY_WORDS = {
    "urgent": ":rotating_light: Urgent",
    "high": ":small_red_triangle: High priority",
    "low": "Low priority",
}


@dataclass(frozen=True)
class Drawn:
    """A Slack message: blocks and the text that notifications and screen readers use."""

    text: str
    blocks: list[Block]


def mail_card(case: Case, previous: DraftVersion | None, now: datetime) -> Drawn:
    """The card of a case as it stands. `previous` is the version shown before the present one, if any."""
    if not case.message.email:
        return _unread(case)
    if case.draft is not None and case.draft.state in _SETTLED:
        return Drawn(_fallback(case), [*_head(case, ()), *_receipt(case)])
    return Drawn(_fallback(case), [*_head(case, _rank(case)), *_open(case, previous, now)])


def _open(case: Case, previous: DraftVersion | None, now: datetime) -> list[Block]:
    """The card below its head, with as much of it as Slack has room for."""
    blocks: list[Block] = []
    for space in SPACES:
        lower = reply_part(case, previous, now, space) if _has_reply(case) else _without_reply(case)
        blocks = [*_mail(case, space.mail), {"type": "divider"}, *lower]
        if fits([*_head(case, _rank(case)), *blocks]):
            break
    return blocks


def _has_reply(case: Case) -> bool:
    """Whether there is, or will be, a reply to show: none that was given up before its first version."""
    draft = case.draft
    stuck = case.message.state == MessageState.STUCK
    return draft is not None and not (stuck and draft.state == DraftState.WRITING and not draft.remote_id)


_UNREAD: dict[str, tuple[str, str]] = {
    MessageState.FOUND: (
        "A mail could not be read",
        "A mail came in that Mailroom could not read yet. You can open it in Gmail.",
    ),
    MessageState.GONE: ("A mail is gone", "A mail came in that was deleted in Gmail before Mailroom could read it."),
    MessageState.SKIPPED: (
        "Nothing to do",
        "What came in is a draft or a mail of your own: it is left alone.",
    ),
}


def _unread(case: Case) -> Drawn:
    """A mail that could not be read at all: it must not vanish without a word."""
    title, words = _UNREAD.get(case.message.state, _UNREAD[MessageState.FOUND])
    head: Block = {
        "type": "header",
        "block_id": f"card:{case.message.id}",
        "text": plain(title, 150),
    }
    row = actions(gmail_button(case), block_id=f"more:{case.message.id}")
    told = [section(words), context(_mailbox(case)), *(failed_part(case) if case.failed else [])]
    return Drawn(words, [head, *told, row])


def _fallback(case: Case) -> str:
    who = case.email.sender.name or case.email.sender.email
    state = _STATE_WORDS.get(case.draft.state, "") if case.draft else "for your information"
    return f"{escape(who, 80)}: {escape(case.email.subject or '(no subject)', 120)} – {state}"


_STATE_WORDS: dict[str, str] = {
    DraftState.WRITING: "a reply is being written",
    DraftState.READY: "a reply waits for you",
    DraftState.APPROVED: "approved, about to be sent",
    DraftState.SENDING: "being sent",
    DraftState.SENT: "reply sent",
    DraftState.DISCARDED: "draft discarded",
    DraftState.ELSEWHERE: "answered in Gmail",
    DraftState.DELETED: "draft deleted in Gmail",
    DraftState.UNSURE: "please check whether the reply went out",
}
_SETTLED = (DraftState.SENT, DraftState.DISCARDED, DraftState.ELSEWHERE, DraftState.DELETED)


def _head(case: Case, rank: Sequence[str | Element]) -> list[Block]:
    """What every card begins with: the subject, who wrote it, in which mailbox it is, since when, and how it ranks."""
    email = case.email
    subject: Block = {
        "type": "header",
        "block_id": f"card:{case.message.id}",
        "text": plain(email.subject or "(no subject)", 150),
    }
    parts: list[str | Element] = [plain(f"From {person(email.sender)}", 260), _mailbox(case)]
    if case.message.received_at:
        parts.append(moment(case.message.received_at))
    return [subject, context(*parts, *rank)]


def _mailbox(case: Case) -> Element:
    """Which mailbox it is in: one may have several."""
    return plain(f"In {case.account.email}", 260)


def _rank(case: Case) -> list[str | Element]:
    """Priority and tags. A settled card needs them no more."""
    verdict = case.verdict
    if verdict is None:
        return []
    tags = [plain(", ".join(verdict.tags).replace("_", " "), 100)] if verdict.tags else []
    return [*filter(None, [PRIORITY_WORDS.get(verdict.priority)]), *tags]


def person(address: Address) -> str:
    """A person in plain text: name and address, since a name alone can lie."""
    return f"{cut(address.name, 60)} ({cut(address.email, 160)})" if address.name else cut(address.email, 160)


def _mail(case: Case, most: int) -> list[Block]:
    email, verdict = case.email, case.verdict
    blocks: list[Block] = []
    if verdict and (summary := " ".join(clean(verdict.summary).split())):
        blocks.append(plain_section(f"Summary: {summary}", 300))  # a model's or the mail's words, not to pass for ours
    text = _excerpt(email)
    blocks += literal(text or "(no text)", quote=True, limit=most)
    notes: list[str | Element] = [plain(shown, 600)] if (shown := _attachments(email)) else []
    if email.hidden_removed:
        notes.append(":see_no_evil: Hidden text in this mail was left out.")
    if email.truncated or len(clean(text)) > most:
        notes.append("The mail is longer than shown here.")
    notes += [plain(item, 260) for item in _action_items(case)]
    return [*blocks, context(*notes)] if notes else blocks


def _excerpt(email: Email) -> str:
    """What the sender wrote; above a mail that they pass on with few words of their own, that mail too."""
    if len(email.text) < FEW_WORDS and passes_on(email.quoted):
        return without_gaps(f"{email.text}\n\n{email.quoted}").strip("\n")
    return without_gaps(email.text)


def _attachments(email: Email) -> str:
    shown = [f"{_flat(a.name or 'unnamed', 60)} ({_flat(a.kind, 40)}, {_size(a.size)})" for a in email.attachments[:5]]
    more = f" and {len(email.attachments) - 5} more" if len(email.attachments) > 5 else ""
    return f"Attached: {', '.join(shown)}{more}" if shown else ""


def _flat(text: str, limit: int) -> str:
    return " ".join(cut(text, limit).split())


def _size(count: int) -> str:
    return f"{count} B" if count < 1000 else f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"


def _action_items(case: Case) -> list[str]:
    """What is asked of the user, in small print; what the summary says already is left out, if it names no day."""
    items = case.verdict.action_items if case.verdict else []
    summary = _flat(case.verdict.summary, 1000).casefold() if case.verdict else ""
    told = [(_flat(str(item["text"]), 200), item.get("due")) for item in items]
    return [f"To do: {text}{_due(due)}" for text, due in told[:5] if due or text.casefold() not in summary]


def _due(day: str | None) -> str:
    try:
        return f" – by {date.fromisoformat(day):%a %d %b %Y}" if day else ""
    except ValueError:
        return f" – by {_flat(str(day), 40)}"


def _without_reply(case: Case) -> list[Block]:
    if case.message.state == MessageState.STUCK:
        return [*failed_part(case), links(case)]
    if case.verdict is None and case.message.state == MessageState.FOUND:
        return [context(":hourglass_flowing_sand: Reading this mail…"), links(case)]
    category = (case.verdict.corrected_to or case.verdict.category) if case.verdict else ""
    who = f" – <@{case.verdict.corrected_by}> said so" if case.verdict and case.verdict.corrected_to else ""
    lines = [context(f"Sorted as *{CATEGORY_WORDS.get(category, 'new')}*{who}. No reply was drafted.")]
    if speaks_of_new_account(case.email):  # under a reply it is one of the flags
        lines.insert(0, plain_section(f"⚠ {NEW_ACCOUNT}"))
    return [*lines, links(case)]


def _receipt(case: Case) -> list[Block]:
    """A settled card: what happened, who did it, when. The mail itself stays in Gmail (SPEC SL17)."""
    draft = case.draft
    assert draft is not None
    when = moment(draft.acted_at) if draft.acted_at else ""
    who = f"<@{draft.acted_by}>" if draft.acted_by else "You"
    match draft.state:
        case DraftState.SENT:
            return _sent(case)
        case DraftState.DISCARDED:
            corrected = case.verdict.corrected_to if case.verdict else ""
            said = f" It now counts as *{CATEGORY_WORDS[corrected]}*." if corrected in CATEGORY_WORDS else ""
            lines = f":wastebasket: *Draft discarded* by {who}, {when}. Nothing was sent.{said}"
        case DraftState.ELSEWHERE:
            lines = (
                ":white_check_mark: *Answered in Gmail.* The draft was sent by hand; there is nothing left to do here."
            )
        case _:
            lines = ":wastebasket: *The draft was deleted in Gmail.* Nothing was sent."
    return [section(lines), links(case)]


def _sent(case: Case) -> list[Block]:
    draft, version = case.draft, case.version
    assert draft is not None and version is not None
    at = datetime.fromisoformat(draft.receipt["at"]) if draft.receipt.get("at") else draft.changed_at
    to = ", ".join(one["email"] for one in [*version.to, *version.cc, *version.bcc])
    proof = "Read back from Gmail: it is word for word what you approved."
    if draft.receipt and draft.receipt.get("proven") is None:
        proof = ":warning: It could not be read back from Gmail. Please look into your Sent folder."
    elif draft.receipt and not draft.receipt.get("proven"):
        proof = ":warning: The mail in your Sent folder differs from what you approved. Please look at it."
    elif not draft.receipt:
        proof = "Reading it back from Gmail…"
    link = button("Open Sent Mail", "gmail_opened", case.message.id, url=gmail_link(case, draft.sent_id))
    return [
        section(f":white_check_mark: *Sent* {moment(at)}"),
        context(plain(f"To: {to}", 1900), f"Approved by <@{draft.acted_by}>. {proof}"),
        actions(link, block_id=f"sent:{case.message.id}"),
    ]
