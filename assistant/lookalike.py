"""Domains that are made to look like another one."""

import re
import unicodedata
from collections.abc import Iterable

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


def looks_like(domain: str, known: Iterable[str]) -> str:
    """The known domain that this one imitates, or ''. One of the known, or a subdomain of one, imitates nobody."""
    mine = registered(domain)
    others = sorted({registered(one) for one in known if one})
    if mine in others or mine in PUBLIC or "." not in mine:
        return ""
    return next((other for other in others if _imitates(mine, other) or _wears(domain, other)), "")


def _wears(domain: str, other: str) -> bool:
    """'acme.com.evil.net' and 'acme-com.net' wear the whole of 'acme.com' as a part of their own name."""
    dashed = re.sub(r"\.", "-", other)
    return f".{other}." in f".{domain.lower()}" or dashed in (part for part in domain.lower().split("."))


def _imitates(domain: str, other: str) -> bool:
    label, end = _label(domain), domain.partition(".")[2]
    real, real_end = other.partition(".")[0], other.partition(".")[2]
    if len(real) < 3:
        return False
    if skeleton(label) == skeleton(real):
        # the same name elsewhere is often the same firm: only a disguised spelling or a near ending is a trick
        return label != real or (real_end == "com" and end in _NEAR_ENDINGS)
    if min(len(label), len(real)) < _SHORTEST - (other in PUBLIC):
        return False
    near = distance(skeleton(label), skeleton(real))
    return near == 1 or (near == 2 and len(real) >= _LONG and label[0] == real[0]) or _is_dressed(label, real)


def _is_dressed(label: str, real: str) -> bool:
    """'acmetools-billing' dresses up as 'acmetools'."""
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
    plain = unicodedata.normalize("NFKD", label.translate(_LOOKS_LIKE))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).translate(_LOOKS_LIKE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return plain.replace("-", "")


def distance(one: str, other: str) -> int:
    """Edits between two words: letters added, dropped, changed, or two neighbours swapped. Above 2 it says 3."""
    if abs(len(one) - len(other)) > 2:
        return 3
    rows = [list(range(len(other) + 1))]
    for i, char in enumerate(one, 1):
        row = [i]
        for j, target in enumerate(other, 1):
            cost = min(row[j - 1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (char != target))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == target:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return min(rows[-1][-1], 3)
