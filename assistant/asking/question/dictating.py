"""A letter below the order to write it: "Draft a mail to Bob", and on the next lines "Hi Bob, …". As a quotation, it is
a text, word for word: nothing in it is read as an order, a day or a person."""

import re
from functools import lru_cache

from assistant.asking.names import act_words
from assistant.asking.names.words import FROM, INFINITIVES, MAIL, ME, OF
from assistant.asking.question.filler import is_japanese
from assistant.asking.question.folding import fold, tokens_of, word_set
from assistant.asking.several import task_words as words

Span = tuple[int, int]
LONGEST_ANSWER = 12  # words; what is longer, and answers what was asked back of an order to write, is the text
_SINCE = "\n\n\n"  # as turns.continuing parts what was said when asked back
_WRITING = frozenset({"mail", "draft"})
_ALONE = word_set("mail email message")  # above a mail that is shown; "reply" alone orders one
_GREETING = (
    r"(?:hi|hiya|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|liebe[rs]?|sehr geehrte[rs]?|moin|guten "
    r"(?:morgen|tag|abend)|bonjour|bonsoir|salut|chere?s?|hola|buen[oa]s (?:dias|tardes)|estimad[oa]s?|querid[oa]s?|"
    r"ciao|buon(?:giorno|asera)|car[oaie]|gentile|egregio|ola|bo[ma] (?:dia|tarde)|prezad[oa]s?|beste|geachte|"
    r"goede(?:morgen|middag|ndag|navond)|dag|hoi)\b"
)
HEADER = re.compile(r"(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|件名)[ \t]*:[ \t]*(?P<title>[^\n]*)")
_SALUTATION = re.compile(
    rf"```|{_GREETING}[^.?!,:;\n]{{0,40}}(?=[.?!,:;\n]|\Z)|(?P<first>[^\W\d_][\w.'-]*)(?: [\w.'-]+){{0,2}},[ \t]*(?=\n)"
    r"|[^\s、。]{1,12}(?:様|さん|先生)[、,]?[ \t]*(?=\n)"
)
_JAPANESE_ENDS = ("て", "ください", "下さい", "お願い", "お願いします")
_LONGEST = 400  # characters of a line that may be such an order
_BREAK = re.compile(r"[ \t]*(?P<colon>:?)[ \t]*(?P<lines>\n+)|:[ \t]+")  # behind which a letter may begin
_CLAUSE = re.compile(r"[,;:.!?]\s|\b(?:and|then|und|dann|et|puis|y|luego|poi|depois|en|dan)\s")
_FOLLOWING = re.compile(  # "saying the following", which says nothing of it yet
    r"[ ,]*(?:(?:the|das|le|la|lo|il|o|het) )?(?:following|this|folgende[ns]?|dies(?:es)?|suivante?|ceci|siguiente|"
    r"esto|seguente|questo|seguinte|isto|volgende|dit)?[ ,]*"
)
_MAILS = r"(?:e-?mails?|mails?|messages?|nachricht|courriel|correo|mensaje|messaggio|mensagem|bericht)"
_ANSWERED = re.compile(  # "answer this", "reply to the mail below", "… what Bob wrote": below it stands that mail
    r"\b(?:repl\w+|respon\w+|answer\w*|b?e?antwort\w*|repon[ds]\w*|contest\w+|rispo\w+|respuesta|respost\w+|"
    r"(?:be)?antwoord\w*) (?:(?!(?:with|mit|avec|con|com|met)\b)[\w'’]+ ){0,3}?(?:this\b|dies\w*\b|ceci\b|cela\b|"
    r"cet\b|cette\b|est[eoa]\b|quest[oa]\b|isto\b|isso\b|ess[ea]\b|dit\b|deze\b|to the following\b|auf folgende|"
    rf"(?:following|folgende\w*|volgende) {_MAILS}|{_MAILS} (?:below|unten|suivant|ci-dessous|siguiente|seguente|"
    r"seguinte|hieronder))|(?:この|これ).*返|(?<!\bi )(?<!\bich )\b(?:wrote|writes|schrieb|schreibt)(?: me| mir)?\W*\Z"
)
_WROTE = r"(?:wrote|schrieb|a ecrit|ha scritto|escribio|escreveu|schreef)"
_PASTED = re.compile(  # a greeting on a line of its own, or what mail programs write above a mail that they pass on
    rf"(?<=\n)[ \t]*(?:{_GREETING}[^.?!,:;\n]{{0,40}}[,.!:]?[ \t]*\n|[^\s、。]{{1,12}}(?:様|さん|先生)[、,]?[ \t]*\n"
    r"|(?:from|to|von|an|de|da|para|van|aan|差出人)[ \t]*:(?![ \t]*\d)[^\n]*\n(?:[^\n]*\n){0,3}?(?:sent|date|subject|"
    r"gesendet|datum|betreff|envoye|objet|enviado|fecha|asunto|inviato|data|oggetto|assunto|verzonden|onderwerp|"
    r"送信日時|件名)[ \t]*:"
    r"|-{3,}[^\n]{0,40}(?:message|nachricht|mail|mensaje|messaggio|mensagem|bericht)\b[^\n]{0,40}\n"
    rf"|begin forwarded message|(?=[^\n]*[@\d])[^\n]{{0,160}}\b{_WROTE}\b[^\n]{{0,120}}:[ \t]*\n"
    rf"|\w[\w.-]*(?: [\w.-]+){{0,2}} (?<!\bi ){_WROTE}:[ \t]*\n)"
)


