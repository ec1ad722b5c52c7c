"""Claims -> of whom and of when they are: of the body and the year as a whole, or of a part, of others, or of several years."""

from __future__ import annotations

import re

from reportlib.model import Identity
from reportlib.prose.claims import PLANNED, Claim, own_words

_PART_OF_YEAR = re.compile(r"季度|半年|(?<![0-9至\-—–~])(?!12月)[0-9]{1,2}月(?!.{0,8}12月)|[每日月]均|平均")
_SEVERAL_YEARS = re.compile(
    r"近[两二三四五六七八九十几0-9]+年|[两二三四五六七八九十]年(?:来|间|多来)|以来|历年|20[0-9]{2}年?[至到\-—–~]20[0-9]{2}年(?!12月)"
)
_OTHERS = re.compile(
    r"所属|下属|本级|各?镇街|各[乡镇街科处股]|各部门|各单位|级部门|部门单位|等部门|等单位|县区|区县|转办|转来|移[交送]|协助|配合|会同|联合"
    r"|由(?![我本])[^,。;]{1,10}(?:答复|办理|承办)|委托|代为|代拟|督促|指导|审核|牵头|名义|代表.{0,8}(?:政府|管委会|[省市区县])(?!人大|政协)"
)
_AT_LARGE = re.compile(r"全[省市州区县旗镇](?!总|面)|系统(?:内)?(?:收到|共|受理|办理|答复|作出|制发)|全系统")
_SUBSET = re.compile(r"其中")
# What is done on another's order is the body's own deed all the same.
_ORDER = re.compile(
    r"(?:按照?|根据|依据?|落实|依照|贯彻|对照|遵照|响应)[^,。;:]{0,40}?(?:要求|规定|部署|安排|精神|通知|条例|意见|办法|指引|工作要点)"
)
_OF_AREA = re.compile(r"(?:政府|管理委员会|管委会|[区县市州盟旗乡镇]|街道|街道办事处)$")


def of_area(agency: str) -> bool:
    """Whether the name is that of a body that reports for an area and the bodies in it."""
    return _OF_AREA.search(agency) is not None


def of_whole(claim: Claim, identity: Identity) -> bool:
    """Whether a figure is told of the body and the year as a whole: not of a month, of several years, a part of the bodies, or a plan."""
    words = _ORDER.sub("", own_words(claim.before + claim.words))
    near = words[-60:]
    if _PART_OF_YEAR.search(near) or _SEVERAL_YEARS.search(words) or PLANNED.search(claim.sentence) or _OTHERS.search(near):
        return False
    if claim.mention.metric in _WHOLES and _SUBSET.search(claim.words):
        return claim.mention.metric in _APPLICANTS and claim.total in _OF_APPLICANTS
    if _AT_LARGE.search(near) and not of_area(identity.agency):
        return False
    actor = acting(words)
    return not actor or any(is_same(each, identity.agency) for each in re.split("[及和与、]", actor))


_APPLICANTS = ("requests.from_individuals", "requests.from_organizations")
_WHOLES = ("requests.received", "requests.handled", "requests.closed_total", *_APPLICANTS)
_OF_APPLICANTS = ("requests.received", "requests.handled")


# ---------------------------------------------------------------- who acts

_KIND = r"(?:委员会|人民政府|政府|管委会|办公[室厅]|政府办|街道办|[局厅委]|分局|中心|支队|大队|街道|[镇乡])"
_ANY_KIND = frozenset("会府厅室办局委心队道镇乡")  # the signs that such a name ends with
_ACTING = re.compile(
    r"(?:^|[,;:。、(])\s*(?:其中,?|由|由于)?\s*(?:(?:19|20)[0-9]{2}\s*年度?,?\s*|全年,?|本年度?,?|今年,?|年内,?)?"
    rf"(?P<name>[\u4e00-\u9fff]{{1,24}}?{_KIND})(?:机关)?"
    r"(?=,|[共未]|累计|全年|年内|主动|通过|没有|依法|新收|收到|接到|受理|审理|办理|承办|答复|公开|发布|公布|制[发定]|出台|作出|本年|今年|(?:19|20)[0-9]{2}\s*年)"
)
_NO_NAME = re.compile(
    r"^(?:[我本全各该其此共在]|有关|相关|上级|所有|由|向|经|与|对|为|按|根据|通过|配合|协助|依托|利用|坚持|加强|推进)|[各等]|办理|[收接]到|受理|处理|答复|公开|发布|报送|领导|落实|开展|会议"
)
_PLACE = re.compile(r"^.*(?:[省县旗盟州]|(?<!城)市(?![场容民])|自治区|(?<!管理)区|(?<!城)镇|乡(?!村)|街道)")


def acting(words: str) -> str:
    """The name of the body that acts in these words, the last one named; empty where they name none."""
    if _ANY_KIND.isdisjoint(words):
        return ""
    names = [found["name"] for found in _ACTING.finditer(words) if not _NO_NAME.search(found["name"])]
    return names[-1] if names else ""


def named(words: str) -> str:
    """The name of a body that these words begin with; empty where they do not."""
    found = re.match(rf"[\u4e00-\u9fff]{{1,24}}?{_KIND}", words)
    return found.group() if found and not _NO_NAME.search(found.group()) else ""


def is_same(name: str, agency: str) -> bool:
    """Whether a name can be a short form of the other, in its place and in its body (区商务局 for 甲区商务局, 科委 for 科学技术委员会)."""
    split = [((place := _PLACE.match(each)) and place.group()) or "" for each in (name, agency)]
    bodies = [each[len(place) :] for each, place in zip((name, agency), split, strict=True)]
    return all(_shortens(one, two) or _shortens(two, one) for one, two in (split, bodies))


def _shortens(short: str, long: str) -> bool:
    """Whether all signs of the short form stand in the long one, in their order."""
    signs = iter(long)
    return all(sign in signs for sign in short)
