"""What a stand-in says next: a queued answer, else its own wit or a mail's orders; spoilt where a fault says so."""

import json

from sandbox.faults import Fault
from sandbox.models.obeying import obey
from sandbox.models.wit import Asked, break_shape, speak
from sandbox.models.world import ModelWorld

REFUSAL = "I'm sorry, but I can't help with that request."


def next_answer(world: ModelWorld, asked: Asked, fault: Fault | None) -> str:
    """The text of the next answer."""
    if fault is not None and fault.kind == "refuse":
        return REFUSAL
    mind = obey if world.obeys else speak
    text = _scripted(world.scripted.popleft()) if world.scripted else mind(asked)
    if fault is not None and fault.kind == "malformed":
        return break_shape(text, world.next_malformed())
    return text


def _scripted(value: object) -> str:
    """A queued answer as text: strings as they are, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
