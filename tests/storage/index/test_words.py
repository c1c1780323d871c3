"""Words on both databases: what is found, what is not any more, and that nothing asked for is a command."""

from collections.abc import Sequence

import pytest
from sqlalchemy import inspect

from storage.db import Database, new_id
from storage.index.entry import Entry
from storage.index.rarity import rarity
from storage.index.shelf import Counts, Piece, Shelf, picked
from storage.index.terms import asked_terms
from storage.index.words import words_of
from tests.storage.index.stock import entry

EVEN = {"title": 1.0, "people": 1.0, "text": 1.0, "quoted": 1.0}
A, B = new_id(), new_id()
COMMANDS = [
        'zebra" OR "lion', "zebra OR lion NOT tea", "title:zebra", "{title body}: zebra", "NEAR(zebra lion, 5)",
        "zebra*", "^zebra", "zebra' OR '1'='1", "'; DROP TABLE documents; --", "zebra & !lion | <-> (", ":zebra :*",
        "\\zebra\\", "zebra\x00lion", "%zebra_", "$1 :asked ?", "-zebra +lion", '"', "'", "(((", "AND", "zebra\ud800",
    ]  # fmt: skip


async def put(db: Database, account_id: str, *entries: Entry) -> None:
    async with db.transaction() as session:
        for one in entries:
            await words_of(session, account_id).put(one)


async def find(
    db: Database, account_id: str, asked: str, weights: dict[str, float] = EVEN, limit: int = 50
) -> list[str]:
    async with db.reading() as session:
        words = words_of(session, account_id)
        counts = await words.count(asked_terms(asked))
        found = await words.find(counts, counts, weights, limit, None)
    return [piece.document_id for piece in found]


async def test_a_word_finds_whatever_form_it_has(db: Database) -> None:
    await put(db, A, entry("d1", "Quotes", "The spectrometers are quoted."), entry("d2", "Lunch", "Pasta at noon"))
    assert await find(db, A, "quote for a SPECTROMETER?") == ["d1"]
    assert await find(db, A, "nothing of that kind") == []


async def test_people_and_history_are_found_as_well(db: Database) -> None:
    await put(db, A, entry("d1", people="Sarah Lindqvist sarah@brightwater.example", quoted="the zebra order"))
    assert await find(db, A, "lindqvist") == await find(db, A, "Brightwater") == await find(db, A, "zebras") == ["d1"]


async def test_columns_weigh_as_they_are_told(db: Database) -> None:
    await put(db, A, entry("d1", "tea", "cups and plates"), entry("d2", "cups", "tea and plates"))
    await put(db, A, *(entry(f"x{n}", "something else", "of another kind") for n in range(5)))
    assert await find(db, A, "tea", EVEN | {"title": 5.0}) == ["d1", "d2"]
    assert await find(db, A, "tea", EVEN | {"text": 5.0}) == ["d2", "d1"]


async def test_a_rare_word_counts_more_than_a_frequent_one(db: Database) -> None:
    await put(db, A, *(entry(f"x{n}", text=f"budget of team {n}, budget") for n in range(20)))
    await put(db, A, entry("rare", text="the axolotl of team seven"))
    assert (await find(db, A, "budget axolotl"))[0] == "rare"


async def test_a_word_is_as_rare_as_it_is_in_all_mailboxes_together(db: Database) -> None:
    await put(db, A, *(entry(f"x{n}", text=f"budget of team {n}") for n in range(20)))
    await put(db, B, entry("rare", text="the axolotl of team seven"))
    words = await rarity(db, [A, B], ["team", "axolotls", "budget-axolotl", "zebra", "?"])
    assert words["team"] < 0.1 < 2 < words["axolotls"] == words["budget-axolotl"] < words["zebra"] and "?" not in words


async def test_short_texts_count_more_than_long_ones(db: Database) -> None:
    await put(db, A, entry("long", text="tea " + "and much more of another kind " * 40), entry("short", text="tea now"))
    await put(db, A, *(entry(f"x{n}", text="of some kind") for n in range(5)))
    assert await find(db, A, "tea") == ["short", "long"]


async def test_a_new_text_takes_the_place_of_the_old_one(db: Database) -> None:
    await put(db, A, entry("d1", "Old", "about zebras"))
    await put(db, A, entry("d1", "New", "about lions"))
    assert (await find(db, A, "zebra"), await find(db, A, "lion")) == ([], ["d1"])


async def test_what_was_taken_out_is_in_no_table_any_more(db: Database) -> None:
    await put(db, A, entry("d1", "Zebras", "about zebras"), entry("d2", "Lions", "about lions"))
    async with db.transaction() as session:
        await words_of(session, A).take_out(["d1", "unknown"])
        await words_of(session, B).take_out(["d1"])
    assert (await find(db, A, "zebra"), await find(db, A, "about")) == ([], ["d2"])
    async with db.reading() as session:
        assert await words_of(session, A).texts([Piece("d1", 0), Piece("d2", 0)]) == {Piece("d2", 0): "about lions"}


async def test_a_failed_transaction_leaves_no_table(db: Database) -> None:
    with pytest.raises(ValueError, match="account"):  # noqa: PT012 - the transaction is to fail half-way
        async with db.transaction() as session:
            await words_of(session, A).put(entry("d1", "Zebras"))
            words_of(session, "")
    async with db.reading() as session:
        assert not await words_of(session, A).exist()
    await put(db, A, entry("d2", "Zebras"))
    assert await find(db, A, "zebra") == ["d2"]


