"""How often one may knock at the push door: strangers by address, our own pushes by mailbox."""

from storage.db import Database
from tests.cast import join
from tests.database_fixture import Clock
from tests.handlers.http.pushing import BOB_MAIL, envelope, push, token
from tests.handlers.office import Office, open_office


async def test_the_101st_stranger_in_a_minute_is_slowed_down(office: Office) -> None:
    answers = [(await push(office, b"{}", None)).status for _ in range(100)]
    assert answers == [401] * 100
    late = await push(office, b"{}", None)
    assert (late.status, late.headers["Retry-After"], (await late.json())["code"]) == (429, "1", "too_many")


async def test_forwarded_addresses_of_strangers_are_not_believed(office: Office) -> None:
    for number in range(100):
        await push(office, b"{}", None, **{"X-Forwarded-For": f"198.51.100.{number}"})
    assert (await push(office, b"{}", None, **{"X-Forwarded-For": "203.0.113.9"})).status == 429


async def test_behind_our_proxy_each_forwarded_address_has_its_own_limit(sqlite_db: Database, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, trusted_proxies="127.0.0.0/8", webhook_per_minute=3) as office:
        first = [(await push(office, b"{}", None, **{"X-Forwarded-For": "198.51.100.1"})).status for _ in range(4)]
        second = await push(office, b"{}", None, **{"X-Forwarded-For": "198.51.100.2"})
        lied = await push(office, b"{}", None, **{"X-Forwarded-For": "10.9.8.7, 198.51.100.1"})
    assert (first, second.status, lied.status) == ([401, 401, 401, 429], 401, 429)


async def test_verified_pushes_of_many_accounts_from_one_address_are_never_slowed_down(
    office: Office, clock: Clock
) -> None:
    bearer = token(clock)
    for number in range(130):
        assert (await push(office, envelope(f"user{number}@fernhill.example"), bearer)).status == 204


async def test_a_verified_push_is_taken_while_strangers_from_its_address_are_slowed_down(
    sqlite_db: Database, clock: Clock
) -> None:
    await join(sqlite_db)
    async with open_office(sqlite_db, clock, webhook_per_minute=2) as office:
        assert [(await push(office, b"{}", None)).status for _ in range(3)] == [401, 401, 429]
        assert (await push(office, envelope(), token(clock))).status == 204


async def test_one_mailbox_has_a_limit_of_its_own(sqlite_db: Database, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, webhook_per_minute=3) as office:
        bearer = token(clock)
        answers = [(await push(office, envelope(), bearer)).status for _ in range(4)]
        other = await push(office, envelope(BOB_MAIL), bearer)
    assert (answers, other.status) == ([204, 204, 204, 429], 204)
