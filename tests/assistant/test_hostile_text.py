"""Whatever a mail holds, triage, templates and risk flags end, and end without an error (SPEC TR1, SE4)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.grounds import Grounds
from assistant.patterns import judge_by_patterns
from assistant.prefilter import prefilter
from assistant.risk import Circle, Reply, flags
from assistant.shape import shape_of
from assistant.templates import template_reply
from connectors.mail.email import Address
from tests.assistant.mails import ME, MONDAY, SARAH, mail

# patterns that make careless regular expressions run for hours
PATHOLOGICAL = [
    "1.",
    "1,1",
    "1",
    "a@",
    "a.",
    "a-",
    "? ",
    '"',
    "[",
    " ",
    "Al Bo, ",
    "<",
    "1(",
    "_",
    "{",
    "2026-",
    "mars ",
    "…\n",
]


def run(text: str, name: str) -> None:
    email = mail(text, text[:2000], sender=Address(name, SARAH.email))
    verdict = judge_by_patterns(email, ME, MONDAY)
    assert verdict.summary
    prefilter(email, frozenset(), ME)
    assert len(shape_of(email)) == 32
    draft = template_reply(email, verdict, "Alice")
    assert "http" not in draft
    flags(email, Reply((SARAH.email,), draft + text[:5000]), Circle(ME), Grounds((), MONDAY))


@settings(max_examples=150)
@given(text=st.text(max_size=300), name=st.text(max_size=40))
def test_any_text_is_judged(text: str, name: str) -> None:
    run(text, name)


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(
            ["31.02.", "99/99/99", "0 März", "€", "1.", "%", "[", "]", "?", "by", "か。", "\u202e", "am 1.1."]
        )
    )
)
def test_broken_dates_and_amounts_are_no_trouble(parts: list[str]) -> None:
    run(" ".join(parts), "Sarah")


@pytest.mark.parametrize("part", PATHOLOGICAL)
def test_repetition_takes_no_more_than_linear_time(part: str) -> None:
    run(part * (100_000 // len(part)), "Sarah")
