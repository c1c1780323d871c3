"""Tests of what corrections decide."""

from assistant.judgement import Category, Lesson
from assistant.lessons import decided, matching
from assistant.shape import shape_of
from tests.assistant.mails import SARAH, mail

ASK, FYI, SPAM = Category.NEEDS_REPLY, Category.INFORMATIONAL, Category.SPAM


def test_only_lessons_on_this_sender_list_or_shape_apply() -> None:
    email = mail("Hello", list_id="<dev.acme.example>")
    own = Lesson("sender", SARAH.email, FYI)
    same_list, shape = Lesson("list", "<dev.acme.example>", FYI), Lesson("shape", shape_of(email), FYI)
    others = (Lesson("sender", "x@y.example", SPAM), Lesson("list", "", SPAM), Lesson("shape", "", SPAM))
    assert matching((own, same_list, shape, *others), email) == (own, same_list, shape)


def test_a_sender_lesson_without_a_value_is_on_this_sender() -> None:
    assert matching((Lesson("sender", "", FYI, 2),), mail("Hello")) != ()


def test_two_agreeing_corrections_decide_and_one_does_not() -> None:
    assert decided((Lesson("sender", SARAH.email, FYI),)) is None
    once = decided((Lesson("sender", SARAH.email, FYI, 2),))
    assert once is not None
    assert once[1] is FYI


def test_one_spam_correction_decides() -> None:
    found = decided((Lesson("sender", SARAH.email, SPAM),))
    assert found is not None
    assert found[1] is SPAM


def test_one_correction_of_the_very_same_template_decides() -> None:
    found = decided((Lesson("shape", "abc", ASK),))
    assert found is not None
    assert found[1] is ASK


def test_contradicting_corrections_decide_nothing() -> None:
    assert decided((Lesson("sender", SARAH.email, FYI, 2), Lesson("sender", SARAH.email, ASK, 2))) is None


def test_the_narrower_scope_goes_first() -> None:
    found = decided((Lesson("sender", SARAH.email, FYI, 5), Lesson("shape", "abc", ASK)))
    assert found is not None
    assert found[1] is ASK
