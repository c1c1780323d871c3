"""People in Japanese questions: no spaces and no capitals, but titles and particles behind the name."""

import re
from collections.abc import Sequence

from assistant.asking.names.directory import Directory, Person
from assistant.asking.names.named import Named, Role
from assistant.asking.question.folding import fold

_TITLE = r"(?:さん|様|さま|氏|くん|君|ちゃん|部長|課長|社長|先生|専務|主任)"
_NAME = (
    r"(?P<name>[A-Za-z][A-Za-z.'\-]{1,30}(?:[ \u3000][A-Za-z][A-Za-z.'\-]{1,30}){0,2}|[\u4e00-\u9fff々]{1,8}|"
    r"[\u30a0-\u30ff]{2,20}(?:・[\u30a0-\u30ff]{1,20})?)"
)
_ROLES: tuple[tuple[Role, str], ...] = (
    ("recipient", r"(?:へ|宛|に(?=.{0,20}(?:送|書|返信|伝え|出し)))"),
    ("any", r"(?:と(?!いう)|との)"),
    ("sender", r"(?:から|(?:が|は|の)(?=.{0,30}(?:送|書|言|返信|返事|メール|連絡|くれ)))"),
)
_TITLED = re.compile(_NAME + _TITLE)
_UNTITLED = re.compile(_NAME + r"(?=から|が|は|へ|宛|との?|に|の)")
_AFTER = [(role, re.compile(rf"{pattern}(?:の)?")) for role, pattern in _ROLES]


def japanese_names(text: str, masked: str, directory: Directory, known: Sequence[Named]) -> list[Named]:
    """The people named in it; without a title only those that a contact is called."""
    found: list[Named] = []
    for pattern, titled in ((_TITLED, True), (_UNTITLED, False)):
        for match in pattern.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in (*known, *found)):
                continue
            if "\x01" in masked[match.start() : match.end()]:
                continue
            names = re.split(r"[ \u3000・.]", fold(match["name"]))
            people = tuple(directory.people([name for name in names if name]))
            if not people and not titled:
                continue
            found.append(_named(text, match, people))
            if len(found) > 8:
                return found
    return found


def _named(text: str, match: re.Match[str], people: tuple[Person, ...]) -> Named:
    role: Role = "any"
    end, sure = match.end(), False
    for one, pattern in _AFTER:
        if after := pattern.match(text, match.end()):
            role, end, sure = one, after.end(), bool(people)
            break
    return Named(match.start(), end, match["name"], people, role, sure, tuple(one.email for one in people))
