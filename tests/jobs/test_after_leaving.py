"""What is still in the queue when a mailbox leaves does nothing any more: not while it is erased, nor after."""

import inspect
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import Reconnect
from bot.mailboxes import Mailboxes
from jobs.draw_proposal import draw_proposal
from jobs.runner import find_jobs
from tests.database_fixture import Clock
from tests.fakes_office import FakeCalendar, FakeDrive
from tests.handlers.office import Office
from tests.jobs.test_leave_mailbox import leave
from tests.leaving import Parting, counts, parting
from tests.proposal_desk import set_up
from tests.proposals import ask, mail_content

JOBS = find_jobs("jobs")
GOES_ON = {"jobs.leave_mailbox.leave_mailbox", "jobs.remove_posts.remove_posts"}  # what lets it go
KINDS = {"account_id", "message_id", "draft_id", "version_id", "proposal_id"}


def with_office(home: Parting) -> Parting:
    """The same with a calendar and files in memory."""
    known = home.services
    opens: dict[str, Any] = {"open_calendar": lambda tokens: FakeCalendar(), "open_drive": lambda tokens: FakeDrive()}
    boxes = Mailboxes(known.db, known.vault, known.oauth, lambda tokens: home.mail, **opens)
    return replace(home, services=replace(known, mailboxes=boxes))


async def ids_of(home: Parting) -> dict[str, str]:
    """An id of each kind that jobs take, all of them of this mailbox."""
    draft = await home.desk.draft()
    desk = await set_up(home.office, "mail.draft", mail_content(), {}, home.account)
    await draw_proposal(home.services, desk.id)
    return {
        "account_id": home.account.id, "message_id": home.desk.message_id, "draft_id": draft.id,
        "version_id": draft.version_id, "question_id": await ask(home.office.db, home.account),
        "proposal_id": desk.id, "user_id": home.account.user_id, "team_id": "T0MAIL",
    }  # fmt: skip


async def run_all(home: Parting, ids: dict[str, str]) -> list[str]:
    """Runs every job with these ids; which of them were refused access."""
    refused = []
    for path, job in JOBS.items():
        names = [*inspect.signature(job.call).parameters][1:]
        if path in GOES_ON or not names or names[0] not in KINDS:
            continue
        args: list[Any] = [ids.get(name, "x") for name in names]
        try:
            await job(home.services, *args)
        except Reconnect:
            refused.append(path)
    return refused


@pytest.mark.parametrize("gone", [False, True])
async def test_jobs_of_a_mailbox_that_leaves_change_nothing(office: Office, clock: Clock, gone: bool) -> None:
    home = with_office(await parting(office, clock))
    ids = await ids_of(home)
    await leave(home)
    await home.work()
    if gone:
        await home.finish()
    sends, drafts, rows = len(home.mail.sends), len(home.mail.drafts), await counts(office)
    shown = [message.text for message in home.shown()]
    refused = await run_all(home, ids)
    assert not (gone and refused)
    assert (len(home.mail.sends), len(home.mail.drafts)) == (sends, drafts)
    assert [message.text for message in home.shown()] == shown
    assert {**await counts(office), "audit": 0, "leases": 0} == {**rows, "audit": 0, "leases": 0}
