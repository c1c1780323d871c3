"""What the sender newly wrote, told apart from the history below it and from the sign-off.

The words by which mail programs introduce a quote come from mail-parser-reply, in thirteen languages; its own search
is quadratic and takes lists for signatures, so the search here is ours: line by line, in bounded windows.
"""

import re
from dataclasses import dataclass

from mailparser_reply.constants import MAIL_LANGUAGES

MOST_LINES = 8_000
_MOST_WINDOWS = 40  # tried against the language table, whose patterns are not linear
_WINDOW = 240  # characters
_WROTE = tuple(re.compile(words["wrote_header"], re.I) for words in MAIL_LANGUAGES.values() if "wrote_header" in words)
_DEVICES = "|".join(words["sent_from"] for words in MAIL_LANGUAGES.values() if words.get("sent_from"))
_SENT_FROM = re.compile(rf"^(?:{_DEVICES}|Sent with |Отправлено с ).{{0,60}}$", re.IGNORECASE)
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
_LONGEST_SIGN_OFF = 12  # lines


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
    if not any(_MARK.match(line) for line in below):
        return new, [*quoted, *lines[start:]]
    answers, marked = _answers(below)
    return [*new, *answers], [*quoted, *lines[start:end], *marked]


def _answers(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without quote marks, and those with; a line that a program broke off a quoted one goes with it."""
    new: list[str] = []
    quoted: list[str] = []
    last_marked, gap = "", 0
    for line in lines:
        if _MARK.match(line):
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
                window = " ".join(line.lstrip("> ").strip() for line in lines[begin : last + 1])
                if len(window) > _WINDOW or not lines[begin].strip():
                    break
                if test(window):
                    return begin, last + 1
    return None


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


def _sign_off(lines: list[str]) -> tuple[list[str], list[str]]:
    """The new text's body and the sign-off at its end."""
    while lines and not _INK.search(lines[-1]):
        lines = lines[:-1]
    lowest = max(1, len(lines) - 40)
    for index in range(len(lines) - 1, lowest - 1, -1):
        if (_DELIMITER.match(lines[index][:40]) or _RULE.match(lines[index][:200])) and _has_words(lines[:index]):
            return lines[:index], lines[index:]
    for index in range(max(1, len(lines) - _LONGEST_SIGN_OFF), len(lines)):
        if not _has_words(lines[:index]):
            continue
        if _SENT_FROM.match(lines[index].strip()[:120]) or _closes(lines, index):
            return lines[:index], lines[index:]
    return lines, []


def _closes(lines: list[str], index: int) -> bool:
    """Whether a closing formula stands here with nothing but short lines (a name, a title, a number) after it."""
    return bool(_SIGN_OFF.match(lines[index][:80])) and all(len(line) <= 70 for line in lines[index + 1 :])
