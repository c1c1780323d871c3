"""What the sender newly wrote, told apart from the history below it and from the sign-off.

The words by which mail programs introduce a quote come from mail-parser-reply, in thirteen languages; its own search
is quadratic and takes lists for signatures, so the search here is ours: line by line, in bounded windows.
"""

import re
from dataclasses import dataclass

from mailparser_reply.constants import MAIL_LANGUAGES

MOST_LINES = 8_000
_MOST_WINDOWS, _WINDOW = 40, 240  # of so many characters: the language table's patterns are not linear
_WROTE = tuple(re.compile(words["wrote_header"], re.I) for words in MAIL_LANGUAGES.values() if "wrote_header" in words)
_DEVICES = "|".join(words["sent_from"] for words in MAIL_LANGUAGES.values() if words.get("sent_from"))
_SENT_FROM = re.compile(
    rf"^(?:{_DEVICES}|Sent with |Sent from (?:the all new |Mail |Outlook)|Get Outlook for |Отправлено с ).{{0,60}}$",
    re.IGNORECASE,
)
_ANGLES = re.compile(r"<[^<>]*>")
# Verbs of attribution that the table lacks, or has only in one word order.
_VERB = re.compile(
    r"\b(wrote|writes|schrieb|schreef|a écrit|ha scritto|escribió|escreveu|skrev|napisał|napsal|kirjoitti|yazdı|írta|"
    r"написал|писал|пише|写道|寫道|のメール)",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,4}[./:年 -]\s?\d|\d{1,2}\.? \w{3,12},? \d{4}|<[^<>\s]+@[^<>\s]+>|@")
_STARTS_DATED = re.compile(r"(\w{2,4}[.,]{0,2} )?\d{1,4}([./-]| \w{3,12}\.? )\d{1,4}")
_ORIGINAL = re.compile(
    r"^[\s>*]*[-_]{3,}\s*(original (message|appointment)|ursprüngliche (nachricht|mail)|message d.origine|"
    r"mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|original meddelelse|"
    r"ursprungligt meddelande|исходное сообщение|reply message|原始邮件|原始信件)\s*[-_]{3,}\s*$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^[\s>*]*([-_]{3,}\s*(forwarded (message|by)|weitergeleitete (nachricht|mail)|message transféré|"
    r"mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|videresendt|пересылаемое сообщение|转发).*|"
    r"begin forwarded message:?)\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{20,}\s*$")
_LABEL = re.compile(
    r"^[\s*|]*(from|sent|to|cc|bcc|subject|date|reply-to|importance|"
    r"von|gesendet|an|betreff|datum|de|envoyé|à|objet|date|enviado( el| em)?|para|asunto|assunto|fecha|data|"
    r"da|inviato|a|oggetto|van|verzonden|aan|onderwerp|från|skickat|till|ämne|fra|sendt|til|emne|"
    r"od|wysłano|do|temat|odesláno|komu|předmět|от|отправлено|кому|тема|дата|копия|发件人|发送时间|收件人|主题|抄送|"
    r"差出人|送信日時|宛先|件名)\s?\*?\s?[:：]\s*\*?\s?\S?",
    re.IGNORECASE,
)
_SENDER_LABEL = re.compile(r"^[\s*|]*(from|von|de|da|van|från|fra|od|от|发件人|差出人)\s?\*?\s?[:：]", re.IGNORECASE)
# What Lotus Notes puts above a quote: a name, on its line or the next a moment, and then To, cc and Subject.
_STAMP = re.compile(
    r"^\s*(\S.{0,80}\s)?\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? +\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?\s*$", re.IGNORECASE
)
_MARK = re.compile(r"^\s{0,2}(>|[A-Z]{1,3}>)")
_DELIMITER = re.compile(r"^\s*(--|—|–)\s*$")
_SIGN_OFF = re.compile(
    r"^\s*((many |with )?(thanks|thank you|thx|cheers)( again| in advance| and (best |kind )?regards)?|"
    r"(yours |very )?(sincerely|truly|faithfully)|all the best|best( wishes)?|"
    r"((with )?(best|kind|kindest|warm|warmest|many) )?regards|mit freundlichen grüßen|mfg|"
    r"(viele|liebe|beste|herzliche) grüße|cordialement|bien à vous|(un )?saludos?( cordiales)?|atentamente|"
    r"cordiali saluti|met vriendelijke groet(en)?|med vänliga hälsningar|med venlig hilsen|mvh|"
    r"atenciosamente|pozdrawiam|z poważaniem|с уважением|此致|よろしくお願い(いた)?します)[\s,.!–-]*$",
    re.IGNORECASE,
)
_INK = re.compile(r"[^\s_=*~#>|-]")
_MORE = re.compile(r"^\s*p\.? ?s\b|[?？]\s*$", re.IGNORECASE)  # what is said below a closing formula
_LONGEST_SIGN_OFF, _LONGEST_BLOCK = 12, 40  # lines that hold anything


