"""A reply that waits on Alice's card, on screen in her DM."""

from dataclasses import dataclass
from typing import Any

from bot.views.mail_card import mail_card
from storage.drafts import Draft
from tests.cast import Desk as Rows
from tests.cast import ready_reply
from tests.handlers.office import Json, Office

ALICE, BOB, MALLORY = "U0ALICE", "U0BOB", "U0MALLORY"


@dataclass(frozen=True)
class Desk:
    """The rows, the application, and where the card stands."""

    office: Office
    rows: Rows
    place: tuple[str, str]

    async def click(self, action_id: str, who: str = ALICE, **more: Any) -> Json:
        """A click on the card; the app must answer 200 within Slack's three seconds."""
        answer = await self.office.click(who, self.place, action_id, **more)
        assert (answer["status"], answer["body"]) == (200, ""), answer
        assert answer["ms"] < 3000
        return answer

    async def redraw(self) -> None:
        """Draws the card as it stands now."""
        case = await self.rows.case()
        drawn = mail_card(case, None, self.office.db.now())
        await self.office.services.slacks.of("T0MAIL").update(*self.place, drawn.text, drawn.blocks)

    async def draft(self) -> Draft:
        """The reply as stored."""
        return await self.rows.draft()

    @property
    def rung(self) -> list[str]:
        """The jobs rung so far."""
        return self.office.bell.names


async def set_out(office: Office, **reply: Any) -> Desk:
    """Puts the card on screen."""
    rows = await ready_reply(office.db, **reply)
    drawn = mail_card(await rows.case(), None, office.db.now())
    return Desk(office, rows, await office.card(ALICE, drawn.text, drawn.blocks))
