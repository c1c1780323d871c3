"""What the asker points at by its place in the answer before: "the second one"."""

from collections.abc import Sequence

from assistant.asking.agents.desk import Desk, Got, outcome
from assistant.asking.evidence.sources import of_document, of_event
from assistant.asking.plan.plans import SEARCHES
from assistant.asking.values import POINTED, Outcome, Source, Step
from connectors.calendar.source import Event
from storage.documents import Document, Documents, Service


async def pointed_at(desk: Desk, places: Sequence[str]) -> Outcome:
    """The things at these places (see Turn.sources), of the asker's own mailboxes: from the index, and an event that it
    has not from its calendar, as it stands now."""
    got = [await _thing(desk, place) for place in places]
    sources = [one.value for one in got if one.value is not None]
    service = sources[0].service if sources else Service.GMAIL
    step = Step(POINTED, SEARCHES[service], {"words": "", "filters": {}})
    return outcome(step, sources, next((one.trouble for one in got if one.trouble), ""))


async def _thing(desk: Desk, place: str) -> Got[Source]:
    service, _, rest = place.partition("/")
    account_id, _, remote_id = rest.partition("/")
    if service == Service.CALENDAR and rest:
        return await _event(desk, account_id, remote_id)

    async def read() -> list[Document]:
        found: list[Document] = []
        async with desk.kit.db.reading() as session:
            documents = Documents(session)
            for box in desk.asker.mailboxes:
                held = await documents.of_ids(box.account_id, [place])
                if rest and box.account_id == account_id:
                    held = await documents.of_remote(account_id, service, [remote_id])
                found += [one for one in held.values() if one.service not in box.skipped]
        return found

    got = await desk.ask("index", read)
    return Got(of_document(got.value[0], desk.aim) if got.value else None, got.trouble)


async def _event(desk: Desk, account_id: str, event_id: str) -> Got[Source]:
    boxes = [box for box in desk.asker.mailboxes if box.account_id == account_id and not box.ended]
    if not boxes or Service.CALENDAR in boxes[0].skipped:
        return Got(None)

    async def read() -> Event | None:
        return await desk.kit.calendar_of(account_id).event(event_id)

    got = await desk.ask(Service.CALENDAR, read)
    if got.trouble:
        desk.missing[Service.CALENDAR] = got.trouble
    return Got(of_event(got.value, account_id, desk.aim) if got.value else None, got.trouble)
