"""The marks by which an answer names its sources: [1], or as models write them, [1, 2] and 【source 3】."""

import re

_CITATION = re.compile(r"[\[【]\s*(?:source\s*)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】]", re.I)


def is_citation(text: str) -> bool:
    """Whether it is such a mark and nothing else."""
    return _CITATION.fullmatch(text) is not None


def only_known_citations(text: str, numbers: set[int]) -> str:
    """Citations as [1][2], of these numbers only."""

    def written(found: re.Match[str]) -> str:
        named = [int(one) for one in re.findall(r"\d+", found[1])]
        return "".join(f"[{number}]" for number in dict.fromkeys(named) if number in numbers)

    return re.sub(r" +([.,;:])", r"\1", _CITATION.sub(written, text))


def without_citations(text: str) -> str:
    """A source's text in which nothing looks like one: "[2]" there is a footnote, or wants to speak for source 2."""
    return _CITATION.sub(r"(\1)", text)


def cited(text: str) -> tuple[int, ...]:
    """The numbers cited, each once, in order."""
    return tuple(dict.fromkeys(int(found[1]) for found in re.finditer(r"\[(\d{1,3})\]", text)))


def renumbered(text: str, order: dict[int, int]) -> str:
    """Citations by other numbers."""
    return re.sub(r"\[(\d{1,3})\]", lambda found: f"[{order[int(found[1])]}]", text)
