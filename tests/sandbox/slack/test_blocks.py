"""Each block and element is taken and refused as Slack takes and refuses it, with a pointer to the flaw."""

from typing import Any

import pytest

from sandbox.slack.block_kit import message_flaws
from tests.sandbox.slack.rig import button, section, text_input

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str, label: str = "One") -> Json:
    return {"text": plain(label), "value": value}


def rich(*inline: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(inline)}]}


CONFIRM = {"title": plain("Sure?"), "text": plain("It goes out."), "confirm": plain("Send"), "deny": plain("Wait")}
MENU = {"type": "static_select", "action_id": "m", "options": [option("a"), option("b")]}
IMAGE = {"type": "image", "image_url": "https://images.example.com/a.png", "alt_text": "A"}

GOOD: dict[str, Json] = {
    "section with button": {**section("*Hi* &lt;b&gt;"), "accessory": button("a", confirm=CONFIRM, style="primary")},
    "section with ten fields": {"type": "section", "fields": [plain("x" * 2000)] * 10},
    "header": {"type": "header", "text": plain("h" * 150)},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [plain("a"), IMAGE, {"type": "mrkdwn", "text": "b"}]},
    "image": {**IMAGE, "title": plain("A")},
    "actions": actions(button("a", url="http://127.0.0.1:3000/x"), {**MENU, "initial_option": option("a")}),
    "overflow of one": {**section("x"), "accessory": {"type": "overflow", "options": [option("a")]}},
    "pickers": actions(
        {"type": "datepicker", "initial_date": "2026-11-20", "action_id": "d"},
        {"type": "timepicker", "initial_time": "09:30", "action_id": "t"},
        {"type": "checkboxes", "options": [option("a")], "action_id": "c"},
        {"type": "radio_buttons", "options": [option("a")], "action_id": "r"},
        {"type": "multi_users_select", "action_id": "u", "initial_users": ["U0ALICE"]},
    ),
    "markdown": {"type": "markdown", "text": "# Hi\n\n- a\n- b"},
    "rich text": rich(
        {"type": "text", "text": " ", "style": {"bold": True}},
        {"type": "link", "url": "https://a.example/x", "text": "x"},
        {"type": "user", "user_id": "U0ALICE"},
        {"type": "emoji", "name": "wave"},
        {"type": "date", "timestamp": 1720710212, "format": "{date_num}"},
    ),
    "rich text list": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 1,
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "a"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a"}]},
        ],
    },
    "input in a message": text_input("b", multiline=True, initial_value="x", max_length=3000),
    "table": {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]]},
    "task card": {"type": "task_card", "task_id": "1", "title": "Search", "status": "complete"},
    "card": {"type": "card", "title": {"type": "mrkdwn", "text": "T"}, "actions": [button("a")]},
    "container": {"type": "container", "title": plain("T"), "child_blocks": [section("x"), {"type": "divider"}]},
    "feedback": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "positive_button": {"text": plain("Good"), "value": "up"},
                "negative_button": {"text": plain("Bad"), "value": "down"},
            }
        ],
    },
}

