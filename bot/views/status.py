"""/mailroom status: how each mailbox stands, what is wrong, and a button for each remedy (SPEC SL18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assistant.overview import Reading, Stand
from assistant.remembering import Progress
from assistant.remembering import Stand as Reached
from bot.errors import CATALOGUE
from bot.queue import Lines
from bot.views.connecting import off
from bot.views.mail_card import Drawn
from bot.views.space import fits
from bot.views.text import Block, Element, actions, button, context, moment, plain_section, section
from connectors.gate import CircuitState
from storage.accounts import AccountState

KINDS = 6  # of failure told one by one
IN_SHORT = 22  # mailboxes of two blocks each; Slack takes fifty
NAMES = {"gmail": ("mail", "mails"), "calendar": ("event", "events"), "drive": ("file", "files")}
SERVICES = {
    "gmail": "Gmail", "calendar": "Google Calendar", "drive": "Google Drive", "openai": "OpenAI",
    "anthropic": "Anthropic", "embeddings": "The embedding model",
}  # fmt: skip
FOR_ADMIN = {
    "auth": "it refuses Mailroom's key", "credit": "the account there is out of credit",
    "model": "it has no such model",
}  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """What serves all mailboxes: what waits in the queues (None if they do not answer), how many workers there are, how
    the services stand by name, and which models are set up."""

    lines: Lines | None = None
    workers: int | None = None
    circuits: Mapping[str, CircuitState] = field(default_factory=dict)
    models: tuple[str, ...] = ()


def status(stands: Sequence[Stand], machine: Machine, now: datetime, leaving: Sequence[str] = ()) -> Drawn:
    """How one's mailboxes stand; teaches how to begin if there is none. `leaving` are those that are being erased."""
    if not stands and leaving:
        return Drawn("Your mailbox is being erased", _leaving(leaving))
    if not stands:
        return Drawn(
            "No mailbox is connected", [section("No mailbox is connected yet. Begin with `/mailroom connect`.")]
        )
    foot = [
        *_leaving(leaving),
        context(*_machine(machine), f"As of {moment(now, '{time_secs}')}."),
        actions(button("Refresh", "status_refreshed", "status"), button("Sync Now", "sync_clicked", "sync")),
    ]
    blocks = [block for stand in stands[: IN_SHORT + 1] for block in _full(stand, now)]
    if not fits([*blocks, *foot]):
        blocks = [block for stand in stands[:IN_SHORT] for block in _short(stand, now)]
    if len(stands) > IN_SHORT:
        blocks.append(context(f"{len(stands) - IN_SHORT} more mailboxes are not shown."))
    return Drawn("How your mailboxes stand", [*blocks, *foot])


def _leaving(emails: Sequence[str]) -> list[Block]:
    if not emails:
        return []
    words = ":wastebasket: *Being erased.* Mailroom tells you here once nothing of it is left."
    return [plain_section(", ".join(emails), 300), section(words)]


def _full(stand: Stand, now: datetime) -> list[Block]:
    lines = [*_state(stand), *_arrival(stand, now), *_work(stand), *_known(stand), *_besides(stand), *_money(stand)]
    return [plain_section(stand.email, 300), section("\n".join(lines)), actions(*_remedies(stand))]


def _short(stand: Stand, now: datetime) -> list[Block]:
    """The state and the most urgent remedy: for somebody with very many mailboxes."""
    first, *_ = _remedies(stand)
    waiting = sum(stand.failures.values())
    failed = f":warning: {waiting:,} could not be done." if waiting else ""
    return [plain_section(stand.email, 300) | {"accessory": first}, context(" ".join([*_state(stand), failed]).strip())]


