"""What failed for good and waits for its owner: one message that says so, and the list with its ways out (SPEC RE5)."""

from assistant.failing import Failing, Failings
from bot.errors import CATALOGUE, Failure
from bot.views.mail_card import Drawn
from bot.views.text import Block, actions, button, context, moment, plain, section

ALL = "all"  # the value of a button that is about everything of its presser
DOING = {
    "triage_message": "Reading a new mail", "draft_reply": "Drafting a reply", "draw_card": "Showing a card",
    "send_reply": "Sending a reply", "save_draft": "Saving a draft in Gmail",
    "clean_draft": "Deleting a draft in Gmail", "check_draft": "Comparing a draft with Gmail",
    "relabel_message": "Moving a mail in Gmail", "sync_mailbox": "Looking for new mail",
    "sync_calendar": "Reading your calendar", "sync_drive": "Reading your files", "read_history": "Reading older mail",
    "index_mails": "Reading older mail", "embed_documents": "Preparing mail to be asked about",
    "watch_mailbox": "Having Gmail announce new mail", "carry_out": "Doing what you confirmed",
}  # fmt: skip


def what_failed(failing: Failing) -> str:
    """What was being done, in plain words."""
    return DOING.get(failing.job, "A step in the background")


def failures_notice(failings: Failings) -> Drawn:
    """The message in the DM: that something waits, or that all of it is settled. It quotes no mail."""
    if not failings.total:
        words = "Nothing that failed waits for you any more. What fails again is told again."
        return Drawn(words, [section(f":white_check_mark: {words}")])
    words = f"{_many(failings.total)} could not be done."
    reasons = dict.fromkeys(CATALOGUE[failing.failure].title for failing in failings.shown)
    told = f":warning: *{words}* {'; '.join(reasons)}. Mailroom tries again hourly for a day where that may help."
    buttons = [button("Show Failures", "failures_opened", ALL), button("Retry All", "failures_retried", ALL)]
    return Drawn(words, [section(told), actions(*buttons)])


def _many(count: int) -> str:
    return "One thing" if count == 1 else f"{count:,} things"


def failures_list(failings: Failings, news: str = "") -> Drawn:
    """Everything that waits, each with what can be done. `news` says what the last click did."""
    blocks: list[Block] = [section(news)] if news else []
    if news and not failings.total:
        return Drawn("Nothing else waits for you", blocks)
    if not failings.total:
        words = "Nothing has failed. If something does, it is listed here with what you can do about it."
        return Drawn("Nothing waits for you", [section(f":white_check_mark: {words}")])
    for failing in failings.shown:
        blocks += _one(failing)
    if failings.total > len(failings.shown):
        blocks.append(context(f"{failings.total - len(failings.shown):,} more are not shown."))
    if failings.total > 1:
        blocks.append(actions(button(f"Retry All {failings.total:,}", "failures_retried", ALL)))
    return Drawn(f"{_many(failings.total)} could not be done", blocks)


def _one(failing: Failing) -> list[Block]:
    words = CATALOGUE[failing.failure]
    about = [plain(f"A mail from {failing.sender}", 150)] if failing.sender else []
    tried = f"tried {failing.tries} times" if failing.tries > 1 else "tried once"
    unknown = [plain(f"Reference: {failing.reference}", 100)] if failing.failure is Failure.UNKNOWN else []
    small = context(*about, plain(failing.email, 150), f"{moment(failing.at)}, {tried}", *unknown)
    choice = [
        button("Retry", "failure_retried", failing.id),
        button("Dismiss", "failure_dismissed", failing.id),
    ]
    told = section(f"*{what_failed(failing)}* did not work. {words.title}. {words.sentence} {words.next_step}")
    return [told, small, actions(*choice)]
