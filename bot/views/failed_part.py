"""What a card says of a mail that was given up: what is known of the failure, and the way out that can help."""

from assistant.case import Case
from assistant.failing import failure_named
from bot.errors import ACCESS_ENDED, TRYING_HELPS, Failure
from bot.views.reply_part import told
from bot.views.text import Block, actions, button, context, plain, section
from storage.dead_letters import Resolution


def failed_part(case: Case) -> list[Block]:
    """The failure in the words of the list of failures, with a button where its presser can mend it from here."""
    letter = case.failed
    if letter is None:
        return [section(":x: *This mail could not be handled.* You find it in Gmail.")]
    if letter.resolution == Resolution.DISMISSED:
        return [context("This mail could not be handled, and you let that rest. You find it in Gmail.")]
    failure = failure_named(letter.failure)
    blocks = [section(f":x: {told(failure)}")]
    if failure is Failure.UNKNOWN:
        blocks.append(context(plain(f"Reference: {letter.correlation}", 100)))
    ways = []
    if failure in TRYING_HELPS:
        ways.append(button("Try Again", "mail_retried", letter.id))
    elif failure in ACCESS_ENDED:
        ways.append(button("Reconnect", "connect_clicked", case.account.id))
    row: Block = actions(*ways, block_id=f"failed:{letter.id}")
    return [*blocks, row] if ways else blocks
