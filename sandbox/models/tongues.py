"""Orders in other languages than English, as far as the stand-in reads them: verbs, who is led to, days and hours."""

import re
from datetime import date, timedelta

KINDS = {  # as in orders._KINDS, searched for after these
    "share": r"^(?:bitte )?(?:teile?\b|gib\b.{0,60}\b(?:frei|zugriff)\b)|^(?:partage|comparte|condividi|compartilhe|"
    r"deel)\b|共有",
    "delete": r"\b(?:sag(?:en)?|storniere?n?|lösche?n?)\b.*\bab\b|\b(?:absagen|stornieren|löschen|annule[rz]?|"
    r"supprime[rz]?|cancela[r]?|cancele|anula[r]?|elimina[r]?|annulla(?:re)?|cancella(?:re)?|desmarque|annuleer|"
    r"annuleren|afzeggen)\b|\bzeg\b.*\baf\b|キャンセル|取り消",
    "update": r"\b(?:verschieb\w*|verlege?n?|déplace[rz]?|décale[rz]?|repousse[rz]?|reporte[rz]?|mueve|mover|aplaza|"
    r"pospón|sposta(?:re)?|rinvia|rimanda|mova|adie|adiar|verplaats(?:en)?|verzet|stel\b.*\buit)\b|"
    r"\b(?:leg|setz)e?\b.*\b(?:um$|auf\b)|\bzet de\b.*\bop\b|移動|ずらし|変更",
    "invite": r"^(?:invite|invita|convide|lade?\b.*\bein$|nodig\b.*\buit\b|add [A-Z]\w+ to the|füge? [A-Z].*\bhinzu$|"
    r"ajoute [A-Z]|voeg\b.*\btoe\b|añade a |aggiungi [A-Z]|adicione [A-Z])|招待",
    "create": r"\b(?:trage?\b.*\bein|setze?\b.*\ban|lege?\b.*\ban|vereinbare|plane|planifie|ajoute|crée|programa|crea|"
    r"(?:mets|mettez|pon|ponme|metti|põe)\b.*\b(?:réunion|rendez-vous|reunión|cita|riunione|reunião)|"
    r"fissa|metti in agenda|marque|agende|crie|plan\b.*\b(?:gesprek|afspraak)|zet\b.*\bagenda)\b|"
    r"入れて|設定して|追加して",
    "send": r"^(?:schick\w*|sende|envoie|envía|manda|invia|envie|stuur)\b",
    "draft": r"^(?:schreibe?\b|sag\b.*\bbescheid|antworte|beantworte|écris|réponds|escribe|responde|scrivi|rispondi|"
    r"escreva|responda|schrijf|beantwoord)|(?:伝え|返信し|メールし)て",
}
LEADS = (
    r"mit|an|von|avec|à|de|di|con|a|com|para|met|aan|van|schreibe?|sag|schick|écris|escribe|scrivi|escreva|schrijf|stuur|"
    r"lade|nodig|füge|ajoute|voeg|aggiungi|adicione|convide|invita|invite"
)
ENGLISH = re.compile(r"\b(?:the|my|to|with|for|and|that|it|is|on|at)\b")
WITH = r"with|to|for|and|,|mit|für|und|avec|et|con|y|com|met|en|give|gib"
JAPANESE_NAMED = re.compile(r"(?P<who>[A-Z][A-Za-z]+)(?:さん)?(?:との|と|に|を(?=.*招待)|の(?=メール))")
SAYING = re.compile(
    r"(?:\b(?:dass|que|che|dat|diciendo que|dicendo che|dizendo que|pour dire que)|:)\s+(?P<words>[^⟦⟧]{3,}?)[.\s]*$"
    r"|に(?P<ja>[^にを]{2,30}?)と(?:伝え|メール|書い)",
    re.S | re.I,
)
_DAYS = (
    "lunes lunedì segunda-feira maandag 月曜", "martes martedì terça-feira dinsdag 火曜",
    "miércoles mercoledì quarta-feira woensdag 水曜", "jueves giovedì quinta-feira donderdag 木曜",
    "viernes venerdì sexta-feira vrijdag 金曜", "sábado sabato zaterdag 土曜", "domingo domenica zondag 日曜",
)  # fmt: skip
_SOON = (("mañana", 1), ("domani", 1), ("amanhã", 1), ("morgen", 1), ("明日", 1), ("hoy", 0), ("oggi", 0), ("hoje", 0),
         ("vandaag", 0), ("今日", 0))  # fmt: skip
_NTH = re.compile(r"\b(?:on |of |am |le |el |il |op )?(?:the |den |dia )?(\d{1,2})(?:st|nd|rd|th)\b", re.I)
_HOUR = re.compile(
    r"(?<![\d.:])(?P<h>\d{1,2})(?:[:h.](?P<m>\d\d)(?!\d)|\s?(?:uhr|uur|h\b|heures?|horas?)|時)"
    r"|\b(?:a las|alle|às|om)\s+(?P<h2>\d{1,2})(?::(?P<m2>\d\d))?",
    re.I,
)


def day_in(said: str, today: date) -> date | None:
    """The day that a sentence names, None if it names none: "el viernes", "on the 19th"."""
    low = said.lower()
    for word, days in _SOON:
        if word in low:
            return today + timedelta(days=days)
    for number, names in enumerate(_DAYS):
        if any(name in low for name in names.split()):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    nth = _NTH.search(said)
    return _of_month(int(nth[1]), today) if nth else None


def _of_month(day: int, today: date) -> date | None:
    """The next such day of a month."""
    for months in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        try:
            found = date(year, month + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def hour_in(said: str) -> str:
    """HH:MM, '' if none is named."""
    found = _HOUR.search(said)
    if not found:
        return ""
    hour, minute = int(found["h"] or found["h2"]), int(found["m"] or found["m2"] or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
