"""Small files made in code, so that mails can carry attachments without binary files lying about."""

import csv
import io
from collections.abc import Iterable, Sequence

from sandbox.samples.letter import File


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> File:
    """A comma-separated table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return File(name, "text/csv", text.getvalue().encode())


def pdf_file(name: str, line: str) -> File:
    """A PDF of one page that holds one line of plain ASCII text."""
    drawn = f"BT /F1 14 Tf 60 760 Td ({line.translate({40: None, 41: None, 92: None})}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return File(name, "application/pdf", bytes(out))
