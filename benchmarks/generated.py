"""A nation's reports, as many as are asked for: text, web, Word and xlsx in turn, every figure drawn, every sum holding; same number, same bytes."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tests")]

from corpus.figures import drawn  # noqa: E402
from corpus.synthetic import FORMATS, synthetic_report  # noqa: E402
from official_form import Key, form_keys  # noqa: E402

from reportlib.bodies.divisions import division_table, level_of, path_of  # noqa: E402

YEARS = range(2019, 2025)
PRINTS = (
    ("text", "one cell a line behind a tab", "txt"),
    ("html", "plain", "html"),
    ("docx", "plain", "docx"),
    ("xlsx", "one sheet", "xlsx"),
    ("text", "Markdown pipes", "md"),
    ("html", "government page, utf-8", "html"),
)
GOVERNMENT = "人民政府"
OFFICES = (
    GOVERNMENT,
    *(
        f"{name}局"
        for name in [
            "商务",
            "财政",
            "民政",
            "司法",
            "水利",
            "审计",
            "统计",
            "教育",
            "农业农村",
            "应急管理",
            "自然资源",
            "行政审批服务",
            "市场监督管理",
        ]
    ),
)
LARGEST = 60  # of the figures of an office
LEAD = "本报告由各乡镇、街道和各部门的数据汇总编制。"  # of a government, whose report covers its whole area
TOKEN = re.compile(rb"7[0-9]{7}")  # stands for a figure in a print; no figure that is drawn has eight digits


class Print(NamedTuple):
    """A report as printed, with tokens where figures stand: its file's parts (one without a name where it is no zip), and each token's cell."""

    parts: tuple[tuple[str, bytes], ...]
    keys: dict[bytes, Key]


def write_reports(folder: Path, reports: int, first: int = 0) -> None:
    """Write the reports with these numbers, a folder for each division of GB/T 2260."""
    for number in range(first, first + reports):
        name, content = report_of(number)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def report_of(number: int, seed: int = 0) -> tuple[str, bytes]:
    """The report with this number, as a path below RAW and bytes; another seed gives it other figures."""
    body, at = divmod(number, len(YEARS))
    code, place, office = body_of(body)
    year = YEARS[at]
    form = "2019" if year < 2021 else "2021"
    figures = _of_the_whole(number, form) if office == GOVERNMENT else _drawn(number, form, seed)
    source_format, layout, extension = PRINTS[(number + body) % len(PRINTS)]
    content = _filled(_print(source_format, layout, form, office == GOVERNMENT), figures, f"{place}{office}", year)
    return f"{code}/{place}{office}-{year}.{extension}", content


def _drawn(number: int, form: str, seed: int = 0) -> dict[Key, str]:
    return drawn(form, Random(f"{number} {seed}"), LARGEST)


def _of_the_whole(number: int, form: str) -> dict[Key, str]:
    """What a government reports for its whole area: the sums of what its offices report."""
    offices = [_drawn(number + len(YEARS) * at, form) for at in range(1, len(OFFICES))]
    return {key: _sum(office[key] for office in offices) for key in offices[0]}


def _sum(figures: Iterable[str]) -> str:
    return f"{sum(map(Decimal, figures))}"


def body_of(number: int) -> tuple[str, str, str]:
    """The division code, the place and the kind of a body: the offices of one county after another."""
    counties = _counties()
    county, office = divmod(number, len(OFFICES))
    return *counties[county % len(counties)], OFFICES[office]


@cache
def _counties() -> list[tuple[str, str]]:
    newest = division_table().newest
    now = [one[-1] for one in division_table().codes.values() if one[-1].last == newest and one[-1].first <= YEARS[0]]
    return [(one.code, path_of(one, newest)) for one in now if level_of(one) == "county"]


@cache
def _print(source_format: str, layout: str, form: str, whole_area: bool) -> Print:
    tokens = dict(zip(form_keys(form), map(str, count(70000001)), strict=False))
    report = synthetic_report(form, tokens)
    lead = report.lead + (LEAD if whole_area else "")
    content = FORMATS[source_format][layout](type(report)(report.title, lead, report.sections))
    return Print(tuple(_parts(content)), {token.encode(): key for key, token in tokens.items()})


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    if not content.startswith(b"PK"):
        yield "", content
        return
    with zipfile.ZipFile(BytesIO(content)) as file:
        yield from ((name, etree.tostring(etree.fromstring(file.read(name)), encoding="utf-8")) for name in file.namelist())


def _filled(printed: Print, figures: dict[Key, str], agency: str, year: int) -> bytes:
    def said(part: bytes) -> bytes:
        part = TOKEN.sub(lambda token: figures[printed.keys[token[0]]].encode(), part)
        named = part.replace("合成市示例局".encode(), agency.encode())
        return re.sub(rb"20(20|23)(?=\xe5\xb9\xb4)", str(year).encode(), named)  # before 年

    if not printed.parts[0][0]:
        return said(printed.parts[0][1])
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in printed.parts:
            file.writestr(zipfile.ZipInfo(name), said(part), zipfile.ZIP_DEFLATED)
    return whole.getvalue()


if __name__ == "__main__":
    write_reports(Path(sys.argv[1]), int(sys.argv[2]))
