"""A fuzzer led by coverage: bytes that make a reader fail, an exact number inexact, or a report say what cannot be.

    python benchmarks/fuzz.py                      the names of the targets
    python benchmarks/fuzz.py TARGET SECONDS       one of them, from the seeds in tests/corpus/fuzz; needs atheris (`make fuzz`)

An input that breaks a promise is kept in .fuzz/TARGET-crash-…, and the command ends with a status that is not 0. What is found becomes a
sample of the tests; what was merely new to the coverage stays in .fuzz/TARGET for the next run.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import regex

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / ".fuzz"
SEEDS = ROOT / "tests" / "corpus" / "fuzz"
# What each target's bytes are given as; the numbers are a text of their own.
FORMATS = {
    "text": ("txt", "md", "csv"),
    "web": ("html",),
    "word": ("docx",),
    "sheets": ("xlsx", "ods", "xls"),
    "pages": ("pdf", "ofd"),
    "archives": ("zip", "eml", "mht"),
}
TARGETS = ("numbers", *FORMATS)
_LARGEST, _SLOWEST = 1 << 17, 20  # bytes of an input, seconds for one
# What stands in cells, one sign a byte: digits of every kind, what parts, marks and measures them, and what is not seen.
_SIGNS = (
    "0123456789" * 8 + "０１２３４５６７８９①②③⑩⒈⑴¹²³₁½Ⅷ一二三十百千万亿元件项条个次人零〇○"
    ",，.。、 \u3000\xa0\t\n\u200b\u200f\u202e\ufeff+-−–—/()（）[]【】*†#%％约余多增加减少↑↓=<>'\"￥$eExX∞无注"
)


def numbers(content: bytes) -> None:
    """A text that is read as a number is that number: finite, no longer than printed, and the same when it is read again."""
    from reportlib.text.numbers import read_number

    text = "".join(_SIGNS[byte % len(_SIGNS)] for byte in content)
    printed = read_number(text)
    if printed.value is None:
        return
    assert printed.value.is_finite(), text
    assert len(printed.value.as_tuple().digits) <= 40, text
    plain = regex.sub(r"[\s,]", "", text)
    if regex.fullmatch(r"[0-9]{1,25}", plain):
        assert printed.value == Decimal(plain), text
    assert printed.scaled or read_number(f"{printed.value:f}").value == printed.value, text


def reader(formats: tuple[str, ...]) -> Callable[[bytes], None]:
    """What holds of any bytes under these names: a clear error, or reports whose every figure is finite, printed and placed."""
    from reportlib.errors import ReportError
    from reportlib.model import Source
    from reportlib.reading import read_all

    def target(content: bytes) -> None:
        if not content:
            return
        name = f"fuzz.{formats[content[0] % len(formats)]}"
        try:
            reports = read_all(Source(name, content[1:]))
        except ReportError as error:
            assert error.reason, name
            return
        for report in reports:
            for fact in report.facts:
                assert fact.value is None or (math.isfinite(fact.value) and fact.raw), (name, fact)
                assert (fact.value is None) != (fact.status == "reported"), (name, fact)

    return target


def seeds(target: str) -> Iterator[bytes]:
    """What the fuzzer begins with: the committed inputs, and the shipped reports of these formats that are small."""
    yield from (path.read_bytes() for path in sorted((SEEDS / target).glob("*")))
    for number, suffix in enumerate(FORMATS.get(target, ())):
        shipped = (path for folder in ("data/raw", "tests/samples") for path in sorted((ROOT / folder).rglob(f"*.{suffix}")))
        small = (path for path in shipped if path.stat().st_size < _LARGEST)
        yield from (bytes([number]) + path.read_bytes() for path in small)


def main(target: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["reportlib"]):
        import reportlib.reading  # noqa: F401
    sys.modules["rapidocr"] = None  # type: ignore[assignment]  # a picture costs seconds, and its text is not of the bytes
    corpus = FOUND / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(content)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={200 if target == 'numbers' else _LARGEST}",
        f"-timeout={_SLOWEST}",
        "-rss_limit_mb=1500",
        "-print_final_stats=1",
        f"-artifact_prefix={FOUND}/{target}-",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], numbers if target == "numbers" else reader(FORMATS[target]))
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(*TARGETS)
    else:
        main(sys.argv[1], int(sys.argv[2]))
