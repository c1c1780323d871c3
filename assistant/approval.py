"""What a person may decide about a reply: approve, undo, edit, discard, ask for another. Claims only, no network.

Every decision names the version that was shown. It holds only if that version still stands (SPEC SL13); exactly one
of any number of equal clicks gets `Answer.DONE`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Case, Person, load_case, own_case
from assistant.letters import Letter, Origin, letter_of, unique, version_of
from assistant.risks import flag_edited
from connectors.mail.email import Address
from storage.audit import Audit
from storage.cards import Cards
from storage.db import Database
from storage.drafts import Drafts, DraftState
from storage.versions import DraftVersion, Versions


class Answer(StrEnum):
    """What became of a click."""

    DONE = "done"
    LATE = "late"  # the card had moved on: it was approved, changed or settled already
    PAUSED = "paused"  # its mailbox is paused: nothing is sent from it, and the card stays as it is


@dataclass(frozen=True)
class Decided:
    """The answer to a click, and the case as it was read just before; where it came too late, just after."""

    answer: Answer
    case: Case
    send_after: datetime | None = None


async def _record(session: AsyncSession, db: Database, case: Case, person: Person, action: str, **detail: Any) -> None:
    await Cards(session).want(case.message.id, case.user.id, db.now())
    await Audit(session).note(db.now(), person.slack_id, action, case.message.id, **case.whose, **detail)


async def _anew(session: AsyncSession, case: Case, now: datetime) -> Case:
    """The case as it stands now; its card is to be drawn anew."""
    await Cards(session).want(case.message.id, case.user.id, now)
    return await load_case(session, case.message.id) or case


async def _decide(
    db: Database, person: Person, version_id: str, before: DraftState, after: DraftState, action: str, **values: Any
) -> Decided:
    case = await own_case(db, person, version_id)
    if case.draft is None:
        return Decided(Answer.LATE, case)
    stands = case.draft.state == before and case.draft.version_id == version_id
    if after is DraftState.APPROVED and stands and case.account.paused:
        return Decided(Answer.PAUSED, case)
    values |= {"acted_by": person.slack_id, "acted_at": db.now()}
    async with db.transaction() as session:
        moved = await Drafts(session).claim(case.draft.id, before, after, db.now(), at_version=version_id, **values)
        if moved:
            await _record(session, db, case, person, action, version=version_id)
        else:  # what was clicked on is not the present state: whatever the reason, it is drawn anew
            case = await _anew(session, case, db.now())
    return Decided(Answer.DONE if moved else Answer.LATE, case, values.get("send_after"))


async def approve(db: Database, person: Person, version_id: str, undo_seconds: int) -> Decided:
    """Claims the version that was shown for sending, once the undo window is over. Raises NotTheirs."""
    due = db.now() + timedelta(seconds=undo_seconds)
    return await _decide(
        db, person, version_id, DraftState.READY, DraftState.APPROVED, "approved", send_after=due, note=""
    )


async def undo(db: Database, person: Person, version_id: str) -> Decided:
    """Takes an approval back, if sending has not begun. Raises NotTheirs."""
    return await _decide(
        db, person, version_id, DraftState.APPROVED, DraftState.READY, "undone", send_after=None, note=""
    )


async def discard(db: Database, person: Person, version_id: str) -> Decided:
    """Settles the reply as discarded; deleting it in the mail service is work to do. Raises NotTheirs."""
    return await _decide(
        db, person, version_id, DraftState.READY, DraftState.DISCARDED, "discarded", cleanup=True, note=""
    )


async def regenerate(db: Database, person: Person, version_id: str, instruction: str) -> Decided:
    """Asks for another draft by the user's instruction. Raises NotTheirs."""
    text = instruction.strip()[:500]
    return await _decide(
        db, person, version_id, DraftState.READY, DraftState.WRITING, "regenerate", instruction=text, note=""
    )


async def settle_unsure(db: Database, person: Person, version_id: str, was_sent: bool) -> Decided:
    """A person looked and says whether an unsure reply went out. Raises NotTheirs."""
    if was_sent:
        return await _decide(
            db, person, version_id, DraftState.UNSURE, DraftState.ELSEWHERE, "said sent", note="", receipt={}
        )
    anew = {"remote_id": "", "remote_number": 0, "creating_at": None, "sending_at": None}
    return await _decide(
        db, person, version_id, DraftState.UNSURE, DraftState.WRITING, "said not sent", note="", **anew
    )


async def edit(db: Database, person: Person, version_id: str, letter: Letter) -> Decided:
    """Makes the user's text the version that stands, if the one they edited still does. Raises NotTheirs."""
    case = await own_case(db, person, version_id)
    draft, shown = case.draft, case.version
    if draft is None or shown is None:
        return Decided(Answer.LATE, case)
    version = _edited(case, shown, _tidy(letter, letter_of(shown)), draft.number + 1, db.now())
    values: dict[str, Any] = {"version_id": version.id, "number": version.number}
    values |= {"acted_by": person.slack_id, "acted_at": db.now(), "note": "", "at_version": version_id}
    ready = DraftState.READY
    async with db.transaction() as session:
        moved = shown.id == version_id and await Drafts(session).claim(draft.id, ready, ready, db.now(), **values)
        if moved:
            await Versions(session).add(version)
            await _record(session, db, case, person, "edited", version=version.id)
        else:
            case = await _anew(session, case, db.now())
    return Decided(Answer.DONE if moved else Answer.LATE, case)


def _tidy(typed: Letter, shown: Letter) -> Letter:
    """What was typed, with the names that are known to its addresses; sender and Bcc are not the form's to change."""
    names = {address.email: address for address in shown.recipients}
    people = [unique([names.get(one.email, one) for one in many], frozenset()) for many in (typed.to, typed.cc)]
    return Letter(shown.sender, people[0], people[1], typed.subject, typed.body, shown.bcc)


def _edited(case: Case, shown: DraftVersion, letter: Letter, number: int, now: datetime) -> DraftVersion:
    origin = Origin("user", shown.thread_tip, shown.in_reply_to, tuple(shown.references))
    version = version_of(shown.draft_id, number, letter, origin, now)
    before = {address.email for address in letter_of(shown).recipients}
    added = {address.email for address in letter.recipients} - before - _people(case)
    return flag_edited(version, shown, case.email, case.me, frozenset({*shown.unknown, *added}))


def _people(case: Case) -> set[str]:
    email = case.email
    people: tuple[Address, ...] = (email.sender, *email.reply_to, *email.to, *email.cc)
    return {address.email for address in people}
