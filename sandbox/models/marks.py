"""The marks by which the stand-in tells kinds of mail apart: words of spam, bulk, requests, hurry, and topics."""

import re
from collections.abc import Sequence


def _words(*choices: str) -> re.Pattern[str]:
    """A pattern of whole words, any of the choices."""
    return re.compile(rf"\b(?:{'|'.join(choices)})", re.I)


SPAM = (
    _words(
        r"you(?:'ve| have)? won\b", r"winner\b", r"prize\b", r"lottery\b", r"casino\b", r"inheritance\b", "beneficiary"
    ),
    _words(r"crypto\b", r"bitcoin\b", r"forex\b", "passive income", "guaranteed returns?", "double your"),
    _words(
        r"rank(?:ing)? (?:#1|on (?:the )?first page)",
        "first page of google",
        r"seo (?:services?|audit|agency)",
        "backlinks?",
    ),
    _words(
        r"(?:verify|confirm|update|validate) your (?:account|mailbox|password|identity|bank|payment|credentials)",
        r"(?:mailbox|account|password) (?:is|has been|will be) (?:full|suspended|locked|deactivated|limited)",
        r"new bank account\b",
    ),
    _words("act now", "limited[- ]time offer", "no obligation", "100% free", "risk[- ]free", "click (?:here|below)"),
    _words("gift cards?", "wire (?:the )?(?:funds|transfer)", "western union", "processing fee", "at your desk"),
    _words(r"bank details have changed", r"update your (?:bank|payment) details", r"do not call me"),
    _words("ignore (?:all )?(?:previous|prior) instructions", "forward (?:all|every) (?:mail|email|message)s?"),
    _words("weight loss", "miracle", "replica", "cheap meds", "pharmacy", "lose \\d+ kg"),
    _words("email lists?", "leads? list", "verified contacts", "decision-makers (?:list|database)"),
    _words(r"(?:dmarc|dkim|spf)\W{1,4}fail"),
)
BULK = (
    re.compile(r"^list(?:-id)?: \S", re.I | re.M),
    _words("unsubscribe", r"view (?:it |this (?:e?mail )?)?in (?:your )?browser", "preferences", "mailing list"),
    _words("do not reply", "please don't reply", "no-?reply", "donotreply", "cannot receive mail"),
    _words(r"automated (?:message|reply|notification|e?mail)", "automatic reply", "sent automatically"),
    _words("out of (?:the )?office", "undeliverable", "delivery (?:status|has failed|failed)", "mailer-daemon"),
    _words(r"your (?:parcel|shipment|payment) (?:has|was|is)", "thank you for your (?:order|payment)", "receipt for"),
    _words("abmelden", "se désabonner", "diese e-?mail wurde automatisch"),
    _words("newsletter", "this week's issue", r"invitation:", r"updated invitation"),
)
ASKS = (
    re.compile(r"[?？]"),
    _words(
        r"(?:could|can|would|will) you\b",
        r"please (?:let|send|confirm|advise|reply|tell|sign|return|check|find time|approve|get back)\b",
    ),
    _words(
        r"let me know\b",
        r"(?:we|i)(?: also)? need (?:your|an? (?:answer|decision|reply|signed))\b",
        r"waiting (?:for|on) your\b",
        r"your (?:decision|approval)\b",
    ),
    _words(
        r"könnten sie\b", r"können sie\b", r"bitte (?:senden|teilen|geben|bestätigen)\b", r"würden sie\b", "rückmeldung"
    ),
    _words(
        r"pourriez-vous\b", r"pouvez-vous\b", r"merci de (?:nous |me )?(?:confirmer|indiquer|faire)\b", "dans l'attente"
    ),
    re.compile(r"でしょうか|ください|お願い(?:します|いたします)"),
)
URGENT = _words(
    r"urgent\b",
    r"asap\b",
    r"today\b",
    r"tomorrow\b",
    r"deadline\b",
    r"by (?:mon|tues|wednes|thurs|fri)day\b",
    r"dringend\b",
    r"heute\b",
    r"bis (?:morgen|freitag)\b",
    r"avant (?:vendredi|demain)\b",
)
TAGS = {
    "receipt": _words(r"receipt\b", "payment received", "thank you for your (?:order|payment)"),
    "invoice": _words(r"invoice\b", r"rechnung\b", r"facture\b", r"overdue\b", "credit note"),
    "meeting": _words(
        r"meeting\b", r"invitation\b", r"interview\b", "site visit", r"termin\b", "rendez-vous", r"call with\b"
    ),
    "travel": _words(r"flight\b", r"hotel\b", r"rail\b", r"itinerary\b"),
    "newsletter": _words(r"newsletter\b", r"unsubscribe\b", "view in (?:your )?browser"),
    "shipping": _words(r"shipment\b", r"parcel\b", r"tracking\b", r"courier\b", r"lieferung\b"),
    "order": _words("purchase order", r"po\b", r"po-\d", "order confirmation", r"bestellung\b", r"commande\b"),
    "quote": _words(r"quot(?:e|ation)\b", r"angebot\b", r"devis\b", r"prices?\b"),
    "support": _words(r"calibrat", r"drift", r"leak", r"repair", r"kalibrier", r"étalonnage", "spare (?:parts|seals)"),
    "legal": _words(r"contract\b", r"nda\b", "terms of"),
    "security": _words(r"password\b", r"sign-?in\b", "verify your account"),
    "personal": _words(r"birthday\b", r"lunch\b", r"cake\b", r"congratulations\b"),
}


def hits(patterns: Sequence[re.Pattern[str]], text: str) -> int:
    """How many of the patterns stand in the text."""
    return sum(bool(pattern.search(text)) for pattern in patterns)
