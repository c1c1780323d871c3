"""The words of a question that ask rather than say what about, in eight languages; what is left is searched for."""

import re
from collections.abc import Sequence

from assistant.asking.question.asking_words import ASKING, TELLING
from assistant.asking.question.folding import Token
from assistant.language import guess_language

_ALL = frozenset().union(*ASKING.values())
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_LONE = re.compile(r"[\u3040-\u309f]")  # a particle whose word is gone
_KANA = re.compile(r"[\u3040-\u30ff]")
_JAPANESE_ASKING = re.compile(
    r"(?:について(?:の|は)?|に関する|に関して(?:の)?|に関しては|(?:を|は)?(?:見せて|教えて|探して|見つけて|表示して|検索して|まとめて|確認して|知りたい|調べて)"
    r"(?:ください|下さい|くれますか|もらえますか)?|ください|お願いします|(?:何|なに|なん)(?:通|件|個|人|枚|を|が|と|か|て)?|いつ|どこ(?:に|で(?!す))?|誰(?:が|から|に)?|"
    r"どれ|どの|いくら|いくつ|"
    r"(?:し|い|り|き|っ|え|れ)?(?:ました|ません|ます|まし|でした|です|った|いた|ている|ています|ていた|ていました)(?:か|よね)?|書いて|言って|送って|ありますか|ある|あった|"
    r"(?:送|書|言|届|来|受け取)(?:って|いて|られ|き|り|い|っ)(?:きた|くれた|くれました|きました|した|しました|た|ました|った|いた|いました|りました)?(?:か)?|"
    r"来(?:まし)?(?:た|て)?(?:か)?|(?<=何)[通件個人枚]|[通件](?=\s)|あり(?:ます|ました)?(?:か)?|(?:返信|返事|連絡)(?=し|\s|$)(?:しました|した)?(?:か)?|"
    r"私(?:が|は|の|に)?|自分(?:が|の)?|来た|のは|すべて(?:の)?|全て(?:の)?|全部|メール|[？?。、！!「」]|(?<![\u3040-\u309f])(?:は|が|を|の|に|で|と|も|か|へ|"
    r"や)(?![\u3040-\u309f])"
    r"|(?<=[\u4e00-\u9fff\u30a0-\u30ffA-Za-z0-9])(?:は|が|を|の|には|に|で|と|も|か|へ|や|から)(?=\s|$|[?？。]|どこ|いつ|誰|何|"
    r"[\u4e00-\u9fff\u30a0-\u30ffA-Za-z]))"
)


def language_of(text: str, tokens: Sequence[Token]) -> str:
    """ISO 639-1 code of a question's language, of which there may be four words only; 'en' when it cannot be told."""
    if _KANA.search(text):
        return "ja"
    counts = {
        code: sum(token.folded in own or token.folded in TELLING[code] for token in tokens[:200])
        for code, own in ASKING.items()
    }
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    if counts[best] > counts["en"]:
        return best
    return "en" if counts["en"] else guess_language(text)


def is_filler(word: str) -> bool:
    """Whether a folded word only asks."""
    return word in _ALL


def spare_japanese(text: str) -> str:
    """The topic of a Japanese question, without what only asks."""
    words = _JAPANESE_ASKING.sub(" ", text).split()
    return " ".join(word for word in words if not _LONE.fullmatch(word))


def is_japanese(text: str) -> bool:
    """Whether there are Japanese (or Chinese) characters in it."""
    return _JAPANESE.search(text) is not None
