"""A person who connects a mailbox: opens the link, goes on to Google, consents there, and comes back."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlalchemy import func, select

from assistant.case import Person
from assistant.connecting import Purpose, make_link
from bot.catalogue import Words
from bot.errors import CATALOGUE, Failure
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


async def go_on(office: Office, link: str) -> tuple[int, str]:
    """Opens a link."""
    return await get(office, "/auth/google/start", link=link)


async def answer(office: Office, page: str, word: str = "yes", **headers: str) -> tuple[int, str]:
    """Answers the question on a page, as a browser does."""
    (nonce,) = re.findall(r'name="grant" value="([^"]+)"', page)
    url, sent = f"{office.url}/auth/google/confirm", {"Origin": office.url} | headers
    async with office.http.post(url, data={"grant": nonce, "answer": word}, headers=sent) as answered:
        return answered.status, await answered.text()


def link_of(office: Office, person: Person = ALICE, purpose: str = "connect", account_id: str = "") -> str:
    return make_link(office.services.vault, person, office.db.now(), Purpose(purpose), account_id)


async def start(office: Office, person: Person = ALICE) -> Asked:
    """Follows a fresh link to Google; what Google is asked for."""
    return await follow(office, link_of(office, person))


async def follow(office: Office, link: str) -> Asked:
    """Follows a link to Google; what Google is asked for."""
    status, location = await go_on(office, link)
    assert status == 303, location
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    return office.google.oauth.check_request(query)


async def come_back(
    office: Office, asked: Asked, scopes: tuple[str, ...] = GOOGLE_SCOPES, email: str = ALICE_MAIL
) -> tuple[int, str]:
    """Consents as the owner of a mailbox, Alice's if none is named, and returns to the callback."""
    code = office.google.oauth.consent(email, asked, scopes)
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
