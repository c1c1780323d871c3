"""What of an answer's sources a model is not to read: mail that its owner keeps from models (SPEC AC7)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.asking.evidence.passages import Aim, passage
from assistant.asking.kit import Kit
from assistant.asking.values import Source
from assistant.own_model import Private, privacy
from assistant.preferences import Preferences, preferences_of
from bot.errors import Reconnect
from connectors.mail.quotes import own_words
from storage.accounts import Accounts
from storage.documents import Document, Documents, Service

HIDDEN = "(its owner keeps this mail from models)"


def left_out(sources: Sequence[Source]) -> str:
    """What to tell the asker of mail that was found and that no model may read; '' if there is none."""
    many = sum(source.text == HIDDEN for source in sources)
    if not many:
        return ""
    mails = "1 mail that was found was" if many == 1 else f"{many} mails that were found were"
    return f"{mails} not read by the model: kept from models, as you set."


async def open_sources(kit: Kit, sources: Sequence[Source]) -> Sequence[Source]:
    """The sources as a model may read them: all keep their numbers, those that are kept from it say only that.

    Mail that was found at the mail service alone, whose labels and sender's address nobody knows here, is kept from it
    as soon as its owner keeps any. What a mail quotes or passes on is left out then too: it may be of such mail.
    """
    mails = [source for source in sources if source.service == Service.GMAIL]
    async with kit.db.reading() as session:
        stored = await Accounts(session).preferences({source.account_id for source in mails})
        preferences = {account_id: preferences_of(one) for account_id, one in stored.items()}
        strict = {account_id: one for account_id, one in preferences.items() if one.keeps_mail_from_models}
        if not strict:
            return sources
        known: dict[str, Document] = {}
        for account_id in strict:
            ids = [source.document_id for source in mails if source.account_id == account_id and source.document_id]
            known |= await Documents(session).of_ids(account_id, ids)
    judges = {account_id: await _judge(kit, account_id, one) for account_id, one in strict.items()}
    return [_open(source, judges.get(source.account_id), known) for source in sources]


async def _judge(kit: Kit, account_id: str, preferences: Preferences) -> Private:
    """Of a mailbox whose access has ended nobody knows the names of labels: where these matter all of it is kept."""
    try:
        return await privacy(kit.mail_of(account_id), preferences)
    except Reconnect:
        return lambda sender, labels: True


def _open(source: Source, is_private: Private | None, known: Mapping[str, Document]) -> Source:
    if is_private is None or source.service != Service.GMAIL:
        return source
    mail = known.get(source.document_id)
    if mail is not None and not is_private(mail.sender, mail.labels):
        own = own_words(mail.text or mail.title)
        return replace(source, text=passage(own, Aim.at(source.extract)) or HIDDEN)
    return replace(source, title=HIDDEN, who="", text=HIDDEN)
