"""Finding addresses by name among thousands of contacts, without an index that would have to be built first."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Protocol

from assistant.asking.question.folding import fold, tokens_of, word_set
from assistant.lookalike import domain_of, imitated, registered, seen

_PROVIDERS = word_set(
    "gmail googlemail yahoo hotmail outlook live msn aol icloud me mac gmx web t-online freenet proton protonmail pm "
    "fastmail hey zoho mail orange wanadoo free laposte libero virgilio terra uol bol ziggo kpn qq 163 126 naver "
    "comcast verizon att sbcglobal earthlink"
)
_NICKNAMES: Mapping[str, frozenset[str]] = {
    short: word_set(longs)
    for short, longs in {
        "mike": "michael", "dave": "david", "bob": "robert", "rob": "robert", "bill": "william", "will": "william",
        "jim": "james", "jimmy": "james", "tom": "thomas", "chris": "christopher christian christina christine",
        "steve": "steven stephen", "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine catherine kathryn",
        "kathy": "katherine catherine kathleen", "tony": "anthony antonio", "nick": "nicholas", "ed": "edward",
        "sam": "samuel samantha", "alex": "alexander alexandra alejandro", "dan": "daniel", "danny": "daniel",
        "matt": "matthew", "joe": "joseph", "ben": "benjamin", "andy": "andrew andreas", "greg": "gregory",
        "jeff": "jeffrey geoffrey", "ken": "kenneth", "ron": "ronald", "pat": "patricia patrick", "sue": "susan",
        "ted": "edward theodore", "phil": "philip phillip", "tim": "timothy", "jen": "jennifer", "jenny": "jennifer",
        "vicky": "victoria", "rick": "richard", "dick": "richard", "rich": "richard", "larry": "lawrence",
        "max": "maximilian maxwell", "charlie": "charles", "fred": "frederick friedrich", "toni": "anton",
        "kathi": "katharina", "uli": "ulrich", "pepe": "jose", "paco": "francisco",
        "gigi": "luigi", "beppe": "giuseppe",
    }.items()
}  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_TWO_LETTERS = re.compile(r"[aou]e(?=\w)")
MOST = 60  # addresses that a name may mean
ENOUGH = 2000  # lines looked at for one word: a domain may be everybody's


class Person(Protocol):
    """What is known of a contact (storage.contacts.Contact)."""

    email: str
    name: str
    count: int
    sent: int  # mails of the asker's to them


@lru_cache(maxsize=16384)
def _tokens(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(
        part for token in tokens_of(folded, folded) for part in (token.folded, *_parts(token.folded)) if part
    )


def _parts(word: str) -> list[str]:
    for mark in "-_+&@":
        word = word.replace(mark, ".")
    return word.split(".") if "." in word else []


class Directory:
    """The contacts of all of an asker's mailboxes, by the words of their names and addresses."""

    def __init__(self, contacts: Mapping[str, Sequence[Person]], me: frozenset[str]) -> None:
        self._held: dict[str, list[Person]] = {}
        self._people = [one for some in contacts.values() for one in some]
        self._imitators: dict[str, Person] = {}
        self.me = me

    @cached_property
    def _blob(self) -> str:
        """A line a contact, folded; made when the first name is looked up."""
        lines = [f"{one.name}\t{one.email}" for one in self._people]
        blob = "\n".join(lines)
        if blob.count("\n") >= len(lines):  # a name with a line break in it
            lines = [line.replace("\n", " ") for line in lines]
            blob = "\n".join(lines)
        return blob.lower() if blob.isascii() else "\n".join(map(_written, lines))

    def _with(self, word: str) -> list[Person]:
        """Contacts in whose line the word occurs, anywhere. To look for a word takes the most time of all."""
        if word not in self._held:
            self._held[word] = self._search(word) if len(word) > 1 else []
        return self._held[word]

    def _search(self, word: str) -> list[Person]:
        blob, found = self._blob, list[Person]()
        at, line, counted = blob.find(word), 0, 0
        while at >= 0 and len(found) < ENOUGH:
            line += blob.count("\n", counted, at)
            if self._people[line].email not in self.me:
                found.append(self._people[line])
            counted = blob.find("\n", at)
            at = blob.find(word, counted) if counted >= 0 else -1
        return found

    def people(self, names: Sequence[str]) -> list[Person]:
        """Those whose name or address holds all of the words (folded), as words; the most frequent first."""
        if len(names) == 1 and any(names[0] in one.partition("@")[2].split(".")[:-1] for one in self.me):
            return []  # the asker's own firm
        found = self._called([frozenset({name}) for name in names])
        if not found and len(names) <= 2:
            found = self._called([_NICKNAMES.get(name, frozenset()) | {name} for name in names]) or self._short(names)
        return self._genuine(found)

    def written(self, said: Sequence[str]) -> list[Person]:
        """The people whose name is written so, or else as its umlauts may be written instead."""
        names = list(map(fold, said))
        if found := self.people(names):
            return found
        choices = [_spellings(word) for word in said]
        return self._genuine(self._called(choices)) if any(len(one) > 1 for one in choices) else []

    def _genuine(self, found: Sequence[Person]) -> list[Person]:
        """Each address once, the most frequent first. Who writes from a domain that is made to look like the asker's
        own, or like that of another of them to whom the asker has written, is none of them: a name is anybody's."""
        people = sorted({one.email: one for one in found}.values(), key=lambda one: (-one.count, one.email))[:MOST]
        trusted = seen(map(domain_of, (*self.me, *(one.email for one in people if one.sent))))
        strange = {one.email: one for one in people if not one.sent and imitated(domain_of(one.email), trusted)}
        self._imitators |= strange
        return [one for one in people if one.email not in strange]

    def imitators_of(self, name: str) -> int:
        """How many addresses were left out of those that this name may mean."""
        folded = fold(name)
        wanted = [frozenset({token.folded}) for token in tokens_of(folded, folded)]
        return sum(_is_called(one, wanted) for one in self._imitators.values())

    def _called(self, wanted: Sequence[frozenset[str]]) -> list[Person]:
        held = [[one for word in choice for one in self._with(word)] for choice in wanted]
        return [one for one in min(held, key=len) if _is_called(one, wanted)]

    def _short(self, names: Sequence[str]) -> list[Person]:
        """Those whose address shortens the name; asked last, for jdoe may be another Doe."""
        joined = _joined(names)
        return [one for name in names for one in self._with(name) if fold(one.email.partition("@")[0]) in joined]

    def name_of(self, email: str) -> str:
        """What the contact with that address is called, '' if that is not known."""
        return next((one.name for one in self._people if one.email == email and one.name), "")

    def company(self, names: Sequence[str]) -> list[Person]:
        """Those who write from a domain that the words name: "Northgate Labs" is northgatelabs.com, "Lumen Biotech" may
        be lumenbio.com."""
        own = {address.partition("@")[2] for address in self.me}
        parts = names[0].split(".")[:-1] if len(names) == 1 and "." in names[0] else names
        whole = "".join(part for name in parts for part in name.replace("&", "").split("."))
        if len(whole) < 4 or whole in _PROVIDERS:
            return []
        found = []
        for one in self._with(whole) or self._with("-".join(names)):
            domain = one.email.partition("@")[2]
            label = registered(domain).partition(".")[0].replace("-", "")  # what was bought: the rest is anybody's
            if domain not in own and label == whole and label not in _PROVIDERS:
                found.append(one)
        if not found and len(names) == 2 and len(names[0]) > 3:
            found = [one for one in self._with(names[0]) if _is_shortened(one.email.partition("@")[2], *names)]
        return sorted(found, key=lambda one: (-one.count, one.email))[: MOST * 3]


