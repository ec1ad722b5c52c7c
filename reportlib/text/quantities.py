"""The numbers in prose that count or measure something: their exact value, unit and qualifier."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

LOW, HIGH = "下限", "上限"  # the qualifiers of the two ends of a range


class Quantity(NamedTuple):
    """A printed number with its unit; `value` is None where the print has several readings or none that is exact."""

    start: int
    end: int
    value: Decimal | None
    unit: str | None
    qualifier: str | None


def quantities(plain: str, masked: str) -> list[Quantity]:
    """Every quantity of a prose, given as `narrowed` and as `without_names`; the two ends of a range are told apart by their qualifier."""
    found = [quantity for match in _NUMBER.finditer(masked) if (quantity := _quantity(plain, match))]
    for at, (low, high) in enumerate(pairwise(found)):
        if (
            high.start - low.end <= _LONGEST_RANGE
            and _RANGE.fullmatch(masked, low.end, high.start)
            and not _FROM.search(masked, max(0, low.start - 6), low.start)
        ):
            found[at : at + 2] = _range(plain, low, high)
    return found


def narrowed(text: str) -> str:
    """The prose with full-width digits and signs in their plain forms, one character for one, so that every place stays."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


def without_names(plain: str) -> str:
    """The prose with all that holds figures but counts nothing (dates, ordinals, names, addresses) blanked out, at unchanged length."""
    return _names().sub(_blank, _ENDLESS.sub(_blank, plain))


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found.group())


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral (三十五, 两, 一百〇八, 二〇二三, 三万五千); None where it is none or vague (三四, 数十)."""
    if text and all(sign in _DIGIT for sign in text):
        clear = len(text) != 2 or text[0] in "〇零" or text[1] in "〇零"
        return int("".join(str(_DIGIT[sign]) for sign in text)) if clear else None
    total = section = 0
    pending: int | None = None
    for sign in text:
        if sign in _DIGIT and not pending:
            pending = _DIGIT[sign]
        elif sign in _TENS:
            section, pending = section + (pending or 1) * _TENS[sign], None
        elif sign == "万":
            total, section, pending = total + (section + (pending or 0)) * 10**4, 0, None
        elif sign == "亿":
            total, section, pending = (total + section + (pending or 0)) * 10**8, 0, None
        else:
            return None
    return _unless_slang(text, total + section + (pending or 0)) if text else None


def _unless_slang(text: str, value: int) -> int | None:
    """The value, but None for a last digit right after 百, 千 or 万, which speech puts one place lower (一百五 is 150)."""
    return None if len(text) > 1 and text[-1] in _DIGIT and text[-2] in "百千万亿" else value


_SIGNS = {
    "％": "%",
    "．": ".",
    "－": "-",
    "＋": "+",
    "，": ",",
    "；": ";",
    "：": ":",
    "！": "!",
    "？": "?",
    "（": "(",
    "）": ")",
    "～": "~",
}
_BLANKS = dict.fromkeys("\u00a0\u3000\r\t", " ")
_NARROW = str.maketrans(_SIGNS | _BLANKS | {chr(0xFF10 + digit): str(digit) for digit in range(10)})
_WIDE = re.compile("[" + "".join(map(chr, _NARROW)) + "]")
_DIGIT = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}

# What a measure word must not be the beginning of stands behind it: 12个部门 is no 12部, 3条例 is no 3条.
_UNITS = (
    r"元(?!旦)|个?百分点|[%‰]|人次|人[(/]次[)]?|件[(]次[)]|件次|场次|批次|条次|户次|家次|项次|期次|个工作日|工作日|个月|小时|分钟|平方米|公里"
    r"|次(?![年要日月])|人(?![民大社力工才口文物均员])|名(?![单称录义])|位(?![于置])|条(?![例款])|件|篇|场(?![所景])|期(?![间限刊])|个|份|家|项"
    r"|部(?![门委署分])|起(?![草到诉来步止施实执])|宗(?!旨)|户(?![籍外])|例(?![会行如])|[类种幅册则倍亩吨]|批(?![准复])|张|本(?![年级局单机市区县季报着])"
    r"|套|台(?![账办])|处(?![理罚于置室长])|轮(?![换训])|款|封|笔|页(?!面)|字(?!号)|组(?![织成建长])|班|支(?![持付撑部])|块|天|年|分(?![别为之类成布析享钟])|秒"
)
_CHINESE_UNITS = r"元(?!旦)|人次|场次|批次|次(?![年要日月])|人(?![民大社力工才口文物均员])|[名位条件篇场期个份家项起宗户类种](?![级员例间])"
_DIGITS = r"(?:[0-9]{1,3}(?:[,][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_NUMERAL = "〇零一二两三四五六七八九十百千"
_AFTER = r"(?P<after{}>以上|以下|以内|左右|上下|之多|有余|不等|余(?=[,。;、)\s]|$))?"
_NUMBER = re.compile(
    rf"(?=[0-9\-−{_NUMERAL}数几])(?:"
    rf"(?P<base>[{_NUMERAL}]+)分之(?P<part>{_DIGITS}|[{_NUMERAL}点]+)"
    rf"|(?<![A-Za-z0-9.])(?P<sign>(?<![0-9%\u4e00-\u9fff〕)])[-−])?(?P<digits>{_DIGITS}(?:[万亿千]{_DIGITS}|[ \n]+{_DIGITS})*)"
    rf"(?P<some>[余多])?\s*(?P<scale>万亿|[万亿千百])?(?P<more>[余多])?\s*(?P<unit>{_UNITS})?\s*{_AFTER.format('')}"
    rf"|(?P<numeral>[{_NUMERAL}数几][{_NUMERAL}万亿]*)(?P<some2>[余多])?(?P<scale2>[万亿])?(?P<more2>[余多])?"
    rf"\s*(?P<unit2>{_CHINESE_UNITS}){_AFTER.format(2)})"
)
_RANGE, _LONGEST_RANGE = re.compile(r"\s*[-—–−~～至到]{1,2}\s*"), 6
_FROM = re.compile("[由从自]")


def _quantity(plain: str, match: re.Match[str]) -> Quantity | None:
    value: Decimal | None
    if match["base"]:
        value, unit = _fraction(match["base"], match["part"])
    elif match["numeral"]:
        if not _counts(plain, match):
            return None
        number = chinese_number(match["numeral"])
        value, unit = _money(None if number is None else number * _SCALES[match["scale2"] or ""], match["numeral"], match["unit2"])
    else:
        value, unit = _scaled(match["digits"], match["scale"] or "", match["unit"])
        value = -value if match["sign"] and value is not None else value
    return Quantity(match.start(), match.end(), value, re.sub(r"[(/)]", "", unit) if unit else None, _qualifier(plain, match))


def _scaled(digits: str, scale: str, unit: str | None) -> tuple[Decimal | None, str | None]:
    """The number times its scale; money said in 万 or 亿 is in 万元, as the form has it, and 元 stays 元."""
    return _money(_decimal(digits + scale), digits + scale, unit)


def _money(value: Decimal | None, printed: str, unit: str | None) -> tuple[Decimal | None, str | None]:
    if unit == "元" and ("万" in printed or "亿" in printed):
        return None if value is None else value / 10**4, "万元"
    return value, unit


def _decimal(digits: str) -> Decimal | None:
    """The value of printed digits ("1,234", "1亿2000"); None where the print has several readings ("3万5").

    Digits with a gap between them may be one number that a page or a converter cut ("1 497条"), or two: no value rather than a wrong one.
    """
    if digits.isdigit():
        return Decimal(digits)
    if " " in digits or "\n" in digits:
        return None
    pieces = re.findall(r"([0-9.]+)(万亿|[万亿千百]?)", digits.replace(",", ""))
    if len(pieces) > 1 and not pieces[-1][1] and len(pieces[-1][0]) < 3:
        return None
    return sum((Decimal(number) * _SCALES[scale] for number, scale in pieces), Decimal(0))


def _fraction(base: str, part: str) -> tuple[Decimal | None, str | None]:
    whole, _, places = part.partition("点")
    over, under = (_decimal(part) if part[0].isascii() else chinese_number(whole)), chinese_number(base) or (100 if base == "百" else None)
    if over is None or not under:
        return None, None
    if places:
        over = Decimal(f"{over}.{''.join(str(_DIGIT.get(sign, '')) for sign in places)}")
    return (Decimal(over), "%") if under == 100 else (Decimal(over) / under, None)


_CLAUSE_END = re.compile(r"\s*(?:[,。;、):!\n]|$)")
_COUNTING = re.compile(r"(?:召开|开展|组织|举办|举行|参加|收到|受理|发布|配备|设立|新增|共|仅|计|各)了?$")
_NO_COUNT_OF = re.compile(r"方面|环节|层面|维度|阶段|层级|统一|坚持|[一二三四五六七八九十]")


def _counts(plain: str, match: re.Match[str]) -> bool:
    """Whether a Chinese numeral and its measure word count something: 两名 does; 一件事, 二次 and 每月一次 do not."""
    numeral, before = match["numeral"], plain[max(0, match.start() - 6) : match.start()]
    if numeral in ("百", "千"):
        return before.endswith(("近", "上", "逾", "超", "超过"))
    if "每" in before or _NO_COUNT_OF.match(plain, match.end()):
        return False
    if numeral not in ("一", "二", "零", "几", "数"):
        return True
    ends = _CLAUSE_END.match(plain, match.end()) is not None and numeral not in "几数"
    return ends or (numeral == "一" and (match["unit2"] in ("名", "位") or _COUNTING.search(before) is not None))


_BEFORE = re.compile(
    r"((?<![预节签公制特条])约|将近|接近|(?<![最附邻相远])近|超过?|逾|突破|不足|不到|至少|不少于|不低于|最多|不超过)\s*(?:达|有|为)?\s*$"
)
_HEDGED = re.compile("[约近超逾突不至最均每]")  # one of these signs stands in all of the words before and means
_MEAN = re.compile(r"(日均|月均|年均|人均|平均|每[年月日周天]|每季度)[^,。;、:\n]*$")


def _qualifier(plain: str, match: re.Match[str]) -> str | None:
    """The words around a number that make it less than exact, or a mean, as printed; joined by 、 where there are several."""
    before = plain[max(0, match.start() - 12) : match.start()]
    ahead = [found[1] for found in (_MEAN.search(before), _BEFORE.search(before)) if found] if _HEDGED.search(before) else []
    vague = ["数"] if match["numeral"] and match["numeral"][0] in "数几" else []
    if match["numeral"] in ("百", "千") and before.endswith("上"):
        vague = ["上"]
    behind = [word for word in match.group("some", "more", "some2", "more2", "after", "after2") if word]
    return "、".join([*ahead, *vague, *behind]) or None


def _range(plain: str, low: Quantity, high: Quantity) -> tuple[Quantity, Quantity]:
    """Both ends of a range, the lower one in the unit and scale of the higher (3-5万次)."""
    scale = re.search(r"[0-9][余多]?\s*(万亿|[万亿千百])", plain[high.start : high.end])
    if low.unit is None and low.value is not None and scale and high.unit != "万元" and plain[low.end - 1].isdigit():
        low = low._replace(value=low.value * _SCALES[scale[1]])
    return low._replace(unit=low.unit or high.unit, qualifier=LOW), high._replace(qualifier=HIGH)


# Idioms that hold a numeral and a measure word, and count nothing.
_IDIOMS = (
    "一件事|一次[办性告]|跑一次|一条龙|一家人|千家万户|一[人户企项]一|三[类种]内部事务|四类过程性|五个一"
    "|四个(?:意识|自信|全面)|两个(?:维护|确立|结合|务必)"
)
_ENDLESS = re.compile(r"[0-9A-Za-z._+-]{200,}")  # no figure and no name; each pattern below would be tried at each of its signs
_YEAR = "(?:19|20)[0-9]{2}"
_TO = r"\s*[-—–~至到]\s*"
_NAMES = (
    r"“[^“”\n]{1,40}”|‘[^‘’\n]{1,40}’|「[^」\n]{1,40}」|『[^』\n]{1,40}』|《[^《》\n]{1,100}》|<[^<>\n]{1,100}>|\"[^\"\n,。;]{1,20}\"",
    r"(?:https?://|www\.)[A-Za-z0-9./?=&%:_-]+|[A-Za-z0-9._-]+@[A-Za-z0-9._-]+",
    rf"[〔\[(【〈]\s*{_YEAR}\s*[〕\])】〉]\s*(?:第?\s*[0-9]+\s*号)?",
    r"[(]\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[)]",
    r"第\s*[0-9]+(?:\s*号?\s*[、,和及至\-—]\s*(?:第\s*)?[0-9]+)+\s*号",
    rf"第\s*(?:[0-9]+|[{_NUMERAL}]+)\s*(?:号|条|款|项|章|届|次|批|期|季度|[个位名])?",
    r"[0-9]+(?:\s*号?\s*[、,和及至\-—]\s*[0-9]+)*\s*号",
    rf"{_YEAR}([-/.])[0-9]{{1,2}}\1[0-9]{{1,2}}",
    rf"(?<![0-9.]){_YEAR}\s*年?\s*(?:[-—–~至到、和]\s*(?:19|20)?[0-9]{{2}}\s*)*年(?:度|末|底|初)?",
    rf"[0-9]{{1,2}}(?:\s*月)?(?:{_TO}[0-9]{{1,2}}|\s*、\s*[0-9]{{1,2}})*\s*月(?:份|底|初|末)?(?:\s*[0-9]{{1,2}}(?:{_TO}[0-9]{{1,2}})?\s*[日号])?",
    rf"[0-9]{{1,2}}(?:{_TO}[0-9]{{1,2}})?\s*日(?![常均])",
    rf"(?<![0-9.]){_YEAR}(?![0-9.]|\s*(?:{_UNITS}|[万亿余多]))",
    r"[0-9]+\s*[x×X*✕]\s*[0-9]+(?:\s*小时)?|24\s*小时|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])",
    r"[0-9]+(?:\+[0-9A-Za-z]+)+|[0-9]+\.[0-9]+\s*版|[0-9]+\s*届(?:\s*[0-9]+\s*次)?|(?:(?<=[大协])|届)[一二三四五六七八九十]+次",
    r"[(]?0[0-9]{2,3}[)]?\s*[-—]\s*[0-9]{7,8}(?:-[0-9]+)?|(?<![0-9])1[3-9][0-9]{9}(?![0-9])",
    r"(?:电\s*话|邮\s*编|邮政编码|传\s*真|QQ群?)\s*[:为是]?\s*[0-9][0-9\-—]{4,}(?!\s*[个次条件人])",
    r"(?<![0-9])12[0-9]{3}(?=[”\"」)]?\s*(?:、|政务|政府|市民|市长|热线|便民|服务|平台|工单|投诉|举报))|(?<=热线)12[0-9]{3}(?![0-9])",
    r"(?:(?<=\n)|(?<![\s\S]))[0-9]{1,2}(?:\.[0-9]{1,2})*\s*[.、)](?=[0-9]{4}\s*年|\s*[^0-9\s])|(?<=[。;:])[0-9]{1,2}[.、)](?![0-9])",
    # A circled ① has become a bare 1 where a reader has put the text in its plain form.
    rf"(?:(?<=[。;:\n])|(?<![\s\S]))[0-9]{{1,2}}(?=[\u4e00-\u9fff])(?!{_UNITS}|[余多万亿千百年月日号至到大省市县区级部])",
    rf"[A-Za-z]+[-_]?[0-9]+(?:[.-][0-9]+)*(?![0-9]*\s*(?:{_UNITS}))|[0-9]+[A-Za-z]+",
    r"[0-9]{1,4}\s*(?:室|楼|层|弄|栋|幢|路(?!径))",
    _IDIOMS,
)


@cache
def _names() -> re.Pattern[str]:
    """The pattern of all that is no quantity, tried only where one of its alternatives can begin."""
    firsts = r"0-9A-Za-z“‘「『《<\"〔\[(【〈第届电邮传一二三四五六七八九十两千跑"
    return re.compile(f"(?=[{firsts}])(?:{'|'.join(_NAMES)})")
