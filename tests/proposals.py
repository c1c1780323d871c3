"""A proposal of Alice's at each stage, the services it would act on, and running its work as the queue does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from assistant.approval import Answer
from assistant.asking.values import Asker, Draught, Mailbox
from assistant.carrying_out import carry_out
from assistant.preparing import prepare
from assistant.proposing import confirm, propose, reference_of
from assistant.task import Hands
from bot.errors import Temporary
from connectors.calendar.source import Event, Guest
from connectors.drive.source import Access, RemoteFile
from storage.accounts import Account
from storage.db import Database, new_id
from storage.proposals import Proposal, Proposals, ProposalState
from storage.questions import Questions
from tests.cast import ALICE, ALICE_MAIL, join
from tests.database_fixture import Clock
from tests.fakes import FakeMail
from tests.fakes_acting import ActingCalendar, ActingDrive

BOB_MAIL = "bob@fernhill.example"
SARAH_MAIL = "sarah@brightwater.example"
BEGINS, ENDS = "2026-11-30T14:00:00+00:00", "2026-11-30T14:30:00+00:00"
FILE_LINK = "https://drive.google.com/file/d/f1/view"
Json = dict[str, Any]


def event_content(**values: Any) -> Json:
    """What event.create holds."""
    return {
        "title": "Budget review", "begins": BEGINS, "ends": ENDS, "zone": "Europe/London", "guests": [BOB_MAIL],
        "place": "Room 4", "description": "Numbers for 2027.", "all_day": False,
    } | values  # fmt: skip


def mail_content(**values: Any) -> Json:
    """What mail.draft and mail.send hold."""
    return {
        "sender": ALICE_MAIL, "to": [SARAH_MAIL], "cc": [], "subject": "Your visit",
        "body": "Hi Sarah,\n\nTuesday suits us.\n\nBest,\nAlice", "thread_id": "", "in_reply_to": "",
    } | values  # fmt: skip


def share_content(**values: Any) -> Json:
    """What file.share holds."""
    return {
        "file_id": "f1", "name": "Budget 2027", "link": FILE_LINK, "email": BOB_MAIL, "role": "reader",
        "message": "Have a look, please.",
    } | values  # fmt: skip


def an_event(**values: Any) -> Event:
    """The event in Alice's calendar that changes are about."""
    begins, ends = datetime.fromisoformat(BEGINS), datetime.fromisoformat(ENDS)
    said: Json = {
        "id": "abcde12345", "title": "Budget review", "begins": begins, "ends": ends, "place": "Room 4",
        "description": "Numbers.", "organizer": ALICE_MAIL, "guests": (Guest(BOB_MAIL, "Bob Okafor"),),
        "link": "https://www.google.com/calendar/event?eid=abcde12345",
    }  # fmt: skip
    return Event(**said | values)


def facts(event: Event, **values: Any) -> Json:
    """That event as content."""
    said = event_content(title=event.title, place=event.place, description=event.description)
    said |= {"begins": event.begins.isoformat(), "ends": event.ends.isoformat()}
    return said | {"guests": [guest.email for guest in event.guests]} | values


def update_content(event: Event, **after: Any) -> Json:
    """What event.update holds: that event, and what of it becomes another."""
    before = facts(event)
    return {"event_id": event.id, "title": event.title, "before": before, "after": before | after}


def delete_content(event: Event) -> Json:
    """What event.delete holds."""
    return facts(event) | {"event_id": event.id}


def a_file(*access: Access, **values: Any) -> RemoteFile:
    """The file in Alice's Drive."""
    at = datetime.fromisoformat(BEGINS)
    said: Json = {"id": "f1", "name": "Budget 2027", "kind": "text/plain", "modified_at": at, "link": FILE_LINK}
    return RemoteFile(**said | {"access": (Access("p0", ALICE_MAIL, "owner"), *access)} | values)


async def ask(db: Database, account: Account, **values: Any) -> str:
    """A question of the account's owner with its thread; its id."""
    question_id = new_id()
    async with db.transaction() as session:
        row = {
            "id": question_id, "key": question_id, "user_id": account.user_id, "text": "Book it", "channel": "D0ALICE",
            "thread_ts": "1.1", "origin": "", "correlation": "c1", "asked_at": db.now(),
        }  # fmt: skip
        assert await Questions(session).ask(row | values)
    return question_id


def asker_of(account: Account, db: Database) -> Asker:
    """The account's owner, as who asks."""
    box = Mailbox(account.id, account.email, frozenset(account.scopes.split()), frozenset({account.email}))
    return Asker(account.user_id, "Europe/London", db.now(), (box,))