def _is_shortened(domain: str, first: str, second: str) -> bool:
    """Whether a firm has put its first word and the beginning of its second one into its domain."""
    label = registered(domain).partition(".")[0].replace("-", "")
    rest = label.removeprefix(first)
    return rest != label and len(rest) > 2 and second.startswith(rest)


def _spellings(word: str) -> frozenset[str]:
    """A name folded, with how else its umlauts may be written: Müller and Mueller, Weiß and Weiss."""
    lower = word.lower()
    forms = {lower, _TWO_LETTERS.sub(lambda found: found[0][0], lower), lower.translate(_UMLAUTS)}
    return frozenset(fold(form) for one in forms for form in (one, one.replace("ss", "ß"), one.replace("ß", "ss")))


def _written(line: str) -> str:
    """A line as it is searched; Japanese names also without the space in them."""
    folded = fold(line)
    return folded if folded.isascii() else f"{folded}\t{folded.replace(' ', '').replace(chr(0x3000), '')}"


def _is_called(person: Person, wanted: Sequence[frozenset[str]]) -> bool:
    own = _tokens(person.name) | _tokens(person.email.partition("@")[0])
    return all(choice & own for choice in wanted) or (len(wanted) == 1 and bool(wanted[0] & _spaceless(person.name)))


def _joined(names: Sequence[str]) -> frozenset[str]:
    """How two names stand together in an address: janedoe, jdoe, doej, janed."""
    if len(names) != 2 or not all(names):
        return frozenset()
    first, last = names
    made = {first + last, last + first, first[0] + last, last + first[0], first + last[0]}
    made |= {f"{first[0]}.{last}", f"{first}.{last[0]}", f"{first[0]}_{last}", f"{last}.{first[0]}"}
    return frozenset(one for one in made if len(one) > 3)


@lru_cache(maxsize=16384)
def _spaceless(name: str) -> frozenset[str]:
    """Parts of names in scripts that put no space after the surname (Japanese: both names as one word)."""
    return frozenset() if name.isascii() else frozenset({fold(name).replace(" ", "").replace("\u3000", "")})


def given(people: Sequence[Person], name: str) -> list[Person]:
    """Those whose first name it is: "greetings from London" are not from Jack London."""
    found, meant = [], _spellings(name)
    for one in people:
        local, called = one.email.partition("@")[0], fold(one.name)
        first = called.partition(",")[2].split() if "," in called else called.split()
        parts = re.split(r"[._-]+", local)
        if (first and len(first) + called.count(",") > 1 and first[0] in meant) or parts[0] in meant:
            found.append(one)
    return found
