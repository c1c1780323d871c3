"""Preferences: what the owner of a mailbox has decided about it (SPEC AC6, AC7, IN9); pure values, kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

Keep = Literal["full", "previews"]


@dataclass(frozen=True)
class Preferences:
    """Everything has a default that changes nothing: an account without preferences works as the settings say."""

    every_minutes: int | None = None  # between two looks for what pushes missed; None: as the settings say, 0: never
    skipped_services: frozenset[str] = frozenset()  # "calendar", "drive": granted, but not to be read
    keep: Keep = "full"  # "previews": bodies are cut to a preview once a mail is settled
    keep_days: int = 0  # mail older than this is erased here (never in Gmail); 0: kept
    model_free_labels: frozenset[str] = frozenset()  # names of labels whose mail reaches no model
    model_free_domains: frozenset[str] = frozenset()  # senders' domains whose mail reaches no model
    providers: tuple[str, ...] | None = None  # models that may see this mailbox's mail; None: all that are set up
    daily_usd: Decimal | None = None  # what models may cost a day; None: no limit, 0: patterns and templates only

    @property
    def keeps_mail_from_models(self) -> bool:
        """Whether any mail is to reach no model; what other mail quotes may be of it, and is to reach none either."""
        return bool(self.model_free_labels or self.model_free_domains)

    def as_json(self) -> dict[str, Any]:
        """As it is stored: only what differs from the defaults."""
        plain = Preferences()
        changed = {name: value for name, value in asdict(self).items() if value != getattr(plain, name)}
        return {name: _plain(value) for name, value in changed.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | tuple):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    return str(value) if isinstance(value, Decimal) else value


def preferences_of(stored: Mapping[str, Any]) -> Preferences:
    """The preferences as stored; what is not known (a newer version wrote it) is left out."""
    known: dict[str, Any] = {name: stored[name] for name in Preferences.__dataclass_fields__ if name in stored}
    for name in ("skipped_services", "model_free_labels", "model_free_domains"):
        if name in known:
            known[name] = frozenset(known[name])
    if known.get("providers") is not None:
        known["providers"] = tuple(known["providers"])
    if known.get("daily_usd") is not None:
        known["daily_usd"] = Decimal(known["daily_usd"])
    return Preferences(**known)
