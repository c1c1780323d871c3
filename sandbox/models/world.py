"""What the model stand-ins know and remember: keys, models, options, scripted answers, and the requests they saw."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from sandbox.faults import Faults

STAND_IN = "stand-in"


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Call:
    """One request that a stand-in answered. `schema` names the shape that was asked for, '' if none.

    `hands` are the request's fields that would let a model act, or see more than this prompt.
    """

    provider: str
    method: str
    model: str
    system: str
    prompt: str
    schema: str
    answer: str
    stored: bool
    at: str
    hands: tuple[str, ...] = ()


@dataclass
class ModelWorld:
    """The state of both stand-ins. Everything can be set by whoever starts them."""

    faults: Faults
    openai_key: str = "sk-sandbox"
    anthropic_key: str = "sk-ant-sandbox"
    openai_models: Sequence[str] = ("gpt-6-luna", "gpt-6.1-terra", "gpt-6.1-sol")
    anthropic_models: Sequence[str] = ("claude-haiku-5-5", "claude-sonnet-5-5")
    embedding_models: Sequence[str] = ("text-embedding-3-small", "text-embedding-3-large")
    latency_ms: float = 300
    obeys: bool = False  # does whatever a mail in its prompt wants, as a model that was led astray
    now: Callable[[], datetime] = _utc_now
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=500))
    scripted: deque[object] = field(default_factory=deque)
    _malformed: int = 0

    def saw(self, call: Call) -> None:
        """Remembers a request; the oldest is forgotten once there are 500."""
        self.calls.append(call)

    def listing(self) -> list[dict[str, object]]:
        """The remembered requests as JSON, oldest first."""
        return [asdict(call) for call in self.calls]

    def next_malformed(self) -> int:
        """Counts malformed answers, so that the two ways of being malformed alternate."""
        self._malformed += 1
        return self._malformed


_HANDS = ("tools", "tool_choice", "functions", "function_call", "mcp_servers", "web_search_options", "container")
_MEMORY = ("previous_response_id", "conversation", "prompt", "background")


def hands_in(body: Mapping[str, object]) -> tuple[str, ...]:
    """The fields of a request that give a model tools, or other people's conversations."""
    return tuple(name for name in (*_HANDS, *_MEMORY) if body.get(name))


def served_name(model: str) -> str:
    """The name that answers carry: the services name the snapshot that served, and ours is a stand-in."""
    return f"{model}-{STAND_IN}"


def tokens_in(text: str) -> int:
    """A plausible token count: about four characters a token, as for English."""
    return (len(text) + 3) // 4
