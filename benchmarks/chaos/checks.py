"""Whether all is as it must be, from the stand-ins' own worlds and the database file; each wrong thing is one line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.chaos.board import Shown, all_cards, read_card
from benchmarks.chaos.people import Deed
from benchmarks.chaos.plan import READERS, Errand, Mail
from benchmarks.chaos.settling import query
from sandbox.google.mailbox import Stored
from sandbox.google.mime import plain_text
from sandbox.google.rfc822 import addresses
from sandbox.server import Stage

_ENDS = {Errand.APPROVE: "sent", Errand.DISCARD: "discarded"}


@dataclass(frozen=True)
class Row:
    """What the database holds of one mail; empty texts where a table has no row."""

    id: str
    state: str
    verdict: str
    source: str
    draft: str
    version: str
    card: str  # its ts
    word: str  # the last that its reader said: approved or undone


@dataclass
class Evidence:
    """What is looked at after a run."""

    stage: Stage
    database: Path
    deeds: Sequence[Deed]

    @cached_property
    def inbox(self) -> dict[str, list[Stored]]:
        """What the outside wrote, by subject."""
        return self._by_subject("INBOX", "")

    @cached_property
    def sent(self) -> dict[str, list[Stored]]:
        """What went out, by the subject that it answers."""
        return self._by_subject("SENT", "Re: ")

    @cached_property
    def drafts(self) -> dict[str, list[Stored]]:
        """The drafts that stand in Gmail, by the subject that they answer."""
        return self._by_subject("DRAFT", "Re: ")

    def _by_subject(self, label: str, prefix: str) -> dict[str, list[Stored]]:
        found: dict[str, list[Stored]] = {}
        for reader in READERS:
            for _, _, stored in self.stage.google.boxes[reader.email].newest():
                if label in stored.labels:
                    found.setdefault(stored.subject.removeprefix(prefix), []).append(stored)
        return found

    @cached_property
    def cards(self) -> dict[str, list[Shown]]:
        """The cards that stand in Slack, by subject."""
        return {
            subject: [read_card(channel, message) for channel, message in found]
            for subject, found in all_cards(self.stage.slack).items()
        }

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """What the database holds, by the mail's id in Gmail."""
        statement = """
            SELECT m.remote_id, m.id, m.state, coalesce(v.category, ''), coalesce(v.source, ''), coalesce(d.state, ''),
                   coalesce(d.version_id, ''), coalesce(c.ts, ''),
                   coalesce((SELECT action FROM audit a WHERE a.subject = m.id AND action IN ('approved', 'undone')
                             ORDER BY a.at DESC, a.id DESC LIMIT 1), '')
            FROM messages m LEFT JOIN verdicts v ON v.message_id = m.id LEFT JOIN drafts d ON d.message_id = m.id
            LEFT JOIN cards c ON c.message_id = m.id"""
        found: dict[str, list[Row]] = {}
        for remote_id, *rest in query(self.database, statement):
            found.setdefault(str(remote_id), []).append(Row(*map(str, rest)))
        return found


def wrongs(evidence: Evidence) -> list[str]:
    """Everything that is not as it must be."""
    found = [line for deed in evidence.deeds for line in _of_mail(evidence, deed)]
    return [*found, *_strangers(evidence), *_database(evidence)]


def _of_mail(evidence: Evidence, deed: Deed) -> Iterator[str]:
    subject = deed.mail.subject
    mails = evidence.inbox.get(subject, [])
    rows = [row for mail in mails for row in evidence.rows.get(mail.id, [])]
    if len(mails) != 1 or len(rows) != 1:
        yield f"{subject}: {len(mails)} mails in Gmail, {len(rows)} rows"
        return
    lines = [*_verdict(rows[0], deed.mail), *_cards(evidence, rows[0], deed.mail)]
    if rows[0].verdict == "needs_reply":
        lines += [*_reply(evidence, rows[0], deed, mails[0])]
    elif evidence.sent.get(subject) or evidence.drafts.get(subject):
        lines.append("a reply to mail that needs none")
    if not deed.finished:
        lines.append(f"its reader never got it {deed.mail.errand}")
    yield from (f"{subject} ({deed.mail.errand}): {line}" for line in lines)


def _verdict(row: Row, mail: Mail) -> Iterator[str]:
    if row.state != "settled":
        yield f"it is {row.state}"
    if not row.verdict:
        yield "no verdict"
    elif row.verdict != "needs_reply" and mail.errand is not Errand.READ:
        yield f"judged as {row.verdict}"


def _cards(evidence: Evidence, row: Row, mail: Mail) -> Iterator[str]:
    """One card for mail that was judged, in its owner's conversation, drawn to the state that the database holds."""
    cards = evidence.cards.get(mail.subject, [])
    expected = row.verdict == "needs_reply" or (row.verdict == "informational" and not row.source.startswith("rule:"))
    if len(cards) != expected:
        yield f"{len(cards)} cards stand in Slack, {int(expected)} expected"
    for card in cards:
        if card.channel != f"D{mail.reader.slack_id[1:]}":
            yield "its card stands in somebody else's conversation"
        if card.version != (row.version if row.draft == "ready" else ""):
            yield f"its card does not show how it stands: {row.draft}"
        if card.is_discarded != (row.draft == "discarded"):
            yield f"its card does not tell whether it was discarded: {row.draft}"
    if cards and row.card not in [card.ts for card in cards]:
        yield "the app does not know where its card stands"


