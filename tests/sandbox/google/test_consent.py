"""The consent page's further ways: what was granted before, and what may go wrong on the way back."""

import asyncio
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from sandbox.google.consent_page import TROUBLES
from tests.sandbox.google.conftest import ALICE, BOB, Google
from tests.sandbox.google.test_oauth_api import ASKED, CALENDAR, MAIL, decide, redeem


async def scopes(google: Google, **asked: Any) -> set[str]:
    _, tokens = await redeem(google, (await decide(google, **asked))["code"])
    return set(tokens["scope"].split())


async def test_what_was_granted_before_stays_only_where_the_app_asks_for_that(google: Google) -> None:
    await decide(google, granted=[MAIL])
    assert await scopes(google, granted=[CALENDAR]) == {CALENDAR}
    assert await scopes(google, granted=[CALENDAR], include_granted_scopes="true") == {MAIL, CALENDAR}


async def test_what_others_granted_or_what_was_revoked_is_not_added(google: Google) -> None:
    await decide(google, granted=[MAIL], user=ALICE)
    await decide(google, granted=[MAIL])
    google.world.oauth.revoke_all(BOB)
    assert await scopes(google, granted=[CALENDAR], include_granted_scopes="true") == {CALENDAR}


async def test_a_nonsensical_wish_for_granted_scopes_is_refused(google: Google) -> None:
    url = f"{google.url}/google/o/oauth2/v2/auth"
    async with google.http.get(url, params={**ASKED, "include_granted_scopes": "yes"}) as answer:
        assert (answer.status, "invalid_request" in await answer.text()) == (400, True)


ENDS = {
    "": (200, None),
    "late": (400, "invalid_grant"),
    "client": (401, "invalid_client"),
    "busy": (429, "rate_limit_exceeded"),
    "away": (503, "internal_failure"),
    "revoked": (400, "invalid_grant"),
    "mailless": (200, None),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_the_person_orders_goes_wrong_once(google: Google, trouble: str) -> None:
    status, answer = await redeem(google, (await decide(google, trouble=trouble))["code"])
    assert (status, answer.get("error")) == ENDS[trouble]
    assert (await redeem(google, (await decide(google))["code"]))[0] == 200


async def test_an_account_without_gmail_has_no_profile_there(google: Google) -> None:
    await decide(google, trouble="mailless")
    profile = google.client().users().getProfile(userId="me")
    with pytest.raises(HttpError) as refused:
        await asyncio.to_thread(profile.execute)
    assert (refused.value.status_code, "failedPrecondition" in str(refused.value.content)) == (400, True)


async def test_giving_one_token_back_ends_all_that_the_app_has_of_that_user(google: Google) -> None:
    (_, first), (_, second) = [await redeem(google, (await decide(google))["code"]) for _ in range(2)]
    async with google.http.post(f"{google.url}/google/revoke", data={"token": first["refresh_token"]}) as answer:
        assert answer.status == 200
    assert google.world.oauth.holder(second["access_token"]) is None
