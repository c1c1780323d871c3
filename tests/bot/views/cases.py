"""Cases made of nothing but values: any mail, verdict and reply, in any state, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from assistant.case import Case
from connectors.mail.email import Address, Attachment, Email, email_to_json
from storage.accounts import Account
from storage.cards import Card
from storage.drafts import Draft, DraftState
from storage.messages import Message, MessageState
from storage.users import User
from storage.verdicts import Verdict
from storage.versions import DraftVersion

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ID = "0" * 31 + "1"
NOTES = (
    "", "stopped", "edited", "newer", "refused", "reconnect", "left", "model", "failed", "stopped,edited,newer",
    "unheard",
)  # fmt: skip
HOSTILE = (
    "", " ", "\n", "<!channel>", "<!here|x>", "<@U0ALICE>", "<#C0GENERAL>", "<https://evil.example|Click here>",
    "<mailto:a@b.c|boss>", "*bold* _it_ ~no~ `code` ```", ":rotating_light:", "&lt;!channel&gt;", "\u202egnp.exe",
    "\u2066\u2069\u200b\ufeff", "\U000e0041\U000e0042", "a\0b\x07\x1b[31m", "é😀\u0301", "x" * 100_000,
    "<!channel> " * 9000, "\n" * 20_000, "😀" * 9000, "&" * 9000, "A line\r\nand another\rand more",
    "– " * 400, "\ud7ff\ufffd",
)  # fmt: skip
MAIL = Email(
    rfc_id="<q@x.example>", in_reply_to="", references=(), sender=Address("Sarah", "sarah@x.example"), reply_to=(),
    to=(Address("Alice", "alice@fernhill.example"),), cc=(), bcc=(), subject="A quote", date=NOW, text="Could you?",
)  # fmt: skip


def version_of(number: int = 1, **values: Any) -> DraftVersion:
    """A version of the reply."""
    usual = {
        "id": f"{number:032x}", "draft_id": ID, "number": number, "author": "model",
        "sender": {"name": "Alice", "email": "alice@fernhill.example"},
        "to": [{"name": "Sarah", "email": "sarah@x.example"}], "cc": [], "bcc": [], "subject": "Re: A quote",
        "body": "Yes, gladly.", "rfc_id": "<1@x>", "in_reply_to": "<q@x.example>", "references": [], "thread_tip": "m1",
        "fingerprint": "", "flags": [], "unknown": [], "missing": [], "provider": "openai", "model": "gpt-test",
        "prompt": "draft@1", "input_tokens": 900, "output_tokens": 100, "cost_usd": Decimal("0.001"),
        "latency_ms": 900, "created_at": NOW,
    }  # fmt: skip
    return DraftVersion(**usual | values)


def verdict_of(**values: Any) -> Verdict:
    """A verdict on the mail."""
    usual = {
        "message_id": ID, "account_id": ID, "sender": "sarah@x.example", "list_id": "", "shape": "s",
        "category": "needs_reply", "confidence": 0.9, "reasoning": "Asks.", "summary": "Wants a quote.",
        "tags": ["support"], "priority": "high", "action_items": [{"text": "Quote", "due": "2026-11-27"}],
        "language": "en", "source": "openai", "model": "gpt-test", "prompt": "triage@1", "corrected_to": "",
        "corrected_by": "", "created_at": NOW,
    }  # fmt: skip
    return Verdict(**usual | values)


def draft_of(state: DraftState, **values: Any) -> Draft:
    """The reply's row."""
    usual = {
        "id": ID, "message_id": ID, "account_id": ID, "thread_id": "t1", "state": state, "number": 1, "remote_id": "r1",
        "acted_by": "U0ALICE", "acted_at": NOW, "send_after": NOW + timedelta(seconds=30), "sent_id": "m9",
        "receipt": {}, "note": "", "changed_at": NOW,
    }  # fmt: skip
    return Draft(**usual | values)


