"""What Mailroom says around an answer: how to ask, where the answer is, why there is none."""

from datetime import datetime, timedelta

from bot.errors import CATALOGUE, Failure
from bot.views.answer import Heading, state_card
from bot.views.mail_card import Drawn
from bot.views.text import actions, button, context, moment, section

ALMOST_A_MINUTE = timedelta(minutes=1, microseconds=-1)
EXAMPLES = (  # of anybody's mailbox: they stand on buttons too
    "Which mails wait for my answer?",
    "Which mails with an attachment came this week?",
    "When is my next meeting?",
)
TEACHING = (
    "*Ask about your mail, your calendar and your files.* Write a question as you would say it:\n"
    + "\n".join(f"• `/ask {example}`" for example in EXAMPLES)
    + "\n• `/ask What did Helen say about the quote?`"
    "\nPeople, dates and labels are understood: “from Helen”, “since November”, “with an attachment”. "
    "The answer comes in our direct message, with its sources; only you see it. Ask on in its thread."
)
PROMPTS = {example: example for example in EXAMPLES} | {"What can you do?": "help"}
FIRST_PROMPTS = {"What can you do?": "help"}
PROMPTS_TITLE = "Ask about your mail, calendar and files"


def ask_help() -> Drawn:
    """Teaches how to ask."""
    return Drawn("How to ask Mailroom", [section(TEACHING)])


def heard() -> Drawn:
    """Told at once, only to the one who asked."""
    words = "I am looking. The answer comes in our direct message, where only you see it."
    return Drawn(words, [section(f":mag: {words}")])


def queued() -> Drawn:
    """Told, only to the one who asked, while the question can be kept but not worked on."""
    words = (
        "Your question is noted. Mailroom's queue is not reachable just now: the answer comes by itself as soon as it "
        "is, and there is no need to ask again."
    )
    return Drawn(words, [section(f":hourglass: {words}")])


def pointer(link: str, *, answered: bool) -> Drawn:
    """Told in the channel of the question, only to the one who asked; nothing of the answer is in it."""
    coming = "The answer comes in our direct message, where only you see it."
    words = "Answered privately, in our direct message." if answered else coming
    go = button("Open the Answer", "answer_opened", "open", url=link)
    return Drawn(words, [section(f":lock: {words}"), actions(go, block_id="pointer")])


def fewer(missing: int) -> Drawn:
    """Told below an answer that promised more to approve than there is."""
    what = "One of the things" if missing == 1 else f"{missing} of the things"
    words = (
        f"{what} that I prepared cannot be proposed any more, and nothing was done about it. "
        "`/mailroom status` says whether your mailbox is well; then please ask again."
    )
    return Drawn(words, [section(f":warning: {words}")])


def allowance_used(heading: Heading, limit: int, again_at: datetime) -> Drawn:
    """Told where somebody has asked more than their hour allows."""
    shown = (again_at + ALMOST_A_MINUTE).replace(second=0, microsecond=0)  # at the minute told it does go on
    words = (
        f":hourglass: *Those were many questions.* You may ask {limit:,} an hour; "
        f"the next one is answered from {moment(shown, '{time}')} on. Nothing is lost: ask again then."
    )
    drawn = state_card(heading, words, retry=True)
    return Drawn(f"You may ask {limit} questions an hour; please ask again a little later.", drawn.blocks)


def stopped(heading: Heading) -> Drawn:
    """What stands in the place of an answer that its asker stopped."""
    return state_card(heading, ":octagonal_sign: *Stopped.* Nothing was changed or sent.", retry=True)


def over(*, answered: bool) -> Drawn:
    """Told, only to the one who pressed Stop, where nothing runs any more."""
    stands = "the answer is already there, further up" if answered else "what came of it stands further up"
    words = f"There is nothing left to stop in this thread: {stands}."
    return Drawn(words, [section(f":white_check_mark: {words}")])


def failed(heading: Heading, failure: Failure, reference: str) -> Drawn:
    """What stands in the place of an answer that could not be made."""
    words = CATALOGUE[failure]
    told = f":x: *{words.title}.* {words.sentence} Ask again in a while. Reference: {reference}"
    return state_card(heading, told, retry=True)


def thinking(heading: Heading, title: str = "") -> Drawn:
    """Where Slack does not stream: what stands there until the answer does."""
    drawn = state_card(heading, ":hourglass_flowing_sand: Looking for the answer…", retry=False)
    return Drawn(drawn.text, [*drawn.blocks, *([context(title)] if title else [])])


def asked_already() -> Drawn:
    """Told where a button that asks was pressed twice."""
    words = "That was asked already. Its answer stands, or will stand, further down in this thread."
    return Drawn(words, [section(f":hourglass: {words}")])


def no_answer_there() -> Drawn:
    """Told where a button belongs to an answer that cannot be shown any more."""
    words = "That answer has no more to show. Please ask again."
    return Drawn(words, [section(f":hourglass: {words}")])
