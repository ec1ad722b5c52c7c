"""Document -> whose report it is, of which year, in which form: from the title, the first paragraph and the body, in that order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import regex

from reportlib.forms import Form, earlier_marks, load_forms
from reportlib.model import ERROR, FAIL, WARNING, Document, Finding, Grid, Identity, Paragraph, Place
from reportlib.text.labels import TO_SIMPLIFIED, label_key, squeezed

BEFORE_2019 = "before-2019"

_YEAR = r"(?P<year>(?:19|20)\d{2}|[二一][〇○零OＯ0九][〇○零一二三四五六七八九OＯ0]{2})"
_REPORT = r"(?:政府|政务)?信息(?:公开|主动公开)(?:和政务公开)?(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:年度)?(?:的)?(?:报告|年报)"
_TITLE = regex.compile(rf"(?P<before>[^《》。；;]*?){_YEAR}年?度?(?P<middle>[^《》。；;\d]{{0,40}}?){_REPORT}")
_TITLE_YEAR_LAST = regex.compile(rf"(?P<before>[^《》。；;]*?){_REPORT}(?P<middle>)[(\[]?{_YEAR}年?度?[)\]]?")
_TITLE_NO_YEAR = regex.compile(rf"(?P<before>[^《》。；;\d]{{2,40}}?)(?P<middle>){_REPORT}(?P<year>)$")
_PERIOD = regex.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:起|开始)?(?:至|到|[-—–~－]+),?(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_PERIOD_START = regex.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:起|开始),?(?:至|到)(\d{4})年(\d{1,2})月(\d{1,2})日")
_CONTACT = regex.compile(r"请(?:径|直接)?(?:与|同|向|联系)(?P<agency>[^,，;；。(（:：]{3,30}?)(?:联系|咨询|反映|反馈|[,，(（:：])")
_OWN_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d{2})年")
_BODY_NAME = regex.compile(
    r"(?:局|厅|委|委员会|政府|办公室|办公厅|办|处|中心|街道|镇|乡|院|队|总队|支队|公司|部|署|社|会|所|站|区|县|市|省|州|盟|旗|团|校|大学|学院|联合会|管委会|小组)$"
)
_NAME_NOISE = regex.compile(r"^(?:关于|标题:?|名称:?|题目:?|附件\d*:?|您当前(?:的)?位置.*?>|.*>)|(?:关于|的|:)$")
_AGENCY_LABELS = ("发布机构", "公开机构", "发文机关", "发布单位", "信息来源", "来源", "制发机关", "责任部门", "发文单位", "发布机关")
_HEAD_LINES = 30
_PRINTED_BRACKETS = str.maketrans("()", "（）")  # names print them full-width; folding has made them narrow
_CHINESE_DIGITS = str.maketrans("〇○零OＯ一二三四五六七八九", "00000123456789")


class Identification(NamedTuple):
    """The identity as printed, and what the print leaves unknown or says twice differently."""

    identity: Identity
    findings: tuple[Finding, ...]


def first_report(document: Document) -> tuple[Document, tuple[Finding, ...]]:
    """The document up to where the title of another report begins, and a finding that says what was left."""
    own = _title(list(_head(document)))
    lines = [(at, block) for at, block in enumerate(document.blocks) if isinstance(block, Paragraph) and len(block.text) <= 60]
    for (at, block), (_, below) in pairwise([*lines, *lines[-1:]]):
        if own is None or "公" not in block.text + below.text:
            continue
        other = _whole_title(squeezed(block.text)) or _whole_title(squeezed(block.text + below.text))
        if other and other[0] and other != own[:2] and _has_tables_on_both_sides(document, at):
            message = f"the file also holds a report of {other[0]} for {other[1]}; only the first is read, split the file to read both"
            return replace(document, blocks=document.blocks[:at]), (
                Finding("several_reports", WARNING, FAIL, message, place=str(block.place)),
            )
    return document, ()


def _whole_title(text: str) -> tuple[str, int | None] | None:
    """The agency and year of a line that is a title and nothing else."""
    found = _title_in(text, _TITLE.fullmatch)
    return (found.agency, found.year) if found else None


def _has_tables_on_both_sides(document: Document, at: int) -> bool:
    return all(any(not isinstance(block, Paragraph) for block in blocks) for blocks in (document.blocks[:at], document.blocks[at:]))


class _Title(NamedTuple):
    agency: str
    year: int | None
    text: str
    place: Place


def identify(document: Document) -> Identification:
    """Agency (whole, as printed), year of the report (not of its publication), form, title and period."""
    head = list(_head(document))
    title = _title(head) or _title_of_page(document) or _Title("", None, "", Place())
    body = "".join(squeezed(text) for text, _ in _texts(document)).translate(TO_SIMPLIFIED)
    start, end = _period(body)
    year = title.year or (int(end[:4]) if end else None) or _prevailing_year(body)
    agency = title.agency or _agency_elsewhere(document, body)
    form, form_findings = _form(document, year)
    identity = Identity(agency, year, form, title.text, start, end)
    return Identification(identity, (*_doubts(identity, title, body), *form_findings))


def _head(document: Document) -> Iterator[tuple[str, Place]]:
    """The first printed lines, before the first section begins."""
    for count, (text, place) in enumerate(_texts(document)):
        if count >= _HEAD_LINES:
            return
        yield squeezed(text), place


def _texts(document: Document) -> Iterator[tuple[str, Place]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for line in block.text.split("\n"):
                if line.strip():
                    yield line, block.place
        elif isinstance(block, Grid):
            yield from ((cell.text, cell.place) for row in block.rows[:3] for cell in row if cell.text.strip())


class _Matched(NamedTuple):
    """What a title says, cut from the print: matching is done on Simplified characters, which stand one for one."""

    agency: str
    year: int | None
    text: str
    end: int


def _title_in(text: str, matching: Callable[[str], regex.Match[str] | None]) -> _Matched | None:
    if "公" not in text:  # most lines are no title, and this tells it soonest
        return None
    match = matching(text.translate(TO_SIMPLIFIED))
    if match is None:
        return None
    before, middle = (_name(text[slice(*match.span(part))]) for part in ("before", "middle"))
    return _Matched(before or middle, _year(match["year"]), text[slice(*match.span())], match.end())


def _title(head: Sequence[tuple[str, Place]]) -> _Title | None:
    """The title on one to three lines; its agency may stand on the line above or below."""
    for pattern in (_TITLE, _TITLE_YEAR_LAST, _TITLE_NO_YEAR):
        for lines in (1, 2, 3, 4):
            for first in range(len(head) - lines + 1):
                text = "".join(line for line, _ in head[first : first + lines])
                found = _title_in(text, pattern.match) if len(text) <= 90 else None
                if found and len(text) - found.end <= 12:
                    return _as_title(found, head, first, lines)
    return None


def _as_title(found: _Matched, head: Sequence[tuple[str, Place]], first: int, lines: int) -> _Title:
    agency = found.agency
    if not agency:
        around = [head[at][0] for at in (first - 1, first - 2, first + lines) if 0 <= at < len(head)]
        agency = next((_name(line) for line in around if _is_name(line)), "")
    printed = found.text.translate(_PRINTED_BRACKETS)
    return _Title(agency, found.year, printed if agency in printed else agency + printed, head[first][1])


def _name(text: str) -> str:
    previous = None
    while text != previous:
        text, previous = _NAME_NOISE.sub("", text).strip("-—_|#*·.,、 "), text
    return text.translate(_PRINTED_BRACKETS)


def _is_name(line: str) -> bool:
    return (
        3 <= len(line) <= 40
        and _BODY_NAME.search(line.translate(TO_SIMPLIFIED)) is not None
        and regex.search(r"[\d,，。:：;；、>]", line) is None
    )


def _year(printed: str | None) -> int | None:
    digits = (printed or "").translate(_CHINESE_DIGITS)
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None


def _title_of_page(document: Document) -> _Title | None:
    """The title that a web page or file states about itself."""
    for label in ("标题", "名称", "title", "ArticleTitle", "Title"):
        text = squeezed(document.metadata.get(label, ""))
        found = _title_in(text, _TITLE.search) or _title_in(text, _TITLE_YEAR_LAST.search)
        if found:
            return _Title(found.agency, found.year, found.text.translate(_PRINTED_BRACKETS), Place())
    return None


def _period(body: str) -> tuple[str | None, str | None]:
    """The first and the last day that the figures cover, as ISO dates."""
    match = _PERIOD.search(body) or _PERIOD_START.search(body)
    if not match:
        return None, None
    first, month, day, last, last_month, last_day = match.groups()
    return f"{first}-{int(month):02}-{int(day):02}", f"{last or first}-{int(last_month):02}-{int(last_day):02}"


def _prevailing_year(body: str) -> int | None:
    years = Counter(_OWN_YEAR.findall(body))
    return int(years.most_common(1)[0][0]) if years else None


def _agency_elsewhere(document: Document, body: str) -> str:
    contact = _CONTACT.search(body)
    if contact:
        return _name(contact["agency"])
    return next((squeezed(document.metadata[label]) for label in _AGENCY_LABELS if document.metadata.get(label)), "")


def _form(document: Document, year: int | None) -> tuple[str, list[Finding]]:
    """The form whose own labels are printed; by the year where none is."""
    printed = {label_key(cell.text) for grid in document.grids() for row in grid.rows for cell in row if cell.text}
    forms = load_forms()
    marks = {code: len(form.marks & printed) for code, form in forms.items()}
    by_year = _form_of_year(year, forms.values())
    best = max(marks, key=lambda code: (marks[code], code == by_year))
    if not marks[best]:
        return BEFORE_2019 if earlier_marks() & printed else by_year, []
    if by_year == best or year is None:
        return best, []
    message = f"the tables are of the form of {best}, the year {year} asks for the form {by_year}; read by its tables"
    return best, [Finding("form_year", WARNING, FAIL, message)]


def _form_of_year(year: int | None, forms: Iterable[Form]) -> str:
    known = sorted(forms, key=lambda form: form.first_year)
    if year is not None and year < known[0].first_year:
        return BEFORE_2019
    return next((form.code for form in reversed(known) if year is None or form.first_year <= year), BEFORE_2019)


def _doubts(identity: Identity, title: _Title, body: str) -> Iterator[Finding]:
    place = str(title.place)
    if not identity.agency:
        yield Finding(
            "agency_unknown", ERROR, FAIL, "no agency is named in the title or the first paragraph; name it in manifest.csv", place=place
        )
    if identity.year is None:
        yield Finding("year_unknown", ERROR, FAIL, "no year of the report is printed; state it in manifest.csv", place=place)
    period_year = int(identity.period_end[:4]) if identity.period_end else None
    if title.year and period_year and title.year != period_year:
        message = f"the title says {title.year}, the reporting period ends in {period_year}; the title is taken"
        yield Finding("year_disagrees", WARNING, FAIL, message, expected=title.year, actual=period_year, place=place)
    contact = _CONTACT.search(body)
    if title.agency and contact and not _may_be_one_body(title.agency.translate(TO_SIMPLIFIED), _name(contact["agency"])):
        message = f"the title names {title.agency}, the first paragraph {_name(contact['agency'])}; the title is taken"
        yield Finding("agency_disagrees", WARNING, FAIL, message, place=place)


def _may_be_one_body(one: str, other: str) -> bool:
    """Whether two names share enough to be one body or its office: any three characters in a row, or a name for oneself."""
    if regex.search(r"我|本(?:机关|单位|局|委|办|府|厅)|单位|办公室$|科$|股$", other):
        return True
    return any(one[at : at + 3] in other for at in range(max(len(one) - 2, 1)))
