"""The lower half of a card: the reply as it stands, what changed, and the buttons that fit its state."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from assistant.case import Case
from bot.errors import CATALOGUE, Failure
from bot.views.changes import differences
from bot.views.space import Space
from bot.views.text import (
    Block,
    Element,
    actions,
    button,
    clean,
    context,
    cut,
    literal,
    moment,
    plain,
    plain_section,
    section,
)
from storage.drafts import Draft, DraftState
from storage.versions import DraftVersion

BODY_AT_MOST = 8000  # a longer draft cannot be shown whole (Slack bounds the whole message), nor so approved here
UNCUT = 1_000_000
LINE_AT_MOST = 1900  # nor can one whose recipients do not fit their line
BODY_CUT, LINE_CUT, FLAG_CUT = 1000, 200, 150  # what is shown of one that is too long
FLAG_AT_MOST = 300
EDITED_AT_MOST = 3000  # Slack's limit for a text input
LATE = timedelta(seconds=5)
AUTHOR_WORDS = {
    "template": "a template, without a model",
    "template_limit": "a template: today's limit for models is used up",
    "template_providers": "a template: no model that may see this mailbox is set up",
    "template_private": "a template: this mail is kept from models",
    "kept": "a model, before: none answers now",
    "user": "you",
    "gmail": "you, in Gmail",
}


def reply_part(case: Case, previous: DraftVersion | None, now: datetime, space: Space) -> list[Block]:
    """The reply of a case that is not settled."""
    draft, version = case.draft, case.version
    assert draft is not None
    if version is None or (draft.state == DraftState.WRITING and not draft.remote_id):
        return [context(":hourglass_flowing_sand: Writing a reply…")]
    whole = space.whole and _fits(version)
    lines = _addressees(version, LINE_AT_MOST if whole else LINE_CUT)
    blocks = [*_notes(case, previous, space.changes), section("*Reply, to be sent as you*"), context(*lines)]
    blocks += literal(version.body, limit=BODY_AT_MOST if whole else BODY_CUT)
    blocks += [plain_section(f"⚠ {one['words']}", FLAG_AT_MOST if whole else FLAG_CUT) for one in version.flags[:8]]
    return [*blocks, *_standing(case, now, whole)]


def _addressees(version: DraftVersion, most: int) -> list[Element]:
    lines = [f"From: {version.sender['email']}", f"Subject: {version.subject}"]
    for label, people in (("To", version.to), ("Cc", version.cc), ("Bcc", version.bcc)):
        if people:
            lines.append(f"{label}: {', '.join(one['email'] for one in people)}")
    if version.files:
        lines.append(f"Attached in Gmail: {', '.join(version.files)}")
    return [plain(line, most) for line in lines]


def _notes(case: Case, previous: DraftVersion | None, most: int) -> list[Block]:
    assert case.draft is not None and case.version is not None
    words = set(filter(None, case.draft.note.split(",")))
    blocks: list[Block] = []
    if "stopped" in words:
        blocks.append(section(STOPPED))
    if "edited" in words:
        blocks.append(section(":pencil2: *This draft was changed in Gmail.* This is the difference:"))
        blocks += differences(previous.body if previous else "", case.version.body, most)
    if "newer" in words:
        blocks.append(section(NEWER))
    blocks += [section(f":x: {NOTE_WORDS[word]}") for word in sorted(words & set(NOTE_WORDS))]
    return blocks


def told(failure: Failure) -> str:
    """The catalogue's words for a failure, as mrkdwn."""
    words = CATALOGUE[failure]
    return f"*{words.title}.* {words.sentence} {words.next_step}"


STOPPED = ":octagonal_sign: *Nothing was sent.* What you approved is not what stands now. Please look again."
NEWER = ":incoming_envelope: *A newer message has come into this thread.* Read it before you approve."
NOTE_WORDS = {
    "refused": "*Gmail refused to send this.* Nothing went out. Change the recipients or the text, or send it there.",
    "reconnect": told(Failure.REVOKED),
    "left": "*Work on this stopped:* when it was to be sent you were deactivated in Slack, or your workspace had "
    "removed Mailroom.",
    "model": "*No model is answering.* The reply was drafted from a template instead. Edit it, or Regenerate later.",
    "failed": "*Another draft could not be written.* The one below still stands; Regenerate asks again.",
}


def _standing(case: Case, now: datetime, whole: bool) -> list[Block]:
    draft, version = case.draft, case.version
    assert draft is not None and version is not None
    match draft.state:
        case DraftState.WRITING:
            paused = ":zzz: The mailbox is paused: another draft is written once you resume it."
            return [context(paused if case.account.paused else ":hourglass_flowing_sand: Writing another draft…")]
        case DraftState.APPROVED:
            return [
                section(_countdown(draft, now)),
                _actions(version, [button("Undo", "send_undone", version.id, style="danger")]),
            ]
        case DraftState.SENDING:
            return [section(":outbox_tray: *Sending…*")]
        case DraftState.UNSURE:
            return _unsure(case)
    return _ready(case, whole)


