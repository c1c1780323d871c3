"""A key's name is what a person typed: it is kept as it can be read, on any database."""

import pytest

from assistant.api_keys import keys_of, make_key
from assistant.bearer import Bearer
from assistant.connecting import Purpose, Wish
from storage.crypto import Vault
from storage.db import Database
from tests.cast import ALICE

BEARER = Bearer(Vault({"k1": bytes(range(32))}).api_keys, "https://mailroom.fernhill.example")


@pytest.mark.parametrize(("typed", "kept"), [("a\0b", "a b"), ("\u202egnp.x\n\x1b[1m", "gnp.x [1m"), ("\0", "API key")])
async def test_a_name_is_kept_without_what_cannot_be_seen(db: Database, typed: str, kept: str) -> None:
    await make_key(db, BEARER, Wish(ALICE, Purpose.KEY, "", "link"), typed)
    assert [key.name for key in await keys_of(db, ALICE)] == [kept]
