"""The vectors of one mailbox's chunks in Chroma: a collection for each mailbox and embedder, and no query over two.

How it is asked within a filter was chosen by measurement, on a collection of 20,000 beside 80,000 of other people, 384
dimensions, 2 cores (milliseconds, median; benchmarks/search_speed.py): all 2; `where` 13 alone and 20 beside the
others, and growing with them; `ids` 13 for 20 of them, 9 for 1,000 and 10 for 3,000, whatever others have; the
vectors of 20 chunks themselves 3, of 100 8, of 500 24. So a small set is compared here, exactly, a middle one asked
for by its ids, unless the thousand nearest of all (4 ms) hold enough of it, as they do of all but rare things. `where`
is never used.

A collection costs the server 3 MB while it is in memory, so the server must be told how many to keep there (see
sandbox/chroma.py). One that was never written to disk cannot be read any more once it was put out of memory: hence
the first write is made with a threshold that writes at once.
"""

import base64
import re
import struct
from collections.abc import Mapping, Sequence
from operator import mul
from typing import Any

from bot.errors import Temporary
from storage.index.chroma import Chroma, Missing, collection_path
from storage.index.shelf import Piece, Shelf

EXACT_AT_MOST = 60  # pieces of which the vectors are fetched
IDS_AT_MOST = 5_000  # pieces that are asked for by id
ENOUGH = 4  # a share of the limit, which counts several pieces of a document
SPARE = 1_000  # vectors that are asked for when a filter leaves more than that
LISTED_AT_ONCE = 500
AT_ONCE = 400  # vectors a request; the server takes 5,461
SYNC_EVERY = 1_000  # vectors after which a collection is written to disk; the server's own default
_EMBEDDER = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?")

Vector = Sequence[float]


def collection_name(account_id: str, embedder: str) -> str:
    """The collection of a mailbox's vectors by that embedder. Raises ValueError for what names none."""
    if not _EMBEDDER.fullmatch(embedder):
        raise ValueError("an embedder's name is up to 60 of a-z, 0-9, dot and hyphen")
    return f"{Shelf(account_id).account_id}.{embedder}"


def key_of(piece: Piece) -> str:
    """A piece's id in its collection."""
    return f"{piece.document_id}:{piece.number}"


def piece_of(key: str, score: float = 0.0) -> Piece:
    """The piece of such an id."""
    document_id, _, number = key.rpartition(":")
    return Piece(document_id, int(number), score)


