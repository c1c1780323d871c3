"""Making, changing and cancelling an event: once, and only while it is the event that the card showed."""

from base64 import b32hexencode
from datetime import timedelta

from assistant.proposal_content import Json, facts_of, new_event
from assistant.task import Task
from connectors.calendar.source import Event, NewEvent

_WHEN = ("begins", "ends", "zone", "all_day")


def event_id_of(proposal_id: str) -> str:
    """The id under which a proposal's event is made: the same proposal can make it but once."""
    return b32hexencode(bytes.fromhex(proposal_id)).decode().rstrip("=").lower()


async def create_event(task: Task) -> None:
    """Safe to repeat: an event that this id made already is given back."""
    if await task.start():
        event = await task.hands.calendar.create(event_id_of(task.proposal.id), new_event(task.content))
        await task.done(event_id=event.id, link=event.link)


async def update_event(task: Task) -> None:
    """Changes the event if it still is what was shown, else asks again with what it has become."""
    event_id = task.content["event_id"]
    there = await task.hands.calendar.event(event_id)
    if there is not None and there.etag == task.basis["etag"]:
        if not await task.start():
            return None
        changed = await task.hands.calendar.update(event_id, new_event(task.content["after"]), there.etag)
        if changed is not None:
            return await task.done(event_id=event_id, link=changed.link)
        there = await task.hands.calendar.event(event_id)
    if there is None:
        return await task.over("gone")
    return await _renew(task, there)


async def _renew(task: Task, there: Event) -> None:
    """Proposes the same change to the event as it is now; where that would change nothing, it was made already."""
    before, after = task.content["before"], task.content["after"]
    now = facts_of(there, before["zone"])
    become = rebased(before, after, now)
    if stands_as(there, new_event(become)):
        return await task.done("" if task.was_begun else "had", event_id=there.id, link=there.link)
    content = {"event_id": there.id, "title": there.title, "before": now, "after": become}
    return await task.ask_again(content, {"etag": there.etag})


def rebased(before: Json, after: Json, now: Json) -> Json:
    """What `now` becomes by the change that made `after` of `before`; all that the change leaves alone stays."""
    fresh = {name: after[name] for name in ("title", "place", "description") if after[name] != before[name]}
    if any(after[name] != before[name] for name in _WHEN):
        fresh |= {name: after[name] for name in _WHEN}
    gone = set(before["guests"]) - set(after["guests"])
    guests = [one for one in dict.fromkeys([*now["guests"], *after["guests"]]) if one not in gone]
    guests = [one for one in guests if one in now["guests"] or one not in before["guests"]]
    return now | fresh | {"guests": guests}


def stands_as(event: Event, wanted: NewEvent) -> bool:
    """Whether the event already is what it was to become."""
    ends = max(wanted.ends, wanted.begins + timedelta(days=1)) if wanted.all_day else wanted.ends
    own = {event.organizer}
    return (
        (event.title, event.place, event.description.strip(), event.all_day, event.begins, event.ends)
        == (wanted.title, wanted.place, wanted.description.strip(), wanted.all_day, wanted.begins, ends)
    ) and {guest.email for guest in event.guests} - own == set(wanted.guests) - own


async def delete_event(task: Task) -> None:
    """Cancels the event if it still is what was shown; one that is gone is as good."""
    event_id = task.content["event_id"]
    there = await task.hands.calendar.event(event_id)
    if there is not None and there.etag == task.basis["etag"]:
        if not await task.start():
            return None
        if await task.hands.calendar.delete(event_id, there.etag):
            return await task.done()
        there = await task.hands.calendar.event(event_id)
    if there is None:
        return await task.done("" if task.was_begun else "had")
    facts = facts_of(there, task.content["zone"])
    return await task.ask_again({**facts, "event_id": event_id}, {"etag": there.etag})
