"""What an owner lets be searched, and where the words of a question may go to be made a vector of."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assistant.searching import search
from storage.db import Database
from tests.assistant.test_own_model import prefer
from tests.assistant.test_searching import ALL, CountingLibrary, Tools, Toy, asker, put, told
from tests.cast import ALICE, join
from tests.fakes import MemoryCache
from tests.storage.index.stock import mail


@pytest.mark.parametrize(
    ("kept", "asked"),
    [({"providers": ("openai",)}, 1), ({"providers": ("anthropic",)}, 0), ({"daily_usd": Decimal(0)}, 0)],
)
async def test_the_words_of_a_question_go_only_where_all_owners_allow_it(
    sqlite_db: Database, kept: dict[str, Any], asked: int
) -> None:
    toy = Toy(provider="openai")
    tools = Tools(sqlite_db, CountingLibrary(sqlite_db), MemoryCache(), toy)
    work, home = await join(tools.db, ALICE, "work@a.example"), await join(tools.db, ALICE, "home@a.example")
    await prefer(tools.db, home, **kept)
    await put(tools, work, mail("m1", "Budget"))
    found = await search(tools, asker("u-alice", work, home), "budget", ALL)
    assert (told(found), len(toy.asked)) == (["Budget"], asked)


async def test_what_is_turned_off_for_a_mailbox_is_not_found_in_it_nor_in_what_was_kept(sqlite_db: Database) -> None:
    tools = Tools(sqlite_db, CountingLibrary(sqlite_db), MemoryCache())
    work, home = await join(tools.db, ALICE, "work@a.example"), await join(tools.db, ALICE, "home@a.example")
    for account, title in ((work, "Budget at work"), (home, "Budget at home")):
        await put(tools, account, mail("m1", title, "the budget"))
    both = asker("u-alice", work, home)
    assert set(told(await search(tools, both, "budget", ALL))) == {"Budget at work", "Budget at home"}
    boxes = (both.mailboxes[0], replace(both.mailboxes[1], skipped=frozenset({"gmail"})))
    assert told(await search(tools, replace(both, mailboxes=boxes), "budget", ALL)) == ["Budget at work"]
    none = replace(both, mailboxes=tuple(replace(box, skipped=frozenset({"gmail"})) for box in boxes))
    assert told(await search(tools, none, "budget", replace(ALL, services=frozenset({"gmail"})))) == []
