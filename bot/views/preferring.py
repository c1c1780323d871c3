"""The settings of a mailbox: the form that shows them, what was saved, and pausing (SPEC AC7)."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.preferring import Chosen, Preferred
from bot.views.mail_card import Drawn
from bot.views.text import Block, Element, actions, button, context, cut, plain, plain_section, section

View = dict[str, Any]
MINUTES = {
    "": "As this installation is set up", "5": "Every 5 minutes", "15": "Every 15 minutes", "30": "Every 30 minutes",
    "60": "Every hour", "240": "Every 4 hours", "0": "Never: only when Gmail announces mail",
}  # fmt: skip
READ = {"calendar": "Read my calendar", "drive": "Read my files in Google Drive"}
KEEP = {"full": "Whole mails", "previews": "Previews only, once a mail is dealt with"}
PROVIDERS = {"openai": "OpenAI", "anthropic": "Anthropic"}
CHANGED = {
    "every_minutes": "how often mail is looked for", "skipped_services": "what is read besides mail",
    "keep": "what is kept of a mail", "keep_days": "how long mail is kept",
    "model_free_labels": "labels that no model sees", "model_free_domains": "senders that no model sees",
    "providers": "which models may be asked", "daily_usd": "the daily limit",
    "paused": "the mailbox is paused", "resumed": "the mailbox works again",
}  # fmt: skip
BOXES = 16  # mailboxes in one message: three blocks each


HINTS = {
    "keep": "Gmail itself is never changed by this. What was cut to a preview here cannot be restored here.",
    "keep_days": "Empty: mail is kept. Nothing is erased in Gmail.",
    "model_free_labels": "Gmail's labels, separated by commas. Their mail is handled by patterns and templates.",
    "model_free_domains": "Domains of senders, separated by commas, such as bank.example.",
    "daily_usd": "Empty: no limit. Once it is reached, patterns and templates do the work until midnight UTC.",
}


def settings_form(box: Preferred, providers: Sequence[str]) -> View:
    """Everything that its owner can decide about one mailbox. `providers` are the models that are set up.

    What it shows goes along: one that was open for long changes only what was changed in it.
    """
    fields = [*_reading(box), {"type": "divider"}, *_models(box, providers)]
    return {
        "type": "modal",
        "callback_id": "settings_saved",
        "title": plain("Settings of a mailbox", 24),
        "submit": plain("Save", 24),
        "close": plain("Cancel", 24),
        "private_metadata": json.dumps([box.account_id, {name: digest_of(*shown) for name, shown in _shown(fields)}]),
        "blocks": [plain_section(box.email, 300), *fields],
    }


def digest_of(typed: str, chosen: Sequence[str]) -> str:
    """What a field holds, short enough to travel with a form: long lists would not fit."""
    return hashlib.sha256(json.dumps([typed, sorted(chosen)]).encode()).hexdigest()[:16]


def _shown(blocks: Sequence[Block]) -> Iterator[tuple[str, tuple[str, list[str]]]]:
    """What each field shows at first: its name, what is typed in it, and what is chosen."""
    for element in (block["element"] for block in blocks if block["type"] == "input"):
        one = [element["initial_option"]] if "initial_option" in element else []
        chosen = [option["value"] for option in (*element.get("initial_options", ()), *one)]
        yield element["action_id"], (element.get("initial_value", ""), chosen)


def _reading(box: Preferred) -> list[Block]:
    """What is read, how often, and what is kept of it."""
    known = box.preferences
    read = [name for name in READ if name not in known.skipped_services]
    return [
        _boxes("paused", "Pause", {"paused": "Paused: nothing is read, judged or drafted"}, ["paused"] * box.paused),
        _menu("every_minutes", "Look for mail that Gmail did not announce", _minutes(known.every_minutes)),
        _boxes("read", "Besides mail", READ, read),
        _radio("keep", "Keep here", KEEP, known.keep),
        _number("keep_days", "Erase here after so many days", str(known.keep_days or "")),
    ]


def _models(box: Preferred, providers: Sequence[str]) -> list[Block]:
    """What models may see and cost."""
    known = box.preferences
    chosen = known.providers if known.providers is not None else providers
    names = {name: PROVIDERS.get(name, name) for name in providers}
    none = context("No model is set up: mail is handled by patterns and templates.")
    may = _boxes("providers", "Models that may see this mailbox", names, [name for name in chosen if name in names])
    return [
        may if names else none,
        _line("model_free_labels", "Labels that no model sees", ", ".join(sorted(known.model_free_labels))),
        _line("model_free_domains", "Senders that no model sees", ", ".join(sorted(known.model_free_domains))),
        _line("daily_usd", "Daily limit in US dollars", "" if known.daily_usd is None else f"{known.daily_usd:f}"),
    ]


def _minutes(every: int | None) -> tuple[Mapping[str, str], str]:
    """The choices, with one more for a value that is none of them, and the present one."""
    now = "" if every is None else str(every)
    return (MINUTES if now in MINUTES else MINUTES | {now: f"Every {now} minutes"}), now


def _option(value: str, label: str) -> Element:
    return {"text": plain(label, 75), "value": value or "default"}


def _input(name: str, label: str, element: Element) -> Block:
    """Menus and radio buttons always have a choice; everything else may be left empty."""
    may_be_empty = element["type"] not in ("static_select", "radio_buttons")
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 200),
        "optional": may_be_empty,
        "element": element,
    }
    return block | ({"hint": plain(HINTS[name], 200)} if name in HINTS else {})


def _boxes(name: str, label: str, options: Mapping[str, str], chosen: Sequence[str]) -> Block:
    element: Element = {"type": "checkboxes", "action_id": name, "options": [_option(*one) for one in options.items()]}
    if initial := [_option(value, options[value]) for value in chosen]:
        element["initial_options"] = initial
    return _input(name, label, element)


def _menu(name: str, label: str, choices: tuple[Mapping[str, str], str]) -> Block:
    options, now = choices
    element = {
        "type": "static_select",
        "action_id": name,
        "options": [_option(*one) for one in options.items()],
        "initial_option": _option(now, options[now]),
    }
    return _input(name, label, element)


def _radio(name: str, label: str, options: Mapping[str, str], now: str) -> Block:
    element = {
        "type": "radio_buttons",
        "action_id": name,
        "options": [_option(*one) for one in options.items()],
        "initial_option": _option(now, options[now]),
    }
    return _input(name, label, element)


def _number(name: str, label: str, value: str) -> Block:
    element: Element = {"type": "number_input", "action_id": name, "is_decimal_allowed": False, "min_value": "1"}
    return _input(name, label, element | ({"initial_value": value} if value else {}))


def _line(name: str, label: str, value: str) -> Block:
    element: Element = {"type": "plain_text_input", "action_id": name, "max_length": 2000}
    return _input(name, label, element | ({"initial_value": cut(value, 2000)} if value else {}))


def settings_offers(boxes: Sequence[Preferred]) -> Drawn:
    """One's mailboxes, each with the button that opens its settings; teaches how to begin if there is none."""
    if not boxes:
        return _none()
    each = (
        [plain_section(box.email, 300), actions(button("Settings", "settings_opened", box.account_id))]
        for box in boxes[:BOXES]
    )
    return Drawn("Which mailbox?", [block for blocks in each for block in blocks])


