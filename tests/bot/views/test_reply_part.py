"""Approve stands only under a reply of which nothing is cut off: its recipients, subject, attachments and body."""

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.views.mail_card import mail_card
from bot.views.reply_part import BODY_AT_MOST, LINE_AT_MOST
from storage.drafts import DraftState
from storage.versions import DraftVersion
from tests.bot.views.cases import NOW, case_of, draft_of, verdict_of, version_of
from tests.bot.views.payloads import elements, objects

Json = dict[str, Any]
EDGE = range(LINE_AT_MOST - 12, LINE_AT_MOST + 13)  # lengths of a line
RELAXED = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def drawn(version: DraftVersion) -> Any:
    return mail_card(case_of(verdict=verdict_of(), draft=draft_of(DraftState.READY), version=version), None, NOW)


def people(lengths: list[int], host: str) -> list[Json]:
    """Different people, each with an address of that length."""
    return [{"name": "", "email": f"{n}.{'a' * length}@{host}"} for n, length in enumerate(lengths)]


def lines_of(version: DraftVersion) -> list[str]:
    """What has to be read before it may be approved, each a line of its own, whole."""
    many = (("To", version.to), ("Cc", version.cc), ("Bcc", version.bcc))
    lines = [f"{label}: {', '.join(one['email'] for one in line)}" for label, line in many if line]
    files = [f"Attached in Gmail: {', '.join(version.files)}"] if version.files else []
    return [f"From: {version.sender['email']}", f"Subject: {version.subject}".rstrip(), *lines, *files]


def is_whole(blocks: list[Json], version: DraftVersion) -> bool:
    """Whether a reader of the card sees all that would be sent."""
    shown = [text["text"] for text in objects(blocks, "plain_text")]
    body = "".join(part["text"] for text in objects(blocks, "rich_text_section") for part in text["elements"])
    return all(line in shown for line in lines_of(version)) and body == version.body


LENGTHS = st.lists(st.integers(1, 120), max_size=70)


@given(
    to=LENGTHS, cc=LENGTHS, bcc=LENGTHS, host=st.sampled_from(["x.example", f"{'h' * 60}.example"]),
    subject=st.one_of(st.integers(0, 80), st.integers(LINE_AT_MOST - 30, LINE_AT_MOST + 30)),
    body=st.one_of(st.integers(1, 400), st.integers(BODY_AT_MOST - 3, BODY_AT_MOST + 3)),
    files=st.lists(st.integers(1, 250), max_size=9), flags=st.integers(0, 9),
)  # fmt: skip
@example(to=[1] * 200, cc=[], bcc=[], host="x.example", subject=9, body=9, files=[], flags=0)
@example(to=[1], cc=[], bcc=[3] * 160, host="x.example", subject=9, body=9, files=[], flags=1)
@example(to=[30] * 40, cc=[30] * 40, bcc=[30] * 40, host="x.example", subject=1800, body=7000, files=[], flags=9)
@RELAXED
def test_approve_is_never_offered_for_a_reply_of_which_anything_is_cut_off(
    to: list[int], cc: list[int], bcc: list[int], host: str, subject: int, body: int, files: list[int], flags: int
) -> None:
    version = version_of(
        to=people(to, host), cc=people(cc, host), bcc=people(bcc, host), subject="s" * subject, body="b" * body,
        files=["f" * length for length in files], flags=[{"kind": "x", "words": "w" * 290}] * flags,
    )  # fmt: skip
    blocks = drawn(version).blocks
    assert not elements(blocks, "send_clicked") or is_whole(blocks, version)


@pytest.mark.parametrize("label", ["to", "cc", "bcc"])
@pytest.mark.parametrize("length", EDGE)
def test_a_line_of_recipients_is_approved_up_to_the_length_that_is_shown_whole(label: str, length: int) -> None:
    most = [{"name": "", "email": f"person{n:03}@x.example"} for n in range(80)]
    used = len(f"{label}: {', '.join(one['email'] for one in most)}, ")
    last = {"name": "", "email": f"{'z' * (length - used - len('@evil.example'))}@evil.example"}
    version = version_of(1, **{label: [*most, last]})
    blocks = drawn(version).blocks
    assert max(map(len, lines_of(version))) == length
    assert bool(elements(blocks, "send_clicked")) == (length < LINE_AT_MOST)
    assert is_whole(blocks, version) == (length < LINE_AT_MOST)


@pytest.mark.parametrize("padding", ["\u200b", "\u2060", "\u202e", "\x00", "\ufeff", "\u00ad"])
@pytest.mark.parametrize("times", [1, LINE_AT_MOST, 3 * LINE_AT_MOST])
def test_padding_that_nobody_sees_hides_no_recipient(padding: str, times: int) -> None:
    version = version_of(to=[{"name": "", "email": f"sarah@x.example{padding * times}"}, *people([3], "evil.example")])
    assert elements(drawn(version).blocks, "send_clicked") == []


@pytest.mark.parametrize("padding", [" ", "\u00a0", "\u2003", "\n"])
def test_white_space_pushes_no_recipient_out_of_the_line(padding: str) -> None:
    first = {"name": "", "email": f"sarah@x.example{padding * LINE_AT_MOST}"}
    version = version_of(to=[first, *people([3], "evil.example")])
    assert elements(drawn(version).blocks, "send_clicked") == []
