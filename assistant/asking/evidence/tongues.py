"""Where a question is in one language and the mail in another: words find only words, and the answer says so."""

from collections.abc import Sequence

from assistant.asking.checking import harmless
from assistant.asking.values import Outcome, Reading, Source
from assistant.language import DEFAULT, guess_language

_WORDS_AT_MOST = 120  # characters of the words that are named
HINT = "If your mail says it in another language, please ask in that language."


def tongue_hint(reading: Reading, outcomes: Sequence[Outcome], nearest: Sequence[Source]) -> str:
    """Which words were looked for, and what to do; '' where the question is in the language of what comes nearest.

    Without any finds nobody knows what language the mail is in: then English is taken to be it.
    """
    text = "\n".join(source.text for source in nearest)
    theirs = guess_language(text) if text else DEFAULT
    words = _looked_for(reading, outcomes)
    return f"I looked for these words: {words}. {HINT}" if words and reading.language != theirs else ""


def _looked_for(reading: Reading, outcomes: Sequence[Outcome]) -> str:
    """The words that searches were asked for, each once."""
    asked = (str(outcome.step.arguments.get("words", "")) for outcome in outcomes)
    words = dict.fromkeys(word for words in asked for word in words.split()) or reading.words.split()
    told = ", ".join(words)
    if len(told) > _WORDS_AT_MOST:
        told = f"{told[:_WORDS_AT_MOST].rpartition(', ')[0]} …"
    return harmless(told, reading.text)