def _none() -> Drawn:
    return Drawn("No mailbox is connected", [section("No mailbox is connected yet. Begin with `/mailroom connect`.")])


def pause_offers(boxes: Sequence[Preferred]) -> Drawn:
    """One's mailboxes, each with the button that pauses or resumes it."""
    if not boxes:
        return _none()
    blocks: list[Block] = []
    for box in boxes[:BOXES]:
        stands = "Paused: nothing is read, judged or drafted." if box.paused else "At work."
        blocks += [plain_section(box.email, 300), context(stands), actions(pause_button(box.account_id, box.paused))]
    return Drawn("Which mailbox?", blocks)


def pause_button(account_id: str, paused: bool) -> Element:
    """Resumes what is paused, pauses what is not."""
    if paused:
        return button("Resume", "mailbox_resumed", account_id)
    return button("Pause", "mailbox_paused", account_id)


def paused_now(email: str, account_id: str, *, paused: bool) -> Drawn:
    """What pausing or resuming came to, with the way back."""
    if paused:
        words = (
            ":zzz: *Paused.* New mail stays in Gmail and is not read, judged or drafted here. "
            "What you approved before is still sent, and nothing else."
        )
    else:
        words = ":white_check_mark: *At work again.* What came meanwhile is read now."
    blocks = [section(words), plain_section(email, 300), actions(pause_button(account_id, paused))]
    return Drawn("The mailbox is paused" if paused else "The mailbox is at work again", blocks)


def saved(chosen: Chosen, not_there: Sequence[str] = ()) -> Drawn:
    """Told once settings were saved; `not_there` are labels to be kept from models that the mailbox has not."""
    if not chosen.changed:
        words = "Nothing was changed."
        return Drawn(words, [section(words), context(plain(chosen.email, 200))])
    told = "; ".join(CHANGED[name] for name in chosen.changed)
    words = f":white_check_mark: *Saved:* {told}. It holds from now on."
    blocks = [section(words), context(plain(chosen.email, 200))]
    if not_there:
        names = ", ".join(f"“{name}”" for name in not_there)
        missing = f"This mailbox has no label {names}: no mail is kept from models by it until there is one."
        blocks.insert(1, plain_section(missing, 600))
    return Drawn("Settings are saved", blocks)
