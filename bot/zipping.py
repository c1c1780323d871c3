"""An archive that is written while it is sent: its pieces come out as they are put in, and none is kept."""

import asyncio
import zipfile
from collections.abc import AsyncIterator
from typing import IO, cast


class _Sink:
    """Takes what a ZipFile writes, until it is fetched. It cannot be sought in, and ZipFile knows how to do without."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Takes some bytes."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing to do."""

    def fetch(self) -> bytes:
        """What was written since the last time."""
        data = bytes(self._held)
        self._held.clear()
        return data


async def zipped(pieces: AsyncIterator[tuple[str, bytes]]) -> AsyncIterator[bytes]:
    """The archive's bytes, from (file name, content) pairs; those of one file follow each other."""
    sink, name = _Sink(), ""
    entry: IO[bytes] | None = None
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        async for file, content in pieces:
            if file != name:
                if entry is not None:
                    entry.close()
                name, entry = file, archive.open(zipfile.ZipInfo(file), "w", force_zip64=True)
            assert entry is not None
            await asyncio.to_thread(entry.write, content)
            yield sink.fetch()
        if entry is not None:
            entry.close()
    yield sink.fetch()
