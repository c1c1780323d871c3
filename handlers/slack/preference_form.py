"""Reading the settings form: what was chosen, or what is wrong with it, field by field."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.preferences import Preferences
from bot.views.preferring import digest_of
from handlers.slack.forms import chosen_of, value_of

LABELS_AT_MOST, DOMAINS_AT_MOST, DAYS_AT_MOST, USD_AT_MOST = 50, 100, 36_500, 100_000
NAMES = {"read": "skipped_services"}  # the one field that is called otherwise than in Preferences
DOMAIN = re.compile(r"(?=.{4,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+([^\W\d_]{2,63}|xn--[a-z\d-]{2,59})")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


def _labels(text: str, errors: dict[str, str]) -> frozenset[str]:
    labels = frozenset(_parts(text))
    if len(labels) > LABELS_AT_MOST or any(len(label) > 225 for label in labels):
        errors["model_free_labels"] = f"At most {LABELS_AT_MOST} labels, as they are called in Gmail."
    return labels


def _domains(text: str, errors: dict[str, str]) -> frozenset[str]:
    domains = frozenset(part.lower().removeprefix("*.").removeprefix("@").rstrip(".") for part in _parts(text))
    if wrong := next((domain for domain in sorted(domains) if not DOMAIN.fullmatch(domain)), ""):
        errors["model_free_domains"] = (
            f"“{wrong[:60]}” is not a domain. Write them as example.com, separated by commas."
        )
    elif len(domains) > DOMAINS_AT_MOST:
        errors["model_free_domains"] = f"At most {DOMAINS_AT_MOST} domains."
    return domains


def _days(text: str, errors: dict[str, str]) -> int:
    if not text.strip():
        return 0
    if not (text.isascii() and text.strip().isdigit() and 1 <= int(text[:9]) <= DAYS_AT_MOST):
        errors["keep_days"] = f"A whole number of days from 1 to {DAYS_AT_MOST:,}, or nothing to keep mail."
        return 0
    return int(text)


def _usd(text: str, errors: dict[str, str]) -> Decimal | None:
    """Amounts as people write them: 2, 2.50, 2,50, $2."""
    plain = text.strip().removeprefix("$").replace(",", ".").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= USD_AT_MOST or amount != round(amount, 2):
        errors["daily_usd"] = "An amount such as 2 or 2.50, or nothing for no limit. 0 means that no model is asked."
        return None
    return amount


def _minutes(chosen: list[str]) -> int | None:
    value = chosen[0] if chosen else "default"
    return int(value) if value.isascii() and value.isdigit() else None


def read_reference(view: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Which mailbox the form is of, and what each of its fields showed, as digests; '' and none if it is not ours."""
    try:
        account_id, shown = json.loads(view["private_metadata"])
        return str(account_id), dict(shown)
    except (TypeError, ValueError):
        return "", {}


def touched(view: dict[str, Any], shown: Mapping[str, str]) -> frozenset[str]:
    """The fields whose owner has changed them, by their names: the others hold what held when the form was opened."""
    return frozenset(
        name for name, before in shown.items() if digest_of(value_of(view, name), chosen_of(view, name)) != before
    )


def read_preferences(
    view: dict[str, Any], before: Preferences, offered: tuple[str, ...]
) -> tuple[bool, Preferences, dict[str, str]]:
    """Whether it is to be paused, the preferences as chosen, and errors keyed by block id. `offered` are the models
    that are set up: whoever chose all of them chose also those that will be set up later."""
    errors: dict[str, str] = {}
    read, allowed = chosen_of(view, "read"), chosen_of(view, "providers")
    providers = tuple(name for name in offered if name in allowed)
    wanted = Preferences(
        every_minutes=_minutes(chosen_of(view, "every_minutes")),
        skipped_services=frozenset({"calendar", "drive"} - set(read)),
        keep="previews" if "previews" in chosen_of(view, "keep") else "full",
        keep_days=_days(value_of(view, "keep_days"), errors),
        model_free_labels=_labels(value_of(view, "model_free_labels"), errors),
        model_free_domains=_domains(value_of(view, "model_free_domains"), errors),
        providers=before.providers if not offered else None if providers == offered else providers,
        daily_usd=_usd(value_of(view, "daily_usd"), errors),
    )
    return "paused" in chosen_of(view, "paused"), wanted, errors
