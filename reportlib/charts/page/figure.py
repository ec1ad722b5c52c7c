"""The page a chart is drawn on: font, print size, and how it is kept as PNG, SVG and PDF with its numbers and alt text."""

from __future__ import annotations

import re
import warnings
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Literal

import matplotlib
import pandas as pd
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from reportlib.errors import MissingDependency

Size = Literal["half", "full", "slide"]
Language = Literal["zh", "en"]
# Inches: half and full page of A4 between margins of 2 cm, and a 16:9 slide; the last figure scales the type.
SIZES: dict[str, tuple[float, float, float]] = {"half": (6.7, 4.7, 1.0), "full": (6.7, 9.8, 1.0), "slide": (13.33, 7.5, 1.6)}
FONT_WHEEL, FONT_FILE, FONT_NAME = "zhplot", "fonts/NotoSansSC-Regular.ttf", "Noto Sans SC"
NO_GLYPH = "〓"  # what printers of Chinese set for a character that the fount lacks


class Chart(Figure):
    """A figure that knows the numbers it shows and how to say them."""

    numbers: pd.DataFrame
    title: str
    subtitle: str
    alt: str
    foot: float = 0.0  # inches that its note takes beyond those that every page keeps for one

    def grow(self, inches: float) -> None:
        """The page made that high, and as much higher as its note is long, if it is not yet."""
        self.set_figheight(max(self.get_figheight(), inches + self.foot))

    def fit(self, inches: float) -> None:
        """The page made as high as what is on it, lower than its size where that is little; a slide is never lower."""
        least = self.get_figheight() if self.get_figwidth() > SIZES["half"][0] else 0.0
        self.set_figheight(max(least, inches + self.foot))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict[str, str], dict[str, object]]:
        """The chart for a notebook, with its alt text, which nbconvert keeps of HTML only."""
        png, alt = b64encode(_rendered(self, "png", dpi=110)).decode(), f"{self.title}. {self.alt}"
        image = f'<img alt="{escape(alt)}" style="max-width:100%" src="data:image/png;base64,{png}">'
        return {"image/png": png, "text/html": image, "text/plain": alt}, {"image/png": {"alt": alt}}


def save(figure: Chart, path: str | Path, formats: tuple[str, ...] = ("png", "svg", "pdf"), *, outlines: bool = False) -> list[Path]:
    """The files written: one a format, and beside them the numbers as .csv (utf-8 with BOM) and the alt text as .txt.

    The letters of an SVG are text that can be searched and edited; with `outlines` they are shapes, the same on every machine.
    """
    stem = Path(path).with_suffix("") if Path(path).suffix.lstrip(".") in ("png", "svg", "pdf") else Path(path)
    stem.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix in formats:
        target = stem.parent / f"{stem.name}.{suffix}"
        target.write_bytes(_rendered(figure, suffix, outlines=outlines))
        written.append(target)
    numbers, alt = stem.parent / f"{stem.name}.csv", stem.parent / f"{stem.name}.txt"
    figure.numbers.to_csv(numbers, index=False, encoding="utf-8-sig", lineterminator="\n")
    alt.write_text(f"{figure.title}\n{figure.alt}\n", encoding="utf-8")
    return [*written, numbers, alt]


@contextmanager
def house_style(size: str = "half") -> Iterator[None]:
    """The style of house.mplstyle with every type size scaled for the print size, and nothing left behind."""
    _font()
    scale = SIZES[size][2]
    with matplotlib.rc_context(fname=str(Path(__file__).with_name("house.mplstyle"))):
        for name in (
            "font.size",
            "axes.titlesize",
            "axes.labelsize",
            "xtick.labelsize",
            "ytick.labelsize",
            "legend.fontsize",
            "lines.linewidth",
            "lines.markersize",
        ):
            matplotlib.rcParams[name] = float(matplotlib.rcParams[name]) * scale
        yield


def printable(text: object) -> str:
    """The text as the font can set it, a character it lacks replaced by 〓; the numbers beside the chart keep the text."""
    return "".join(sign if ord(sign) in _font() or sign == "\n" else NO_GLYPH for sign in str(text).replace("$", "＄"))


@cache
def _font() -> frozenset[int]:
    """The characters of the house font, which is registered from its wheel without importing that package."""
    found = find_spec(FONT_WHEEL)
    files = [Path(folder) / FONT_FILE for folder in (found.submodule_search_locations or [])] if found else []
    file = next((file for file in files if file.exists()), None)
    if file is None:
        raise MissingDependency(
            "no font for Chinese charts", expected=f"{FONT_NAME} from the package {FONT_WHEEL}", remedy=f"pip install {FONT_WHEEL}"
        )
    font_manager.fontManager.addfont(str(file))
    return frozenset(FT2Font(str(file)).get_charmap())


def _rendered(figure: Chart, suffix: str, dpi: float | None = None, *, outlines: bool = False) -> bytes:
    """The file's bytes, the same at every run; a missing glyph is an error."""
    buffer = BytesIO()
    with house_style(), matplotlib.rc_context({"svg.fonttype": "path" if outlines else "none"}), warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*[Gg]lyph.*")
        warnings.filterwarnings("error", message=".*constrained_layout not applied.*")
        figure.savefig(buffer, format=suffix, dpi=dpi or 200, metadata=_metadata(figure, suffix))
    return _accessible(buffer.getvalue(), figure) if suffix == "svg" else buffer.getvalue()


def _metadata(figure: Chart, suffix: str) -> dict[str, object]:
    if suffix == "png":
        return {"Title": figure.title, "Description": figure.alt}
    if suffix == "svg":
        return {"Title": figure.title, "Date": None}
    return {"Title": figure.title, "Subject": figure.alt, "CreationDate": None}


def _accessible(svg: bytes, figure: Chart) -> bytes:
    """The SVG with a title and description that a screen reader finds."""
    spoken = f"<title>{escape(figure.title)}</title><desc>{escape(figure.alt)}</desc>"
    return re.sub(rb"(<svg\b[^>]*)>", lambda tag: tag[1] + b' role="img">' + spoken.encode(), svg, count=1)
