"""all-MiniLM-L6-v2 on this machine, from files that the operator supplies: nothing leaves the house, nothing is paid.

https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2. EMBEDDING_FILES is a folder with model.onnx (also a
quantized one) and tokenizer.json, as `python -m connectors.embed.fetch FOLDER` makes it.
"""

import asyncio
import hashlib
import threading
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import Failure, Permanent
from bot.settings import Settings, SettingsError
from connectors.embed.model import Use, Vector
from connectors.embed.vectors import beginning

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

DIMENSIONS = 384
MOST_TOKENS = 256  # what the model was trained on
MOST_BYTES = 16_000  # that are taken apart at all
BATCH = 16  # texts: more gain nothing on few cores, and a question would wait longer
THREADS = 2
FILES = ("model.onnx", "tokenizer.json")


class MiniLM:
    """An Embedder over ONNX files. They are loaded at the first text, in a thread."""

    dimensions = DIMENSIONS
    provider = ""
    usd = Decimal(0)

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._loading = threading.Lock()
        self._parts: tuple[Tokenizer, InferenceSession] | None = None

    async def embed(self, texts: Sequence[str], use: Use) -> list[Vector]:
        """One unit vector for each text, in order. Raises Permanent if the files are no such model."""
        shortest_first = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        found: dict[int, Vector] = {}
        for start in range(0, len(texts), BATCH):
            batch = shortest_first[start : start + BATCH]
            vectors = await asyncio.to_thread(self._embed, [texts[index] for index in batch])
            found.update(zip(batch, vectors, strict=True))
        return [found[index] for index in range(len(texts))]

    async def close(self) -> None:
        """Lets go of the model's memory."""
        self._parts = None

    def _embed(self, texts: list[str]) -> list[Vector]:
        tokenizer, session = self._open()
        try:
            return _run(session, tokenizer.encode_batch([beginning(text, MOST_BYTES) for text in texts]))
        except Exception as error:
            message = f"EMBEDDING_FILES: not a sentence model of {DIMENSIONS} dimensions ({type(error).__name__})"
            raise Permanent(message, Failure.MODEL_DOWN) from error

    def _open(self) -> "tuple[Tokenizer, InferenceSession]":
        with self._loading:  # two first texts at once must not load 90 MB twice
            if self._parts is None:
                self._parts = _load(self._folder)
            return self._parts


def _load(folder: Path) -> "tuple[Tokenizer, InferenceSession]":
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, ["CPUExecutionProvider"])
    except Exception as error:  # the libraries raise bare exceptions of their own
        message = f"EMBEDDING_FILES: could not be loaded ({type(error).__name__})"
        raise Permanent(message, Failure.MODEL_DOWN) from error
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id("[PAD]") or 0)  # to the longest of the batch
    return tokenizer, session


def _run(session: "InferenceSession", encoded: "list[Encoding]") -> list[Vector]:
    """The mean of the tokens' vectors, in length 1: how the model was trained."""
    import numpy

    def numbers(rows: list[list[int]]) -> Any:
        return numpy.array(rows, dtype=numpy.int64)

    mask = numbers([one.attention_mask for one in encoded])
    given = {
        "input_ids": numbers([one.ids for one in encoded]),
        "attention_mask": mask,
        "token_type_ids": numbers([one.type_ids for one in encoded]),
    }
    wanted = {one.name for one in session.get_inputs()}
    tokens = session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
    weights = mask[:, :, None].astype(numpy.float32)
    means = (tokens * weights).sum(axis=1) / weights.sum(axis=1).clip(min=1)
    if means.shape != (len(encoded), DIMENSIONS):
        raise ValueError("another shape")
    lengths = numpy.linalg.norm(means, axis=1, keepdims=True).clip(min=1e-9)
    vectors: list[Vector] = (means / lengths).tolist()
    return vectors


def _name(folder: Path) -> str:
    """Tells a model by the beginning, the end and the size of its file: 90 MB are not read at each start."""
    path = folder / "model.onnx"
    with path.open("rb") as file:
        head = file.read(65_536)
        file.seek(max(0, path.stat().st_size - 65_536))
        digest = hashlib.sha256(head + file.read() + str(path.stat().st_size).encode()).hexdigest()
    return f"minilm-l6-v2-{digest[:8]}"


def build(settings: Settings) -> MiniLM | None:
    """The embedder over the operator's files, or None where none are named. Raises SettingsError if one is missing."""
    if not settings.embedding_files:
        return None
    folder = Path(settings.embedding_files)
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        raise SettingsError(
            f"EMBEDDING_FILES: no {' and no '.join(missing)} in that folder. "
            f"Fetch them: python -m connectors.embed.fetch {folder}"
        )
    return MiniLM(folder, _name(folder))
