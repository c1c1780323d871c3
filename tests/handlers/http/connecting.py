"""A person who connects a mailbox: opens the link, goes on to Google, consents there, and comes back."""

import html
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlalchemy import func, select

from assistant.case import Person
from assistant.connecting import make_link
from bot.errors import CATALOGUE, Failure, Words
from bot.settings import GOOGLE_SCOPES
from sandbox.google.oauth import Asked
from storage.accounts import Account
from storage.oauth_states import OAuthState
from tests.cast import ALICE, ALICE_MAIL
from tests.handlers.office import Office

EXPIRED = CATALOGUE[Failure.EXPIRED]


async def get(office: Office, path: str, **query: str) -> tuple[int, str]:
    url = f"{office.url}{path}?{urlencode(query)}"
    async with office.http.get(url, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location") or await answer.text()


async def go_on(office: Office, link: str, **headers: str) -> tuple[int, str]:
    """Presses the button of the start page, as a browser does."""
    url = f"{office.url}/auth/google/start"
    sent = {"Origin": office.url} | headers
    async with office.http.post(url, data={"link": link}, headers=sent, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location") or await answer.text()


def link_of(office: Office, person: Person = ALICE) -> str:
    return make_link(office.services.vault, person, office.db.now())


async def start(office: Office, person: Person = ALICE) -> Asked:
    """Follows a fresh link to Google; what Google is asked for."""
    link = link_of(office, person)
    assert (await get(office, "/auth/google/start", link=link))[0] == 200
    status, location = await go_on(office, link)
    assert status == 303
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    return office.google.oauth.check_request(query)


async def come_back(office: Office, asked: Asked, scopes: tuple[str, ...] = GOOGLE_SCOPES) -> tuple[int, str]:
    """Consents as the owner of Alice's mailbox and returns to the callback."""
    code = office.google.oauth.consent(ALICE_MAIL, asked, scopes)
    return await get(office, "/auth/google/callback", state=asked.state, code=code)


async def accounts(office: Office) -> list[Account]:
    async with office.db.reading() as session:
        return list(await session.scalars(select(Account)))


async def open_states(office: Office) -> int:
    async with office.db.reading() as session:
        query = select(func.count()).select_from(OAuthState).where(OAuthState.slack_id != "")
        return int(await session.scalar(query) or 0)


def says(told: tuple[int, str], status: int, words: Words) -> bool:
    return told[0] == status and all(
        html.escape(part) in told[1] for part in (words.title, words.sentence, words.next_step)
    )


def content(folder: Path) -> bytes:
    """All that the database has on disk, its journal too."""
    return b"".join(file.read_bytes() for file in folder.glob("mailroom.db*"))
