"""A reply without a model: courteous, honest, and with gaps where only the user knows the answer (SPEC DR4)."""

import re
from dataclasses import dataclass

from assistant.judgement import Judgement, shorten
from assistant.sentences import letter
from assistant.words import Kind, kinds_in, words_of
from connectors.mail.email import Address, Email

MOST_QUESTIONS = 3
MOST_WORDS = 120
_QUESTION_LIMIT = 110


@dataclass(frozen=True)
class _Phrases:
    """One language's set phrases. `{name}` is the sender's name; the gaps are in square brackets."""

    to_name: str
    to_nobody: str
    thanks: str
    asked: str
    answer: str
    nothing_asked: str
    later: str
    regards: str
    quotes: tuple[str, str] = ("“", "”")


_TEMPLATES = {
    "en": _Phrases(
        "Hi {name},",
        "Hello,",
        "Thank you for your message.",
        "You asked:",
        "[your answer]",
        "[what you would like to say]",
        "I will get back to you on anything that is still open.",
        "Kind regards,",
    ),
    "de": _Phrases(
        "Hallo {name},",
        "Guten Tag,",
        "vielen Dank für die Nachricht.",
        "Zu den Fragen:",
        "[deine Antwort]",
        "[was du sagen möchtest]",
        "Zu allem, was noch offen ist, melde ich mich wieder.",
        "Freundliche Grüße",
        ("„", "“"),
    ),
    "fr": _Phrases(
        "Bonjour {name},",
        "Bonjour,",
        "Merci pour votre message.",
        "Voici mes réponses :",
        "[votre réponse]",
        "[ce que vous souhaitez dire]",
        "Je reviendrai vers vous pour tout ce qui reste ouvert.",
        "Cordialement,",
        ("«\u00a0", "\u00a0»"),
    ),
    "es": _Phrases(
        "Hola, {name}:",
        "Hola:",
        "Gracias por su mensaje.",
        "Sobre sus preguntas:",
        "[su respuesta]",
        "[lo que quiera decir]",
        "Volveré a escribirle sobre lo que quede pendiente.",
        "Un saludo,",
        ("«", "»"),
    ),
    "it": _Phrases(
        "Buongiorno {name},",
        "Buongiorno,",
        "grazie per il Suo messaggio.",
        "Riguardo alle Sue domande:",
        "[la tua risposta]",
        "[ciò che desideri dire]",
        "Le scriverò di nuovo su quanto resta in sospeso.",
        "Cordiali saluti,",
        ("«", "»"),
    ),
    "pt": _Phrases(
        "Olá, {name},",
        "Olá,",
        "Obrigado pela sua mensagem.",
        "Sobre as suas perguntas:",
        "[a sua resposta]",
        "[o que deseja dizer]",
        "Voltarei a contactar sobre o que ficar em aberto.",
        "Cumprimentos,",
    ),
    "nl": _Phrases(
        "Beste {name},",
        "Goedendag,",
        "Hartelijk dank voor uw bericht.",
        "Over uw vragen:",
        "[uw antwoord]",
        "[wat u wilt zeggen]",
        "Op wat nog openstaat kom ik bij u terug.",
        "Met vriendelijke groet,",
    ),
    "ja": _Phrases(
        "{name}様",
        "ご担当者様",
        "ご連絡ありがとうございます。",
        "ご質問について：",
        "[ここに回答]",
        "[ここに本文]",
        "残りの点については、改めてご連絡いたします。",
        "よろしくお願いいたします。",
        ("「", "」"),
    ),
}
_NO_PERSON = frozenset(
    words_of(
        "team support service services info sales office admin notifications notification customer help desk helpdesk "
        "gmbh ag inc llc ltd limited corp company co group news newsletter billing accounts accounting hr marketing "
        "vertrieb kundenservice equipe équipe equipo reservations booking bookings via noreply reply contact kontakt "
        "university institute department bank shop store online system bot mailer daemon conference events press "
        "recruiting careers jobs webmaster postmaster administrator the of and und"
    )
)
_TITLES = frozenset(
    words_of(
        "dr mr mrs ms miss prof professor sir herr frau dipl ing mag m mme mlle monsieur madame señor señora sr sra "
        "dott dottssa sig signora eng phd"
    )
)
_LINK = re.compile(
    r"<[^<>]*>|(?:\w{1,12}://|www\.)\S+|(?<!\S)\S{1,64}@\S+|(?<![\w.-])(?:[\w-]{1,63}\.){1,8}(?:com|net|org|io|co|de|fr|es|it|pt|nl|eu|uk|info|biz|ru|"
    r"cn|xyz|example|app|dev|link|top|shop|site|online)\b(?:/\S*)?",
    re.I,
)
_MARKUP = re.compile(r"[*_`~|<>\[\]{}\\#\"“”„«»「」]")
_LEADING = re.compile(r"^\s*(?:[-•·–>]+|\(?\w{1,2}[.)])\s*")


