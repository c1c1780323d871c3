"""POST /embeddings of the OpenAI stand-in: limits as published, vectors that are the same every time."""

import base64
import struct

from aiohttp import web

from sandbox.faults import Fault
from sandbox.models.door import ApiError, JsonObject, think
from sandbox.models.openai_wire import answer_headers, checked_body
from sandbox.models.vectors import embedding
from sandbox.models.world import Call, ModelWorld, tokens_in

_KNOWN = frozenset(["input", "model", "dimensions", "encoding_format", "user"])
_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
_MOST_TEXTS, _MOST_TOKENS, _MOST_IN_ALL = 2048, 8192, 300_000


async def embed(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    """Answers with one unit vector for each text, or with garbage under a `malformed` fault."""
    body = await checked_body(world, request, _KNOWN, "input")
    texts, count = _texts(body["input"])
    dimensions = _dimensions(world, body)
    await think(world)
    form = body.get("encoding_format") or "float"
    data = [_item(index, embedding(text, dimensions), form) for index, text in enumerate(texts)]
    prompt, at = "\n".join(texts)[:2000], world.now().isoformat()
    world.saw(Call("openai", "embeddings", body["model"], "", prompt, "", f"{len(texts)} vectors", False, at))
    if fault is not None and fault.kind == "malformed":
        return web.json_response({"object": "list", "data": []}, headers=answer_headers())
    usage = {"prompt_tokens": count, "total_tokens": count}
    whole = {"object": "list", "data": data, "model": body["model"], "usage": usage}
    return web.json_response(whole, headers=answer_headers())


def _texts(given: object) -> tuple[list[str], int]:
    """The texts to embed and their tokens in all. A list of token numbers counts as one text."""
    if isinstance(given, list) and given and all(isinstance(part, int) for part in given):
        given = [given]
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts:
        raise ApiError(400, "'$.input' is invalid. Please check the API reference.", param="input")
    if len(texts) > _MOST_TEXTS:
        raise ApiError(400, f"'$.input' is invalid: at most {_MOST_TEXTS} texts a request.", param="input")
    words = [text if isinstance(text, str) else " ".join(map(str, text)) for text in texts]
    if not all(words):
        raise ApiError(400, "'$.input' is invalid: input cannot be an empty string.", param="input")
    counts = [tokens_in(text) if isinstance(text, str) else len(text) for text in texts]
    if max(counts) > _MOST_TOKENS:
        raise ApiError(400, f"Invalid 'input': maximum context length is {_MOST_TOKENS} tokens.", param="input")
    if sum(counts) > _MOST_IN_ALL:
        raise ApiError(400, f"Invalid 'input': at most {_MOST_IN_ALL} tokens a request.", param="input")
    return words, sum(counts)


def _dimensions(world: ModelWorld, body: JsonObject) -> int:
    model = body["model"]
    if model not in world.embedding_models:
        message = f"The model `{model}` does not exist or you do not have access to it."
        raise ApiError(404, message, code="model_not_found")
    most = _DIMENSIONS.get(model, 1536)
    asked = body.get("dimensions")
    if asked is None:
        return most
    if not isinstance(asked, int) or not 1 <= asked <= most:
        raise ApiError(
            400, f"Invalid value for 'dimensions' = {asked}. Must be between 1 and {most}.", param="dimensions"
        )
    return asked


def _item(index: int, vector: list[float], form: str) -> JsonObject:
    packed = base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
    return {"object": "embedding", "index": index, "embedding": packed if form == "base64" else vector}
