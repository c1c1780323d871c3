"""A mail's text in sentences: hard-wrapped lines joined, greeting and sign-off told from the matter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.dates import MONTHS
from assistant.words import Kind, kinds_in, lexicon, words_of

_HEAD, _TAIL = 3200, 1200  # long mails ask at the start or at the end
_SHORT_LINE = 46
_BULLET = re.compile(r"\s*(?:[-*•·–>]|\(?\d{1,2}[.)])\s")
_ENDS = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[¿¡@]*[^\W_])|(?<=[。！？])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|nr|inc|ltd|co|vs|etc|e\.g|i\.e|z\.b|bzw|ca|approx)|\b\w)\.$", re.I
)
_LINK = re.compile(r"<?(?:https?://|www\.)\S+|<[^<>\s]+>")
_RULE = re.compile(r"^[\W_]{4,}$")
_PASSED_ON = re.compile(
    r"^[-_ >]*(?:forwarded (?:by|message)|original message|weitergeleitet|message transféré).*$", re.I | re.M
)
_JAPANESE_FORM = re.compile(
    r"^(?:いつも|平素より|大変)?お世話に|^(?:以上、?|何卒、?|どうぞ|今後とも、?)*(?:よろしく|宜しく)お願い|^拝啓|^敬具|^以上。?$|^[^。、]{1,20}(?:様|さん|殿|御中|各位)$|"
    r"^(?:(?!ください|いただけ|頂け|教えて)[^。]){0,20}(?:よろしく|宜しく)お願い(?:いた|致|申し上げ)?(?:し|ま)"
)
_NAME = r"[^\W\d_][\w'’.-]*"
_NAMES = rf"{_NAME}(?: {_NAME})?(?:(?:,? (?:and|und|et|y|e|en)|,|/| ?&) {_NAME})*"
_ADDRESSED = re.compile(rf"^(?P<names>{_NAMES})\s*(?:,|:|!|-{{1,3}}|–|—|\.{{2,}})(?:\s+|$)")
_LONGEST_NAME = 5  # words
_OPENING = 80  # characters in which a greeting is looked for


@dataclass(frozen=True)
class Letter:
    """What the sender wrote: whom they greet (lower-cased words) and the sentences of the matter, in order."""

    greeted: tuple[str, ...]
    sentences: tuple[str, ...]


def letter(text: str, language: str) -> Letter:
    """The text taken apart. At most some 4,400 characters of it are read: its beginning and its end."""
    sentences = _split(_excerpt(_PASSED_ON.split(text, maxsplit=1)[0]))
    if language == "ja":
        return Letter((), tuple(one for one in sentences if not _JAPANESE_FORM.search(one)))
    greeted: tuple[str, ...] = ()
    if sentences:
        greeted, first = _greeting(sentences[0], language)
        sentences = [first, *sentences[1:]] if first else sentences[1:]
    return Letter(greeted, tuple(_without_closing(sentences, language)))


def _excerpt(text: str) -> str:
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n\n{text[-_TAIL:]}"


def _split(text: str) -> list[str]:
    return [part for block in _blocks(text) for part in _sentences(block)]


def _blocks(text: str) -> list[str]:
    """Paragraphs on one line each; a short line, an empty one or a bullet ends the one before."""
    blocks: list[str] = []
    ended = True
    for raw in text.split("\n"):
        line = _LINK.sub(" ", raw).strip()
        if not line or _RULE.match(line):
            ended = True
            continue
        if ended or _BULLET.match(line):
            blocks.append(line)
        else:
            blocks[-1] += " " + line
        ended = len(raw.strip()) < _SHORT_LINE
    return blocks


def _sentences(block: str) -> list[str]:
    found: list[str] = []
    for part in filter(None, (piece.strip() for piece in _ENDS.split(block))):
        if found and (_ABBREVIATED.search(found[-1]) or _is_split_date(found[-1], part)):
            found[-1] += " " + part
        else:
            found.append(part)
    return found


def _is_split_date(before: str, after: str) -> bool:
    """'bis zum 10.' and 'März': the full stop belongs to the day."""
    return bool(re.search(r"\b\d{1,2}\.$", before)) and next(iter(words_of(after)), "") in MONTHS


def _greeting(sentence: str, language: str) -> tuple[tuple[str, ...], str]:
    """Who is greeted, and the sentence without the greeting."""
    words = words_of(sentence)
    hits = [hit for hit in lexicon(language).hits(words[:4]) if hit.kind is Kind.GREETING and hit.start == 0]
    if not hits:
        return _addressed(sentence, language)
    after = max(hit.end for hit in hits)
    rest = _after_words(sentence, after)
    match = _ADDRESSED.match(rest[:_OPENING])
    if match and len(words_of(match["names"])) <= _LONGEST_NAME:
        return tuple(words_of(match["names"])), rest[match.end() :].strip()
    if len(words) <= after + _LONGEST_NAME and not sentence.rstrip().endswith("?"):
        return tuple(words[after:]), ""
    return (), rest.lstrip(" ,!.:-–—")


def _addressed(sentence: str, language: str) -> tuple[tuple[str, ...], str]:
    """A greeting by the name alone: 'Sean, …', 'Bill and Teb:', 'All -'."""
    match = _ADDRESSED.match(sentence[:_OPENING])
    if not match:
        return (), sentence
    names = words_of(match["names"])
    told = kinds_in(match["names"], language)
    capital = all(word[0].isupper() for word in re.findall(_NAME, match["names"]) if len(word) > 3)
    if len(names) > _LONGEST_NAME or not capital or told - {Kind.BROADCAST}:
        return (), sentence
    return tuple(names), sentence[match.end() :].strip()


def _after_words(sentence: str, count: int) -> str:
    matches = list(re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", sentence))
    return sentence[matches[count - 1].end() :].strip(" ") if len(matches) >= count else ""


def _without_closing(sentences: Sequence[str], language: str) -> list[str]:
    """The sentences before the sign-off: a short line of parting words, and what follows it."""
    for at in range(max(1, len(sentences) - 12), len(sentences)):
        words = words_of(sentences[at])
        opening = [hit for hit in lexicon(language).hits(words[:4]) if hit.start == 0 and hit.kind is Kind.CLOSING]
        if opening and len(words) <= max(hit.end for hit in opening) + 2 and "?" not in sentences[at]:
            return list(sentences[:at])
    return list(sentences)