def _remedies(stand: Stand) -> list[Element]:
    """What its owner can do, the most urgent first. What waits for Google or for Slack needs nobody."""
    known = stand.account_id
    remedies = []
    if stand.state == AccountState.RECONNECT:
        remedies.append(button("Reconnect", "connect_clicked", known, style="primary"))
    elif stand.paused:
        remedies.append(button("Resume", "mailbox_resumed", known, style="primary"))
    if stand.failures:
        remedies.append(button("Show Failures", "failures_opened", known))
    if stand.missing and stand.state == AccountState.CONNECTED:
        remedies.append(button("Grant the Missing Permission", "connect_clicked", known))
    return [*remedies, button("Settings", "settings_opened", known)]


def _state(stand: Stand) -> list[str]:
    if stand.state == AccountState.RECONNECT:
        words = CATALOGUE[stand.ended]
        return [f":red_circle: *{words.title}.* {words.sentence} Nothing is read until it is connected again."]
    if stand.state != AccountState.CONNECTED:
        return [":lock: *Asleep:* Mailroom was removed from this workspace."]
    if stand.paused:
        return [":zzz: *Paused.* Nothing is read, judged or drafted; mail waits in Gmail."]
    if stand.missing:
        return [f":large_yellow_circle: *Connected, in part.* {' '.join(off(sorted(stand.missing)))}"]
    return [":large_green_circle: *Connected.*"]


def _arrival(stand: Stand, now: datetime) -> list[str]:
    """How mail comes in, and how far behind it is."""
    seen = f"Last looked at {moment(stand.last_sync_at)}." if stand.last_sync_at else "Not looked at yet."
    pushed = f" Gmail last announced mail {moment(stand.last_push_at)}." if stand.last_push_at else ""
    told = [seen + pushed, *([] if stand.paused or stand.state != AccountState.CONNECTED else _announced(stand, now))]
    if stand.waits_since is not None and not stand.paused:
        told.append(f":hourglass: Behind by {_span((now - stand.waits_since).total_seconds())}.")
    return told


def _announced(stand: Stand, now: datetime) -> list[str]:
    """Whether Gmail tells of new mail, where it is read."""
    if stand.watch_failure is not None:
        title = CATALOGUE[stand.watch_failure].title.lower()
        return [f":warning: Gmail does not announce new mail ({title}); it is looked for every few minutes."]
    if stand.watch_until is None:
        return ["Gmail does not announce new mail; it is looked for every few minutes."]
    if stand.watch_until <= now:
        return [f":warning: Gmail stopped announcing new mail {moment(stand.watch_until)}; it is being renewed."]
    return [f"Gmail announces new mail at once. That holds until {moment(stand.watch_until)} and is renewed daily."]


def _span(seconds: float) -> str:
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{round(seconds / size)} {name}{'' if round(seconds / size) == 1 else 's'}"
    return f"{max(0, round(seconds))} s"


def _work(stand: Stand) -> list[str]:
    waiting = stand.counts.get("found", 0) + stand.counts.get("judged", 0)
    handled = stand.counts.get("settled", 0)
    parts = [f"{_many(handled, stand)} mail{'' if handled == 1 else 's'} handled", f"{waiting:,} in work"]
    if stuck := stand.counts.get("stuck", 0):
        parts.append(f":warning: {stuck:,} could not be handled")
    if unshown := stand.counts.get("unshown", 0):
        parts.append(f":warning: {unshown:,} could not be shown here, tried again hourly for a day")
    told = [f"{', '.join(parts)}."]
    kinds = list(stand.failures.items())
    for failure, many in kinds[:KINDS]:
        told.append(f":warning: {many:,} could not be done: {CATALOGUE[failure].title.lower()}.")
    if rest := sum(many for _, many in kinds[KINDS:]):
        told.append(f":warning: {rest:,} could not be done for other reasons.")
    return told


def _many(number: int, stand: Stand) -> str:
    """A number that was counted up to an end."""
    return f"{number:,}" if number <= stand.counted else f"more than {stand.counted:,}"


def _known(stand: Stand) -> list[str]:
    """What `/ask` searches, and how far older mail has been read."""
    kinds = ((stand.askable.get(name, 0), words) for name, words in NAMES.items())
    parts = [f"{_many(number, stand)} {words[number != 1]}" for number, words in kinds if number]
    known = f"You can ask about {', '.join(parts)}." if parts else "Nothing can be asked about yet."
    return [known, *([_older(stand.history)] if stand.history else [])]


