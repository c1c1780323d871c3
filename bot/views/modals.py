"""Modals: editing a reply, asking for another one, and why something was judged so."""

from typing import Any

from assistant.case import Case
from assistant.letters import Letter
from bot.views.mail_card import CATEGORY_WORDS
from bot.views.reply_part import AUTHOR_WORDS, EDITED_AT_MOST, LINE_AT_MOST
from bot.views.text import Block, context, plain, plain_section
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


def _first(field: Block) -> Block:
    """The field in which one begins to type."""
    field["element"]["focus_on_load"] = True
    return field


def _line(people: tuple[Address, ...]) -> str:
    return ", ".join(address.email for address in people)


def edit_modal(version_id: str, letter: Letter) -> View:
    """The reply, to be changed. Submitting changes the draft in Gmail and the card; it sends nothing."""
    fields = [
        _field("to", "To", _line(letter.to), most=EDITED_AT_MOST),
        _field("cc", "Cc", _line(letter.cc), most=EDITED_AT_MOST, optional=True),
        _field("subject", "Subject", letter.subject, most=LINE_AT_MOST, optional=True),
        _first(_field("body", "Your reply", letter.body, most=EDITED_AT_MOST, lines=True)),
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
    blocks = [*_judged(case), *_written(case)]
    return _modal("why", "Why?", "", case.message.id, blocks or [plain_section("Nothing was judged yet.")])


def _judged(case: Case) -> list[Block]:
    verdict = case.verdict
    if verdict is None:
        return []
    words = f"Sorted as “{CATEGORY_WORDS.get(verdict.category, verdict.category)}”"
    corrected = f"; you said “{CATEGORY_WORDS.get(verdict.corrected_to, '')}”" if verdict.corrected_to else ""
    return [
        plain_section(f"{words}, {round(verdict.confidence * 100)} % sure{corrected}."),
        plain_section(f"Reason: {' '.join(verdict.reasoning.split()) or 'none was given'}", 600),
        context(plain(_origin(verdict.source, verdict.model, verdict.prompt), 200)),
    ]


def _written(case: Case) -> list[Block]:
    """Who wrote the draft; what a model took for it."""
    version = case.version
    if version is None:
        return []
    if author := AUTHOR_WORDS.get(version.author):
        return [plain_section(f"The draft was written by {author}.")]
    took = f"{version.input_tokens} + {version.output_tokens} tokens, {version.cost_usd:.5f} US dollars"
    origin = _origin(version.provider, version.model, version.prompt)
    small = plain(f"{origin} · {took}, {version.latency_ms / 1000:.1f} s", 300)
    return [plain_section("The draft was written by a model."), context(small)]


def _origin(source: str, model: str, prompt: str) -> str:
    return " · ".join(part for part in (source, model, prompt) if part)
