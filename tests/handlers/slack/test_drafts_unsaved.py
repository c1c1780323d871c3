"""An edit that cannot be saved: the form is closed by then, so what was typed is given back."""

from bot.errors import CATALOGUE, Failure
from bot.views.notices import unsaved_edit
from tests.eventually import eventually
from tests.handlers.slack.desk import ALICE, Desk

TYPED = f"My words of an hour. <!channel>\n{'x' * 2950}\n*The end.*"


async def test_an_edit_that_cannot_be_saved_gives_the_words_back_and_says_why(desk: Desk) -> None:
    before = (await desk.draft()).version_id
    await desk.click("edit_clicked")
    await eventually(lambda: len(desk.office.views(ALICE)) == 1)
    await desk.office.submit(ALICE, {"subject": "Re: \x01", "body": TYPED})  # no header may hold that
    words = unsaved_edit(Failure.BAD_REQUEST, "").text
    await eventually(lambda: words in desk.office.heard(ALICE))
    assert CATALOGUE[Failure.BAD_REQUEST].title in words
    blocks = desk.office.calls("chat.postEphemeral")[0]["blocks"]
    rich = [block for block in blocks if block["type"] == "rich_text"]
    assert "".join(block["elements"][0]["elements"][0]["text"] for block in rich) == TYPED  # whole, and no markup
    assert ((await desk.draft()).version_id, desk.rung) == (before, [])
    await eventually(lambda: len(desk.office.heard(ALICE)) == 2)  # the error itself goes on to where errors are told
