"""`python -m connectors.embed.fetch FOLDER`: brings the two files of all-MiniLM-L6-v2, for EMBEDDING_FILES.

What was brought already is not brought again, a download that broke off goes on where it stopped, and a file counts
only once its size and checksum are right. `--from URL` names another place that holds the same files: a mirror.
"""

import argparse
import hashlib
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path

REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"  # pinned: another model would make other vectors
HUB = f"https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/{REVISION}"
BLOCK = 1 << 20
TRIES = 5
SECONDS = 30.0  # without a byte


@dataclass(frozen=True)
class Asset:
    """A file by its path at the hub, its name here, its size in bytes and its SHA-256."""

    path: str
    name: str
    size: int
    sha256: str


ASSETS = (
    Asset(
        "onnx/model.onnx",
        "model.onnx",
        90_405_214,
        "6fd5d72fe4589f189f8ebc006442dbb529bb7ce38f8082112682524616046452",
    ),
    Asset(
        "tokenizer.json",
        "tokenizer.json",
        466_247,
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
)


class FetchError(Exception):
    """A file could not be had; the message says which and why."""


def say(line: str) -> None:
    """Progress for the person at the terminal."""
    sys.stderr.write(f"{line}\n")


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(asset: Asset, folder: Path, base: str) -> None:
    """Brings one file into the folder. Raises FetchError if it cannot be had, or is not the one that it should be."""
    target, part = folder / asset.name, folder / f"{asset.name}.part"
    if target.is_file() and target.stat().st_size == asset.size and digest_of(target) == asset.sha256:
        say(f"{asset.name}: is there already")
        return
    for left in reversed(range(TRIES)):
        try:
            _go_on(f"{base.rstrip('/')}/{asset.path}", part, asset)
            break
        except urllib.error.HTTPError as error:
            raise FetchError(f"{asset.name}: {base} answered {error.code}") from error
        except (OSError, HTTPException) as error:
            if not left:
                raise FetchError(
                    f"{asset.name}: broke off ({type(error).__name__}); run this again to go on"
                ) from error
    _accept(part, target, asset)


def _go_on(url: str, part: Path, asset: Asset) -> None:
    """Downloads what is still missing of a file. Raises OSError when the connection breaks off."""
    have = part.stat().st_size if part.exists() else 0
    if have >= asset.size:
        return
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310 - operator's
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        if have and answer.status != 206:  # it sends the whole file
            have = 0
        _write(answer, part, have, asset)


def _write(answer: HTTPResponse, part: Path, have: int, asset: Asset) -> None:
    shown = -1
    with part.open("r+b" if have else "wb") as file:
        file.seek(have)
        while block := answer.read(BLOCK):
            file.write(block)
            have += len(block)
            if have > asset.size:
                raise FetchError(f"{asset.name}: is longer than {asset.size:,} bytes: not the file that was asked for")
            if (done := have * 10 // asset.size) > shown:
                shown = done
                say(f"{asset.name}: {have / 1e6:.1f} of {asset.size / 1e6:.1f} MB")
    if have < asset.size:
        raise ConnectionError("fewer bytes than promised")


def _accept(part: Path, target: Path, asset: Asset) -> None:
    """Puts a complete file in its place. Raises FetchError, and drops it, if it is not the right one."""
    if (found := digest_of(part)) != asset.sha256:
        part.unlink()
        raise FetchError(f"{asset.name}: SHA-256 is {found}, not {asset.sha256}: dropped")
    shutil.move(part, target)


def main(arguments: Sequence[str] | None = None, assets: Sequence[Asset] = ASSETS) -> int:
    """Brings all files; 1 if one could not be had."""
    parser = argparse.ArgumentParser(prog="python -m connectors.embed.fetch", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to put them; then set EMBEDDING_FILES to it")
    parser.add_argument("--from", dest="base", default=HUB, metavar="URL", help="a mirror of the model's repository")
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    try:
        for asset in assets:
            fetch(asset, given.folder, given.base)
    except FetchError as error:
        say(str(error))
        return 1
    say(f"Done. Set EMBEDDING_FILES={given.folder.resolve()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
