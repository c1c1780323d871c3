"""What a file is besides its text, in words: its kind, its size, who changed it last."""

from collections.abc import Mapping

from connectors.mail.clean import clean_line

_OFFICE = "application/vnd.openxmlformats-officedocument."
_KINDS: Mapping[str, str] = {
    "application/pdf": "PDF",
    "application/vnd.google-apps.document": "Google document",
    "application/vnd.google-apps.spreadsheet": "Google sheet",
    "application/vnd.google-apps.presentation": "Google slides",
    "application/msword": "Word document",
    f"{_OFFICE}wordprocessingml.document": "Word document",
    "application/vnd.ms-excel": "Excel sheet",
    f"{_OFFICE}spreadsheetml.sheet": "Excel sheet",
    "application/vnd.ms-powerpoint": "PowerPoint slides",
    f"{_OFFICE}presentationml.presentation": "PowerPoint slides",
    "application/zip": "ZIP archive",
    "text/csv": "CSV file",
    "text/plain": "text file",
}
_FAMILIES: Mapping[str, str] = {"image": "picture", "video": "video", "audio": "recording", "text": "text file"}
_STEP = 1024  # as Drive itself shows sizes
_NAME = 80  # characters


def facts_of_file(kind: str, size: int | None, editor: str, editor_name: str) -> str:
    """As far as they are known, in a line: "PDF, 2.3 MB, last changed by Priya Nair (priya@lumenbio.example)"."""
    name = clean_line(editor_name)[:_NAME]
    who = f"{name} ({editor})" if name and editor and name.casefold() != editor else name or editor
    by = f"last changed by {who}" if who else ""
    return ", ".join(filter(None, [kind_words(kind), "" if size is None else size_words(size), by]))


def kind_words(kind: str) -> str:
    """What a MIME type is called, '' where it says nothing to a reader."""
    kind = kind.partition(";")[0].strip().lower()
    return _KINDS.get(kind) or _FAMILIES.get(kind.partition("/")[0], "")


def size_words(size: int) -> str:
    """A number of bytes as people read it: "870 bytes", "12 KB", "2.3 MB"."""
    if size < _STEP:
        return f"{size} byte" + ("" if size == 1 else "s")
    told, unit = float(size), 0
    while told >= _STEP - 0.5 and unit < 4:
        told, unit = told / _STEP, unit + 1
    return f"{told:.1f} {_UNITS[unit]}" if told < 9.95 else f"{told:.0f} {_UNITS[unit]}"


_UNITS = ("bytes", "KB", "MB", "GB", "TB")
