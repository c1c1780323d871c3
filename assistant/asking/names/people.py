"""The people that a question names, what part each has in what is asked for, and which addresses they may have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.asking.names import words
from assistant.asking.names.directory import Directory, Person, given
from assistant.asking.names.named import Named, Role
from assistant.asking.names.orders import meant
from assistant.asking.question.filler import is_filler
from assistant.asking.question.folding import Token

_LONGEST = 5  # words of a name
_LOOKED_UP = 40  # names tried in one question
_CLOSE = re.compile(r"[ \t]+|[ ]?-[ ]?|['’]|\.\s?")  # between the words of one name
_LISTED = re.compile(r",\s?")
_PARTS: dict[str, Role] = {"sender": "sender", "recipient": "recipient", "with": "any"}


@dataclass
class Naming:
    """Works through the words of one question."""

    tokens: Sequence[Token]
    text: str
    directory: Directory
    blocked: bytearray  # characters that are of something else: dates, quotations
    order: bool  # whether something is to be done, rather than found
    corresponds: bool  # whether it speaks of mail at all
    leans: bool = False  # whether it only adds to the question before: "and von Bob?" is about Bob's mail
    tried: int = 0
    found: list[Named] = field(default_factory=list)

    def run(self) -> list[Named]:
        """Every name, in the order of the question."""
        at = 0
        while at < len(self.tokens):
            at = self._name_at(at) or at + 1
        return meant(self.found, self.tokens) if self.order else self.found

    def _name_at(self, at: int) -> int:
        """Takes the longest name that begins here; where it ends, 0 if there is none."""
        token = self.tokens[at]
        if any(self.blocked[token.start : token.end]):
            return 0
        if "@" in token.folded:
            return self._take(at, at + 1, (), (token.folded,))
        role, _ = self._left(at)
        likely = token.capital or role or self._right(at + 1) or self._begins_sentence(at) or self._owns_mail(at)
        if not likely or token.folded in words.TITLES or self.tried > _LOOKED_UP:
            return 0
        for end in range(min(self._reach(at), len(self.tokens)), at, -1):
            if self._may_be_name(at, end, role) and not self._is_part(at, end) and (people := self._look_up(at, end)):
                return self._take(at, end, people, tuple(one.email for one in people))
        return self._company(at, role) or self._unknown(at, role)

    def _is_part(self, at: int, end: int) -> bool:
        """Whether a longer name stands here, which nobody has: "Bob Smith" is not Bob Miller."""
        if not self.tokens[at].capital or end >= self._reach(at):
            return False
        token = self.tokens[end]
        gap = self.text[self.tokens[end - 1].end : token.start]
        like = token.capital and not token.text.isupper() and token.folded not in words.SAY | words.MAIL
        return like and gap.isspace() and not is_filler(token.folded)

    def _reach(self, at: int) -> int:
        """Up to where the words may be of one name."""
        end = at + 1
        while end < len(self.tokens) and end - at < _LONGEST:
            gap = self.text[self.tokens[end - 1].end : self.tokens[end].start]
            token = self.tokens[end]
            listed = _LISTED.fullmatch(gap) and end == at + 1 and token.capital and self.tokens[at].capital
            owns = token.folded == "s" and gap in ("'", "’")
            if owns or not (_CLOSE.fullmatch(gap) or listed) or any(self.blocked[token.start : token.end]):
                break
            end += 1
        return end

    def _may_be_name(self, at: int, end: int, role: str) -> bool:
        run = self.tokens[at:end]
        if run[-1].folded in words.PARTICLES or run[0].folded in words.AND:
            return False
        if len(run) == 1:
            return self._alone(at, role)
        plain = [token for token in run if not token.capital and token.folded not in words.PARTICLES]
        if not plain:
            return True
        lower = all(not token.capital for token in run)
        return lower and bool(role) and not all(token.folded in words.COMMON for token in run)

    def _alone(self, at: int, role: str) -> bool:
        """Whether a single word may be a name: common words only where a name is expected, or capital within."""
        token = self.tokens[at]
        common = token.folded in words.COMMON
        if token.capital:
            return not common or (
                at > 0 and not self._begins_sentence(at) and (bool(role) or self._right(at + 1) != "")
            )
        if common:
            says = {token.folded for token in self.tokens[at + 1 : at + 2]} & words.SAY
            asked = self._left_word(at) in words.AUXILIARY and bool(says)
            expected = asked or self._left_word(at) in words.FROM or self._right(at + 1) == "mail"  # "rose's mails"
            return expected and token.folded in words.NAMES_TOO
        return bool(role) or self._right(at + 1) != "" or self._begins_sentence(at) or self._owns_mail(at)

    def _begins_sentence(self, at: int) -> bool:
        start = self.tokens[at].start
        return at == 0 or re.search(r"[.!?]\s*\Z", self.text[max(0, start - 4) : start]) is not None

    def _left_word(self, at: int) -> str:
        return self.tokens[at - 1].folded if at else ""

    def _look_up(self, at: int, end: int) -> tuple[Person, ...]:
        self.tried += 1
        said = [token.text for token in self.tokens[at:end] if token.folded not in words.PARTICLES or end - at == 1]
        people = self.directory.written(said)
        if not people and len(said) == 1 and self._owns_mail(at):
            people = self.directory.written(said := [said[0][:-1]])
        return tuple(people if end - at > 1 or self.corresponds or self.leans else given(people, said[0]))

    def _take(self, at: int, end: int, people: tuple[Person, ...], emails: tuple[str, ...]) -> int:
        left, begin = self._left(at)
        right = self._right(end)
        role: Role = "any"
        if left in ("sender", "recipient"):
            role = "sender" if left == "sender" else "recipient"
        if (right == "says" and left not in ("recipient", "with")) or right == "mail":
            role = "sender"
        sure = bool(left) or right in ("says", "mail", "talks") or ("@" in self.tokens[at].folded and not self.order)
        if self.order and role == "recipient":
            sure = False
        stop = self.tokens[end - 1].end
        if right in ("possessive", "mail") and self.text[stop : stop + 1] in ("'", "’"):
            stop += 2 if self.text[stop + 1 : stop + 2].lower() == "s" else 1
        start = self.tokens[begin].start if sure else self.tokens[at].start
        said = self.text[self.tokens[at].start : self.tokens[end - 1].end]
        self.found.append(Named(start, stop, said, people, role, sure, emails))
        return end

    def _company(self, at: int, role: str) -> int:
        """A firm is taken by its domain, only as the sender of something or as the other side."""
        if not (role == "with" or (role == "sender" and self.corresponds)):
            return 0
        for end in range(self._reach(at), at, -1):
            run = self.tokens[at:end]
            lower = not any(token.capital or token.folded in words.COMMON or is_filler(token.folded) for token in run)
            plain = lower or all(token.capital for token in run) or (len(run) == 1 and "." in run[0].folded)
            if plain and (people := tuple(self.directory.company([token.folded for token in run]))):
                return self._take(at, end, people, tuple(one.email for one in people))
        return 0

    def _unknown(self, at: int, role: str) -> int:
        """A name that no contact has, also beside one: mentioned, and left among the words to search for."""
        token, last = self.tokens[at], self.found[-1:]
        beside = any(one.people and self.text[one.end : token.start].strip(" ,").lower() in words.AND for one in last)
        role = role or ("with" if beside else "")
        if not token.capital or role not in _PARTS or token.folded in words.COMMON:
            return 0
        reach = self._reach(at)
        end = next((place for place in range(at + 1, reach) if not self.tokens[place].capital), reach)
        stop, part = self.tokens[end - 1].end, _PARTS[role]
        self.found.append(Named(token.start, stop, self.text[token.start : stop], (), part, False))
        return end

    def _left(self, at: int) -> tuple[str, int]:
        """What the words before a name make of it, and where they begin."""
        before = at - 1
        while before >= 0 and at - before <= 2 and self.tokens[before].folded in words.SKIP:
            if self.tokens[before].folded in words.OF | words.TO and self._left_word(before) not in words.WITH:
                break  # "com a Ana" is with her, not to her
            before -= 1
        if before < 0:
            return "", at
        word = self.tokens[before].folded
        if (last := self.found[-1] if self.found else None) and (last.sure or self.order):
            gap = self.text[last.end : self.tokens[at].start]
            if gap.strip(" ,&").casefold() in words.AND or gap.strip() == ",":
                role = "recipient" if not last.sure else "with" if last.role == "any" else last.role
                return role, at if gap.strip() == "," else before
        if word in words.FROM:
            return "sender", before
        two = [token.folded for token in self.tokens[max(0, before - 2) : before]]
        if word in words.AND and len(two) == 2 and two[0] in words.BETWEEN and two[1] in words.ME | words.I:
            return "with", before - 2
        near = [token.folded for token in self.tokens[max(0, before - 5) : before] if not self.blocked[token.start]]
        if word in words.WITH:
            return ("with", before) if self._is_limit(at, before, near) else ("", at)
        if word in words.BETWEEN:
            return "with", before
        if self.order:
            near = [token.folded for token in self.tokens[:before]]
        if word in words.TO and "cc" in near:
            return "with", before
        later = {token.folded for token in self.tokens[at + 1 : at + 12]} if word not in ("to", "a") else set()
        sends = self.leans or words.SAY & (later | set(near)) or words.MAIL & set(near)
        if word in words.TO and sends and not self._says_later(at, before):
            return "recipient", before
        if word in words.OF and self._is_sender_of(word, near):
            return "sender", before
        return self._subject(at, before, near)

    def _is_limit(self, at: int, before: int, near: Sequence[str]) -> bool:
        """Whether "with X" says whose things are meant; not of an appointment that is made, or of a file to share."""
        talk = words.TALK & {*near, *(token.folded for token in self.tokens[at + 1 : at + 12])}
        changes = self.order and not words.GIVING & {token.folded for token in self.tokens[:before]}
        shares = words.SHARING & {*near[-2:], *(token.folded for token in self.tokens[at + 1 : at + 3])}
        limits = talk or self.leans or changes or self._two_capitals(at) or (shares and not self.order)
        return not self._creates(before) and bool(limits)

    def _two_capitals(self, at: int) -> bool:
        two = self.tokens[at : at + 2]
        return len(two) == 2 and all(token.capital and not token.text.isupper() for token in two)

    def _creates(self, at: int) -> bool:
        """Whether an appointment is to be made: "create an event with Sarah", not "did I schedule one with her"."""
        near = [token.folded for token in self.tokens[max(0, at - 8) : at]]
        return bool(words.CREATE & set(near)) and not {"did", "have", "has", "habe"} & set(near)

    def _is_sender_of(self, word: str, near: Sequence[str]) -> bool:
        """Whether something was sent: "mails of X" and "sent by X", not "the sale by X"."""
        if self.leans:
            return True
        if word == "by":
            return bool(set(near[-3:]) & (words.SAY | words.MAIL | words.SHARED))
        if word == "of":
            return bool(set(near[-1:]) & words.MAIL)
        for one in reversed(near):
            if one in words.MAIL | words.SAY | words.SHARED | words.ANYTHING | words.BESIDE:
                return True
            if one in words.TOPIC:
                return False
        return False

    def _says_later(self, at: int, before: int) -> bool:
        """French "a Sarah écrit": the auxiliary is no preposition."""
        return self.tokens[before].folded == "a" and self._right(at + 1) == "says"

    def _subject(self, at: int, before: int, near: Sequence[str]) -> tuple[str, int]:
        """Whose doing it is: "did X … send", "escribió X", "I sent X"."""
        while before > 0 and self.tokens[before].folded in words.ME | {"te", "le", "les", "m"} and at - before < 3:
            before, near = before - 1, near[:-1]
        word = self.tokens[before].folded
        later = {token.folded for token in self.tokens[at + 1 : at + 24]} & words.SAY
        if word in words.AUXILIARY and later:
            return "sender", at
        if word in words.SAY:
            if set(near[-2:]) & (words.I | words.MINE):  # "must I answer X" is about what X wrote
                return "with" if word == "answer" and "did" not in near else "recipient", at
            return ("", at) if word in words.ENGLISH_SAY else ("sender", at)
        if word in words.I and later and near and near[-1] in words.AUXILIARY | words.MINE:
            return "recipient", at
        return "", at

    def _right(self, end: int) -> str:
        """What the words behind a name make of it: 'says', 'mail' (X's mail), 'possessive', or ''."""
        if end >= len(self.tokens):
            return ""
        gap = self.text[self.tokens[end - 1].end : self.tokens[end].start]
        if (gap in ("'", "’") and self.tokens[end].folded == "s") or gap in ("' ", "’ "):
            after = end + 1 if self.tokens[end].folded == "s" else end
            several = 2 if self.tokens[after : after + 1] and self.tokens[after].folded in words.AND else 0
            return "mail" if self._mail_follows(after + several) else "possessive"
        if not gap.isspace():
            return ""
        at = end
        while at < len(self.tokens) and at - end < 6 and self._is_beside(at):
            at += 1
        if (
            at < len(self.tokens)
            and self.tokens[at].folded in words.SAY - words.NOUNS
            and self.tokens[at].text.islower()
        ):
            return "says"
        if self._talks(end):
            return "talks"
        return "mail" if self._owns_mail(end - 1) else ""

    def _talks(self, at: int) -> bool:
        """Whether it was done with another one: "Sean and Bob discussed"."""
        if self.tokens[at].folded in words.AND and at + 2 < len(self.tokens) and self.tokens[at + 1].capital:
            at += 2
        return self.tokens[at].folded in words.TOGETHER

    def _owns_mail(self, at: int) -> bool:
        """A genitive without an apostrophe: German "Sarahs Mail", hurried English "bobs mail"."""
        token = self.tokens[at]
        if len(token.folded) < 4 or not token.folded.endswith("s") or at + 1 >= len(self.tokens):
            return False
        follower = self.tokens[at + 1]
        return follower.folded in words.MAIL and (token.capital or token.folded not in words.COMMON | words.SAY)

    def _is_beside(self, at: int) -> bool:
        """Whether a word may stand between a person and what they did: "Sarah on Monday also wrote"."""
        token = self.tokens[at]
        return token.folded in words.ADVERBS or "-t-" in token.folded or bool(self.blocked[token.start])

    def _mail_follows(self, at: int) -> bool:
        return any(token.folded in words.MAIL for token in self.tokens[at : at + 3])