def packed(vector: Vector) -> str:
    """A vector as the server takes it shortest: little-endian 32-bit numbers in Base64."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


class Vectors:
    """All collections on one server. Raises Temporary and Permanent as Chroma does."""

    def __init__(self, chroma: Chroma) -> None:
        self._chroma = chroma
        self._ids: dict[str, str] = {}  # of collections, by name

    async def nearest(
        self, account_id: str, embedder: str, vector: Vector, limit: int, among: Sequence[Piece] | None = None
    ) -> list[Piece]:
        """The pieces nearest to a unit vector, the nearest first; only `among` these, if given."""
        if among is not None and not among:
            return []
        name = collection_name(account_id, embedder)
        if among is not None and len(among) <= EXACT_AT_MOST:
            body: dict[str, Any] = {"ids": [key_of(piece) for piece in among], "include": ["embeddings"]}
            return _compared(await self._asked(name, "get", body), vector)[:limit]
        if among is None:
            return await self._queried(name, vector, limit, {})
        wanted, near = set(among), await self._queried(name, vector, SPARE, {})
        found = [piece for piece in near if piece in wanted][:limit]
        if ENOUGH * len(found) >= limit or len(near) < SPARE:  # the nearest of all hold enough of these, or all
            return found
        ids = [key_of(piece) for piece in among[:IDS_AT_MOST]]
        try:
            return await self._queried(name, vector, limit, {"ids": ids})
        except Temporary:  # 1.5 answers 500 if one of them is not there, as long as its vector is still to be made
            known = await self._asked(name, "get", {"ids": ids, "include": []})
            return await self._queried(name, vector, limit, {"ids": known["ids"]}) if known and known["ids"] else []

    async def _queried(self, name: str, vector: Vector, limit: int, within: Mapping[str, Any]) -> list[Piece]:
        body = {"query_embeddings": [list(vector)], "n_results": limit, "include": ["distances"], **within}
        found = await self._asked(name, "query", body)
        if not found:
            return []
        return [piece_of(key, 1 - far) for key, far in zip(found["ids"][0], found["distances"][0], strict=True)]

    async def of(self, account_id: str, embedder: str, pieces: Sequence[Piece]) -> list[Vector]:
        """The vectors of these few pieces, of those that have one."""
        if not pieces:
            return []
        body = {"ids": [key_of(piece) for piece in pieces], "include": ["embeddings"]}
        found = await self._asked(collection_name(account_id, embedder), "get", body)
        return list(found["embeddings"]) if found else []

    async def put(self, account_id: str, embedder: str, vectors: Mapping[str, Sequence[Vector]]) -> None:
        """Shelves documents' vectors in place of those they had; of each document in the order of its chunks.

        The first vector of a document knows how many there are. Those too many go first: wherever this stops, doing it
        again makes it right.
        """
        given = {document_id: chunks for document_id, chunks in vectors.items() if chunks}
        if not given:
            return
        name = collection_name(account_id, embedder)
        await self._clear(name, {document_id: len(chunks) for document_id, chunks in given.items()})
        rows = [
            (key_of(Piece(document_id, number)), packed(chunk), {"chunks": len(chunks)} if number == 0 else None)
            for document_id, chunks in given.items()
            for number, chunk in enumerate(chunks)
        ]
        for at in range(0, len(rows), AT_ONCE):
            ids, embeddings, metadatas = zip(*rows[at : at + AT_ONCE], strict=True)
            body = {"ids": ids, "embeddings": embeddings, "metadatas": metadatas}
            await self._changed(name, "upsert", body)

    async def take_out(self, account_id: str, embedder: str, document_ids: Sequence[str]) -> None:
        """Takes documents' vectors off the shelf."""
        await self._clear(collection_name(account_id, embedder), dict.fromkeys(document_ids, 0))

    async def erase(self, account_id: str) -> None:
        """Deletes all collections of the mailbox."""
        for name in await self._names(f"{Shelf(account_id).account_id}."):
            await self.erase_collection(name)

    async def erase_others(self, account_id: str, embedder: str) -> None:
        """Deletes the mailbox's collections of all other embedders."""
        kept = collection_name(account_id, embedder) if embedder else ""
        for name in await self._names(f"{Shelf(account_id).account_id}."):
            if name != kept:
                await self.erase_collection(name)

    async def erase_collection(self, name: str) -> None:
        """Deletes one collection; one that is not there is fine."""
        self._ids.pop(name, None)
        try:
            await self._chroma.send("DELETE", collection_path(name))
        except Missing:
            return

    async def _names(self, prefix: str) -> list[str]:
        found: list[str] = []
        offset = 0
        while page := await self._chroma.send("GET", f"/collections?limit={LISTED_AT_ONCE}&offset={offset}"):
            found += [one["name"] for one in page if one["name"].startswith(prefix)]
            offset += len(page)
        return found

    async def _clear(self, name: str, kept: Mapping[str, int]) -> None:
        """Deletes the vectors of documents from the given number on."""
        firsts = [key_of(Piece(document_id, 0)) for document_id in kept]
        for at in range(0, len(firsts), AT_ONCE):
            body = {"ids": firsts[at : at + AT_ONCE], "include": ["metadatas"]}
            found = await self._asked(name, "get", body, patient=True)
            if not found:
                return
            gone = [
                key_of(Piece(document_id, number))
                for key, facts in zip(found["ids"], found["metadatas"], strict=True)
                for document_id in (piece_of(key).document_id,)
                for number in range(kept[document_id], int((facts or {}).get("chunks", 1)))
            ]
            for start in range(0, len(gone), AT_ONCE):
                await self._changed(name, "delete", {"ids": gone[start : start + AT_ONCE]})

    async def _asked(self, name: str, act: str, body: Any, *, patient: bool = False) -> Any:
        """The answer of a collection, None if there is none of that name."""
        call = self._chroma.send if patient else self._chroma.ask
        for _ in range(2):  # an id kept here may be of a collection that was deleted and made anew
            try:
                if name not in self._ids:
                    self._ids[name] = (await call("GET", collection_path(name)))["id"]
                return await call("POST", collection_path(self._ids[name], act), body)
            except Missing:
                if self._ids.pop(name, None) is None:
                    return None
        return None

    async def _changed(self, name: str, act: str, body: Any) -> None:
        """Changes a collection, which is made if it is not there."""
        collection = await self._made(name)
        try:
            await self._chroma.send("POST", collection_path(collection["id"], act), body)
        except Missing:
            collection = await self._made(name)
            await self._chroma.send("POST", collection_path(collection["id"], act), body)
        if act == "upsert" and collection["configuration_json"]["hnsw"]["sync_threshold"] < SYNC_EVERY:
            relaxed = {"new_configuration": {"hnsw": {"sync_threshold": SYNC_EVERY}}}
            await self._chroma.send("PUT", collection_path(collection["id"]), relaxed)

    async def _made(self, name: str) -> Any:
        configuration = {"hnsw": {"space": "cosine", "sync_threshold": 1}}
        body = {"name": name, "configuration": configuration, "get_or_create": True}
        found = await self._chroma.send("POST", "/collections", body)
        self._ids[name] = found["id"]
        return found


def _compared(found: Any, vector: Vector) -> list[Piece]:
    """The pieces by their likeness to the vector."""
    if not found:
        return []
    scores = {key: sum(map(mul, vector, other)) for key, other in zip(found["ids"], found["embeddings"], strict=True)}
    return [piece_of(key, scores[key]) for key in sorted(scores, key=lambda key: -scores[key])]
