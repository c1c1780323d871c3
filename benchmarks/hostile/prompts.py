"""What a request to a model may hold: our own words, and everybody else's inside fences that they cannot close."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from benchmarks.hostile.slack_payloads import HIDDEN, ROOT

Json = dict[str, Any]

SCHEMAS = {"TriageAnswer": "triage", "DraftAnswer": "draft"}
FENCES = ("mail", "thread", "example", "lesson", "draft", "instruction", "source", "question")
_FENCE = re.compile(r"<([a-z]+)-([0-9a-f]{16})>\n(.*?)\n</\1-\2>", re.S)
_REPAIR = (
    r"(?:\n\nYour previous answer could not be used: [^<>]{1,700}\.\nAnswer again with one JSON object as required\.)?"
)
_TAG = re.compile(rf"</?\s?(?:{'|'.join(FENCES)})-")
# Control words of local models' chat templates, which some servers read as such wherever they stand
# (github.com/vllm-project/vllm/pull/31735).
ROLE = re.compile(
    r"<\||\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>|<｜|｜>|\[/?(?:TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|SYSTEM_PROMPT)\]|</?think>"
    r"|</?tool_call>",
    re.I,
)


@cache
def _parts(name: str) -> tuple[str, re.Pattern[str]]:
    """A prompt file's system part, and the pattern of its user part with the fences taken out."""
    text = (ROOT / "assistant" / "prompts" / f"{name}.md").read_text("utf-8")
    _, _, rest = text.partition("\n=== system\n")
    system, _, user = rest.partition("\n=== user\n")
    slot = r"(?:\\x00|[^<>\\n]{1,200})"
    pattern = re.sub(r"\\\{\\\{\w+\\\}\\\}", slot, re.escape(user.strip()))
    return system.strip(), re.compile(pattern + _REPAIR)


def inspect_question(call: Json) -> Iterator[str]:
    """What is wrong with one request that a model stand-in saw."""
    if call["hands"]:
        yield f"the model is given {', '.join(call['hands'])}"
    if call["schema"] not in SCHEMAS:
        yield f"a question of an unknown shape: {call['schema']!r}"
        return
    system, user = _parts(SCHEMAS[call["schema"]])
    if call["system"] != system:
        yield "the system part is not the file's"
    prompt = call["prompt"]
    yield from _fences(prompt)
    if not user.fullmatch(_FENCE.sub("\x00", prompt)):
        yield "words outside the fences that are not ours"
    if found := ROLE.search(prompt):
        yield f"a control word of a chat template: {found[0]!r}"
    if HIDDEN.search(prompt):
        yield "hidden characters"


def _fences(prompt: str) -> Iterator[str]:
    for kind, number, body in _FENCE.findall(prompt):
        if kind not in FENCES or prompt.count(number) != 2:
            yield f"a fence {kind}-{number} whose number stands elsewhere too"
        if found := _TAG.search(unicodedata.normalize("NFKC", body)):
            yield f"a mail shows a model what looks like one of our tags: {found[0]!r}"
