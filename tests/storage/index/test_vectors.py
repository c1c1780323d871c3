"""Vectors in a real Chroma: near ones are found, replaced ones are not, and each mailbox is alone."""

from collections.abc import AsyncIterator

import pytest

from storage.db import new_id
from storage.index.chroma import Chroma
from storage.index.shelf import Piece
from storage.index.vectors import EXACT_AT_MOST, Vectors, collection_name
from tests.storage.index.stock import vector_of

TEA, LION, ZEBRA, SOUP = (vector_of(word) for word in ("tea", "lion", "zebra", "soup"))


@pytest.fixture
async def vectors(chroma_url: str) -> AsyncIterator[Vectors]:
    chroma = Chroma(chroma_url)
    yield Vectors(chroma)
    await chroma.close()


async def test_the_nearest_pieces_come_first(vectors: Vectors) -> None:
    account = new_id()
    await vectors.put(account, "m-1", {"d1": [TEA, LION], "d2": [ZEBRA]})
    assert await vectors.nearest(account, "m-1", LION, 1) == [Piece("d1", 1)]
    assert set(await vectors.nearest(account, "m-1", LION, 9)) == {Piece("d1", 0), Piece("d1", 1), Piece("d2", 0)}


async def test_a_mailbox_without_vectors_has_no_near_ones(vectors: Vectors) -> None:
    assert await vectors.nearest(new_id(), "m-1", LION, 5) == []
    assert await vectors.nearest(new_id(), "m-1", LION, 5, [Piece("d1", 0)]) == []
    await vectors.take_out(new_id(), "m-1", ["d1"])


@pytest.mark.parametrize("more", [0, EXACT_AT_MOST])
async def test_among_some_pieces_only_these_are_found(vectors: Vectors, more: int) -> None:
    """A few are compared here, more are asked for by id: the same answer."""
    account = new_id()
    await vectors.put(account, "m-1", {"d1": [LION], "d2": [TEA], "d3": [ZEBRA]})
    unknown = [Piece(f"x{number}", 0) for number in range(more)]
    among = [Piece("d2", 0), Piece("d3", 0), Piece("d4", 0), *unknown]
    assert (await vectors.nearest(account, "m-1", ZEBRA, 1, among)) == [Piece("d3", 0)]
    assert set(await vectors.nearest(account, "m-1", LION, 5, among)) == {Piece("d2", 0), Piece("d3", 0)}
    assert await vectors.nearest(account, "m-1", LION, 5, []) == []


async def test_new_vectors_take_the_place_of_the_old_ones(vectors: Vectors) -> None:
    account = new_id()
    await vectors.put(account, "m-1", {"d1": [TEA, LION, ZEBRA], "d2": [SOUP]})
    await vectors.put(account, "m-1", {"d1": [LION]})
    assert set(await vectors.nearest(account, "m-1", LION, 9)) == {Piece("d1", 0), Piece("d2", 0)}


async def test_what_was_taken_out_is_found_no_more(vectors: Vectors) -> None:
    account = new_id()
    await vectors.put(account, "m-1", {"d1": [TEA, LION, ZEBRA], "d2": [SOUP]})
    await vectors.take_out(account, "m-1", ["d1", "unknown"])
    assert await vectors.nearest(account, "m-1", LION, 9) == [Piece("d2", 0)]


async def test_no_mailbox_finds_anothers_vectors(vectors: Vectors) -> None:
    mine, other = new_id(), new_id()
    await vectors.put(mine, "m-1", {"d1": [TEA]})
    await vectors.put(other, "m-1", {"d2": [LION]})
    assert await vectors.nearest(mine, "m-1", LION, 9) == [Piece("d1", 0)]
    assert await vectors.nearest(mine, "m-1", LION, 9, [Piece("d2", 0)]) == []
    await vectors.take_out(mine, "m-1", ["d2"])
    await vectors.erase(mine)
    assert await vectors.nearest(mine, "m-1", LION, 9) == []
    assert await vectors.nearest(other, "m-1", LION, 9) == [Piece("d2", 0)]


async def test_vectors_of_another_embedder_are_apart_and_can_be_erased(vectors: Vectors) -> None:
    account = new_id()
    await vectors.put(account, "m-1", {"d1": [TEA]})
    await vectors.put(account, "m-2", {"d1": [LION[:8]]})
    await vectors.erase_others(account, "m-2")
    assert await vectors.nearest(account, "m-1", TEA, 9) == []
    assert await vectors.nearest(account, "m-2", LION[:8], 9) == [Piece("d1", 0)]


async def test_a_collection_made_anew_by_others_is_found_again(vectors: Vectors, chroma_url: str) -> None:
    account, chroma = new_id(), Chroma(chroma_url)
    await vectors.put(account, "m-1", {"d1": [TEA]})
    others = Vectors(chroma)
    await others.erase(account)
    await others.put(account, "m-1", {"d2": [TEA]})
    assert await vectors.nearest(account, "m-1", TEA, 9) == [Piece("d2", 0)]
    await others.erase(account)
    await vectors.put(account, "m-1", {"d3": [TEA]})
    assert await others.nearest(account, "m-1", TEA, 9) == [Piece("d3", 0)]
    await chroma.close()


@pytest.mark.parametrize("account", ["", "x", "a" * 31, "a" * 33, "A" * 32, "*", "../" + "a" * 32])
def test_what_is_no_account_id_names_no_collection(account: str) -> None:
    with pytest.raises(ValueError, match="account"):
        collection_name(account, "m-1")


@pytest.mark.parametrize("embedder", ["", "M", "a/b", "a b", "-a", "a.", "a" * 61, "a\n"])
def test_what_is_no_embedder_names_no_collection(embedder: str) -> None:
    with pytest.raises(ValueError, match="embedder"):
        collection_name("a" * 32, embedder)
