"""However a mail is written, looking for its risks takes about as long as for an ordinary one of its length."""

import time

import pytest

from assistant.grounds import Grounds
from assistant.risk import Circle, Reply, flags
from tests.assistant.mails import ME, MONDAY, SARAH, mail

LENGTH = 18_000
PLAIN = "Could you send the quote by Friday, for 250 units at $12.50?\n"
TIMES = 5  # what hostile mail may cost more; where time grows with the square of the length it is far beyond


def seconds(line: str) -> float:
    """Of processor time of this thread, the least of three: nothing else in this process or machine counts."""
    return min(_once(line) for _ in range(3))


def _once(line: str) -> float:
    email = mail((line * (LENGTH // len(line) + 1))[:LENGTH])
    began = time.thread_time()
    flags(email, Reply((SARAH.email,), "Fine, on Friday."), Circle(ME, frozenset(), frozenset()), Grounds((), MONDAY))
    return time.thread_time() - began


@pytest.mark.parametrize("line", ["\n", " \n", "monday ", "may 1 ", "1) ", "[a", "$1 ", "1.", "www.", "a@"])
def test_hostile_mail_takes_no_longer_than_its_length_allows(line: str) -> None:
    plain = seconds(PLAIN)
    assert seconds(line) < TIMES * plain + 0.1
