"""Which language a text is in, by its script and its most common words."""

import re
from collections.abc import Mapping

DEFAULT = "en"
_ENOUGH = 2  # stop words needed before anything but the default is believed
_SAMPLE = 3000

_STOP_WORDS: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the and to of is are was for you your we this that with have has will be please not it from on at as "
        "our can could would thanks hi hello do if an in i me my any let know there what when",
        "de": "der die das und ist nicht ich sie wir mit für auf ein eine den dem des zu von im an bitte auch oder "
        "wenn dass haben hat sind wird werden können könnten ihre ihr ihnen uns mir danke guten hallo bei nach noch "
        "wie aus zum zur über vielen grüße freundlichen gibt kann habe ob es",
        "fr": "le la les et est une un des du de pour que qui dans nous vous je ne pas sur avec votre vos notre ce "
        "cette merci bonjour cordialement être avez pouvez pourriez sont ont mais ou plus au aux par si bien y à "
        "j'ai d'un c'est il",
        "es": "el la los las y es una un de que en por para con no su sus se del al lo como más pero este esta gracias "
        "hola usted ustedes nos me le saludos puede podría favor está son tiene muy ha si qué cuándo cómo estimado",
        "it": "il lo la gli le e è una un di che in per con non si del della dei delle al alla sono come più ma questo "
        "questa grazie ciao buongiorno saluti può potrebbe ha ho abbiamo cordiali mi ci anche vostra suo nel cosa se",
        "pt": "o a os as e é uma um de que em por para com não se do da dos das ao no na como mais mas este esta "
        "obrigado obrigada olá você vocês nos pode poderia são está tem foi bom dia atenciosamente seu sua já qual "
        "quando cumprimentos",
        "nl": "de het een en is niet ik je u wij we met voor op van te dat die zijn aan ook of als hebben heeft wordt "
        "kan kunt kunnen uw jouw ons graag bedankt groeten vriendelijke hallo beste naar bij nog wat wanneer er om",
        "sv": "och att det som en på är av för med den till inte om ett har jag vi du ni kan ska från hej tack "
        "vänliga hälsningar eller men så vad när skulle",
        "da": "og at det som en på er af for med den til ikke om et har jeg vi du kan skal fra hej tak venlig hilsen "
        "eller men så hvad hvornår ville mig",
        "pl": "i w na z do nie się że jest to o za od po jak czy dla oraz proszę dziękuję dzień dobry pan pani "
        "pozdrawiam mam są może przez który",
        "tr": "ve bir bu için ile de da çok ne olarak daha merhaba teşekkürler lütfen sayın saygılarımla ben biz siz "
        "var mı mi olan kadar",
    }.items()
}
_COMMON = frozenset[str]().union(*_STOP_WORDS.values())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.08),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile(r"[\u4e00-\u9fff]"), 0.2),
    ("ru", re.compile(r"[\u0400-\u04ff]"), 0.4),
    ("el", re.compile(r"[\u0370-\u03ff]"), 0.4),
    ("ar", re.compile(r"[\u0600-\u06ff]"), 0.4),
    ("he", re.compile(r"[\u0590-\u05ff]"), 0.4),
)
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")


def is_common(word: str) -> bool:
    """Whether a lower-cased word is among the most common of any language."""
    return word in _COMMON


def guess_language(text: str) -> str:
    """ISO 639-1 code of the text's language; 'en' when there is too little to tell."""
    sample = text[:_SAMPLE]
    return _by_script(sample) or _by_words(sample)


def _by_script(sample: str) -> str:
    letters = sum(map(str.isalpha, sample))
    if not letters or sample.isascii():
        return ""
    for code, pattern, share in _SCRIPTS:
        if len(pattern.findall(sample)) >= max(2, share * letters):
            return "uk" if code == "ru" and _UKRAINIAN.search(sample) else code
    return ""


def _by_words(sample: str) -> str:
    words = [word.replace("’", "'") for word in _WORD.findall(sample.lower())]
    scores = {code: sum(word in stops for word in words) for code, stops in _STOP_WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    # English wins ties: a German name in an English line must not turn the reply German
    return best if scores[best] >= _ENOUGH and scores[best] > scores[DEFAULT] else DEFAULT
