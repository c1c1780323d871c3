"""Who has a mailbox on the stand-in, with which addresses and signatures; and the switches people may flip."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SendAs:
    """An address a user may send from; `signature` is HTML."""

    email: str
    name: str
    signature: str = ""
    reply_to: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class User:
    """A person with a mailbox. The first `send_as` entry is the account's own address."""

    email: str
    name: str
    send_as: tuple[SendAs, ...]

    def addresses(self) -> frozenset[str]:
        """Every address whose mail lands in this mailbox."""
        return frozenset({self.email, *(entry.email for entry in self.send_as)})


@dataclass
class Options:
    """Switches of POST /play/mail/options.

    `rewrite_message_id`: a sent mail gets Gmail's own Message-ID. `push`: changes are pushed at all.
    `push_shuffle`: pushes go out in the wrong order. `push_duplicates`: each push goes out twice.
    """

    rewrite_message_id: bool = False
    push: bool = True
    push_shuffle: bool = False
    push_duplicates: bool = False


def sample_users() -> tuple[User, ...]:
    """Alice, who also answers for the sales address, her colleague Bob, and Noor, to whom nobody has written yet."""
    alice = SendAs(
        "alice@fernhill.example",
        "Alice Marsh",
        '<div dir="ltr"><b>Alice Marsh</b><br>Head of Sales, Fernhill Instruments<br>'
        '<a href="https://fernhill.example/">fernhill.example</a></div>',
        is_default=True,
    )
    sales = SendAs(
        "sales@fernhill.example",
        "Fernhill Sales",
        '<div dir="ltr">The sales team at Fernhill Instruments<br>Orders and quotations: sales@fernhill.example</div>',
    )
    bob = SendAs("bob@fernhill.example", "Bob Okafor", is_default=True)
    noor = SendAs("noor@fernhill.example", "Noor Haddad", is_default=True)
    return User(alice.email, alice.name, (alice, sales)), *(User(one.email, one.name, (one,)) for one in (bob, noor))
