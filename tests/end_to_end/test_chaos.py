"""While processes are killed and services fail after they have acted, nothing is lost and nothing done twice (RE6)."""

import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from benchmarks.chaos.checks import Evidence, wrongs
from benchmarks.chaos.people import Deed
from benchmarks.chaos.plan import Errand, Plan, make_mails
from benchmarks.chaos.run import Report, run
from sandbox.environment import Addresses, make_plan
from sandbox.ledger import ledger
from tests.end_to_end.scan import Scene, leaks

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLAN = Plan(mails=16, approvals=6, kills=5, seed=1, gap=1.0, settle_seconds=90, undo_seconds=3, hurried=True)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def report(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Report]:
    """A short run of `make chaos`, with real kills and the app's own waits cut short."""
    yield await run(PLAN, tmp_path_factory.mktemp("chaos"), print)


async def test_nothing_is_lost_and_nothing_done_twice_while_everything_fails(report: Report) -> None:
    assert not report.wrong
    assert report.damage.killed >= PLAN.kills and report.damage.redis.total() == 3
    done = [deed for deed in report.evidence.deeds if deed.finished]
    assert len(done) == PLAN.mails
    assert sum(map(len, report.evidence.sent.values())) >= PLAN.approvals


async def test_whatever_failed_and_died_no_secret_and_no_mail_stands_where_it_should_not(report: Report) -> None:
    folder, stage = report.evidence.database.parent, report.evidence.stage
    given = make_plan({}, Addresses("", "", ""), folder).environment
    assert leaks(Scene(folder, given, ledger(stage.google, stage.slack))) == []


def _sent_twice(evidence: Evidence, deed: Deed) -> None:
    evidence.sent[deed.mail.subject] *= 2


def _never_sent(evidence: Evidence, deed: Deed) -> None:
    del evidence.sent[deed.mail.subject]


def _another_text(evidence: Evidence, deed: Deed) -> None:
    (sent,) = evidence.sent[deed.mail.subject]
    evidence.sent[deed.mail.subject] = [replace(sent, wire=sent.wire.replace(b"\r\n\r\n", b"\r\n\r\nBy the way: ", 1))]


def _another_recipient(evidence: Evidence, deed: Deed) -> None:
    (sent,) = evidence.sent[deed.mail.subject]
    evidence.sent[deed.mail.subject] = [replace(sent, wire=b"Bcc: mallory@fernhill.example\r\n" + sent.wire)]


def _another_thread(evidence: Evidence, deed: Deed) -> None:
    (sent,) = evidence.sent[deed.mail.subject]
    evidence.sent[deed.mail.subject] = [replace(sent, thread_id="f00")]


def _nobody_approved(evidence: Evidence, deed: Deed) -> None:
    evidence.deeds = [replace(one, approved=None) if one is deed else one for one in evidence.deeds]


def _a_draft_left(evidence: Evidence, deed: Deed) -> None:
    evidence.drafts[deed.mail.subject] = evidence.sent[deed.mail.subject]


def _two_cards(evidence: Evidence, deed: Deed) -> None:
    evidence.cards[deed.mail.subject] *= 2


def _no_card(evidence: Evidence, deed: Deed) -> None:
    del evidence.cards[deed.mail.subject]


def _no_row(evidence: Evidence, deed: Deed) -> None:
    (mail,) = evidence.inbox[deed.mail.subject]
    del evidence.rows[mail.id]


def _no_verdict(evidence: Evidence, deed: Deed) -> None:
    (mail,) = evidence.inbox[deed.mail.subject]
    evidence.rows[mail.id] = [replace(evidence.rows[mail.id][0], verdict="")]


def _a_stranger(evidence: Evidence, deed: Deed) -> None:
    evidence.sent["Something else"] = evidence.sent[deed.mail.subject]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_sent_twice, "2 mails went out, 1 expected"),
        (_never_sent, "0 mails went out, 1 expected"),
        (_another_text, "not the text that was shown"),
        (_another_recipient, "it went to"),
        (_another_thread, "not in the thread"),
        (_nobody_approved, "1 mails went out, 0 expected"),
        (_a_draft_left, "1 drafts are left"),
        (_two_cards, "2 cards stand in Slack"),
        (_no_card, "0 cards stand in Slack"),
        (_no_row, "1 mails in Gmail, 0 rows"),
        (_no_verdict, "no verdict"),
        (_a_stranger, "which nobody wrote"),
    ],
)
async def test_the_checker_sees_what_is_wrong(
    report: Report, spoil: Callable[[Evidence, Deed], None], words: str
) -> None:
    evidence = Evidence(report.evidence.stage, report.evidence.database, report.evidence.deeds)
    spoil(evidence, next(deed for deed in evidence.deeds if deed.mail.errand is Errand.APPROVE))
    assert any(words in line for line in wrongs(evidence))


async def test_a_plan_with_too_few_mails_for_its_errands_is_refused() -> None:
    with pytest.raises(ValueError, match="100 approvals need 140 mails"):
        make_mails(Plan(mails=20, approvals=100), random.Random(1))  # noqa: S311
