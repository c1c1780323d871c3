"""The card of a proposal: what would be done, exactly, and what can be decided about it now (SPEC AS3, SL13, SL15)."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from assistant.proposing import AGAIN, WAITS, reference_of
from bot.errors import Failure
from bot.views.clash_lines import clash_lines
from bot.views.mail_card import Drawn
from bot.views.proposal_parts import Shown, details, facts, headline, is_seen, is_whole, what_changed
from bot.views.prose import safe_link
from bot.views.reply_part import told
from bot.views.space import fits
from bot.views.text import Block, Element, actions, button, context, cut, escape, moment, plain, plain_section, section
from storage.proposals import Proposal, ProposalState

VERBS = {
    "event.create": "Create Event",
    "event.update": "Update Event",
    "event.delete": "Cancel Event",
    "file.share": "Share File",
    "mail.draft": "Save Draft",
    "mail.send": "Send Mail",
}
REFUSALS = {"event.delete": "Keep Event", "mail.draft": "Discard", "mail.send": "Discard"}
REFUSED = {"event.delete": "Kept", "mail.draft": "Discarded", "mail.send": "Discarded"}
DONE = {
    "event.create": "Created in your calendar.",
    "event.update": "Changed in your calendar.",
    "event.delete": "Cancelled in your calendar.",
    "file.share": "Shared.",
    "mail.draft": "Saved among your drafts in Gmail. Nothing was sent.",
    "mail.send": "Sent.",
}
HAD = {
    "event.update": "It stood so in your calendar already. Nothing was changed.",
    "event.delete": "It was gone from your calendar already. Nothing was done.",
    "file.share": "They had access already. Nothing was changed, and nobody was told.",
    "mail.send": "It was sent by hand. Mailroom sent nothing.",
}
OVER = {
    "gone": "What this was about is no longer there. Mailroom changed and sent nothing. Ask again if it still matters.",
    "edited": "The draft was changed in Gmail before it was sent. It lies there; nothing was sent. Send it from Gmail.",
}
ASKS_AGAIN = {
    "changed": ":octagonal_sign: *Nothing was done.* What you approved is not what stands now. Please look again.",
    "newer": ":incoming_envelope: *Nothing was done.* A newer message has come into the thread. Read it first.",
    "perhaps": ":grey_question: *We cannot tell whether this was done.* Google did not answer, and the person has no "
    "access now: it was never shared, or it was and somebody has taken that back. Please look again.",
    "left": ":octagonal_sign: *This was not done.* When it was to be, you were deactivated in Slack, or your workspace "
    "had removed Mailroom. Please look again.",
}
UNSURE = (
    ":grey_question: *We cannot tell whether this mail went out.* Gmail did not answer, and the mail cannot be found. "
    "Please look in your Sent folder; we will not send it again by ourselves."
)
MAYBE = "It may have been done all the same. *Try Again* looks first, and does nothing twice."
_STATE_WORDS: dict[str, str] = {
    ProposalState.PROPOSED: "waits for your approval",
    ProposalState.APPROVED: "approved",
    ProposalState.DOING: "being done",
    ProposalState.DONE: "done",
    ProposalState.CANCELLED: "cancelled",
    ProposalState.EXPIRED: "expired, not done",
    ProposalState.CHANGED: "changed meanwhile, not done",
    ProposalState.FAILED: "not done",
}
_SETTLED = (ProposalState.DONE, ProposalState.CANCELLED, ProposalState.EXPIRED, ProposalState.CHANGED)
CUTS = (8000, 300, 40)  # characters of each text: whole, or as much as finds room


def proposal_card(shown: Shown, now: datetime) -> Drawn:
    """The card as it stands."""
    proposal = shown.proposal
    text = f"{escape(headline(shown), 500)} – {_STATE_WORDS[proposal.state]}"
    if proposal.state in _SETTLED:
        return Drawn(text, [_head(shown), _record(shown), *_receipt(shown)])
    blocks: list[Block] = []
    for most in CUTS:
        whole = is_whole(shown, most) and is_seen(shown)
        beside = [*_clashes(shown), *_flags(proposal)]
        blocks = [_head(shown), *_notes(shown), *details(shown, most), *beside, *_standing(shown, now, whole)]
        if fits(blocks):
            break
    return Drawn(text, blocks)


def _head(shown: Shown) -> Block:
    element = {"type": "text", "text": cut(headline(shown), 900), "style": {"bold": True}}
    return {
        "type": "rich_text",
        "block_id": f"proposal:{shown.proposal.id}",
        "elements": [{"type": "rich_text_section", "elements": [element]}],
    }


def _record(shown: Shown) -> Block:
    """A settled card in small print; long texts stay where they are."""
    rows = [fact for fact in facts(shown) if fact.label in ("Title", "When", "File", "Subject")]
    return context(*(plain(f"{fact.label}: {fact.value}", 300) for fact in rows))


def _notes(shown: Shown) -> list[Block]:
    words = ASKS_AGAIN.get(shown.proposal.note)
    if words is None or shown.proposal.state != ProposalState.PROPOSED:
        return []
    changed = what_changed(shown) if shown.proposal.note == "changed" else []
    return [section(words), *changed]


def _clashes(shown: Shown) -> list[Block]:
    said = shown.proposal.content
    if shown.proposal.state != ProposalState.PROPOSED:
        return []
    return clash_lines(shown.clashes, str(said.get("after", said).get("zone", "UTC")))


def _flags(proposal: Proposal) -> list[Block]:
    return [plain_section(f"⚠ {one['words']}", 300) for one in proposal.flags[:6]]


def _standing(shown: Shown, now: datetime, whole: bool) -> list[Block]:
    proposal = shown.proposal
    match proposal.state:
        case ProposalState.PROPOSED:
            return _choice(proposal, whole)
        case ProposalState.FAILED:
            return _failed(shown, now)
    waits = proposal.due_at is not None and now < proposal.due_at
    if proposal.state == ProposalState.APPROVED and proposal.kind in WAITS and waits:
        assert proposal.due_at is not None
        words = f":outbox_tray: *Goes out at {moment(proposal.due_at, '{time_secs}')}.*{_by(proposal)}"
        return [section(words), _actions(proposal, [_button("Undo", "proposal_undone", proposal, style="danger")])]
    late = [section(f":hourglass: {told(Failure(proposal.note))}")] if proposal.note in set(Failure) else []
    return [*late, section(f":hourglass_flowing_sand: *Working…*{_by(proposal)}")]


def _by(proposal: Proposal) -> str:
    return f" Approved by <@{proposal.decided_by}>." if proposal.decided_by else ""


def _choice(proposal: Proposal, whole: bool) -> list[Block]:
    """The two buttons; without the first where the card cannot show all that would be done."""
    refusal = _button(REFUSALS.get(proposal.kind, "Cancel"), "proposal_cancelled", proposal)
    ends = f"Nothing is done before you choose. This expires {moment(proposal.expires_at)}."
    if not whole:
        words = "This cannot be shown whole here, so it cannot be approved here either. Nothing was done."
        return [section(words), _actions(proposal, [refusal])]
    return [_actions(proposal, [_approve(proposal), refusal]), context(ends)]


def _approve(proposal: Proposal) -> Element:
    """The button that does it; with a second question where something is odd (SPEC SL15)."""
    verb = VERBS[proposal.kind]
    if not proposal.flags:
        return _button(verb, "proposal_approved", proposal, style="primary")
    lines = [f"• {cut(str(one['words']), 120)}" for one in proposal.flags[:2]]
    lines += [f"… and {len(proposal.flags) - 2} more on the card"] if len(proposal.flags) > 2 else []
    confirmation = {
        "title": plain("Do it all the same?", 100),
        "text": plain("\n".join(lines), 300),
        "confirm": plain(verb, 30),
        "deny": plain("Look Again", 30),
    }
    return _button(verb, "proposal_confirmed", proposal, style="primary", confirm=confirmation)


def _failed(shown: Shown, now: datetime) -> list[Block]:
    proposal = shown.proposal
    if proposal.note == "unsure":
        return [section(UNSURE), *_link(shown)]
    failure = Failure(proposal.note) if proposal.note in set(Failure) else Failure.UNKNOWN
    blocks = [section(f":x: *Not done.* {told(failure)}")]
    can = proposal.note in AGAIN and now < proposal.expires_at
    if can and proposal.result.get("maybe"):
        blocks.append(context(MAYBE))
    if can:
        blocks.append(_actions(proposal, [_button("Try Again", "proposal_retried", proposal)]))
    return blocks


def _receipt(shown: Shown) -> list[Block]:
    """What came of it, who decided, when, and where it can be seen."""
    proposal, at = shown.proposal, moment(shown.proposal.changed_at)
    match proposal.state:
        case ProposalState.DONE:
            had = HAD.get(proposal.kind) if proposal.note == "had" else None
            words = f":white_check_mark: *{had or DONE[proposal.kind]}* {at}.{_by(proposal)}{_proof(proposal)}"
        case ProposalState.CANCELLED:
            verb = REFUSED.get(proposal.kind, "Cancelled")
            words = f":no_entry_sign: *Not done.* {verb} by <@{proposal.decided_by}>, {at}.{_left(proposal)}"
        case ProposalState.EXPIRED:
            words = (
                f":hourglass: *Not done.* Nobody approved it in time.{_left(proposal)} Ask again if it still matters."
            )
        case _:
            words = f":octagonal_sign: *Not done.* {OVER.get(proposal.note, OVER['gone'])}"
    return [section(words), *_link(shown)]


def _proof(proposal: Proposal) -> str:
    if proposal.kind != "mail.send" or proposal.note == "had":
        return ""
    proven = proposal.result.get("proven")
    if proven is None:
        return " :warning: It could not be read back from Gmail. Please look into your Sent folder."
    if not proven:
        return " :warning: The mail in your Sent folder differs from what you approved. Please look at it."
    return " Read back from Gmail: it is word for word what you approved."


def _left(proposal: Proposal) -> str:
    return " A draft of it lies in Gmail." if "draft_id" in proposal.result else ""


def _link(shown: Shown) -> list[Block]:
    """The button that opens what was made, if its address is one of the person's own Google."""
    proposal, result = shown.proposal, shown.proposal.result
    link = str(result.get("link", ""))
    if mail := result.get("sent_id") or result.get("message_id"):
        folder = "all" if "sent_id" in result else "drafts"
        link = f"https://mail.google.com/mail/?authuser={quote(shown.account)}#{folder}/{quote(str(mail))}"
    if not safe_link(link):
        return []
    label = {"event": "Open Event", "file": "Open File", "mail": "Open in Gmail"}[proposal.kind.partition(".")[0]]
    return [_actions(proposal, [_button(label, "proposal_opened", proposal, url=link)])]


def _button(label: str, action_id: str, proposal: Proposal, **extra: Any) -> Element:
    return button(label, action_id, reference_of(proposal), **extra)


def _actions(proposal: Proposal, elements: list[Element]) -> Block:
    """A row of its own name for each content: a click on an older one is not taken for this one's."""
    return actions(*elements, block_id=f"choice:{proposal.id}:{proposal.digest[:16]}")
