"""Modals: editing a reply, asking for another one, and why something was judged so."""

from typing import Any

from assistant.case import Case
from assistant.letters import Letter
from bot.views.reply_part import EDITED_AT_MOST, LINE_AT_MOST
from bot.views.text import Block, context, cut, plain, plain_section
from connectors.mail.email import Address

View = dict[str, Any]


def _modal(callback_id: str, title: str, submit: str, reference: str, blocks: list[Block]) -> View:
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain("Cancel" if submit else "Close", 24),
        "private_metadata": reference,
        "blocks": blocks,
    }
    return view | ({"submit": plain(submit, 24)} if submit else {})


def _field(name: str, label: str, value: str, *, most: int, optional: bool = False, lines: bool = False) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": name,
        "max_length": most,
        "multiline": lines,
    }
    if text := value[:most]:
        element["initial_value"] = text
    return {"type": "input", "block_id": name, "optional": optional, "label": plain(label, 200), "element": element}


def _line(people: tuple[Address, ...]) -> str:
    return ", ".join(address.email for address in people)


def edit_modal(version_id: str, letter: Letter) -> View:
    """The reply, to be changed. Submitting changes the draft in Gmail and the card; it sends nothing."""
    fields = [
        _field("to", "To", _line(letter.to), most=EDITED_AT_MOST),
        _field("cc", "Cc", _line(letter.cc), most=EDITED_AT_MOST, optional=True),
        _field("subject", "Subject", letter.subject, most=LINE_AT_MOST, optional=True),
        _field("body", "Your reply", letter.body, most=EDITED_AT_MOST, lines=True),
        context("Saving changes the draft here and in Gmail. Nothing is sent until you approve it."),
    ]
    return _modal("reply_edited", "Edit reply", "Save", version_id, fields)


def instruct_modal(version_id: str) -> View:
    """Asks how the next draft should be."""
    field = _field("instruction", "What should be different?", "", most=500, lines=True)
    field["element"]["placeholder"] = plain("Shorter. Decline politely. Offer Thursday at 10 instead.", 150)
    field["hint"] = plain("The present draft is kept until the new one is ready.", 150)
    return _modal("reply_instructed", "Write another draft", "Write", version_id, [field])


def why_modal(case: Case) -> View:
    """The reasons of the verdict, and what wrote the draft at what cost (SPEC TR1, DR5)."""
    verdict, version = case.verdict, case.version
    blocks: list[Block] = []
    if verdict:
        share = f"{round(verdict.confidence * 100)} % sure"
        blocks.append(plain_section(f"Judged as “{verdict.category.replace('_', ' ')}”, {share}."))
        blocks.append(plain_section(verdict.reasoning or "No reason was given.", 600))
        blocks.append(context(plain(_origin(verdict.source, verdict.model, verdict.prompt), 200)))
    if version:
        told = _origin(version.provider or version.author, version.model, version.prompt)
        cost = f"{version.input_tokens} + {version.output_tokens} tokens, {version.cost_usd:.5f} US dollars"
        blocks.append(plain_section(f"The draft was written by {cut(told, 160)}."))
        blocks.append(context(plain(f"{cost}, {version.latency_ms / 1000:.1f} s", 200)))
    return _modal("why", "Why?", "", case.message.id, blocks or [plain_section("Nothing was judged yet.")])


def _origin(source: str, model: str, prompt: str) -> str:
    return " · ".join(part for part in (source, model, prompt) if part)
