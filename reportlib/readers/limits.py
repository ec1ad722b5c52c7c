"""What one input may cost, in one place; a build ends a file that takes longer than MAX_SECONDS."""

from __future__ import annotations

from reportlib.errors import LimitExceeded

MIB = 1024 * 1024
MAX_FILE_BYTES = 100 * MIB
MAX_SECONDS = 600  # for one report; a scan of sixty pages needs most of it
SECONDS_TO_DIE = 30  # after the limit, for foreign code that does not hear of it
MAX_WORKER_BYTES = 6 * 1024 * MIB  # of address space, of which the models that read scans map two thirds without using them
MAX_UNPACKED_BYTES = 1024 * MIB  # of a zip with all zips inside it, and of an Office file, which is a zip too
MAX_RATIO = 250  # unpacked to packed; the XML of an Office file reaches 50, a bomb 1000
RATIO_MATTERS_FROM, PART_RATIO_MATTERS_FROM = 20 * MIB, 4 * MIB  # of a whole file, of one part; less harms nobody
MAX_MEMBERS = 10_000
MAX_NESTING = 3
MAX_PAGES = 300
MAX_PAGE_SIDE = 20_000.0  # points: a wall newspaper has 5,000; nothing is looked for beyond, whatever a damaged file says of its size
MAX_SHEET_CELLS = 200_000  # with something printed, over all sheets of a workbook
MAX_SHEET_ROWS, MAX_SHEET_COLUMNS = 20_000, 1_000
SOFFICE_SECONDS = 90

MAX_ELEMENT_DEPTH = 1000  # elements of a page inside one another; one whose <font> is never closed nests a few hundred deep
MAX_COVERED = 200_000  # cells of one page or Word file, each counted once for every row and column it spans; a report has 1,000
MAX_NESTED_TABLES = 40  # tables inside the cells of tables; sites lay pages out in ten
MAX_STYLE_RULES = 5_000  # of a page that decide what is seen; a saved page holds whole sheets of two thousand
MAX_STYLE_STEPS = 2_000_000  # elements looked at for rules that ask for others above or beside; some seconds
MAX_PICTURES = 12  # read by OCR in one page or Word file; a report has three tables
MAX_MAIL_PARTS = 200  # of a mail message or a page saved with its pictures
MAX_UNESCAPES = 3  # JSON inside a JavaScript string inside JSON
MAX_MENTIONS = 20_000  # figures in one section of prose, each held against the tables; a long one tells five hundred
MAX_PART_BYTES = 64 * MIB  # of one part of an Office file, unpacked; the text of a report is below 1


def too_large(size: int) -> LimitExceeded:
    """The error for a file of this many bytes."""
    remedy = "take out pictures and attachments, or give the report alone"
    return LimitExceeded("the file is too large", expected=f"at most {MAX_FILE_BYTES:,} bytes", found=f"{size:,}", remedy=remedy)


def too_many_figures(count: int) -> LimitExceeded:
    """The error for prose that tells this many figures."""
    remedy = "give the report alone, without lists and registers that are no part of it"
    return LimitExceeded(
        "the text tells more figures than any report", expected=f"at most {MAX_MENTIONS:,}", found=f"{count:,}", remedy=remedy
    )
