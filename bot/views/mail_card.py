"""The card: one mail, its reply, and what can be done about it now, as Block Kit (SPEC SL1, SL3, SL13-SL15)."""

from dataclasses import dataclass
from datetime import datetime

from assistant.case import Case
from bot.errors import Failure
from bot.views.reply_part import gmail_button, gmail_link, links, reply_part, told
from bot.views.space import SPACES, fits
from bot.views.text import (
    Block,
    Element,
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
from connectors.mail.email import Address, Email
from storage.drafts import DraftState
from storage.messages import MessageState
from storage.versions import DraftVersion

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
        return Drawn(_fallback(case), [*_head(case), *_receipt(case)])
    return Drawn(_fallback(case), [*_head(case), *_open(case, previous, now)])


def _open(case: Case, previous: DraftVersion | None, now: datetime) -> list[Block]:
    """The card below its head, with as much of it as Slack has room for."""
    blocks: list[Block] = []
    for space in SPACES:
        lower = reply_part(case, previous, now, space) if case.draft else _without_reply(case)
        blocks = [*_mail(case, space.mail), {"type": "divider"}, *lower]
        if fits([*_head(case), *blocks]):
            break
    return blocks


def _unread(case: Case) -> Drawn:
    """A mail that could not be read at all: it must not vanish without a word."""
    words = "A mail came in that Mailroom could not read yet. It will be tried again; you can open it in Gmail."
    head: Block = {
        "type": "header",
        "block_id": f"card:{case.message.id}",
        "text": plain("A mail could not be read", 150),
    }
    row = {"type": "actions", "block_id": f"more:{case.message.id}", "elements": [gmail_button(case)]}
    return Drawn(words, [head, section(words), row])


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


def _head(case: Case) -> list[Block]:
    email, verdict = case.email, case.verdict
    subject: Block = {
        "type": "header",
        "block_id": f"card:{case.message.id}",
        "text": plain(email.subject or "(no subject)", 150),
    }
    parts: list[str | Element] = [plain(f"From {person(email.sender)}", 260)]
    if case.message.received_at:
        parts.append(moment(case.message.received_at))
    if verdict and verdict.priority in PRIORITY_WORDS:
        parts.append(PRIORITY_WORDS[verdict.priority])
    if verdict and verdict.tags:
        parts.append(plain(", ".join(verdict.tags).replace("_", " "), 100))
    return [subject, context(*parts)]


def person(address: Address) -> str:
    """A person in plain text: name and address, since a name alone can lie."""
    return f"{cut(address.name, 60)} ({cut(address.email, 160)})" if address.name else cut(address.email, 160)


def _mail(case: Case, most: int) -> list[Block]:
    email, verdict = case.email, case.verdict
    blocks: list[Block] = []
    if verdict and verdict.summary:
        blocks.append(plain_section(verdict.summary, 300))
    blocks += literal(email.text or "(no text)", quote=True, limit=most)
    notes: list[str | Element] = [plain(shown, 600)] if (shown := _attachments(email)) else []
    if email.hidden_removed:
        notes.append(":see_no_evil: Hidden text in this mail was left out.")
    if email.truncated or len(clean(email.text)) > most:
        notes.append("The mail is longer than shown here.")
    if items := _action_items(case):
        blocks.append(plain_section(items))
    return [*blocks, context(*notes)] if notes else blocks


def _attachments(email: Email) -> str:
    shown = [f"{_flat(a.name or 'unnamed', 60)} ({_flat(a.kind, 40)}, {_size(a.size)})" for a in email.attachments[:5]]
    more = f" and {len(email.attachments) - 5} more" if len(email.attachments) > 5 else ""
    return f"Attached: {', '.join(shown)}{more}" if shown else ""


def _flat(text: str, limit: int) -> str:
    return " ".join(cut(text, limit).split())


def _size(count: int) -> str:
    return f"{count} B" if count < 1000 else f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"


def _action_items(case: Case) -> str:
    items = case.verdict.action_items if case.verdict else []
    lines = [f"• {cut(str(i['text']), 200)}" + (f" – due {i['due']}" if i.get("due") else "") for i in items[:5]]
    return "\n".join(["To do", *lines]) if lines else ""


def _without_reply(case: Case) -> list[Block]:
    if case.message.state == MessageState.STUCK:
        return [section(f":x: {told(Failure.UNKNOWN)}"), links(case)]
    category = (case.verdict.corrected_to or case.verdict.category) if case.verdict else ""
    who = f" – <@{case.verdict.corrected_by}> said so" if case.verdict and case.verdict.corrected_to else ""
    return [context(f"Sorted as *{CATEGORY_WORDS.get(category, 'new')}*{who}. No reply was drafted."), links(case)]


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
    if draft.receipt and not draft.receipt.get("proven"):
        proof = ":warning: The mail in your Sent folder differs from what you approved. Please look at it."
    elif not draft.receipt:
        proof = "Reading it back from Gmail…"
    link = button("Open Sent Mail", "gmail_opened", case.message.id, url=gmail_link(case, draft.sent_id))
    return [
        section(f":white_check_mark: *Sent* {moment(at)}"),
        context(plain(f"To: {to}", 1900), f"Approved by <@{draft.acted_by}>. {proof}"),
        {"type": "actions", "block_id": f"sent:{case.message.id}", "elements": [link]},
    ]
