"""The settings form shows what holds now, and Slack takes it whatever was decided."""

from decimal import Decimal

import pytest

from assistant.preferences import Preferences
from assistant.preferring import Chosen, Preferred
from bot.views.preferring import CHANGED, pause_offers, paused_now, saved, settings_form, settings_offers
from tests.bot.views.cases import HOSTILE, ID
from tests.bot.views.payloads import markup, message_complaints, view_complaints

BOTH = ("openai", "anthropic")
FULL = Preferences(
    7, frozenset({"drive"}), "previews", 90, frozenset({"Legal"}), frozenset({"bank.example"}), ("openai",),
    Decimal("2.50"),
)  # fmt: skip


PLAIN = Preferences()


def box_of(preferences: Preferences = PLAIN, email: str = "alice@x.example", *, paused: bool = False) -> Preferred:
    return Preferred(ID, email, paused, preferences)


@pytest.mark.parametrize("providers", [(), ("openai",), BOTH, ("mistral",)])
@pytest.mark.parametrize("preferences", [Preferences(), FULL, Preferences(0, daily_usd=Decimal(0), providers=())])
def test_slack_takes_the_form(preferences: Preferences, providers: tuple[str, ...]) -> None:
    for paused in (True, False):
        assert view_complaints(settings_form(box_of(preferences, paused=paused), providers)) == []


def test_the_form_shows_what_holds_now() -> None:
    form = settings_form(box_of(FULL, paused=True), BOTH)["blocks"]

    def chosen(name: str) -> object:
        (element,) = [block["element"] for block in form if block.get("block_id") == name]
        if many := element.get("initial_options"):
            return [one["value"] for one in many]
        return element.get("initial_value") or element["initial_option"]["value"]

    assert [chosen(name) for name in ("paused", "every_minutes", "read", "keep", "keep_days")] == [
        ["paused"], "7", ["calendar"], "previews", "90",
    ]  # fmt: skip
    assert [chosen(name) for name in ("providers", "model_free_labels", "model_free_domains", "daily_usd")] == [
        ["openai"], "Legal", "bank.example", "2.50",
    ]  # fmt: skip


def test_lists_that_are_longer_than_a_field_are_cut_and_the_form_still_opens() -> None:
    long = frozenset(f"{'d' * 60}{number}.example" for number in range(100))
    assert view_complaints(settings_form(box_of(Preferences(model_free_domains=long)), BOTH)) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_address_has_markup_that_slack_reads(text: str) -> None:
    boxes = [box_of(email=text)] * 3
    for drawn in (
        settings_offers(boxes),
        pause_offers(boxes),
        paused_now(text, ID, paused=True),
        saved(Chosen(text, ())),
        saved(Chosen(text, ("model_free_labels",)), [text]),
    ):
        assert message_complaints(drawn, schema=False) == []
        assert "evil" not in markup(drawn.blocks) and "channel>" not in markup(drawn.blocks)


@pytest.mark.parametrize("count", [0, 1, 16, 40])
def test_the_choice_of_a_mailbox_fits_however_many_there_are(count: int) -> None:
    for drawn in (settings_offers([box_of()] * count), pause_offers([box_of(paused=True)] * count)):
        assert message_complaints(drawn) == []
        assert count or "/mailroom connect" in markup(drawn.blocks)


def test_what_was_saved_is_named() -> None:
    told = markup(saved(Chosen("a@x.example", tuple(CHANGED))).blocks)
    assert all(words in told for words in CHANGED.values())
    assert set(CHANGED) == {*Preferences.__dataclass_fields__, "paused", "resumed"}
    assert "Nothing was changed." in markup(saved(Chosen("a@x.example", ())).blocks)
