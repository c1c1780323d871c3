"""What the user's corrections say of a mail: decided, leaning, or nothing (SPEC TR7)."""

from collections.abc import Sequence

from assistant.judgement import Category, Lesson
from assistant.shape import shape_of
from connectors.mail.email import Email

ENOUGH = 2  # agreeing corrections of a sender or list decide; one of a shape, or one 'spam', does


def matching(lessons: Sequence[Lesson], email: Email) -> tuple[Lesson, ...]:
    """The lessons that apply to this mail. A sender's lesson without a value is one on this very sender."""
    if not lessons:
        return ()
    shape = shape_of(email)
    values = {"sender": ("", email.sender.email), "list": (email.list_id,), "shape": (shape,)}
    return tuple(
        lesson
        for lesson in lessons
        if lesson.value in values[lesson.scope] and (lesson.scope == "sender" or lesson.value)
    )


def decided(lessons: Sequence[Lesson]) -> tuple[Lesson, Category] | None:
    """The lesson that decides, narrowest scope first; None where the user's corrections are too few or disagree."""
    for scope in ("shape", "list", "sender"):
        counts: dict[Category, int] = {}
        for lesson in lessons:
            if lesson.scope == scope:
                counts[lesson.category] = counts.get(lesson.category, 0) + lesson.count
        if not counts:
            continue
        best = max(counts, key=lambda category: counts[category])
        others = sum(counts.values()) - counts[best]
        needed = 1 if scope == "shape" or best is Category.SPAM else ENOUGH
        if counts[best] >= needed and counts[best] > others:
            return next(one for one in lessons if one.scope == scope and one.category is best), best
        return None
    return None
