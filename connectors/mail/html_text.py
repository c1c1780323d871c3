"""HTML mail as the text that a reader sees: blocks on lines, cells apart, hidden text gone, quotes marked."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from connectors.mail.clean import is_blank
from connectors.mail.styles import Look, declarations, look_inside, removes, rules

MOST_NODES = 20_000
DEEPEST = 1_000  # open elements: the engine takes quadratic time on deeper ones
MOST_QUOTES = 8  # levels that are shown


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROPPED = _tags(
    "head script style title meta link noscript template object embed applet iframe svg canvas audio video map select "
    "textarea datalist button input -comment -em-doctype"
)
_BLOCKS = _tags(
    "p div table tr ul ol li h1 h2 h3 h4 h5 h6 blockquote pre section article header footer center form dl dt dd "
    "address figure hr main nav aside fieldset caption body html"
)
_SPACED = _tags("p h1 h2 h3 h4 h5 h6 ul ol blockquote pre table dl")
_QUOTE_CLASS = re.compile(
    r"\b(gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|zmail_extra|moz-cite-prefix|OutlookMessageHeader|"
    r"tutanota_quote|moz-email-headers-table)\b"
)
_QUOTE_ID = re.compile(r"^(divRplyFwdMsg|OLK_SRC_BODY_SECTION|appendonsend|mail-editor-reference-message-container)$")
_FORWARD = re.compile(r"\bgmail_quote_container\b.*\bforward|forwarded message|-{4,}\s*forward", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSED_BY_THEMSELVES = _tags("br img hr meta link input area col wbr source base p li td th tr dd dt option tbody")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")

_Styles = dict[int, dict[str, str]]  # of nodes, by their memory ids


@dataclass(frozen=True)
class HtmlText:
    """What a reader sees. `quote_at` is where a mail program began its quote, in characters, or None."""

    text: str
    hidden_removed: bool
    quote_at: int | None
    truncated: bool


@dataclass
class _Page:
    """The text so far: finished lines, and the line being written."""

    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    quotes: int = 0
    hidden: bool = False
    quote_line: int | None = None

    @property
    def margin(self) -> str:
        """The marks of the quotes that the line stands in."""
        return "> " * min(self.quotes, MOST_QUOTES)

    def write(self, text: str) -> None:
        """Adds words; a space is written once, and never first."""
        if not self.words or self.words[-1].endswith(" "):
            text = text.lstrip(" ")
        if text:
            self.words.append(text)

    def write_as_it_is(self, text: str) -> None:
        self.words.append(text)

    def end_line(self, *, space: bool = False) -> None:
        """Ends the line if it holds anything; `space` leaves an empty one after it."""
        if "".join(self.words).strip():
            self.break_line()
        self.words.clear()
        if space and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self.margin.rstrip(" "))

    def break_line(self) -> None:
        self.lines.append((self.margin + "".join(self.words)).rstrip(" "))
        self.words.clear()

    def mark_quote(self, *, forwards: bool) -> None:
        """Remembers the first quote that a mail program made; a forwarded mail is none."""
        self.end_line()
        self.quote_line = -1 if forwards else len(self.lines)


@dataclass(frozen=True)
class _Step:
    """One thing left to do on the walk: enter a node (`node`), or finish an element (`tag`)."""

    node: LexborNode | None
    look: Look
    tag: str = ""
    quoted: bool = False


def html_to_text(html: str) -> HtmlText:
    """The visible text of an HTML document or fragment. Never raises; at most MOST_NODES nodes are read."""
    shallow = _shallow(html)
    tree = LexborHTMLParser(shallow)
    root = tree.root
    if root is None:
        return HtmlText("", False, None, False)
    sheets = _sheet_styles(tree)
    page, stack, left = _Page(), [_Step(root, Look())], MOST_NODES
    while stack and left:
        step = stack.pop()
        left -= 1
        if step.node is None:
            _leave(page, step)
        elif step.node.tag == "-text":
            _text(page, step.node, step.look)
        else:
            stack.extend(_enter(page, step.node, step.look, sheets))
    page.end_line()
    return _finish(page, truncated=bool(stack) or len(shallow) < len(html))


def _shallow(html: str) -> str:
    """The HTML up to where its elements are nested absurdly deep."""
    depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() not in _CLOSED_BY_THEMSELVES:
            depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST:
            return html[: match.start()]
    return html


def _sheet_styles(tree: LexborHTMLParser) -> _Styles:
    """Declarations that style sheets give to nodes."""
    found: _Styles = {}
    sheets = "\n".join(node.text() for node in tree.css("style")[:10])
    for selector, body in rules(sheets):
        try:
            nodes = tree.css(selector)
        except (SelectolaxError, ValueError):  # a selector that this engine does not know
            continue
        for node in nodes[:500]:
            found.setdefault(node.mem_id, {}).update(body)
    return found


def _text(page: _Page, node: LexborNode, look: Look) -> None:
    text = node.text_content or ""
    if look.hidden:
        page.hidden = page.hidden or not is_blank(text)
        return
    if not look.preformatted:
        page.write(_SPACES.sub(" ", text))
        return
    *lines, last = text.replace("\t", " ").split("\n")
    for line in lines:
        page.write_as_it_is(line)
        page.break_line()
    page.write_as_it_is(last)


def _enter(page: _Page, node: LexborNode, look: Look, sheets: _Styles) -> list[_Step]:
    """Begins an element; what is to be done for it, last first."""
    tag, attributes = node.tag or "", node.attributes
    if tag in _DROPPED:
        return []
    style = sheets.get(node.mem_id, {}) | declarations(attributes.get("style") or "")
    if "hidden" in attributes or removes(style):
        page.hidden = page.hidden or not is_blank(node.text())
        return []
    look = look_inside(look, style, attributes.get("color") or "", attributes.get("bgcolor") or "")
    if tag == "pre" or attributes.get("background"):
        look = look_inside(look, {"white-space": "pre"} if tag == "pre" else {"background": "url("}, "", "")
    quoted = _begin(page, node, tag, attributes)
    children: list[_Step] = []
    child = node.last_child
    while child is not None:
        children.append(_Step(child, look))
        child = child.prev
    return [_Step(None, look, tag, quoted), *children]


def _begin(page: _Page, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
    """Lays out the start of an element; true if it opened a quote."""
    if tag == "br":
        page.break_line()
    elif tag in _BLOCKS:
        page.end_line(space=tag in _SPACED)
    if tag == "li":
        page.write("- ")
    if page.quote_line is None and _is_quote_of_program(attributes):
        page.mark_quote(forwards=_FORWARD.search(node.text()[:300]) is not None)
    if tag == "blockquote" and _is_quote(attributes):
        page.quotes += 1
        return True
    return False


def _is_quote_of_program(attributes: dict[str, str | None]) -> bool:
    """Whether a mail program marked this element as the quoted history."""
    named = _QUOTE_CLASS.search(attributes.get("class") or "") or _QUOTE_ID.match(attributes.get("id") or "")
    return named is not None


def _is_quote(attributes: dict[str, str | None]) -> bool:
    """Whether a blockquote quotes a mail, rather than indents."""
    return (
        attributes.get("type") == "cite"
        or "quote" in (attributes.get("class") or "")
        or "border-left" in (attributes.get("style") or "")
        or "cite" in attributes
    )


def _leave(page: _Page, step: _Step) -> None:
    if step.tag in ("td", "th"):
        page.write(" ")
        page.write("\t")
    elif step.tag in _BLOCKS:
        page.end_line()
        page.quotes -= step.quoted
        page.end_line(space=step.tag in _SPACED)


def _finish(page: _Page, *, truncated: bool) -> HtmlText:
    lines = [re.sub(r"[ \t]*\t[ \t]*", " | ", line.rstrip(" \t")).rstrip() for line in page.lines]
    text: list[str] = []
    quote_at, size = None, 0
    for index, line in enumerate(lines):
        if page.quote_line == index:
            quote_at = size
        if line or (text and text[-1]):
            text.append(line)
            size += len(line) + 1
    while text and not text[-1].strip("> "):
        text.pop()
    return HtmlText("\n".join(text), page.hidden, quote_at, truncated)
