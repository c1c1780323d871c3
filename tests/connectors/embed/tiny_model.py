"""A sentence model of a few hundred kilobytes, written here byte by byte: each word has a vector, and that is all.

It has the inputs, the output and the tokenizer of all-MiniLM-L6-v2, so that the connector can be tried without its
weights. ONNX is protocol buffers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

import random
import struct
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = ("invoice", "bill", "payment", "holiday", "beach", "flight", "the", "for", "is", "##s")
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
VOCABULARY = {word: number for number, word in enumerate((*SPECIAL, *WORDS))}
FLOAT, INT64 = 1, 7


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    content = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _value(name: str, kind: int, *sizes: str | int) -> bytes:
    dims = b"".join(_bytes(1, _bytes(2, size) if isinstance(size, str) else _number(1, size)) for size in sizes)
    tensor = _number(1, kind) + _bytes(2, dims)
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor))


def _table(dimensions: int) -> bytes:
    dice = random.Random(7)  # noqa: S311 - the same numbers every time
    rows = {word: [dice.gauss(0, 1) for _ in range(dimensions)] for word in VOCABULARY}
    rows["bill"] = [part + 0.5 * dice.gauss(0, 1) for part in rows["invoice"]]  # nearly the same thing
    numbers = [part for row in rows.values() for part in row]
    dims = _number(1, len(rows)) + _number(1, dimensions)
    return dims + _number(2, FLOAT) + _bytes(8, "table") + _bytes(9, struct.pack(f"<{len(numbers)}f", *numbers))


def onnx_model(dimensions: int) -> bytes:
    """A model that gives each token the row of its number."""
    gather = _bytes(1, "table") + _bytes(1, "input_ids") + _bytes(2, "last_hidden_state") + _bytes(4, "Gather")
    graph = _bytes(1, gather) + _bytes(2, "tiny") + _bytes(5, _table(dimensions))
    for name in ("input_ids", "attention_mask", "token_type_ids"):
        graph += _bytes(11, _value(name, INT64, "texts", "tokens"))
    graph += _bytes(12, _value("last_hidden_state", FLOAT, "texts", "tokens", dimensions))
    return _number(1, 8) + _bytes(8, _bytes(1, "") + _number(2, 17)) + _bytes(7, graph)


def write_model(folder: Path, dimensions: int = 384) -> Path:
    """Puts model.onnx and tokenizer.json into the folder."""
    tokenizer = Tokenizer(models.WordPiece(VOCABULARY, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(name, VOCABULARY[name]) for name in ("[CLS]", "[SEP]")]
    )
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "model.onnx").write_bytes(onnx_model(dimensions))
    return folder
