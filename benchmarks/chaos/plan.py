"""What a run will do: how much of everything, and for each mail what its reader will do about it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

USUAL_START, MOST_PACE = 10.0, 3.0  # seconds; times as slow


@dataclass(frozen=True)
class Plan:
    """The size of a run. `gap` is the mean number of seconds between two kills; `seed` makes its dice.

    The faults last until there were so many kills and everything was approved, but not longer than `faulty_seconds`.
    `hurried` shortens the product's own waits (see benchmarks.chaos.hurried); `settle_seconds` bounds the time after
    the faults have ended.
    """

    mails: int = 300
    approvals: int = 100
    kills: int = 100
    seed: int = 0
    gap: float = 2.2
    settle_seconds: float = 330
    undo_seconds: int = 8
    hurried: bool = False

    def at_pace(self, start_seconds: float) -> "Plan":
        """The same plan for a machine that took so long to start everything: one that is busy gets slower kills."""
        pace = min(MOST_PACE, max(1.0, start_seconds / USUAL_START))
        return replace(self, gap=self.gap * pace, settle_seconds=self.settle_seconds * pace)

    @property
    def faulty_seconds(self) -> float:
        """How long things may go wrong."""
        return 1.5 * self.kills * self.gap

    @property
    def others(self) -> int:
        """How many replies each of the other errands gets."""
        return max(1, self.approvals // 10)

    @property
    def needs(self) -> int:
        """How many mails the errands need at least."""
        return self.approvals + 4 * self.others


class Errand(StrEnum):
    """What a reader does about a mail. Each click is made twice at once."""

    APPROVE = "approved"
    UNDO = "approved, then undone"
    EDIT_FIRST = "changed in Gmail, then approved from the old card"
    EDIT_AFTER = "approved, then changed in Gmail"
    DISCARD = "discarded"
    LEAVE = "left alone"
    READ = "only read"  # the mail asks for nothing


@dataclass(frozen=True)
class Reader:
    """Somebody with a mailbox and a Slack account."""

    slack_id: str
    email: str
    name: str


READERS = (
    Reader("U0ALICE", "alice@fernhill.example", "Alice Marsh"),
    Reader("U0BOB", "bob@fernhill.example", "Bob Okafor"),
)


@dataclass(frozen=True)
class Mail:
    """A mail from outside, known by its subject alone. `again`: a changed reply is approved as it stands then."""

    subject: str
    sender: str
    copied: str
    text: str
    reader: Reader
    errand: Errand
    again: bool

    @property
    def order(self) -> Mapping[str, str]:
        """How the Gmail stand-in is told to deliver it."""
        to = f"{self.reader.name} <{self.reader.email}>"
        given = {"from": f"Jo Reed <{self.sender}>", "to": to, "cc": self.copied, "subject": self.subject}
        return {**{name: value for name, value in given.items() if value}, "text": self.text}


_ASKS = "Dear {name},\n\ncould you tell me by Friday whether lot {n} can still be changed?\n\nBest\nJo"
_TELLS = "Dear {name},\n\nfor your information: lot {n} left our warehouse this morning.\n\nBest\nJo"


def _errands(plan: Plan) -> list[Errand]:
    others = [Errand.UNDO, Errand.EDIT_FIRST, Errand.EDIT_AFTER, Errand.DISCARD] * plan.others
    rest = plan.mails - plan.approvals - len(others)
    read = rest // 4
    return [Errand.APPROVE] * plan.approvals + others + [Errand.READ] * read + [Errand.LEAVE] * (rest - read)


def make_mails(plan: Plan, dice: random.Random) -> list[Mail]:
    """All mails of a run, in the order of their arrival. Raises ValueError if the plan has too few for its errands."""
    if plan.mails < plan.needs:
        raise ValueError(f"{plan.approvals} approvals need {plan.needs} mails at least")
    errands = _errands(plan)
    dice.shuffle(errands)
    return [_mail(number, errand, dice) for number, errand in enumerate(errands, 1)]


def _mail(number: int, errand: Errand, dice: random.Random) -> Mail:
    reader, lot = dice.choices(READERS, (2, 1))[0], f"{number}-{dice.randrange(16**4):04x}"
    text = _TELLS if errand is Errand.READ else _ASKS
    return Mail(
        subject=f"Question on lot {lot}",
        sender=f"jo{number}@customer.example",
        copied=f"kim{number}@customer.example" if dice.random() < 0.3 else "",
        text=text.format(name=reader.name.split()[0], n=lot),
        reader=reader,
        errand=errand,
        again=dice.random() < 0.5,
    )