BAD: dict[str, tuple[Json, str]] = {
    "unknown block": ({"type": "banner"}, "unsupported type: banner [json-pointer:/blocks/0/type]"),
    "no type": ({"text": "x"}, "missing required field: type [json-pointer:/blocks/0]"),
    "alert in a message": (
        {"type": "alert", "text": plain("x")},
        "unsupported type: alert [json-pointer:/blocks/0/type]",
    ),
    "file": ({"type": "file", "external_id": "x", "source": "remote"}, "unsupported type: file"),
    "empty section": ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
    "empty text": (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "blank text": (section(" \n"), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "long section": (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "text as a bare string": ({"type": "section", "text": "x"}, "must provide an object [json-pointer:/blocks/0/text]"),
    "unknown text type": (
        {"type": "section", "text": {"type": "markdown", "text": "x"}},
        "unsupported type: markdown [json-pointer:/blocks/0/text/type]",
    ),
    "emoji flag on mrkdwn": (
        {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ),
    "mrkdwn header": (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "long header": (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "eleven fields": (
        {"type": "section", "fields": [plain("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "long field": (
        {"type": "section", "fields": [plain("x" * 2001)]},
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    "no elements": (actions(), "no less than 1 items required [json-pointer:/blocks/0/elements]"),
    "26 buttons": (
        actions(*(button(str(n)) for n in range(26))),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "eleven context elements": (
        {"type": "context", "elements": [plain("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "button in context": (
        {"type": "context", "elements": [button("a")]},
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    "text input in actions": (
        actions({"type": "plain_text_input", "action_id": "a"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    "same action_id twice": (
        actions(button("a"), button("a")),
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    "long button": (actions(button("a", "x" * 76)), "must be less than 76 characters"),
    "long button value": (
        actions(button("a", value="x" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "number as button value": (
        actions(button("a", value=7)),
        "must provide a string [json-pointer:/blocks/0/elements/0/value]",
    ),
    "long button url": (actions(button("a", url="https://a.example/" + "x" * 3000)), "must be less than 3001"),
    "button url that is none": (
        actions(button("a", url="javascript:alert(1)")),
        "must provide a valid url [json-pointer:/blocks/0/elements/0/url]",
    ),
    "odd style": (
        actions(button("a", style="default")),
        "value must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    "unknown button field": (
        actions(button("a", colour="red")),
        "invalid additional property: colour [json-pointer:/blocks/0/elements/0]",
    ),
    "long action_id": (actions(button("a" * 256)), "must be less than 256 characters"),
    "long block_id": ({"type": "divider", "block_id": "x" * 256}, "[json-pointer:/blocks/0/block_id]"),
    "confirm without deny": (
        actions(button("a", confirm={k: v for k, v in CONFIRM.items() if k != "deny"})),
        "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    "long confirm": (
        actions(button("a", confirm={**CONFIRM, "text": plain("x" * 301)})),
        "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
    ),
    "no options": (actions({**MENU, "options": []}), "no less than 1 items required"),
    "101 options": (
        actions({**MENU, "options": [option(str(n)) for n in range(101)]}),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "long option": (actions({**MENU, "options": [option("a", "x" * 76)]}), "must be less than 76 characters"),
    "long option value": (actions({**MENU, "options": [option("x" * 151)]}), "must be less than 151 characters"),
    "options and groups": (
        actions({**MENU, "option_groups": [{"label": plain("G"), "options": [option("a")]}]}),
        "must define either `options` or `option_groups`",
    ),
    "initial option that is not offered": (
        actions({**MENU, "initial_option": option("z")}),
        "must match one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    "overflow of six": (
        {**section("x"), "accessory": {"type": "overflow", "options": [option(str(n)) for n in range(6)]}},
        "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    "eleven checkboxes": (
        actions({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]}),
        "no more than 10 items allowed",
    ),
    "date in another format": (actions({"type": "datepicker", "initial_date": "20.11.2026"}), "YYYY-MM-DD"),
    "time out of the day": (actions({"type": "timepicker", "initial_time": "24:00"}), "HH:mm"),
    "image without alt text": (
        {"type": "image", "image_url": "https://images.example.com/a.png"},
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    "image without source": ({"type": "image", "alt_text": "A"}, "missing required field: image_url"),
    "image on this machine": (
        {**IMAGE, "image_url": "http://127.0.0.1:3000/logo.png"},
        "downloading image failed [json-pointer:/blocks/0/image_url]",
    ),
    "long label": (
        {**text_input("b"), "label": plain("x" * 2001)},
        "must be less than 2001 characters [json-pointer:/blocks/0/label/text]",
    ),
    "input without label": (
        {"type": "input", "element": {"type": "plain_text_input"}},
        "missing required field: label [json-pointer:/blocks/0]",
    ),
    "max_length over 3000": (text_input("b", max_length=3001), "must be between 1 and 3000"),
    "initial value too long": (
        text_input("b", max_length=5, initial_value="abcdef"),
        "must be between 0 and 5 characters [json-pointer:/blocks/0/element/initial_value]",
    ),
    "long placeholder": (text_input("b", placeholder=plain("x" * 151)), "must be less than 151 characters"),
    "file input in a message": (
        {**text_input("b"), "element": {"type": "file_input"}},
        "unsupported type: file_input [json-pointer:/blocks/0/element/type]",
    ),
    "long markdown": (
        {"type": "markdown", "text": "x" * 12_001},
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
    ),
    "rich text of unknown part": (
        {"type": "rich_text", "elements": [{"type": "paragraph", "elements": []}]},
        "unsupported type: paragraph [json-pointer:/blocks/0/elements/0/type]",
    ),
    "rich text of unknown inline": (rich({"type": "image"}), "unsupported type: image"),
    "empty rich text": (rich({"type": "text", "text": ""}), "must be more than 0 characters"),
    "unknown rich text style": (
        rich({"type": "text", "text": "x", "style": {"huge": True}}),
        "invalid additional property: huge",
    ),
    "text in a list without section": (
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "x"}]}],
        },
        "value must be one of: rich_text_section",
    ),
    "long card body": (
        {"type": "card", "body": {"type": "mrkdwn", "text": "x" * 201}},
        "must be less than 201 characters [json-pointer:/blocks/0/body/text]",
    ),
    "empty card": ({"type": "card"}, "must define one of `hero_image`, `title`, `actions` or `body`"),
    "card in a container": (
        {"type": "container", "title": plain("T"), "child_blocks": [{"type": "card", "title": plain("x")}]},
        "unsupported type: card [json-pointer:/blocks/0/child_blocks/0/type]",
    ),
    "container without title": ({"type": "container", "child_blocks": [section("x")]}, "missing required field: title"),
}


@pytest.mark.parametrize("block", GOOD.values(), ids=GOOD.keys())
def test_what_slack_takes_is_taken(block: Json) -> None:
    assert message_flaws([block]) == []


@pytest.mark.parametrize(("block", "complaint"), BAD.values(), ids=BAD.keys())
def test_what_slack_refuses_is_refused(block: Json, complaint: str) -> None:
    assert complaint in " | ".join(map(str, message_flaws([block])))
