"""A mail that was asked for: put into the mail service as a draft once, and sent once as it was shown (SPEC SL2, RE1).

As with replies, a draft that was sent is gone: so even two requests to send it send one mail. An unknown outcome is
looked into first: is the draft still there, is the mail among what was sent?
"""

from datetime import datetime, timedelta

from assistant.letters import Letter, Origin, version_of, wire
from assistant.preparing import tip_of
from assistant.reconcile import Remote, find_sent, is_same, look_at
from assistant.task import Task
from bot.errors import Failure, MailroomError, OutcomeUnknown, Permanent, Waiting
from connectors.mail.compose import fingerprint
from connectors.mail.email import Address
from connectors.mail.source import RemoteDraft, ThreadEntry
from storage.proposals import Proposal
from storage.versions import DraftVersion

LOOK_FOR = timedelta(minutes=5)  # how long a sent mail may take to show up before a person is asked
ARRIVES_WITHIN = timedelta(seconds=60)  # how long a request whose answer was lost may be on its way


def version_in(proposal: Proposal) -> DraftVersion:
    """The mail as a version of a draft; it is not stored, and always the same for the same proposal."""
    said = proposal.content
    people = [tuple(Address("", email) for email in said[name]) for name in ("to", "cc")]
    sender = Address(said["sender_name"], said["sender"])
    letter = Letter(sender, people[0], people[1], said["subject"], said["body"])
    origin = Origin("proposal", proposal.basis["tip"], said["in_reply_to"], ())
    version = version_of(proposal.id, 1, letter, origin, proposal.created_at)
    version.rfc_id = f"<{proposal.id}@{sender.email.rpartition('@')[2]}>"
    return version


async def draft_mail(task: Task) -> None:
    """Puts the mail into the mail service's drafts."""
    if "draft_id" not in task.result:
        if not await _is_on_top(task):
            return await task.ask_again(task.content, {"tip": await _tip(task)}, "newer")
        if not await _make(task, version_in(task.proposal)):
            return None
    return await task.done()


async def send_mail(task: Task) -> None:
    """Makes the draft, holds it against what was shown, and sends exactly that."""
    version = version_in(task.proposal)
    if "draft_id" not in task.result:
        if not await _is_on_top(task):
            return await task.ask_again(task.content, {"tip": await _tip(task)}, "newer")
        if not await _make(task, version):
            return None
    remote = await look_at(task.hands.mail, task.result["draft_id"], task.result["thread_id"])
    if "sending_at" in task.result and await _is_settled(task, version, remote):
        return None
    if remote.draft is None:
        return await _gone(task, version, remote)
    if fingerprint(remote.draft.raw) != version.fingerprint:
        return await task.over("edited")
    if not is_same(remote, version):
        return await task.ask_again(task.content, {"tip": remote.tip}, "newer")
    return await _send(task, version, remote.draft)


async def _tip(task: Task) -> str:
    return await tip_of(task.hands.mail, task.content["thread_id"])


async def _is_on_top(task: Task) -> bool:
    """Whether the thread's newest message still is the one that was, when the mail was shown."""
    return await _tip(task) == str(task.basis["tip"])


# the draft


async def _make(task: Task, version: DraftVersion) -> bool:
    """Puts the draft there unless an earlier try did; False if the approval was taken back."""
    if "creating_at" in task.result:
        made = await task.hands.mail.draft_named(version.rfc_id)
        if made is not None:
            await _made(task, made)
            return True
        if task.now() - datetime.fromisoformat(task.result["creating_at"]) < ARRIVES_WITHIN:
            raise Waiting("an unanswered request may still make the draft", retry_after=20)
    if not await task.start(creating_at=task.now().isoformat()):
        return False
    await _made(task, await _create(task, version))
    return True


async def _create(task: Task, version: DraftVersion) -> RemoteDraft:
    mail = task.hands.mail
    try:
        return await mail.create_draft(task.content["thread_id"], wire(version))
    except OutcomeUnknown:  # mostly it was made and only the answer was lost: a look now spares a minute's wait
        if made := await mail.draft_named(version.rfc_id):
            return made
        raise


async def _made(task: Task, draft: RemoteDraft) -> None:
    await task.keep(draft_id=draft.remote_id, message_id=draft.message_id, thread_id=draft.thread_id)


# the sending


async def _is_settled(task: Task, version: DraftVersion, remote: Remote) -> bool:
    """What became of an earlier request: True if that settles it, False if it is to be compared and asked again.

    Raises Waiting while the request may still be on its way.
    """
    began = datetime.fromisoformat(task.result["sending_at"])
    sent = await find_sent(task.hands.mail, remote, version, began)
    if sent is not None:
        await _sent(task, version, sent.remote_id)
        return True
    if remote.draft is None:
        if task.now() - began < LOOK_FOR:
            raise Waiting("the draft is gone, its sent mail not seen yet", retry_after=20)
        await task.fail(Failure.UNKNOWN, "unsure")
        return True
    if not is_same(remote, version):
        if task.now() - began < ARRIVES_WITHIN:
            raise Waiting("an unanswered request may still send it", retry_after=20)
        await task.keep(sending_at=None)  # the draft is there: it did not go out
    return False


async def _gone(task: Task, version: DraftVersion, remote: Remote) -> None:
    """The draft has left the mail service without us: it was sent by hand, or deleted."""
    sent: ThreadEntry | None = await find_sent(task.hands.mail, remote, version, task.proposal.created_at)
    if sent is not None:
        return await task.done("had", sent_id=sent.remote_id)
    return await task.over("gone")


async def _send(task: Task, version: DraftVersion, shown: RemoteDraft) -> None:
    if not await task.start(sending_at=task.now().isoformat()):
        return
    try:
        sent = await task.hands.mail.send_draft(shown)
    except Permanent:  # it was refused: nothing went out
        await task.keep(sending_at=None)
        raise
    if sent is None:  # gone: an earlier request of ours may have sent it, or a hand did
        raise Waiting("the draft was gone when it was to be sent", retry_after=5)
    await _sent(task, version, sent.remote_id)


async def _sent(task: Task, version: DraftVersion, remote_id: str) -> None:
    """It is a fact. What was sent is read back, for the receipt; where it cannot be, that unsends nothing."""
    await task.keep(sent_id=remote_id)
    try:
        message = await task.hands.mail.message(remote_id)
        proven = message is not None and fingerprint(message.raw) == version.fingerprint
    except MailroomError:
        proven = None
    await task.done(proven=proven)
