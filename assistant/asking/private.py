"""What of an answer's sources a model is not to read: mail that its owner keeps from models (SPEC AC7)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.asking.kit import Kit
from assistant.asking.values import Source
from assistant.own_model import Private, privacy
from assistant.preferences import Preferences, preferences_of
from storage.accounts import Accounts
from storage.documents import Document, Documents, Service

HIDDEN = "(its owner keeps this mail from models)"


async def open_sources(kit: Kit, sources: Sequence[Source]) -> Sequence[Source]:
    """The sources as a model may read them: all keep their numbers, those that are kept from it say only that.

    Mail that was found at the mail service alone, whose labels and sender's address nobody knows here, is kept from it
    as soon as its owner keeps any.
    """
    mails = [source for source in sources if source.service == Service.GMAIL]
    async with kit.db.reading() as session:
        stored = await Accounts(session).preferences({source.account_id for source in mails})
        strict = {account_id: found for account_id, one in stored.items() if _is_strict(found := preferences_of(one))}
        if not strict:
            return sources
        known: dict[str, Document] = {}
        for account_id in strict:
            ids = [source.document_id for source in mails if source.account_id == account_id and source.document_id]
            known |= await Documents(session).of_ids(account_id, ids)
    judges: dict[str, Private] = {one: await privacy(kit.mail_of(one), strict[one]) for one in strict}
    return [_open(source, judges.get(source.account_id), known) for source in sources]


def _is_strict(preferences: Preferences) -> bool:
    return bool(preferences.model_free_domains or preferences.model_free_labels)


def _open(source: Source, is_private: Private | None, known: Mapping[str, Document]) -> Source:
    if is_private is None or source.service != Service.GMAIL:
        return source
    mail = known.get(source.document_id)
    if mail is not None and not is_private(mail.sender, mail.labels):
        return source
    return replace(source, title=HIDDEN, who="", text=HIDDEN)
