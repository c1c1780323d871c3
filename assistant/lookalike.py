"""Domains that are made to look like another one."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Kept from being taken for each other's look-alike, and still watched for look-alikes of their own.
PUBLIC = frozenset(
    {
        "gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "live.com", "yahoo.com", "ymail.com", "aol.com",
        "icloud.com", "me.com", "mac.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "mail.com", "email.com",
        "proton.me", "protonmail.com", "t-online.de", "freenet.de", "orange.fr", "free.fr", "laposte.net", "qq.com",
        "163.com", "126.com", "mail.ru", "yandex.ru", "zoho.com", "fastmail.com", "msn.com", "libero.it",
    }
)  # fmt: skip
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "gob", "or", "ne"})
_LOOKS_LIKE = str.maketrans(
    {
        "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "ı": "i", "ɩ": "i", "ӏ": "l",
        "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y",
        "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d", "ɡ": "g", "ɑ": "a", "α": "a", "ο": "o", "ρ": "p", "ν": "v",
        "τ": "t", "υ": "u", "κ": "k", "ι": "i", "γ": "y", "ω": "w",
    }
)  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_NEAR_ENDINGS = frozenset({"co", "cm", "om", "con", "corn", "comm", "c0m"})  # what is read as "com"
_SHORTEST = 6  # shorter names differ by a letter all the time
_LONG = 9


def domain_of(address: str) -> str:
    """The domain of an address, in lower case, without a final dot."""
    return address.rpartition("@")[2].strip().rstrip(".").lower()


def registered(domain: str) -> str:
    """The part that is bought: 'mail.acme.co.uk' is 'acme.co.uk'."""
    parts = domain.lower().rstrip(".").split(".")
    keep = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    return ".".join(parts[-keep:])


@dataclass(frozen=True, slots=True)
class Seen:
    """A bought domain, and its name as it is read: worked out once, however many others are held against it."""

    domain: str
    label: str
    end: str
    skeleton: str


def seen(known: Iterable[str]) -> list[Seen]:
    """The bought domains among the known, each once."""
    return [_seen(one, one.partition(".")[0]) for one in sorted({registered(one) for one in known if one})]


def _seen(domain: str, label: str) -> Seen:
    return Seen(domain, label, domain.partition(".")[2], skeleton(label))


def looks_like(domain: str, known: Iterable[str]) -> str:
    """The known domain that this one imitates, or ''. One of the known, or a subdomain of one, imitates nobody."""
    return imitated(domain, seen(known))


def imitated(domain: str, known: Iterable[Seen]) -> str:
    """The same, of domains that were worked out before."""
    bought, known = registered(domain), list(known)
    if bought in PUBLIC or "." not in bought or any(one.domain == bought for one in known):
        return ""
    mine, parts = _seen(bought, _label(bought)), frozenset(domain.lower().split("."))
    return next((one.domain for one in known if _imitates(mine, one) or _wears(domain, parts, one.domain)), "")


def _wears(domain: str, parts: frozenset[str], other: str) -> bool:
    """'acme.com.evil.net' and 'acme-com.net' wear the whole of 'acme.com' as a part of their own name."""
    return f".{other}." in f".{domain.lower()}" or other.replace(".", "-") in parts


def _imitates(mine: Seen, other: Seen) -> bool:
    label, real = mine.label, other.label
    if len(real) < 3:
        return False
    if mine.skeleton == other.skeleton:
        # the same name elsewhere is often the same firm: only a disguised spelling or a near ending is a trick
        return label != real or (other.end == "com" and mine.end in _NEAR_ENDINGS)
    if min(len(label), len(real)) < _SHORTEST - (other.domain in PUBLIC):
        return False
    near = distance(mine.skeleton, other.skeleton)
    return near == 1 or (near == 2 and len(real) >= _LONG and label[0] == real[0]) or _is_dressed(label, real)


def _is_dressed(label: str, real: str) -> bool:
    """'acmetools-billing' dresses up as 'acmetools'."""
    if real not in label:
        return False
    extra = {"login", "secure", "security", "billing", "invoice", "payment", "payments", "support", "account", "verify"}
    parts = re.split(r"[-_]", label)
    return real in parts and bool(extra & set(parts))


def _label(domain: str) -> str:
    """The name before the ending, with punycode made visible."""
    label = domain.partition(".")[0]
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def skeleton(label: str) -> str:
    """The label as a hasty reader sees it."""
    plain = label.translate(_LOOKS_LIKE)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in plain if not unicodedata.combining(char)).translate(_LOOKS_LIKE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return plain.replace("-", "")


def distance(one: str, other: str) -> int:
    """Edits between two words: letters added, dropped, changed, or two neighbours swapped. Above 2 it says 3."""
    if abs(len(one) - len(other)) > 2 or len({*one} - {*other}) > 2 or len({*other} - {*one}) > 2:
        return 3
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        row = [i, *[3] * len(other)]
        for j in range(max(1, i - 2), min(len(other), i + 2) + 1):  # further off the diagonal it is 3 in any case
            target = other[j - 1]
            cost = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (char != target))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == target:
                cost = min(cost, before[j - 2] + 1)
            row[j] = cost
        if min(row) > 2:
            return 3
        before, last = last, row
    return min(last[-1], 3)