@lru_cache(maxsize=256)
def letter_in(text: str) -> Span | None:
    """Where such a letter begins and ends, with its subject if it stands above; None where there is none."""
    said = fold(text)
    start, order = _below(said)
    if not order or shows_answered(order):
        return None
    end = said.find(_SINCE, start)
    return start, end if end > 0 else len(text)


def shows_answered(order: str) -> bool:
    """Whether a folded line orders that a mail be answered which stands below it: "Answer this mail:"."""
    return _ANSWERED.search(order) is not None


def answered_from(text: str) -> int:
    """Where a mail begins that is only shown, to be answered: "Reply to this:", and then the mail. The length of the
    text where none does."""
    start, order = _below(fold(text))
    return start if shows_answered(order) else len(text)


def pasted_from(said: str) -> int:
    """Where a mail begins below the first line of a folded text, whoever wrote it: with a greeting, or with its head.
    The length of the text where none does."""
    greeting = _PASTED.search(said)
    return greeting.start() if greeting else len(said)


def _below(said: str) -> tuple[int, str]:
    """Where a text begins below an order to write, and the folded line of the order; '' where there is none. Within a
    mail none does: what stands there orders nothing."""
    mail = pasted_from(said)
    for place in _BREAK.finditer(said):
        start, line = _line_before(said, place)
        if place["lines"] != _SINCE and start > mail:
            continue
        if place.end() < len(said) and _begins(line, place, said):
            return start, line
    return len(said), ""


def _line_before(said: str, place: re.Match[str]) -> tuple[int, str]:
    """Where a letter behind that place begins, and the line above it: its subject is a part of it."""
    if place["lines"] == _SINCE:  # it was asked back what to write
        return place.end(), said.partition(_SINCE)[0]
    end = place.start()
    start = said.rfind("\n", 0, end) + 1
    if not HEADER.match(said, start):
        return place.end(), said[start:end]
    above = said[:start].rstrip(" :\n")
    return start, above[above.rfind("\n") + 1 :]


def parts_of(letter: str) -> tuple[str, str]:
    """The subject that stands above such a letter, '' if none does, and its text."""
    header = HEADER.match(fold(letter))
    text = letter[header.end() :] if header else letter
    title = letter[slice(*header.span("title"))].strip() if header else ""
    return title, text.strip().removeprefix("```").removesuffix("```").strip()


def without_salutation(letter: str) -> str:
    """What it says behind the words by which it greets its reader."""
    greeting = _SALUTATION.match(fold(letter))
    return letter[greeting.end() :].lstrip(" ,.:;!\n") if greeting else letter


def greets(text: str) -> bool:
    """Whether it begins as a letter does."""
    greeting = _SALUTATION.match(fold(text))
    return greeting is not None and greeting["first"] not in act_words.ACTS


def orders_writing(line: str) -> bool:
    """Whether a folded line orders a mail: "Could you write to Bob", not "mail from Bob", "tell me" or "answer these
    questions"."""
    if is_japanese(line):
        writes = any(acts & _WRITING and one.search(line) for one, acts in act_words.JAPANESE)
        return writes and line.rstrip(" :。").endswith(_JAPANESE_ENDS)
    return any(_writes(clause) for clause in _CLAUSE.split(line))


def _begins(line: str, place: re.Match[str], said: str) -> bool:
    """Whether a letter begins behind that place: with a salutation, or behind a colon or an empty line below an order
    that does not say itself what to write."""
    lines, rest = place["lines"] or "", said[place.end() :]
    if HEADER.match(rest):
        return False
    told = words.SAYING.search(line)
    says = told and not _FOLLOWING.fullmatch(line, told.end())
    order = line[: told.end()] if told and not says else line
    apart = place["colon"] or lines == "\n\n"
    answers = lines == _SINCE and len(rest.partition(_SINCE)[0].split()) > LONGEST_ANSWER
    unsaid = not says and (apart or answers)
    greeted = (lines or "\n" in rest) and greets(rest)
    return bool(greeted or (lines and unsaid)) and len(line) < _LONGEST and orders_writing(order)


def _writes(clause: str) -> bool:
    joins = words.JOINS.match(clause)
    bare = clause[joins.end() :] if joins else clause
    said = [one.folded for one in tokens_of(bare, bare)]
    if not said or words.TASKS & set(said) or set(said) <= words.FRAMING:
        return False
    acts, after = act_words.ACTS.get(said[0].partition("-")[0], frozenset[str]()), said[1] if said[1:] else ""
    if after in ME | OF | FROM or (not after and said[0] in _ALONE):
        return False
    made = "make" in acts and bool(set(said) & (MAIL | act_words.LETTERS))
    last = joins is not None and said[-1] in INFINITIVES and bool(act_words.ACTS[said[-1]] & _WRITING)
    return made or last or bool(acts & _WRITING)
