"""What goes on from the turns before: the answer to a question that Mailroom asked back; and thanks, to which nothing
is searched."""

import re
from collections.abc import Sequence

from assistant.asking.names.orders import is_order
from assistant.asking.question.dictating import LONGEST_ANSWER, greets, letter_in
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.values import Turn

SINCE = "\n\n\n"  # before each thing said when asked back: no message has two empty lines (taking.words_of)
_ASKS = re.compile(
    r"^\W*(?:what|who|whom|whose|when|where|which|why|how|did|do|does|is|are|was|were|has|have|had|am|will|find|show|"
    r"list|search|summari[sz]e|was|wer|wem|wen|wann|wo|warum|welche\w*|wie|hat|haben|gibt|zeig\w*|such\w*|finde|"
    r"qu\w+|quand|ou|comment|combien|cherche|trouve|que|cuando|donde|cual|como|busca|chi|dove|quale|cosa|come|wat|"
    r"wie|waar|wanneer)\b"
)
_SENTENCE = re.compile(r"[.?!。？！\n]")
_THANKS = re.compile(
    r"(?:(?:ok|okay|great|perfect|super|cool|nice|good|fine|all right|alright|got it|i see|and|very|many|so|much|well|"
    r"done|a lot|lot|for|that|you|it|the help|your help|thanks?|thank|thx|ty|cheers|danke|dank|dir|ihnen|vielen|schon|"
    r"sehr|prima|toll|gut|alles klar|merci|beaucoup|parfait|d'accord|gracias|muchas|vale|perfecto|grazie|mille|"
    r"perfetto|va bene|obrigad[oa]|muito|perfeito|bedankt|dank je|u|wel|hartelijk|"
    r"ありがとう|ございます|ございました|どうも|了解|です|no|"
    r"never ?mind|forget it|nein|egal|no need|not now|lass|gut sein|laisse tomber|non|nada)[\s,.!:;)…、。！-]*)+"
)
_KEY = re.compile(
    r"\b(?:ok|okay|great|perfect|super|cool|nice|good|fine|all right|alright|got it|i see|thanks?|thx|ty|cheers|danke?|"
    r"prima|toll|gut|alles klar|merci|parfait|d'accord|gracias|vale|perfecto|grazie|perfetto|va bene|obrigad[oa]|"
    r"perfeito|bedankt)\b"
    r"|ありがとう|了解"
)
_CALLED_OFF = re.compile(r"\b(?:no|never ?mind|forget it|nein|egal|not now|laisse tomber|non|lass)\b")
_LANGUAGES = (  # the first of which a word is said
    ("ja", re.compile(r"[\u3040-\u30ff]|了解")),
    ("nl", re.compile(r"\b(?:bedankt|dank (?:je|u)|hartelijk)\b")),
    ("de", re.compile(r"\b(?:danke?|nein|egal|prima|toll|gut|alles klar|lass)\b")),
    ("fr", re.compile(r"\b(?:merci|parfait|d'accord|laisse tomber|non)\b")),
    ("it", re.compile(r"\b(?:grazie|perfetto|va bene)\b")),
    ("pt", re.compile(r"\b(?:obrigad[oa]|perfeito)\b")),
    ("es", re.compile(r"\b(?:gracias|vale|perfecto|nada)\b")),
)
_KIND = {
    "en": "You are welcome. Ask on whenever you like.",
    "de": "Gern geschehen. Fragen Sie jederzeit weiter.",
    "fr": "Avec plaisir. Posez d’autres questions quand vous voulez.",
    "es": "De nada. Pregunte de nuevo cuando quiera.",
    "it": "Prego. Chieda pure ancora quando vuole.",
    "pt": "De nada. Pergunte de novo quando quiser.",
    "nl": "Graag gedaan. Vraag gerust verder.",
    "ja": "どういたしまして。いつでもまた聞いてください。",
}
_LEFT = {
    "en": "All right, I leave it at that. Nothing was changed or sent.",
    "de": "Gut, ich lasse es dabei. Nichts wurde geändert oder gesendet.",
    "fr": "Entendu, j’en reste là. Rien n’a été modifié ni envoyé.",
    "es": "De acuerdo, lo dejo así. No se ha cambiado ni enviado nada.",
    "it": "Va bene, lascio così. Nulla è stato modificato o inviato.",
    "pt": "Está bem, fica assim. Nada foi alterado nem enviado.",
    "nl": "Goed, ik laat het zo. Er is niets gewijzigd of verzonden.",
    "ja": "承知しました。このままにします。変更も送信もしていません。",
}


def courtesy(text: str) -> str:
    """What to say to thanks, an "ok" or a "never mind"; '' where something is asked or ordered."""
    said = fold(text).strip()
    if not said or len(said) > 60 or "?" in said or not _THANKS.fullmatch(said):
        return ""
    language = next((code for code, words in _LANGUAGES if words.search(said)), "en")
    if _CALLED_OFF.search(said):
        return _LEFT[language]
    return _KIND[language] if _KEY.search(said) else ""


def without_courtesies(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns that ask something: "and from Bob?" after a "thanks!" leans on what was asked before it.

    A "never mind" settles what was asked back.
    """
    kept: list[Turn] = []
    for turn in turns:
        if not courtesy(turn.question):
            kept.append(turn)
        elif kept and kept[-1].asked_back:
            kept = kept[:-1]
    return tuple(kept)


def continued(text: str, turns: Sequence[Turn]) -> tuple[str, tuple[Turn, ...]]:
    """The order or question that the text goes on with, each thing said of it SINCE, and the turns before that.

    What was asked back about comes first; the text alone where it is no answer to that.
    """
    lines, left = [text], list(turns)
    while left and left[-1].asked_back and answers_back(lines[-1], left[-1].question):
        lines.append(left.pop().question)
    return SINCE.join(reversed(lines)), tuple(left)


def answers_back(text: str, asked: str) -> bool:
    """Whether it may be the answer to a question about what was `asked`: a few words that ask nothing and order nothing
    by themselves, or the letter that was ordered: "Write to Bob", and then "Hi Bob, …"."""
    folded = fold(text)
    tokens = tokens_of(text, folded)
    brief = 0 < len(tokens) <= LONGEST_ANSWER and "?" not in folded
    return (brief and not asks(folded) and not is_order(tokens)) or _is_letter(text, asked)


def _is_letter(text: str, asked: str) -> bool:
    """Whether it is the text that was ordered: a letter of lines, or long and begun with no question or order. Who says
    "Hi, …" on one line may greet Mailroom."""
    letter = letter_in(f"{asked}{SINCE}{text}")
    if letter is None or letter[0] != len(asked) + len(SINCE):
        return False
    first = _SENTENCE.split(fold(text), maxsplit=1)[0]
    if greets(text):
        return "\n" in text
    return not (asks(first) or is_order(tokens_of(first, first)))


def asks(folded: str) -> bool:
    """Whether it begins as a question does."""
    return _ASKS.match(folded) is not None


def said_first(text: str) -> str:
    """The order itself, without what was said when asked back."""
    return text.partition(SINCE)[0]


def said_since(text: str) -> str:
    """What was said last of a continued order; '' where nothing was asked back."""
    return text.rpartition(SINCE)[2] if SINCE in text else ""