def _countdown(draft: Draft, now: datetime) -> str:
    due = draft.send_after or now
    who = f"Approved by <@{draft.acted_by}>."
    if now > due + LATE:
        return f":hourglass: *Not sent yet.* Gmail does not answer; it goes out as soon as it does. {who}"
    left = max(0, round((due - now).total_seconds()))
    return f":outbox_tray: *Sending in {left} s*, at {moment(due, '{time_secs}')}. {who}"


def _actions(version: DraftVersion, elements: list[dict[str, Any]], part: str = "reply") -> Block:
    return actions(*elements, block_id=f"{part}:{version.id}")


def _unsure(case: Case) -> list[Block]:
    assert case.version is not None
    words = (
        ":grey_question: *We cannot tell whether this reply went out.* Gmail did not answer, and the sent mail "
        "cannot be found. Please look in your Sent folder; we will not send it again by ourselves."
    )
    buttons = [
        button("It Was Sent", "unsure_sent", case.version.id),
        button("It Was Not Sent", "unsure_not_sent", case.version.id),
        gmail_button(case),
    ]
    return [section(words), _actions(case.version, buttons)]


def _fits(version: DraftVersion) -> bool:
    """Whether the card can show all that would be sent: an approval holds for exactly what was shown."""
    lines = [line["text"] for line in _addressees(version, UNCUT)]
    people = [one["email"] for one in (*version.to, *version.cc, *version.bcc)]
    seen = all(clean(email) == email for email in people)  # what is hidden in an address makes it another one
    return seen and len(version.body) <= BODY_AT_MOST and all(len(line) < LINE_AT_MOST for line in lines)


def _ready(case: Case, whole: bool) -> list[Block]:
    version = case.version
    assert version is not None
    buttons = [_approve(version)] if whole else []
    if _fits(version) and len(version.body) <= EDITED_AT_MOST and not version.files:
        buttons.append(button("Edit", "edit_clicked", version.id))
    buttons.append(button("Discard", "discard_clicked", version.id))
    if not version.files:  # another text of ours would replace what was attached in Gmail
        buttons.append(button("Regenerate", "regenerate_clicked", version.id))
    note = [] if whole else [section("This draft cannot be shown whole here, so it can only be sent from Gmail.")]
    return [*note, _actions(version, buttons), links(case), *_written_by(version)]


def _approve(version: DraftVersion) -> dict[str, Any]:
    """The button that sends; with a second question where something is odd (SPEC SL15)."""
    approve = button("Approve", "send_clicked", version.id, style="primary")
    return approve | {"confirm": _confirmation(version)} if version.flags else approve


def _confirmation(version: DraftVersion) -> dict[str, Any]:
    lines = [f"• {cut(str(one['words']), 120)}" for one in version.flags[:2]]
    more = len(version.flags) - len(lines)
    lines += [f"… and {more} more on the card"] if more else []
    return {
        "title": plain("Send it all the same?", 100),
        "text": plain("\n".join(lines), 300),
        "confirm": plain("Send", 30),
        "deny": plain("Look Again", 30),
    }


def _written_by(version: DraftVersion) -> list[Block]:
    return [
        context(
            f"Draft {version.number}, written by {AUTHOR_WORDS.get(version.author) or 'a model'}",
            plain(version.model, 60) if version.model else "",
        )
    ]


def links(case: Case) -> Block:
    """The second row: the mail in Gmail, the reasons, the menu that corrects the class."""
    menu: dict[str, Any] = {"type": "overflow", "action_id": "class_corrected", "options": corrections(case)}
    return actions(
        gmail_button(case), button("Why?", "why_clicked", case.message.id), menu, block_id=f"more:{case.message.id}"
    )


def corrections(case: Case) -> list[dict[str, Any]]:
    """The menu by which the user corrects the class: the two that it is not."""
    now = case.verdict.corrected_to or case.verdict.category if case.verdict else ""
    words = {"needs_reply": "Needs a reply", "informational": "Needs no reply", "spam": "This is spam"}
    words |= {"informational": "Not spam, needs no reply"} if now == "spam" else {}
    return [
        {"text": plain(label, 75), "value": f"{category}:{case.message.id}"}
        for category, label in words.items()
        if category != now
    ]


def gmail_link(case: Case, remote_id: str) -> str:
    """A link of ours to a mail in Gmail; the account is named so that the right mailbox opens."""
    return f"https://mail.google.com/mail/?authuser={quote(case.account.email)}#all/{quote(remote_id)}"


def gmail_button(case: Case) -> dict[str, Any]:
    """The button that opens the mail in Gmail."""
    return button("Open in Gmail", "gmail_opened", case.message.id, url=gmail_link(case, case.message.remote_id))
