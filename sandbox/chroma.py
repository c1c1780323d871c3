"""A real Chroma of our own: the server of the package beside this Python, as `sandbox.daemon` starts it."""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from sandbox.daemon import first_line

KEPT = 200  # collections in memory, some 3 MB each and more if they are large; those asked for least go first
_CONFIGURATION = """\
port: {port}
listen_address: "127.0.0.1"
persist_path: {data}
allow_reset: false
segment_manager:
  hnsw_index_pool_cache_config:
    lru:
      name: "collections"
      capacity: {kept}
"""


def find_command() -> Path | None:
    """The server's program, installed with its package beside this Python; None if it is not."""
    beside = Path(sys.executable).with_name("chroma")
    return beside if beside.exists() else None


@dataclass(frozen=True)
class ChromaPlace:
    """Where a server lives: a folder for its data and settings, and a port of 127.0.0.1. It keeps as many collections
    in memory as `kept` says."""

    name: ClassVar[str] = "Chroma"
    environment: ClassVar[Mapping[str, str]] = {"ANONYMIZED_TELEMETRY": "FALSE"}

    folder: Path
    port: int
    kept: int = KEPT

    @property
    def url(self) -> str:
        """For CHROMA_URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "chroma.log"

    def command(self) -> list[str]:
        """The command line; its settings are written to a file first. Raises RuntimeError without the program."""
        program = find_command()
        if program is None:
            raise RuntimeError("the chroma program is not installed beside this Python")
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self.folder / "chroma.yaml"
        data = f'"{self.folder.absolute() / "data"}"'
        settings.write_text(_CONFIGURATION.format(port=self.port, data=data, kept=self.kept))
        return [sys.executable, str(program), "run", str(settings)]

    async def answers(self) -> bool:
        """Whether the server there is up."""
        connecting = asyncio.open_connection("127.0.0.1", self.port)
        return b" 200 " in await first_line(connecting, b"GET /api/v2/heartbeat HTTP/1.0\r\n\r\n")
