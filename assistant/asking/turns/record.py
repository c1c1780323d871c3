"""A question's values as JSON and back: what is stored of each turn, for explaining, replay and follow-ups (AS10)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from assistant.asking.values import Draught, Mention, Plan, Reading, Reply, Source, Turn
from storage.index.entry import Filters
from storage.questions import Question

Json = dict[str, Any]


def plain(value: Any) -> Any:
    """Any of assistant.asking's values as JSON: times as ISO 8601, sets sorted."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(inner) for inner in value)
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value


def reading_to_json(reading: Reading) -> Json:
    """What was read out of a question."""
    found: Json = plain(asdict(reading))
    return found


def reading_from_json(told: Mapping[str, Any]) -> Reading:
    """A reading as it was stored; fields that a later version has are left out. Raises LookupError where it is none."""
    kept = {name: told[name] for name in Reading.__dataclass_fields__ if name in told}
    kept |= {"text": str(told["text"]), "words": str(told["words"]), "filters": filters_from_json(told["filters"])}
    kept |= {"services": frozenset(told["services"]), "explained": tuple(told.get("explained", ()))}
    kept |= {"refers_to": tuple(told.get("refers_to", ())), "times": tuple(told.get("times", ()))}
    mentions = (Mention(one["words"], tuple(one["emails"]), one["role"]) for one in told.get("mentions", ()))
    return Reading(**kept | {"mentions": tuple(mentions)})


def plan_to_json(plan: Plan) -> Json:
    """What was planned."""
    found: Json = plain(asdict(plan))
    return found


def source_to_json(source: Source) -> Json:
    """A source without the text that the model read: the document holds it, once."""
    return {name: value for name, value in plain(asdict(source)).items() if name not in ("text", "whole")}


def reply_to_json(reply: Reply) -> Json:
    """The checked answer."""
    told: Json = plain(asdict(reply))
    told["sources"] = [source_to_json(source) for source in reply.sources]
    told["more"] = [source_to_json(source) for source in reply.more]
    return told


def reply_from_json(told: Mapping[str, Any]) -> Reply:
    """The checked answer as it was stored; fields that a later version has are left out, missing ones are empty."""
    return Reply(
        text=str(told.get("text", "")),
        sources=_sources(told.get("sources", ())),
        known=bool(told.get("known", False)),
        searched=tuple(told.get("searched", ())),
        missing=dict(told.get("missing", {})),
        explained=tuple(told.get("explained", ())),
        suggestions=tuple(told.get("suggestions", ())),
        draughts=tuple(_draught(one) for one in told.get("draughts", ())),
        by_model=bool(told.get("by_model", False)),
        more=_sources(told.get("more", ())),
        notes=tuple(told.get("notes", ())),
        asked_back=bool(told.get("asked_back", False)),
        zone=str(told.get("zone", "")),
        asked_of=str(told.get("asked_of", "")),
    )


def _sources(told: Sequence[Json]) -> tuple[Source, ...]:
    return tuple(_source(one) for one in told)


def _source(told: Json) -> Source:
    return Source(
        number=int(told["number"]),
        service=told["service"],
        title=told["title"],
        who=told["who"],
        at=_moment(told.get("at")),
        link=told["link"],
        text=told.get("text", ""),
        extract=told["extract"],
        document_id=told.get("document_id", ""),
        account_id=told.get("account_id", ""),
        remote_id=told.get("remote_id", ""),
        all_day=bool(told.get("all_day", False)),
        ends_at=_moment(told.get("ends_at")),
        about=str(told.get("about", "")),
    )


def _draught(told: Json) -> Draught:
    return Draught(told["kind"], told["account_id"], told["content"], told.get("basis", {}))


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def filters_from_json(told: Mapping[str, Any]) -> Filters:
    """The filters that a stored reading holds."""
    return Filters(
        services=frozenset(told.get("services", ())),
        senders=frozenset(told.get("senders", ())),
        people=tuple(frozenset(group) for group in told.get("people", ())),
        since=_moment(told.get("since")),
        until=_moment(told.get("until")),
        labels=frozenset(told.get("labels", ())),
        outgoing=told.get("outgoing"),
        attachment=told.get("attachment"),
        unanswered=bool(told.get("unanswered", False)),
        thread_id=str(told.get("thread_id", "")),
        kinds=frozenset(told.get("kinds", ())),
        editors=frozenset(told.get("editors", ())),
    )


def turn_of(question: Question) -> Turn:
    """An answered question as context for the next one."""
    return Turn(
        question=str(question.answer.get("asked_of", "")) or question.text,
        filters=filters_from_json(question.reading.get("filters", {})),
        words=str(question.reading.get("words", "")),
        sources=tuple(map(_place, question.sources)),
        asked_back=bool(question.answer.get("asked_back", False)),
        order=question.reading.get("order", ""),
        most=int(question.reading.get("most", 0)),
        asks=str(question.reading.get("asks", "")),
        times=tuple(question.reading.get("times", ())),
    )


def _place(source: Json) -> str:
    """What stands at a place of an answer, see Turn.sources."""
    where = [str(source.get(name, "")) for name in ("service", "account_id", "remote_id")]
    return str(source.get("document_id", "")) or ("/".join(where) if all(where) else "")
