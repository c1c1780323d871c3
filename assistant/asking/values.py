"""The values that a question becomes on its way to an answer. All of them are plain data: stored, shown, replayed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from storage.index.entry import Filters

Operation = Literal[
    "gmail.search",
    "gmail.thread",
    "calendar.search",
    "calendar.free",
    "drive.search",
    "drive.read",
    "mail.draft",
    "mail.send",
    "event.create",
    "event.update",
    "event.delete",
    "file.share",
]
WRITES: frozenset[str] = frozenset(
    {"mail.draft", "mail.send", "event.create", "event.update", "event.delete", "file.share"}
)

Asked = Literal["", "newest", "oldest", "largest", "smallest", "count"]


@dataclass(frozen=True)
class Mailbox:
    """One of the asker's accounts. `scopes` are what Google granted; `me` the addresses that are the asker's own. What
    is `skipped` its owner has turned off here: it is neither asked nor looked up. Of one whose access has `ended` there
    is only what was read before.
    """

    account_id: str
    email: str
    scopes: frozenset[str]
    me: frozenset[str]
    skipped: frozenset[str] = frozenset()
    ended: bool = False


# In place of a Failure, why a service or a mailbox is not asked: its owner chose so, or has to connect it again.
OFF, PAUSED, ENDED = "off", "paused", "ended"


@dataclass(frozen=True)
class Asker:
    """Whose question it is, in which zone (an IANA name), at what time (aware UTC), over which mailboxes. `paused` are
    the addresses of those that they have paused: nothing of them is read."""

    user_id: str
    zone: str
    now: datetime
    mailboxes: tuple[Mailbox, ...]
    paused: tuple[str, ...] = ()

    @property
    def unreached(self) -> dict[str, str]:
        """The mailboxes that are not asked, by their addresses, and why."""
        return dict.fromkeys(self.paused, PAUSED) | {box.email: ENDED for box in self.mailboxes if box.ended}


POINTED = "pointed"  # the id of the step that reads what the asker points at


@dataclass(frozen=True)
class Turn:
    """An earlier question of the conversation and the sources that its answer cited; not the answer, which is made of
    mail: nothing that follows may rest on its words."""

    question: str
    filters: Filters
    words: str
    sources: tuple[str, ...] = ()  # a document's id each, service/account/id of what the index has not, '' of a fact
    asked_back: bool = False  # it was answered with a question to the asker
    order: Asked = ""  # these four: see Reading
    most: int = 0
    asks: str = ""
    times: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    """A person named in a question: the words, and the addresses it may mean, the likeliest first. None: unknown."""

    words: str
    emails: tuple[str, ...]
    role: Literal["sender", "recipient", "any"] = "any"


@dataclass(frozen=True)
class Reading:
    """What code alone reads out of a question, without any model.

    `words` is what is left to search for once filters are taken out ('' if nothing is). `filters` hold what was
    recognised; `mentions` the people, unresolved ones too (they stay in `words`). `explained` says in a few words each
    what was understood ("from Sarah Lindqvist", "since 1 January 2002"), for the reader.
    """

    text: str
    words: str
    filters: Filters
    services: frozenset[str]  # those that the question names; empty: any
    mentions: tuple[Mention, ...] = ()
    explained: tuple[str, ...] = ()
    language: str = "en"
    only_filters: bool = False  # "what did Sean send in January": newest first, no words to rank by
    latest_first: bool = False  # "last", "latest", "newest"
    order: Asked = ""  # what is asked of all mails or files that match, not of the best finds: "the largest file"
    most: int = 0  # how many of that order, 0 if it is not said
    soonest_first: bool = False  # "my next meeting": of what is to come, the first
    follow_up: bool = False  # leans on the turn before: "and what about last week?"
    refers_to: tuple[str, ...] = ()  # ids of documents of the turn before that it points at: "the second one"
    points_nowhere: bool = False  # it points at one of a list that was not shown
    times: tuple[str, ...] = ()  # the periods among `explained`
    asks: str = ""  # the question before, where this one asks it again for somebody else or another time

    @property
    def said(self) -> str:
        """The words that tell what is asked: "how many meetings on Monday?", where this one says "and on Tuesday?"."""
        return f"{self.asks}\n{self.text}" if self.asks else self.text


@dataclass(frozen=True)
class Step:
    """One step of a plan. `arguments` are validated for its operation; `needs` are ids of steps it waits for."""

    id: str
    operation: Operation
    arguments: Mapping[str, Any]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What will be done. `question` stands on its own, the conversation resolved. `ask_back` is what to ask the asker
    instead, '' if nothing. `source` is 'model' or 'code'."""

    question: str
    steps: tuple[Step, ...]
    confidence: float
    ask_back: str = ""
    source: str = "code"


@dataclass(frozen=True)
class Source:
    """Something found that an answer may rest on. `number` is what a citation names, from 1."""

    number: int
    service: str
    title: str
    who: str
    at: datetime | None
    link: str
    text: str  # what the model reads
    extract: str  # what is shown
    document_id: str = ""
    account_id: str = ""
    remote_id: str = ""
    all_day: bool = False
    ends_at: datetime | None = None
    about: str = ""  # facts besides its text, in words: a file's kind and size, its place in an order
    whole: str = field(default="", repr=False, compare=False)  # with what it quotes: to look for words in, never shown


@dataclass(frozen=True)
class Outcome:
    """What came of a step: sources, or why there are none. `trouble` is a bot.errors.Failure value, '' if none."""

    step: Step
    sources: tuple[Source, ...] = ()
    note: str = ""  # facts that are no source: free times, a count
    trouble: str = ""


@dataclass(frozen=True)
class Draught:
    """A write to be proposed: see storage.proposals.Proposal for kinds. Nothing is done until its card is approved."""

    kind: str
    account_id: str
    content: Mapping[str, Any]
    basis: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """The checked answer. `text` is plain text with [n] citations of `sources` only; paragraphs and '- ' lists.

    `known` is False where nothing found answers the question. `missing` are services that could not be reached with
    their Failure, `searched` names what was searched ("Gmail", "Calendar"), `suggestions` are questions to ask next.
    """

    text: str
    sources: tuple[Source, ...]
    known: bool
    searched: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    explained: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    draughts: tuple[Draught, ...] = ()
    by_model: bool = False
    more: tuple[Source, ...] = ()  # further finds, shown without being cited
    notes: tuple[str, ...] = ()  # what the asker should know besides: somebody whom nobody knows
    asked_back: bool = False  # it asks something that the asker's next words may answer
    zone: str = ""  # the asker's, in which its times are written
    asked_of: str = ""  # the task about which it asks, where it answers several; '' for all that was asked


@dataclass(frozen=True)
class Progress:
    """Where an answer is: a stable id, a short title, and how it stands."""

    id: str
    title: str
    status: Literal["in_progress", "complete", "error"]
    details: str = ""


Tell = Callable[[Progress], Awaitable[None]]
