"""What of an answer's sources a model is not to read: mail that its owner keeps from models (SPEC AC7)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from assistant.asking.kit import Kit
from assistant.asking.values import Source
from assistant.own_model import Private, privacy
from assistant.preferences import Preferences, preferences_of
from storage.accounts import Account
from storage.documents import Document, Service

HIDDEN = "(its owner keeps this mail from models)"


async def open_sources(kit: Kit, sources: Sequence[Source]) -> Sequence[Source]:
    """The sources as a model may read them: all keep their numbers, those that are kept from it say only that.

    Mail that was found at the mail service alone, whose labels and sender's address nobody knows here, is kept from it
    as soon as its owner keeps any.
    """
    mails = [source for source in sources if source.service == Service.GMAIL]
    async with kit.db.reading() as session:
        ids = {source.account_id for source in mails}
        rows = await session.execute(select(Account.id, Account.preferences).where(Account.id.in_(ids)))
        strict = {account_id: one for account_id, stored in rows if _is_strict(one := preferences_of(stored or {}))}
        if not strict:
            return sources
        wanted = [source.document_id for source in mails if source.account_id in strict and source.document_id]
        query = select(Document.id, Document.sender, Document.labels).where(Document.id.in_(wanted))
        known = {document_id: (sender, labels) for document_id, sender, labels in await session.execute(query)}
    judges: dict[str, Private] = {one: await privacy(kit.mail_of(one), strict[one]) for one in strict}
    return [_open(source, judges.get(source.account_id), known) for source in sources]


def _is_strict(preferences: Preferences) -> bool:
    return bool(preferences.model_free_domains or preferences.model_free_labels)


def _open(source: Source, is_private: Private | None, known: dict[str, tuple[str, list[str]]]) -> Source:
    if is_private is None or source.service != Service.GMAIL:
        return source
    facts = known.get(source.document_id)
    if facts is not None and not is_private(*facts):
        return source
    return replace(source, title=HIDDEN, who="", text=HIDDEN)
