"""Replies of the stand-in: the scripted one where it knows the mail, else courteous words that pick up a question."""

import re

from sandbox.models.reading import Mail, first_name, language, sentences
from sandbox.samples.replies import scripted_reply

_GENERIC = {
    "en": (
        "Hi{name},",
        "Thank you for your message.",
        'You asked: "{question}" I am checking this with the team and will come back to you with a clear answer by '
        "tomorrow.",
        "I have read it and will come back to you shortly with the details.",
    ),
    "de": (
        "Guten Tag{name},",
        "vielen Dank für Ihre Nachricht.",
        "Sie fragten: „{question}“ Ich kläre das intern und melde mich bis morgen mit einer klaren Antwort.",
        "Ich habe sie gelesen und melde mich in Kürze mit den Einzelheiten.",
    ),
    "fr": (
        "Bonjour{name},",
        "Merci pour votre message.",
        "Vous demandez : « {question} » Je vérifie ce point avec l'équipe et je vous réponds précisément d'ici demain.",
        "Je l'ai bien lu et je reviens vers vous rapidement avec les détails.",
    ),
    "ja": (
        "お世話になっております。",
        "ご連絡ありがとうございます。",
        "お問い合わせの件(「{question}」)につきまして、社内で確認のうえ、明日までにご回答いたします。",
        "内容を確認のうえ、追ってご連絡いたします。",
    ),
}
_DECLINE = {
    "en": "Hi{name},\n\nThank you for thinking of us. I am sorry, but we cannot take this on at the moment. "
    "I hope you find a good solution, and please do write again another time.",
    "de": "Guten Tag{name},\n\nvielen Dank für Ihre Anfrage. Leider können wir sie derzeit nicht übernehmen. "
    "Ich hoffe, Sie finden eine gute Lösung, und freue mich, wenn Sie ein andermal wieder schreiben.",
    "fr": "Bonjour{name},\n\nMerci pour votre demande. Malheureusement, nous ne pouvons pas y donner suite pour le "
    "moment. J'espère que vous trouverez une bonne solution ; n'hésitez pas à nous réécrire une autre fois.",
    "ja": "お世話になっております。\n\nご連絡ありがとうございます。誠に恐れ入りますが、"
    "今回は見送らせていただきたく存じます。"
    "またの機会がございましたら、どうぞよろしくお願いいたします。",
}
_COURTESY = re.compile(r"(?:thank you|thanks|good news|vielen dank|merci pour|ご連絡ありがとう|if you would)", re.I)
_FORMAL = (
    (r"^(?:Hi|Hello|Hey)\b", "Dear"),
    (r"\bI'm\b", "I am"),
    (r"\bI'll\b", "I will"),
    (r"\bI've\b", "I have"),
    (r"\bI'd\b", "I would"),
    (r"\b([Ww])e're\b", r"\1e are"),
    (r"\b([Ww])e'll\b", r"\1e will"),
    (r"\b([Ww])e've\b", r"\1e have"),
    (r"\b([Ii])t's\b", r"\1t is"),
    (r"\b([Tt])hat's\b", r"\1hat is"),
    (r"\b([Cc])an't\b", r"\1annot"),
    (r"\b([Dd])on't\b", r"\1o not"),
    (r"\b([Tt])hanks\b", r"\1hank you"),
)


def reply_to(mail: Mail, instruction: str, user: str = "") -> str:
    """A reply of the user without signature, in the mail's language, bent to a simple instruction."""
    tongue = language(mail.text)
    name = _name(mail, tongue)
    wish = instruction.lower()
    if re.search(r"\bdeclin|\bsay no\b|\bturn (?:it|them|this) down\b|\bablehn|\brefus", wish):
        return _DECLINE[tongue].format(name=name)
    body = scripted_reply(mail.text, first_name(user) or "Alice") or _generic(mail, tongue, name)
    if re.search(r"\bshort|\bbrief|\bconcise|\bkürzer|\bplus court", wish):
        body = _shorter(body)
    if re.search(r"\bformal|\bförmlich|\bsoutenu", wish) and "informal" not in wish:
        body = _more_formal(body)
    return body


def questions_in(mail: Mail) -> list[str]:
    """The mail's sentences that end in a question mark."""
    return [said for said in sentences(mail.text) if said.rstrip("\"”»' ").endswith(("?", "？"))]


def _name(mail: Mail, tongue: str) -> str:
    name = first_name(mail.sender)
    if not name or tongue == "ja":
        return ""
    return f" {name}"


def _generic(mail: Mail, tongue: str, name: str) -> str:
    hello, thanks, answer, plain = _GENERIC[tongue]
    asked = questions_in(mail)
    middle = answer.format(question=asked[0][:160]) if asked else plain
    return f"{hello.format(name=name)}\n\n{thanks} {middle}" if tongue != "ja" else f"{hello}\n{thanks}\n\n{middle}"


def _shorter(body: str) -> str:
    """Every line cut to its first sentence that says something: each point stays, the courtesies go."""
    lines = [_first_sentence(line) for line in body.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _first_sentence(line: str) -> str:
    said = re.split(r"(?<=[^\d][.!?])\s+|(?<=。)", line)
    telling = [part for part in said if part and not _COURTESY.match(part)]
    return telling[0].rstrip() if telling else ""


def _more_formal(body: str) -> str:
    for pattern, words in _FORMAL:
        body = re.sub(pattern, words, body)
    return body