@dataclass(frozen=True)
class Split:
    """The three parts of a text, each without empty lines around it."""

    text: str
    quoted: str = ""
    signature: str = ""


def split_reply(text: str, quote_at: int | None = None) -> Split:
    """Splits clean text. `quote_at` is where the HTML says that the quote begins.

    Nothing is dropped if everything would be: a mail that is only a forward, or only a quote, stays text.
    """
    new, quoted = _at_mark(text, quote_at) or _without_history(text.split("\n", MOST_LINES))
    if not _has_words(new):
        return Split(text.strip("\n"))
    body, signature = _sign_off(new)
    return Split("\n".join(body).strip("\n"), "\n".join(quoted).strip("\n"), "\n".join(signature).strip("\n"))


def own_words(text: str) -> str:
    """What whoever wrote a text wrote themself: nothing of a mail that they answer or pass on. Empty if that is all."""
    return "\n".join(_without_history(text.split("\n", MOST_LINES))[0]).strip("\n")


def passes_on(quoted: str) -> bool:
    """Whether a history is a mail that was forwarded, rather than answered."""
    return _FORWARDED.match(quoted.lstrip("\n").partition("\n")[0][:200]) is not None


def _has_words(lines: list[str]) -> bool:
    return any(character.isalnum() for line in lines for character in line)


def _at_mark(text: str, quote_at: int | None) -> tuple[list[str], list[str]] | None:
    """The split where the HTML has it, unless answers stand between the quotes below."""
    if quote_at is None:
        return None
    new, below = text[:quote_at].split("\n"), text[quote_at:].split("\n")
    if not _has_words(new) or _FORWARDED.match(next((line for line in below if line), "")):
        return None
    if any(_MARK.match(line) for line in below) and _has_words(_answers(below[4:])[0]):
        return None
    before, quoted = _without_history(new)
    return (before, [*quoted, *below]) if _has_words(before) else (new, below)


def _without_history(lines: list[str]) -> tuple[list[str], list[str]]:
    """The new lines and the history."""
    start, end = _history_start(lines)
    if start is None:
        return _answers(lines)
    new, quoted = _answers(lines[:start])
    below = lines[end:]
    first = next((line for line in below if line.strip()), "")
    # an answer stands above a quote without marks, whose own quotes may have some; or between the lines of a marked one
    if not any(map(_MARK.match, below)) or (_has_words(new) and not _MARK.match(first)):
        return new, [*quoted, *lines[start:]]
    answers, marked = _answers(below)
    return [*new, *answers], [*quoted, *lines[start:end], *marked]


