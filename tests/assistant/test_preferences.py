"""Preferences are kept as JSON and come back as they were."""

import json
from decimal import Decimal

from assistant.preferences import Preferences, preferences_of


def test_nothing_decided_is_nothing_stored() -> None:
    assert Preferences().as_json() == {}
    assert preferences_of({}) == Preferences()


def test_every_preference_comes_back_as_it_was() -> None:
    decided = Preferences(
        every_minutes=0,
        skipped_services=frozenset({"drive"}),
        keep="previews",
        keep_days=90,
        model_free_labels=frozenset({"Legal", "Payroll"}),
        model_free_domains=frozenset({"bank.example"}),
        providers=("openai", "anthropic"),
        daily_usd=Decimal("0.50"),
    )
    assert preferences_of(json.loads(json.dumps(decided.as_json()))) == decided


def test_what_a_newer_version_stored_is_left_out() -> None:
    assert preferences_of({"keep": "previews", "someday": 1}) == Preferences(keep="previews")
