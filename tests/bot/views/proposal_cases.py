"""Proposals as views draw them: any kind, in any state."""

from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.proposal_content import checked, digest_of
from bot.views.proposal_parts import Shown
from storage.proposals import Proposal, ProposalState
from tests.proposals import (
    BOB_MAIL,
    an_event,
    delete_content,
    event_content,
    mail_content,
    share_content,
    update_content,
)

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ID = "0123456789abcdef" * 2
ALICE_MAIL = "alice@fernhill.example"
FLAG = {"kind": "other_domain", "words": "sarah@brightwater.example: outside of fernhill.example."}
Json = dict[str, Any]

CONTENTS: dict[str, tuple[Json, Json]] = {
    "event.create": (event_content(), {}),
    "event.update": (update_content(an_event(), title="Budget review 2027", description="New."), {"etag": "1"}),
    "event.delete": (delete_content(an_event()), {"etag": "1"}),
    "file.share": (share_content(), {"access": [[ALICE_MAIL, "owner"], ["", "reader"]]}),
    "mail.draft": (mail_content(), {"tip": ""}),
    "mail.send": (mail_content(thread_id="t1"), {"tip": "m1"}),
}


def of(kind: str, state: str = ProposalState.PROPOSED, content: Json | None = None, **values: Any) -> Shown:
    """A proposal of that kind, of the usual content if no other is given; `values` are its columns."""
    told, basis = checked(kind, content or CONTENTS[kind][0], CONTENTS[kind][1])
    row: Json = {
        "id": ID, "question_id": "q1", "user_id": "u1", "account_id": "a1", "kind": kind, "content": told,
        "basis": basis, "digest": digest_of(kind, "a1", told, basis), "previous": {}, "flags": [], "prepared": True,
        "state": state, "note": "", "result": {}, "decided_by": "", "due_at": None,
        "expires_at": NOW + timedelta(days=1), "changed_at": NOW, "created_at": NOW,
    }  # fmt: skip
    return Shown(Proposal(**row | values), ALICE_MAIL, {BOB_MAIL: "Bob Okafor"})


def every_proposal() -> list[Shown]:
    """One in each state, with whatever it offers there."""
    soon = NOW + timedelta(days=9999)
    found = [of("mail.send", state, note="service_down", due_at=soon, expires_at=soon) for state in ProposalState]
    flagged = of("mail.send", flags=[FLAG])
    sent = of("mail.send", ProposalState.DONE, result={"sent_id": "m1"})
    return [*found, flagged, sent]
