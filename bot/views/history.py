"""How the reading of older mail comes on: one message a mailbox, with the way to stop it and to let it go on."""

import math

from assistant.remembering import Progress, Stand
from bot.errors import CATALOGUE
from bot.views.mail_card import Drawn
from bot.views.text import Block, actions, button, context, escape, moment, plain, section

TITLES = {
    Stand.READING: "Reading your older mail",
    Stand.WAITING: "Reading your older mail: waiting",
    Stand.STOPPED: "Reading your older mail: stopped",
    Stand.RESTING: "Reading your older mail: resting",
    Stand.FINISHED: "Your older mail is read",
}
NEXT = {
    Stand.STOPPED: "You have stopped it. What is read can be asked about; new mail is read as ever.",
    Stand.RESTING: "It goes on by itself once the mailbox is connected and not paused.",
    Stand.FINISHED: "Ask about it: `/ask what did I send last week?`",
}


def history_block(account_id: str) -> str:
    """The block id by which the message is found again."""
    return f"history:{account_id}"


def history_message(account_id: str, email: str, progress: Progress, a_minute: float) -> Drawn:
    """The message as things stand; so many mails a minute are read as long as nothing comes between."""
    title = TITLES[progress.stand]
    words = section(f"*{title}.* {_numbers(progress)}\n{_next(progress, a_minute)}")
    blocks: list[Block] = [words | {"block_id": history_block(account_id)}]
    blocks += _controls(account_id, progress.stand)
    return Drawn(f"{title}: {escape(email, 120)}", [*blocks, context(plain(email, 200))])


def _numbers(progress: Progress) -> str:
    """How many of how many, and back to when."""
    back = f", back to {moment(progress.reached, '{date}')}" if progress.reached else ""
    if progress.stand is Stand.FINISHED:
        mails = f"That is all there is: {progress.read:,} mail{'' if progress.read == 1 else 's'}{back}. "
        mails += "How many there would be was an estimate while it was being read."
        behind = f" {progress.behind:,} could not be read so far and will be tried again." if progress.behind else ""
        return mails + behind
    return (
        f"{progress.read:,} of about {progress.about:,} mails{back}. How many there are is an estimate until the end."
    )


def _next(progress: Progress, a_minute: float) -> str:
    if progress.stand is Stand.READING:
        minutes = math.ceil(max(progress.total - progress.read, 1) / a_minute)
        left = f"about {minutes} more minutes" if minutes > 1 else "a minute more"
        return f"It goes on by itself for {left}, newest mail first. What is read can be asked about already."
    if progress.stand is not Stand.WAITING:
        return NEXT[progress.stand]
    assert progress.failure is not None
    told = CATALOGUE[progress.failure]
    again = f" It is tried again {moment(progress.again_at)}." if progress.again_at else ""
    return f"{told.title}. {told.sentence} {told.next_step}{again}"


def _controls(account_id: str, stand: Stand) -> list[Block]:
    if stand in (Stand.READING, Stand.WAITING):
        control = button("Stop Reading", "history_stopped", account_id)
    elif stand is Stand.STOPPED:
        control = button("Resume Reading", "history_resumed", account_id)
    else:
        return []
    return [actions(control, block_id=f"history_control:{account_id}:{stand.value}")]
