"""The same kind of event in eight languages: who asks for "das Mittagessen" means the "Lunch with Tom"."""

from functools import cache

from assistant.asking.question.folding import fold, tokens_of, word_set

_SAME = tuple(
    map(
        word_set,
        (
            "breakfast fruhstuck petit-dejeuner desayuno colazione pequeno-almoco ontbijt 朝食",
            "lunch lunches luncheon mittagessen dejeuner almuerzo comida pranzo almoco ランチ 昼食 昼ご飯",
            "dinner supper abendessen diner souper cena jantar avondeten ディナー 夕食 夕ご飯",
            "coffee kaffee cafe caffe koffie コーヒー",
            "drinks aperitivo apero borrel 飲み会",
            "party feier fest fete soiree fiesta festa feest feestje パーティー",
            "call calls anruf telefonat appel llamada chiamata telefonata chamada telefoontje 電話 通話",
            "interview entretien entrevista colloquio vorstellungsgesprach sollicitatiegesprek 面談 面接",
            "meeting besprechung sitzung reunion riunione reuniao vergadering overleg 会議 ミーティング 打ち合わせ",
            "workshop atelier taller ワークショップ",
            "training schulung formation formacion formazione formacao opleiding 研修",
            "dentist zahnarzt dentiste dentista tandarts 歯医者",
            "doctor arzt medecin medico arts 医者",
        ),
    )
)


@cache
def _kin() -> dict[str, frozenset[str]]:
    return {word: kind for kind in _SAME for word in kind}


def kin_of(text: str) -> str:
    """What else the kinds of events that a text names are called, folded; '' if it names none."""
    folded = fold(text)
    said = {token.folded for token in tokens_of(text, folded)}
    kinds = dict.fromkeys(_kin()[word] for word in sorted(said) if word in _kin())
    return " ".join(sorted(word for kind in kinds for word in kind - said))