@dataclass
class Bench:
    """One proposal with its database, and the services that it would act on."""

    db: Database
    account: Account
    mail: FakeMail
    calendar: ActingCalendar
    drive: ActingDrive
    id: str = ""
    began: list[str] = field(default_factory=list)

    async def row(self) -> Proposal:
        """The proposal as stored."""
        async with self.db.reading() as session:
            found = await Proposals(session).get(self.id)
        assert found is not None
        return found

    async def state(self) -> tuple[str, str]:
        """Its state and note."""
        row = await self.row()
        return row.state, row.note

    async def reference(self) -> str:
        """What the card's buttons carry now."""
        return reference_of(await self.row())

    async def approve(self, undo_seconds: int = 0) -> Answer:
        """Alice approves what the card shows."""
        return (await confirm(self.db, ALICE, await self.reference(), undo_seconds)).answer

    async def draw(self) -> None:
        """Slack shows the card as it stands."""
        async with self.db.transaction() as session:
            await Proposals(session).drawn(self.id, (await self.row()).wanted, "1.2")

    async def run(self) -> None:
        """One run of the work, with a card that shows the present state."""
        await self.draw()

        async def begun() -> None:
            self.began.append((await self.row()).state)

        await carry_out(self.db, Hands(self.mail, self.calendar, self.drive), self.id, begun)

    async def run_until_quiet(self, clock: Clock) -> None:
        """As the queue does: again after each error that says to come back."""
        for _ in range(40):
            try:
                return await self.run()
            except Temporary:
                clock.advance(15)
        raise AssertionError("never came to rest")


async def open_bench(db: Database) -> Bench:
    """Alice with her mail, calendar and files, and nothing proposed yet."""
    account = await join(db)
    bench = Bench(db, account, FakeMail(db.now), ActingCalendar(db.now), ActingDrive(db.now))
    bench.mail.correspondents |= {BOB_MAIL, SARAH_MAIL}
    return bench


async def put(bench: Bench, kind: str, content: Mapping[str, Any], basis: Mapping[str, Any] | None = None) -> Bench:
    """Proposes it and makes it ready to be shown."""
    question_id = await ask(bench.db, bench.account)
    draught = Draught(kind, bench.account.id, content, basis or {})
    (bench.id,) = await propose(bench.db, question_id, asker_of(bench.account, bench.db), [draught])
    await prepare(bench.db, bench.mail, bench.id)
    return bench


async def proposed(db: Database, kind: str, **values: Any) -> Bench:
    """A proposal of that kind, ready on its card."""
    bench = await open_bench(db)
    match kind:
        case "event.create":
            return await put(bench, kind, event_content(**values))
        case "event.update" | "event.delete":
            event = bench.calendar.add(an_event())
            changes = {"title": "Budget review 2027"} | values
            content = update_content(event, **changes) if kind == "event.update" else delete_content(event)
            return await put(bench, kind, content, {"etag": event.etag})
        case "file.share":
            file = bench.drive.add(a_file())
            access = [[one.email, one.role] for one in file.access]
            return await put(bench, kind, share_content(**values), {"access": access})
    return await put(bench, kind, mail_content(**values))


async def approved(db: Database, kind: str, undo_seconds: int = 0, **values: Any) -> Bench:
    """One that Alice approved as it was shown."""
    bench = await proposed(db, kind, **values)
    assert await bench.approve(undo_seconds) is Answer.DONE
    return bench


KINDS = ("event.create", "event.update", "event.delete", "file.share", "mail.draft", "mail.send")


def acts_of(bench: Bench) -> list[int]:
    """What was done outside: events that stand, invitations, mails of shares, drafts, mails sent."""
    return [
        len(bench.calendar.held), len(bench.calendar.invited), len(bench.drive.told), len(bench.mail.draft_ids),
        len(bench.mail.sends),
    ]  # fmt: skip


DONE_ACTS: dict[str, list[int]] = {
    "event.create": [1, 1, 0, 0, 0],
    "event.update": [1, 1, 0, 0, 0],
    "event.delete": [0, 1, 0, 0, 0],
    "file.share": [0, 0, 1, 0, 0],
    "mail.draft": [0, 0, 0, 1, 0],
    "mail.send": [0, 0, 0, 0, 1],
}
NO_ACTS: dict[str, list[int]] = {kind: [int(kind in ("event.update", "event.delete")), 0, 0, 0, 0] for kind in KINDS}
CALLS: dict[str, tuple[str, str]] = {  # whose call acts
    "event.create": ("calendar", "create"),
    "event.update": ("calendar", "update"),
    "event.delete": ("calendar", "delete"),
    "file.share": ("drive", "share"),
    "mail.draft": ("mail", "create_draft"),
    "mail.send": ("mail", "send_draft"),
}


async def assert_done_once(bench: Bench) -> None:
    """It is done, exactly once."""
    row = await bench.row()
    assert row.state == ProposalState.DONE
    assert acts_of(bench) == DONE_ACTS[row.kind]


async def assert_asks_again(bench: Bench, before: str, note: str = "changed") -> None:
    """Nothing was done; the old button is dead, and the new one does what stands now."""
    row = await bench.row()
    assert (row.state, row.note) == (ProposalState.PROPOSED, note)
    assert row.wanted > row.drawn and row.digest not in before
    assert (await confirm(bench.db, ALICE, before, 0)).answer is Answer.LATE
    assert row.previous["content"] and row.expires_at == bench.db.now() + timedelta(hours=24)