def _reply(evidence: Evidence, row: Row, deed: Deed, mail: Stored) -> Iterator[str]:
    """What went out and what is left in Gmail, against what its reader did and saw."""
    sent, drafts = (found.get(deed.mail.subject, []) for found in (evidence.sent, evidence.drafts))
    cards = evidence.cards.get(deed.mail.subject, [])
    says_sent = any(card.is_sent for card in cards)
    wanted = _wanted(deed, says_sent)
    if len(sent) != wanted:
        yield f"{len(sent)} mails went out, {wanted} expected"
    if sent and row.word == "undone":
        yield "it went out although its approval was undone"
    if says_sent != bool(sent):
        yield "its card says that it was sent" if says_sent else "it went out, its card does not say so"
    for one in sent:
        yield from _sent_as_shown(one, deed, mail)
    if row.draft != _ENDS.get(deed.mail.errand, "sent" if wanted else "ready"):
        yield f"the database says that the reply is {row.draft}"
    closed = bool(sent) or deed.mail.errand is Errand.DISCARD
    if len(drafts) != (0 if closed else 1):
        yield f"{len(drafts)} drafts are left in Gmail ({row.draft})"
    for draft, card in zip(drafts, cards, strict=False):
        if _text(draft) != _tidy(card.body):
            yield "the draft in Gmail is not what its card shows"


def _wanted(deed: Deed, says_sent: bool) -> int:
    """How many mails must have gone out. An undo may come too late: then the card must say that it was sent."""
    if deed.mail.errand is Errand.UNDO:
        return int(says_sent and not deed.undone)
    return int(deed.approved is not None)


def _sent_as_shown(sent: Stored, deed: Deed, mail: Stored) -> Iterator[str]:
    raw, shown = sent.raw, deed.approved
    if shown is None:
        yield "a mail went out that nobody approved"
        return
    if _text(sent) != _tidy(shown.body):
        yield "what went out is not the text that was shown"
    if deed.mail.errand in (Errand.EDIT_FIRST, Errand.EDIT_AFTER) and deed.edited not in _text(sent):
        yield "the reply went out as it was before it was changed in Gmail"
    if sent.subject != shown.lines.get("Subject"):
        yield "its subject is not the one that was shown"
    people = {one for name in ("To", "Cc", "Bcc") for one in shown.lines.get(name, "").split(", ") if one}
    asked = {one for one in (deed.mail.sender, deed.mail.copied) if one}
    if not set(addresses(raw, "To", "Cc", "Bcc")) == people == asked:
        yield f"it went to {sorted(addresses(raw, 'To', 'Cc', 'Bcc'))}"
    if sent.thread_id != mail.thread_id or mail.rfc_id not in raw.get("In-Reply-To"):
        yield "it is not in the thread that it answers"


def _text(stored: Stored) -> str:
    return _tidy(plain_text(stored.root))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _strangers(evidence: Evidence) -> Iterator[str]:
    """Mails, drafts and cards about nothing that was ever delivered, and mail that went out but not from Sent."""
    known = {deed.mail.subject for deed in evidence.deeds}
    mails, cards = ("mail", evidence.inbox), ("card", evidence.cards)
    for what, found in (mails, cards, ("draft", evidence.drafts), ("sent mail", evidence.sent)):
        yield from (f"a {what} about {subject!r}, which nobody wrote" for subject in set(found) - known)


def _database(evidence: Evidence) -> Iterator[str]:
    """The file itself, and what stands in it that nothing explains."""
    for check in ("integrity_check", "foreign_key_check"):
        answer = [row for row in query(evidence.database, f"PRAGMA {check}") if row != ("ok",)]
        yield from (f"{check}: {row}" for row in answer)
    for statement in (
        "SELECT 'verdicts of a mail', count(*) FROM verdicts GROUP BY message_id HAVING count(*) > 1",
        "SELECT 'accounts not connected', count(*) FROM accounts WHERE state <> 'connected' HAVING count(*) > 0",
        "SELECT 'cards given up', count(*) FROM cards WHERE failed <> '' HAVING count(*) > 0",
        "SELECT 'leases held', count(*) FROM leases WHERE name <> 'schedule' AND name NOT LIKE 'tell:%'"
        " AND until > strftime('%Y-%m-%d %H:%M:%f', 'now') HAVING count(*) > 0",
    ):
        yield from (f"{count} {what}" for what, count in query(evidence.database, statement))
    for (job, error), count in dead_letters(evidence.database, "unknown").items():
        yield f"{count} dead letters of {job}: {error}"


def dead_letters(database: Path, failure: str = "") -> Counter[tuple[str, str]]:
    """How many dead letters there are by job and error; of one class of failure, or all.

    Those of known failures are explained once the work itself is found to be done; an unknown one never is.
    """
    statement = "SELECT job, error FROM dead_letters WHERE ? IN ('', failure)"
    return Counter((str(job), str(error)) for job, error in query(database, statement, failure))


def lapsed_leases(database: Path) -> int:
    """Rows of leases whose holder was killed and whose work was done by another: they hold nothing any more."""
    return int(str(query(database, "SELECT count(*) FROM leases WHERE name NOT IN ('schedule', 'health')")[0][0]))