async def test_each_piece_of_a_document_is_found_with_its_own_text(db: Database) -> None:
    await put(db, A, entry("d1", "Report", ("zebra " * 1000) + "\n\n" + ("lion " * 1000)))
    async with db.reading() as session:
        words = words_of(session, A)
        counts = await words.count(asked_terms("lion"))
        [piece] = await words.find(counts, counts, EVEN, 1, None)
        assert piece.number > 0
        assert "lion" in (await words.texts([piece]))[piece]


async def test_nothing_in_a_question_is_a_command(db: Database) -> None:
    await put(db, A, entry("d1", "Zebra", "lion"), entry("d2", "Tea"))
    for asked in COMMANDS:
        assert set(await find(db, A, asked)) <= {"d1", "d2"}, asked
    assert await find(db, A, "zebra") == ["d1"]


async def test_a_question_of_three_thousand_characters_is_answered(db: Database) -> None:
    await put(db, A, entry("d1", "Zebra"))
    question = " ".join(f"word{n}" for n in range(140)) + " zebra " + "and so on " * 200
    assert len(question) > 3000
    assert await find(db, A, question) == ["d1"]


async def test_words_without_spaces_between_them_are_found(db: Database) -> None:
    await put(
        db, A, entry("jp", "会議", "明日の東京タワー見学"), entry("th", "งาน", "พรุ่งนี้มีประชุม"), entry("en", "Tower")
    )
    assert await find(db, A, "東京タワー") == ["jp"]
    assert await find(db, A, "ประชุม") == ["th"]


async def test_one_mailbox_does_not_count_in_anothers_ranking_or_results(db: Database) -> None:
    await put(db, A, entry("a1", "zebra"), entry("a2", "lion"), entry("a3", "tea"))
    before = await find(db, A, "zebra lion")
    await put(db, B, *(entry(f"b{n}", "zebra", "zebra") for n in range(30)))
    assert await find(db, A, "zebra lion") == before
    assert set(await find(db, B, "zebra lion")) == {f"b{n}" for n in range(30)}


async def test_what_is_no_account_id_names_no_table(sqlite_db: Database) -> None:
    async with sqlite_db.reading() as session:
        for forged in ("", "x", A.upper(), A[:-1], A + "a", f"{A};--", "*", "%", A[:-1] + "\n", "../" + A):
            with pytest.raises(ValueError, match="account"):
                words_of(session, forged)


async def test_tables_come_down_with_the_mailbox(db: Database) -> None:
    await put(db, A, entry("d1", "Zebra"))
    await put(db, B, entry("d1", "Zebra"))
    async with db.transaction() as session:
        await words_of(session, A).drop()
    async with db.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert not [name for name in names if A in name]
    assert (await find(db, A, "zebra"), await find(db, B, "zebra")) == ([], ["d1"])


CORPUS = (
    ("budget review", "the budget of the third quarter is under review, numbers by friday"),
    ("lunch on friday", "pasta or soup on friday, who comes along to lunch"),
    ("quarter numbers", "numbers of the quarter, numbers of the year, and a budget"),
    ("flight to lisbon", "the flight to lisbon leaves at nine, hotel near the river"),
    ("hotel in lisbon", "the hotel by the river is booked for three nights in lisbon"),
    ("review of the flight", "the airline asks for a review of the flight"),
    ("soup recipe", "a soup of pumpkin with a long list of things to buy " * 6),
    ("friday meeting moved", "the meeting on friday moves to monday because of the review"),
)
ASKED = (
    "budget numbers of the quarter",
    "hotel in lisbon",
    "review friday",
    "pumpkin soup",
    "flight lisbon nine",
    "friday lunch",
)
FIRST = ["2", "4", "0", "6", "3", "1"]
ALIKE: dict[str, list[list[str]]] = {}


async def test_both_databases_rank_about_alike(db: Database) -> None:
    await put(db, A, *(entry(str(n), *texts) for n, texts in enumerate(CORPUS)))
    ranked = [await find(db, A, asked, EVEN | {"title": 2.0}) for asked in ASKED]
    assert [found[0] for found in ranked] == FIRST
    ALIKE["sqlite" if db.is_sqlite else "postgresql"] = ranked
    if len(ALIKE) == 2:
        for one, other in zip(ALIKE["sqlite"], ALIKE["postgresql"], strict=True):
            assert set(one) == set(other)
            assert same_pairs(one, other) >= 0.8


def same_pairs(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of pairs that stand in the same order in both."""
    pairs = [(a, b) for at, a in enumerate(one) for b in one[at + 1 :]]
    same = [other.index(a) < other.index(b) for a, b in pairs]
    return sum(same) / len(same) if same else 1.0


def test_frequent_terms_are_left_out_of_a_large_mailbox_only() -> None:
    counts = {"the": 9_000, "of": 8_000, "budget": 900, "axolotl": 3, "nothing": 0}
    assert picked(Counts(counts, 10_000), 20_000) == ["axolotl", "budget", "of"]
    assert picked(Counts({"the": 9, "of": 8, "tea": 1}, 10), 20_000) == ["tea", "of", "the"]
    assert picked(Counts({f"w{n}": 9_000 + n for n in range(9)}, 100_000), 30_000) == ["w0", "w1", "w2"]
    assert picked(Counts({}, 10_000), 20_000) == []


def test_a_shelf_has_names_of_its_own() -> None:
    one, other = Shelf(A), Shelf(B)
    assert len({one.words, one.pieces, one.terms, other.words, other.pieces, other.terms}) == 6
