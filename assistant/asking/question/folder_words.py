"""How a question names a folder of mail, in eight languages, folded."""

IN_FOLDER = (
    r"\b(?:in|from|im|aus|dans|en|nello|nella|nelle|nel|no|na|nos|em|uit)\s+(?:(?:my|the|meinem|meinen|dem|den|le|les|la|"
    r"mes|mi|mis|mijn|de|het|tra|i|le|a|o|os|as|minha|meus)\s+){0,2}(?:(?:dossier|carpeta|cartella|pasta|map)\s+"
    r"(?:(?:de|des|di)\s+)?)?"
)
_SPAM = r"(?:spams?|junk(?: e?-?mails?)?|(?:courriers? )?indesirables?)(?:[- ]?(?:folder|ordner|map))?"
_SOME = (  # before what one has: "any spam", "mein Spam"; not what is written about it
    r"(?<!about )\b(?:any|some|my|much|new|more|mein\w*|etwas|viel|neue[nr]?|du|des|mon|mes|mis?|mucho|dello|mio|molto|"
    r"meu|algum|muito|mijn|veel|nieuwe)"
)
_HAVE = r"\b(?:(?:do|did) (?:i|we) (?:have|get)|have (?:i|we)(?: got)?|habe ich|ai-je|j'ai|tengo|ho|tenho|heb ik)"
SPAM = (
    rf"{IN_FOLDER}(?:{_SPAM}|(?:e?-?mails? )?indesirables?|correo no deseado|posta indesiderata|lixo eletronico|"
    r"ongewenste e?-?mail)\b|"
    rf"(?:{_SOME}|{_HAVE}) {_SPAM}\b(?!\s(?:filter|polic|report|complaint|rule|law))|"
    rf"\b(?:go|goes|went|gone) (?:in)?to (?:(?:my|the) )?{_SPAM}\b|"
    r"\bspam[- ]?(?=e?-?mails?\b|messages?\b|nachrichten\b|folder)|迷惑メール(?:の)?"
)
