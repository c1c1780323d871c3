"""What CSS hides from a reader of HTML mail: inline styles, and the plain rules of its style sheets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
_NAMES: dict[str, Colour] = {
    "white": WHITE,
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "floralwhite": (255, 250, 240),
}
_SIZE = re.compile(r"(-?\d{0,6}(?:\.\d{1,6})?)\s*(px|pt|em|rem|%|)$")
_SMALLEST = {"px": 1.0, "": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 10.0}
_CALM = 12  # colours whose channels differ by no more than this look the same
_COMMENTS = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_AWAY = re.compile(r"-\d{3,}(px|em|%)?(\s|$)")
# What is looked at below; a mail may carry thousands of others, for each of thousands of elements.
_LOOKED_AT = re.compile(
    "display|visibility|opacity|overflow|height|max-height|width|text-indent|left|top|font-size|white-space|color|"
    "background|background-color|background-image"
)
_SELECTOR = re.compile(r"[\w\s.#,>*\[\]=\"'-]{1,300}")  # no @-rules, and nothing that takes an engine long
MOST_RULES = 40


@dataclass(frozen=True)
class Look:
    """How text looks at one place of the tree; `background` None is a picture, over which any colour may show."""

    colour: Colour | None = None
    background: Colour | None = WHITE
    tiny: bool = False
    invisible: bool = False
    preformatted: bool = False

    @property
    def hidden(self) -> bool:
        """Whether text that looks so cannot be seen."""
        return self.tiny or self.invisible or _same(self.colour, self.background)


def _same(one: Colour | None, other: Colour | None) -> bool:
    return one is not None and other is not None and max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _CALM


def declarations(style: str) -> dict[str, str]:
    """The declarations of a style that can hide text; the last of a name counts."""
    pairs = (part.split(":", 1) for part in style.lower().split(";") if ":" in part)
    return {
        known: value.replace("!important", "").strip()
        for name, value in pairs
        if _LOOKED_AT.fullmatch(known := name.strip())
    }


def colour_of(value: str) -> Colour | None:
    """The colour a CSS value names, None where it is not known or transparent."""
    value = value.strip().lower()
    if value in _NAMES:
        return _NAMES[value]
    if value.startswith("rgb"):
        parts = re.findall(r"\d{1,4}", value)[:3]
        return (int(parts[0]), int(parts[1]), int(parts[2])) if len(parts) == 3 else None
    digits = value.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    if not re.fullmatch(r"[0-9a-f]{6}", digits):
        return None
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))


def _length(value: str) -> tuple[float, str] | None:
    """A length as number and unit."""
    match = _SIZE.match(value.strip())
    try:
        return (float(match[1]), match[2]) if match else None
    except ValueError:
        return None


def _is_nothing(value: str) -> bool:
    """Whether a length is so small that nothing is seen."""
    length = _length(value)
    return length is not None and length[0] <= _SMALLEST[length[1]]


def removes(style: dict[str, str]) -> bool:
    """Whether a style takes an element away with all that is in it, whatever its children say."""
    clipped = style.get("overflow", "").startswith("hidden")
    opacity = _length(style.get("opacity", ""))
    away = f"{style.get('text-indent', '')} {style.get('left', '')} {style.get('top', '')}"
    return (
        style.get("display", "") == "none"
        or (opacity is not None and opacity[0] < 0.05)
        or _is_nothing(style.get("max-height", ""))
        or (clipped and (_is_nothing(style.get("height", "")) or _is_nothing(style.get("width", ""))))
        or _AWAY.search(away) is not None
    )


def _background(style: dict[str, str], attribute: str, inherited: Colour | None) -> Colour | None:
    value = style.get("background-color") or style.get("background") or attribute
    if "url(" in style.get("background", "") + style.get("background-image", "") or "gradient" in value:
        return None
    if not value or value.startswith(("transparent", "none", "inherit", "initial")):
        return inherited
    return colour_of(value) or colour_of(value.split()[0])


def look_inside(look: Look, style: dict[str, str], colour: str, background: str) -> Look:
    """The look within an element, from that around it, its style and its old colour attributes."""
    if not style and not colour and not background:
        return look
    own = style.get("color") or colour
    if own and "rgba" in own and re.search(r",\s*0?\.?0+\s*\)", own):
        look = replace(look, invisible=True)
    if own and own not in ("inherit", "currentcolor"):
        look = replace(look, colour=colour_of(own))
    if "font-size" in style:
        look = replace(look, tiny=_is_nothing(style["font-size"]))
    if "visibility" in style:
        look = replace(look, invisible=style["visibility"] in ("hidden", "collapse"))
    if "white-space" in style:
        look = replace(look, preformatted=style["white-space"].startswith("pre"))
    return replace(look, background=_background(style, background, look.background))


def rules(sheet: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The (selector, declarations) rules that hide or colour, without those inside @media and the like."""
    depth = found = end = 0
    sheet = _COMMENTS.sub("", sheet[:100_000])
    for match in _BRACE.finditer(sheet):
        selector = sheet[end : match.start()].rsplit(";", 1)[-1].strip()
        end = match.end()
        if match[0] == "}":
            depth = max(0, depth - 1)
            continue
        depth += 1
        if depth > 1 or found == MOST_RULES or not _SELECTOR.fullmatch(selector):
            continue
        body = declarations(sheet[end : sheet.find("}", end)])
        if body:
            found += 1
            yield selector, body