def case_of(
    email: Email | None = MAIL,
    verdict: Verdict | None = None,
    draft: Draft | None = None,
    version: DraftVersion | None = None,
    state: MessageState = MessageState.SETTLED,
    address: str = "alice@fernhill.example",
) -> Case:
    """A case; `email` None is a mail that could not be read."""
    stored = {"email": email_to_json(email) if email else {}, "received_at": NOW if email else None}
    message = Message(
        id=ID, account_id=ID, remote_id="m1", thread_id="t1", labels=["INBOX"], state=state, correlation="c", **stored
    )
    user = User(id=ID, team_id="T0MAIL", slack_id="U0ALICE")
    account = Account(id=ID, user_id=ID, email=address, state="connected", aliases=[])
    return Case(user, account, message, verdict, draft, version, Card(message_id=ID, user_id=ID))


TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8"), max_size=300),
    st.lists(
        st.one_of(st.sampled_from(HOSTILE[:17]), st.text(st.characters(codec="utf-8"), max_size=20)), max_size=8
    ).map("".join),
    st.tuples(st.text(st.characters(codec="utf-8"), max_size=9), st.integers(0, 3000)).map(
        lambda pair: pair[0] * pair[1]
    ),
)
ADDRESS = st.builds(Address, TEXT, TEXT)
LINE = st.lists(st.builds(lambda name, email: {"name": name, "email": email}, TEXT, TEXT), max_size=60)
FLAG = st.builds(lambda words: {"kind": "amount", "words": words}, TEXT)
ITEM = st.fixed_dictionaries({"text": TEXT}, optional={"due": st.one_of(st.none(), TEXT)})
EMAILS = st.builds(
    lambda sender, subject, text, files, hidden, truncated: replace(
        MAIL, sender=sender, subject=subject, text=text, attachments=tuple(files), hidden_removed=hidden,
        truncated=truncated,
    ),
    ADDRESS, TEXT, TEXT,
    st.lists(st.builds(Attachment, TEXT, TEXT, st.integers(0, 10**12)), max_size=8), st.booleans(), st.booleans(),
)  # fmt: skip
VERDICTS = st.one_of(
    st.none(),
    st.builds(
        verdict_of,
        category=st.sampled_from(["needs_reply", "informational", "spam"]), confidence=st.floats(0, 1), reasoning=TEXT,
        summary=TEXT, tags=st.lists(TEXT, max_size=9), priority=st.sampled_from(["urgent", "high", "normal", "low"]),
        action_items=st.lists(ITEM, max_size=9), corrected_to=st.sampled_from(["", "needs_reply", "spam"]),
        corrected_by=st.just("U0ALICE"), source=TEXT, model=TEXT, prompt=TEXT,
    ),
)  # fmt: skip
VERSIONS = st.builds(
    version_of,
    author=st.sampled_from(["model", "template", "user", "gmail"]), sender=st.builds(vars, ADDRESS), to=LINE, cc=LINE,
    bcc=LINE, subject=TEXT, body=TEXT, flags=st.lists(FLAG, max_size=12), model=TEXT, provider=TEXT, prompt=TEXT,
)  # fmt: skip
RECEIPTS = st.sampled_from(
    [{}, {"at": NOW.isoformat(), "proven": True}, {"at": NOW.isoformat(), "proven": False}, {"proven": True}]
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Case, DraftVersion | None]:
    """Any case that may be stored, and the version shown before."""
    state = draw(st.sampled_from(list(DraftState)))
    version = draw(VERSIONS)
    draft = draft_of(
        state, version_id=version.id, note=draw(st.sampled_from(NOTES)), receipt=draw(RECEIPTS),
        remote_id=draw(st.sampled_from(["", "r1"])) if state == DraftState.WRITING else "r1",
    )  # fmt: skip
    address = f"{draw(st.text(st.characters(codec='ascii', categories=['L', 'N']), max_size=60))}@x.example"
    with_reply = draw(st.integers(0, 4)) > 0
    message_state = draw(st.sampled_from([MessageState.SETTLED, MessageState.STUCK]))
    case = case_of(
        draw(EMAILS), draw(VERDICTS), draft if with_reply else None, version if with_reply else None, message_state,
        address,
    )  # fmt: skip
    return case, draw(st.one_of(st.none(), VERSIONS))