def _older(history: Progress) -> str:
    back = f", back to {moment(history.reached, '{date_short}')}" if history.reached else ""
    of = f" of about {history.about:,}" if history.about > history.read else ""
    read = f"{history.read:,} mail{'' if history.read == 1 else 's'}{of}{back}"
    match history.stand:
        case Reached.FINISHED:
            return f"All older mail is read{back}."
        case Reached.STOPPED:
            return f":zzz: You stopped the reading of older mail: {read}."
        case Reached.WAITING if history.failure is not None:
            until = f" until {moment(history.again_at)}" if history.again_at else ""
            return f":warning: Older mail: {read}. Waiting{until}: {CATALOGUE[history.failure].title.lower()}."
    return f"Older mail is being read: {read}."


def _besides(stand: Stand) -> list[str]:
    off = [f"{SERVICES[name]}: off, as you chose." for name in sorted(stand.preferences.skipped_services)]
    return [*(_reading(reading) for reading in stand.readings), *off]


def _reading(reading: Reading) -> str:
    name = SERVICES[reading.service]
    last = f"last read {moment(reading.last_at)}" if reading.last_at else "not read yet"
    if reading.failure is None:
        return f"{name}: {last}."
    words = CATALOGUE[reading.failure]
    return f":warning: {name}: {last}. {words.title}. {words.next_step}"


def _money(stand: Stand) -> list[str]:
    cap, spent = stand.preferences.daily_usd, stand.spent
    if cap is None:
        return [f"Models cost {_usd(spent)} today."] if spent else []
    if spent >= cap:
        return [
            f":warning: Today's limit of ${cap:.2f} is used up: patterns and templates do the work until midnight UTC."
        ]
    return [f"Models cost {_usd(spent)} of today's ${cap:.2f}."]


def _usd(spent: Decimal) -> str:
    return "less than $0.01" if 0 < spent < Decimal("0.005") else f"${spent:.2f}"


def _machine(machine: Machine) -> list[str]:
    """What serves all mailboxes; what rests or is missing is said first."""
    return [*_circuits(machine), *_queue(machine), *_models(machine)]


def _circuits(machine: Machine) -> list[str]:
    told = []
    for name, circuit in machine.circuits.items():
        if circuit.state == "closed":
            continue
        until = f" until {moment(circuit.until, '{time_secs}')}" if circuit.until else ""
        label = SERVICES.get(name, name)
        if circuit.why in FOR_ADMIN:
            told.append(f":red_circle: {label}: {FOR_ADMIN[circuit.why]}. Tell your administrator.")
        elif circuit.state == "open":
            told.append(f":warning: {label} is not answering and is left alone{until}.")
        else:
            told.append(f":hourglass: {label} was not answering and is being tried again.")
    return told


def _queue(machine: Machine) -> list[str]:
    if machine.lines is None or machine.workers is None:
        return [":red_circle: The queue is not answering: mail waits. It goes on by itself once it does."]
    if not machine.workers:
        return [":red_circle: No worker is running: mail waits. Tell your administrator."]
    many = machine.lines.waiting
    workers = f"{machine.workers} worker{'' if machine.workers == 1 else 's'}"
    if not many:
        return [f"Nothing waits in line; {workers} at hand."]
    since = f", the first since {moment(machine.lines.since, '{time_secs}')}" if machine.lines.since else ""
    return [f"{many:,} step{'' if many == 1 else 's'} in line for {workers}{since}."]


def _models(machine: Machine) -> list[str]:
    if not machine.models:
        return ["No model is set up: patterns and templates do the work."]
    well = [name for name in machine.models if machine.circuits.get(name, CircuitState("closed")).state == "closed"]
    if not well:
        return [":warning: No model is answering: patterns and templates do the work."]
    return [f"Models at work: {', '.join(SERVICES.get(name, name) for name in well)}."]