def template_reply(email: Email, judgement: Judgement, my_name: str, language: str = "") -> str:
    """A holding reply of at most 120 words, plain text, without signature; `language` is the mail's unless given."""
    code = language or judgement.language
    words = _TEMPLATES.get(code, _TEMPLATES["en"])
    asked = questions(email, code)
    for count in range(len(asked), -1, -1):
        reply = _compose(words, email.sender, asked[:count], my_name, code)
        if len(reply.split()) <= MOST_WORDS:
            break
    return reply


def _compose(words: _Phrases, sender: Address, asked: tuple[str, ...], my_name: str, language: str) -> str:
    name = name_of(sender, language)
    opened, closed = words.quotes
    points = [f"{opened}{question}{closed}\n{words.answer}" for question in asked]
    middle = [words.asked, *points] if points else [words.nothing_asked]
    greeting = words.to_name.format(name=name) if name else words.to_nobody
    closing = words.regards + (f"\n{my_name.strip()}" if my_name.strip() else "")
    return "\n\n".join((greeting, words.thanks, *middle, words.later, closing))


def questions(email: Email, language: str) -> tuple[str, ...]:
    """What the mail asks, at most three, shortened, without links, addresses or markup."""
    found: list[str] = []
    for sentence in letter(email.text, language).sentences:
        kinds = kinds_in(sentence, language)
        marked = sentence.rstrip(" \"')」”»").endswith(("?", "？", "か。", "か"))
        if not marked and (Kind.REQUEST not in kinds or Kind.SOFT in kinds):
            continue
        text = plain(sentence)
        if text and text not in found and (len(words_of(text)) > 1 or not text.isascii()):
            found.append(text)
    # a question is what the other side waits for; a request is taken where there is room
    first = sorted(found, key=lambda text: not text.rstrip("…").endswith(("?", "？")))[:MOST_QUESTIONS]
    return tuple(sorted(first, key=found.index))


def plain(sentence: str) -> str:
    """The sentence as plain words that can be neither link nor markup."""
    text = _MARKUP.sub("", _LINK.sub("…", _LEADING.sub("", sentence)))
    text = re.sub(r"\s+([,.;])", r"\1", re.sub(r"(?:…\s*){2,}", "… ", text))
    return shorten(text, _QUESTION_LIMIT)


def name_of(sender: Address, language: str = "en") -> str:
    """The name to greet by: the first one of a person, in Japanese the whole; '' if it looks like no person."""
    shown = re.sub(r"\(.*?\)|\[.*?\]", " ", sender.name).strip(" '\"")
    if shown.count(",") == 1:  # "Chen, Sarah"
        last, first = shown.split(",")
        shown = f"{first.strip()} {last.strip()}" if first.strip() and " " not in last.strip() else ""
    parts = [part for part in shown.split() if part.lower().strip(".") not in _TITLES]
    if not 1 <= len(parts) <= 4 or not all(_is_name(part) for part in parts):
        return ""
    if language == "ja" or not re.search(r"[\u0000-\u06ff]", shown):
        return " ".join(parts)
    first = parts[0]
    if len(first.strip(".")) < 2:  # "J. Smith": no first name to greet by
        return ""
    return first.capitalize() if first.islower() or (first.isupper() and first.isascii()) else first


def _is_name(part: str) -> bool:
    bare = part.strip(".")
    letters = re.sub(r"['’-]", "", bare)
    return bool(letters) and letters.isalpha() and bare.lower() not in _NO_PERSON and len(part) <= 25
