"""What one input may cost, in one place; a build ends a file that takes longer than MAX_SECONDS."""

from __future__ import annotations

from reportlib.errors import LimitExceeded

MIB = 1024 * 1024
MAX_FILE_BYTES = 100 * MIB
MAX_SECONDS = 600
MAX_UNPACKED_BYTES = 1024 * MIB  # of a zip with all zips inside it, and of an Office file, which is a zip too
MAX_RATIO = 250  # unpacked to packed; the XML of an Office file reaches 50, a bomb 1000
RATIO_MATTERS_FROM = 20 * MIB
MAX_MEMBERS = 10_000
MAX_NESTING = 3
MAX_PAGES = 300
MAX_SHEET_CELLS = 200_000  # with something printed, over all sheets of a workbook
MAX_SHEET_ROWS, MAX_SHEET_COLUMNS = 20_000, 1_000
SOFFICE_SECONDS = 90


def too_large(size: int) -> LimitExceeded:
    """The error for a file of this many bytes."""
    remedy = "take out pictures and attachments, or give the report alone"
    return LimitExceeded("the file is too large", expected=f"at most {MAX_FILE_BYTES:,} bytes", found=f"{size:,}", remedy=remedy)
