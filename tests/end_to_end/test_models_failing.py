"""Whatever a model does, the mail gets its card (SPEC TR1, DR4, RE4)."""

import pytest

from tests.end_to_end.play import Play, fresh, words_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _card_of_a_new_mail(play: Play) -> str:
    subject = fresh("Whatever the model does")
    await play.deliver(subject)
    words = words_of(await play.card(subject, seconds=40))
    assert len(await play.folder("drafts", subject)) == 1
    return words


async def _is_well_again(play: Play) -> None:
    """A good answer also ends the count of failures in a row, so that no test leaves a breaker open behind it."""
    await play.put_right()
    assert "gpt-6.1-terra" in await _card_of_a_new_mail(play)


async def test_when_the_first_provider_is_overrun_the_second_one_writes(play: Play) -> None:
    await play.fault("openai", "*", "status", status=429, times=None)
    assert "claude-sonnet-5-5" in await _card_of_a_new_mail(play)
    await _is_well_again(play)


async def test_when_no_model_says_anything_sensible_a_template_is_offered(play: Play) -> None:
    await play.fault("openai", "*", "malformed", times=None)
    await play.fault("anthropic", "*", "malformed", times=None)
    assert "a template, without a model" in await _card_of_a_new_mail(play)
    await _is_well_again(play)


async def test_when_the_model_refuses_a_template_is_offered(play: Play) -> None:
    await play.fault("openai", "*", "refuse", times=None)
    assert "a template, without a model" in await _card_of_a_new_mail(play)
    await _is_well_again(play)
