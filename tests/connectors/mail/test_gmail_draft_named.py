"""Finding a draft again by its Message-ID, over the wire: also while Gmail's search does not know it yet."""

import pytest

from bot.errors import OutcomeUnknown
from connectors.mail.compose import Reply, compose
from connectors.mail.email import Address
from connectors.mail.gmail import Gmail
from tests.connectors.google_stage import ALICE, google_stage

CAROL = Address("", "carol@customer.example")
MINE = "<0123456789abcdef@fernhill.example>"


def mail(rfc_id: str = MINE) -> bytes:
    alice = Address("Alice Marsh", ALICE)
    return compose(Reply(alice, (CAROL,), (), "Your visit", "Tuesday suits us.", "", (), rfc_id))


async def test_a_draft_is_found_by_its_message_id_in_whatever_thread() -> None:
    async with google_stage() as google:
        gmail = Gmail(google.client(), google.url)
        made = await gmail.create_draft("", mail())
        for number in range(12):
            await gmail.create_draft("", mail(f"<other{number}@fernhill.example>"))
        found = await gmail.draft_named(MINE)
        assert found is not None and (found.remote_id, found.raw) == (made.remote_id, mail())
        assert await gmail.draft_named("<nobody@fernhill.example>") is None
        await gmail.delete_draft(made.remote_id)
        assert await gmail.draft_named(MINE) is None


async def test_a_new_draft_for_which_the_search_is_too_slow_is_found_among_the_newest() -> None:
    async with google_stage() as google:
        gmail = Gmail(google.client(), google.url)
        google.fail("gmail", "drafts.create", "cut_after")
        with pytest.raises(OutcomeUnknown):
            await gmail.create_draft("", mail())
        (stored,) = [one for _, one in google.world.boxes[ALICE].drafts()]
        google.world.boxes[ALICE].with_rfc_id(MINE).clear()
        stored.rfc_id = "<not-indexed-yet@fernhill.example>"
        found = await gmail.draft_named(MINE)
        assert found is not None and found.raw == mail()
        assert google.count("rfc822msgid") == 1
