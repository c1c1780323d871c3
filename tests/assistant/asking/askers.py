"""Who asks in the tests of reading, when, and whom they know."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assistant.asking.question.reading import read_question
from assistant.asking.values import Asker, Mailbox, Reading, Turn
from storage.contacts import Known

NOW = datetime(2026, 11, 28, 11, tzinfo=UTC)  # a Saturday, noon in Berlin
BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = (
    ("sarah.lindqvist@northgatelabs.com", "Sarah Lindqvist", 40),
    ("sean.crandall@acme.example", "Crandall, Sean", 30),
    ("bob@acme.example", "Bob Miller", 9),
    ("sarah.brown@firm.example", "Sarah Brown", 2),
    ("jdoe@corp.example", "", 3),
    ("will.smith@corp.example", "Will Smith", 2),
    ("april.jones@corp.example", "April Jones", 2),
    ("jose@empresa.example", "José García", 4),
    ("mueller@werk.example", "Jörg Müller", 4),
    ("tanaka@kaisha.example", "田中 太郎", 5),
    ("billing@northgatelabs.com", "Billing", 2),
    ("mark.davies@corp.example", "Mark Davies", 1),
    ("me@acme.example", "Alice Adams", 500),
)
CONTACTS = {"a": [Known(email, name, count) for email, name, count in PEOPLE]}
KNOWN = {
    "sarah": frozenset({"sarah.lindqvist@northgatelabs.com", "sarah.brown@firm.example"}),
    "lindqvist": frozenset({"sarah.lindqvist@northgatelabs.com"}),
    "northgate": frozenset({"sarah.lindqvist@northgatelabs.com", "billing@northgatelabs.com"}),
    "sean": frozenset({"sean.crandall@acme.example"}),
    "bob": frozenset({"bob@acme.example"}),
    "jdoe": frozenset({"jdoe@corp.example"}),
    "april": frozenset({"april.jones@corp.example"}),
    "jose": frozenset({"jose@empresa.example"}),
    "mueller": frozenset({"mueller@werk.example"}),
    "tanaka": frozenset({"tanaka@kaisha.example"}),
    "will": frozenset({"will.smith@corp.example"}),
    "mark": frozenset({"mark.davies@corp.example"}),
}


def asker(now: datetime = NOW, zone: str = "Europe/Berlin") -> Asker:
    """Alice, with one mailbox."""
    mailbox = Mailbox("a", "me@acme.example", frozenset(), frozenset({"me@acme.example"}))
    return Asker("u", zone, now, (mailbox,))


def read(question: str, *turns: Turn) -> Reading:
    """How her question is read, after these turns."""
    return read_question(question, asker(), CONTACTS, turns)


def turn(question: str, *turns: Turn) -> Turn:
    """A turn of the conversation, which found three documents."""
    reading = read(question, *turns)
    asked = (reading.order, reading.most, reading.asks, reading.times)
    return Turn(question, reading.filters, reading.words, ("one", "two", "three"), False, *asked)


def days(reading: Reading) -> tuple[str, str]:
    """The first day that is asked about and the one after the last, hers; '' where it is open."""
    found = reading.filters.since, reading.filters.until
    since, until = (f"{moment.astimezone(BERLIN):%Y-%m-%d}" if moment else "" for moment in found)
    return since, until