def _answers(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without quote marks, and those with; a line that a program broke off a quoted one goes with it."""
    new: list[str] = []
    quoted: list[str] = []
    last_marked, gap = "", 0
    for index, line in enumerate(lines):
        if _introduces(lines, index):
            broken = not gap and len(line) < 20 and new and new[-1].strip()
            quoted.extend([new.pop(), line] if broken else [line])
            last_marked, gap = "", 0
        elif _MARK.match(line):
            (quoted if last_marked or not new else new).extend([""] * gap)
            quoted.append(line)
            last_marked, gap = line, 0
        elif not line.strip():
            gap += 1
        else:
            broken_off = not gap and len(last_marked) >= 66 and len(line) < 30
            (quoted if broken_off else new).extend([*[""] * gap, line])
            last_marked, gap = "", 0
    return [*new, *[""] * gap], quoted


def _history_start(lines: list[str]) -> tuple[int | None, int]:
    """Where the history begins and where its introduction ends, as line numbers."""
    windows = _MOST_WINDOWS
    for index, line in enumerate(lines):
        if _ORIGINAL.match(line[:200]) or _FORWARDED.match(line[:200]):
            return index, _header_end(lines, index + 1) or index + 1
        if end := _header_end(lines, index + 1 if _RULE.match(line[:200]) else index):
            return index, end
        if (stamp := _STAMP.match(line[:200])) and (found := _notes_header(lines, index)):
            return (found[0] if not stamp[1] else index), found[1]
        if windows and (line.endswith(">:") or _VERB.search(line[:_WINDOW])):
            windows -= 1
            if found := _attribution(lines, index):
                return found
    return None, 0


def _attribution(lines: list[str], index: int) -> tuple[int, int] | None:
    """The lines of 'On …, … wrote:' if the line at the index ends or holds one."""
    for last in range(index, min(index + 2, len(lines))):
        if not lines[last].rstrip().endswith((":", "：")):
            continue
        for test in (_begins_attribution, _is_attribution):
            for begin in range(last, max(last - 4, -1), -1):
                window = " ".join(line.lstrip("> ").strip() for line in lines[begin : last + 1]).lstrip("- ")
                if len(window) > _WINDOW or not lines[begin].strip():
                    break
                if test(window):
                    return begin, last + 1
        if _introduces(lines, last):
            return last, last + 1
    return None


def _introduces(lines: list[str], index: int) -> bool:
    """Whether the line is 'Sarah wrote:' with a marked quote below it, or nothing at all."""
    line = lines[index]
    if not line.rstrip().endswith((":", "：")) or not _VERB.search(line[-60:]) or _MARK.match(line):
        return False
    below = next((other for other in lines[index + 1 : index + 4] if other.strip()), "")
    return bool(_MARK.match(below)) or (not below and index + 4 >= len(lines))


def _begins_attribution(window: str) -> bool:
    """Whether the window is an attribution from its first word: one that the table knows, or one after a date."""
    dated = _STARTS_DATED.match(window) and (_VERB.search(window[-60:]) or window.endswith(">:"))
    return bool(dated) or any(pattern.match(window) for pattern in _WROTE)


def _is_attribution(window: str) -> bool:
    return bool(_VERB.search(window[-60:]) and _DATED.search(window) and window[:1].isalnum())


def _header_end(lines: list[str], index: int) -> int | None:
    """Where a mail's header as Outlook quotes it ends, if one begins here: three labels, the sender's among them."""
    if index >= len(lines) or not _LABEL.match(lines[index][:200]):
        return None
    labels: set[str] = set()
    end, sender = index, False
    for position in range(index, min(index + 9, len(lines))):
        line = lines[position][:200]
        if match := _LABEL.match(line):
            labels.add(match[1].lower())
            sender = sender or _SENDER_LABEL.match(line) is not None
            end = position + 1
        elif len(labels) < 3 and not (sender or not line.strip()):
            return None
    return end if sender and len(labels) >= 3 else None


def _notes_header(lines: list[str], index: int) -> tuple[int, int] | None:
    """The lines of a header as Lotus Notes quotes it, if the moment at the index belongs to one."""
    labels: set[str] = set()
    end = index + 1
    for position in range(index + 1, min(index + 25, len(lines))):
        if match := _LABEL.match(lines[position][:200]):
            labels.add(match[1].lower())
            end = position + 1
        elif lines[position].strip() and not labels and position > index + 3:
            return None
        if {"to", "subject"} <= labels:
            break
    if not {"to", "cc", "subject"} <= labels:
        return None
    begin = index
    while begin and index - begin < 2 and 0 < len(lines[begin - 1].strip()) < 60:  # the name, and who sent it for them
        begin -= 1
    return begin, end


def _sign_off(lines: list[str]) -> tuple[list[str], list[str]]:
    """The new text's body and what ends it: the closing formula, the sender's own block, a mailing list's footer."""
    lines = body = _trimmed(lines)
    for begins in (_delimits, _is_delimiter, _closes):
        lowest = _nth_from_below(body, _LONGEST_BLOCK if begins is _delimits else _LONGEST_SIGN_OFF)
        found = [index for index in range(lowest, len(body)) if begins(body, index) and _has_words(body[:index])]
        if found:
            body = _trimmed(body[: found[0] if begins is _closes else found[-1]])
    signature = lines[len(body) :]
    first = next((index for index, line in enumerate(body) if line.strip()), 0)
    if body and _is_device(body[first]) and _has_words(body[first + 1 :]):  # a telephone signs above what is answered
        return body[first + 1 :], [body[first], *signature]
    return body, signature


def _trimmed(lines: list[str]) -> list[str]:
    """The lines down to the last one that says anything."""
    end = len(lines)
    while end and not _INK.search(lines[end - 1]):
        end -= 1
    return lines[:end]


def _nth_from_below(lines: list[str], count: int) -> int:
    """The index of the line that has so many lines, not counting empty ones, from itself to the end."""
    for index in range(len(lines) - 1, 0, -1):
        count -= bool(lines[index].strip())
        if not count:
            return index
    return 1


def _delimits(lines: list[str], index: int) -> bool:
    """Whether a line of nothing but dashes or a rule stands here."""
    return bool(_DELIMITER.match(lines[index][:40]) or _RULE.match(lines[index][:200]))


def _is_delimiter(lines: list[str], index: int) -> bool:
    """Whether the delimiter of a signature stands here, to the letter (RFC 3676): a list puts its footer below it."""
    return lines[index] == "-- "


def _is_device(line: str) -> bool:
    return _SENT_FROM.match(_ANGLES.sub("", line[:300]).strip()) is not None


def _closes(lines: list[str], index: int) -> bool:
    """Whether a closing formula stands here with nothing but short lines (a name, a title, a number) after it."""
    below = lines[index + 1 :]
    if _is_device(lines[index]):
        return True
    if not _SIGN_OFF.match(lines[index][:80]):
        return False
    return all(len(line) <= 70 for line in below) and not any(_MORE.search(line) for line in below)
