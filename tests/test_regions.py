"""Places, kinds, levels, scopes and ids of bodies, from their printed names."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from reportlib.beside.bodies import read_bodies
from reportlib.bodies.divisions import division_table, path_of
from reportlib.bodies.locating import body_id, locate, suggest
from reportlib.bodies.names import kind_of, vocabulary
from reportlib.forms.rules.wording import word
from reportlib.model import Location

SAMPLES = Path(__file__).parent / "samples" / "agencies.csv"
TABLE = Path(__file__).parent.parent / "reportlib" / "bodies" / "regions.tsv"
AGENCIES = list(csv.DictReader(SAMPLES.read_text(encoding="utf-8").splitlines()))


def why(found: Location, language: str = "en") -> str:
    """Why the name tells no division."""
    return word(found.reason, language)


def place(agency: str, year: int | None = 2023, *hints: str) -> str | None:
    return locate(agency, year, hints).region_code


# The table of agencies


@pytest.mark.parametrize("row", AGENCIES, ids=lambda row: f"{row['agency']}-{row['year']}")
def test_an_agency_has_the_place_level_kind_and_scope_that_its_name_says(row: dict[str, str]) -> None:
    """Every collected agency has the expected code, level, kind and scope, and none where it must not answer."""
    found = locate(row["agency"], int(row["year"]), [row["hint"]] if row["hint"] else [])
    assert {key: row[key] for key in ("code", "level", "kind", "scope")} == {
        "code": found.region_code or "",
        "level": found.level or "",
        "kind": found.kind or "",
        "scope": found.scope,
    }


def test_an_agency_without_a_code_says_why() -> None:
    """A reason stands wherever the code does not, and nowhere else."""
    for row in AGENCIES:
        found = locate(row["agency"], int(row["year"]), [row["hint"]] if row["hint"] else [])
        assert bool(found.reason) == (found.region_code is None), row


def test_expected_codes_stand_for_a_place_in_the_agencys_name() -> None:
    """The collected codes agree with the table by plain look-up: the code's name of the year begins or stands in the agency's."""
    named: dict[str, list[list[str]]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            named.setdefault(line[:6], []).append(line.split("\t"))
    for row in AGENCIES:
        if row["code"]:
            valid = [cells for cells in named[row["code"]] if int(cells[2]) <= int(row["year"]) <= int(cells[3] or 9999)]
            forms = {form for cells in valid for form in (cells[1], cells[4] or cells[1][:-1])}
            assert any(form in row["agency"] for form in forms), row


def test_the_table_of_agencies_is_large_and_mixed() -> None:
    """At least three hundred names, of every level, some that must stay without a code."""
    assert len(AGENCIES) >= 300
    assert {row["level"] for row in AGENCIES} == {"", "state", "province", "prefecture", "county", "town"}
    assert sum(not row["code"] for row in AGENCIES) >= 50


@pytest.mark.parametrize("year", [2003, 2011, 2019, 2024])
def test_every_division_is_found_by_its_whole_path(year: int) -> None:
    """The government, a bureau and the tax office of every division of the year have its code."""
    for division in (one for listed in division_table().codes.values() for one in listed if one.first <= year <= one.last):
        path = path_of(division, year)
        for agency in (f"{path}人民政府", f"{path}市场监督管理局", f"国家税务总局{path}税务局"):
            assert place(agency, year) == division.code, agency


def test_a_bare_name_is_answered_rightly_or_not_at_all() -> None:
    """The bare name of every division gives its code, or candidates with it among them."""
    for division in (one for listed in division_table().codes.values() for one in listed if one.first <= 2023 <= one.last):
        found = locate(f"{division.name}公安局", 2023)
        assert found.region_code == division.code or division.code in dict(found.candidates), division


# Parents, years, hints


def test_parents_come_from_the_table() -> None:
    """张店区 lies in 淄博市 in 山东省; a district of a municipality and a county under a province have no prefecture."""
    assert locate("张店区行政审批服务局", 2020)[:4] == ("370303", "张店区", "淄博市", "山东省")
    assert locate("上海市徐汇区教育局", 2023)[:4] == ("310104", "徐汇区", None, "上海市")
    assert locate("仙桃市教育局", 2023)[:4] == ("429004", "仙桃市", None, "湖北省")


def test_parents_are_those_of_the_year() -> None:
    """简阳市 lay in 资阳市 until 2015 and lies in 成都市 since; 襄阳市 was called 襄樊市 before 2010."""
    assert locate("简阳市人民政府", 2015).prefecture == "资阳市"
    assert locate("简阳市人民政府", 2016).prefecture == "成都市"
    assert locate("枣阳市人民政府", 2008).prefecture == "襄樊市"
    assert locate("枣阳市人民政府", 2012).prefecture == "襄阳市"


def test_a_name_that_meant_another_place_goes_by_its_year() -> None:
    """巢湖市 was a prefecture until 2010 and is a county-level city since; without a year it stays open."""
    assert place("巢湖市人民政府", 2009) == "341400"
    assert place("巢湖市人民政府", 2013) == "340181"
    assert locate("巢湖市人民政府", None).candidates == (("340181", "安徽省合肥市巢湖市"), ("341400", "安徽省巢湖市"))


def test_a_year_beyond_the_table_takes_the_nearest() -> None:
    """A report of a year after the newest table is placed by the newest."""
    assert place("洪泽区人民政府", 2031) == "320813"


def test_a_place_long_gone_is_only_a_candidate() -> None:
    """A district abolished in 2014 gives no code to a report of 2023, but is named with its years."""
    found = locate("南市区人民政府", 2023)
    assert found.region_code is None
    assert "2003 to 2014" in why(found)
    assert place("保定市南市区人民政府", 2013) == "130604"


def test_an_ambiguous_name_gives_candidates_and_one_clear_line() -> None:
    """朝阳区 is in Beijing and Changchun: no code, both candidates with their paths, the common level."""
    found = locate("朝阳区人民政府", 2023)
    assert found[:5] == (None, None, None, None, "county")
    assert found.candidates == (("110105", "北京市朝阳区"), ("220104", "吉林省长春市朝阳区"))
    assert why(found) == "朝阳区 may be 北京市朝阳区 or 吉林省长春市朝阳区"


@pytest.mark.parametrize(
    ("hints", "code"),
    [
        (["长春市朝阳区人民政府门户网站"], "220104"),
        (["raw/北京/朝阳区"], "110105"),
        (["吉林省"], "220104"),
        (["北京市", "长春市"], None),
        (["辽宁省朝阳市"], None),
        (["全年" * 50 + "在长春市委的领导下"], "220104"),
        (["全年" * 50 + "赴北京市学习"], None),
    ],
)
def test_hints_settle_a_shared_name_only_where_they_leave_one(hints: list[str], code: str | None) -> None:
    """A parent in a title, folder or metadata settles it; two parents, another place or a passing mention in prose do not."""
    assert place("朝阳区教育局", 2023, *hints) == code


def test_a_hint_of_the_province_leaves_what_lies_in_it() -> None:
    """江苏省 leaves two of the 鼓楼区, 徐州 beside it leaves one."""
    assert place("鼓楼区司法局", 2023, "江苏省") is None
    assert place("鼓楼区司法局", 2023, "江苏省", "徐州市") == "320302"


def test_hints_never_place_a_name_without_a_place() -> None:
    """政务服务局 stays without a region, whatever stands around it."""
    found = locate("政务服务局", 2023, ["淄博市张店区"])
    assert (found.region_code, found.region, why(found)) == (None, None, "the name has no place")


# What only looks like a place


@pytest.mark.parametrize(
    "agency",
    ["市场监督管理局", "区域合作办公室", "县域经济发展局", "新区管理委员会", "朝阳市场监督管理局", "中山路街道办事处", "东方红林业局"],
)
def test_what_merely_looks_like_a_place_is_none(agency: str) -> None:
    """市 of 市场, 区 of 区域 and a road called after a city are no places."""
    assert place(agency) is None


@pytest.mark.parametrize(
    ("agency", "said"),
    [
        ("合肥市寿县人民政府", "寿县 does not lie in 合肥市"),
        ("大兴安岭地区加格达奇区人民政府", "加格达奇区 in 大兴安岭地区 is not in the division table"),
        ("山东省济南生态环境监测中心", "济南生态环境监测中心 may be a body of 济南市 or of what lies above it"),
        ("淄博市公安局高新区分局", "公安局高新区 in 淄博市 has no division code"),
        ("淄博市皇城镇人民政府", "the name does not say in which county 皇城镇 is"),
        ("东区街道办事处", "the district's name in 东区街道办事处 may be the town's own"),
        ("矿区公安局", "矿区 may be 山西省阳泉市矿区"),
        ("上海海关", "a central body's branch, whose district is not an administrative division"),
        ("沐阳县人民政府", "沐阳县 is not in the division table; it looks like 沭阳县"),
    ],
)
def test_a_name_that_could_mislead_gets_no_code_but_a_reason(agency: str, said: str) -> None:
    """The wider place is not taken for the narrower one, nor a general word for a district."""
    found = locate(agency, 2023)
    assert (found.region_code, why(found)) == (None, said)
    assert re.search("[\u4e00-\u9fff]", why(found, "zh")) and not re.search("[a-z]{3}", why(found, "zh"))


def test_a_zone_has_no_code_but_what_lies_above_it() -> None:
    """淄博高新区 is recognised as a zone in 淄博市 and stays without a code and level; 浦东新区 has both."""
    found = locate("淄博高新技术产业开发区管理委员会", 2023)
    assert (found.region_code, found.region, found.level, found.prefecture, found.kind) == (None, None, None, "淄博市", "zone_committee")
    assert why(found).endswith("in 淄博市 has no division code")
    assert place("浦东新区教育局") == "310115"


# Kind and scope


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("科委", "science_technology"),
        ("科学技术局", "science_technology"),
        ("发改局", "development_reform"),
        ("发展和改革委员会", "development_reform"),
        ("发展改革和科技局", "development_reform"),
        ("教育和体育局", "education"),
        ("财政局（国资局）", "finance"),
        ("人民政府外事办公室", "foreign_affairs"),
        ("卫生和计划生育局", "health"),
        ("公安局交通警察支队", None),
        ("教育督导委员会办公室", None),
        ("科学技术协会", None),
    ],
)
def test_kinds_of_bodies(words: str, kind: str | None) -> None:
    """Aliases, joined bureaus and second names give a kind; a part of a body or an association gives none."""
    assert kind_of(words) == kind


def test_scope_tells_a_government_from_its_office() -> None:
    """An office speaks for itself, unless the title names the place or the prose says that all reports were put together."""
    office = "上海市人民政府办公厅"
    assert locate("上海市人民政府", 2023).scope == "government"
    assert locate(office, 2023).scope == "body"
    assert locate(office, 2023, ["上海市人民政府办公厅2023年政府信息公开工作年度报告"]).scope == "body"
    assert locate(office, 2023, ["上海市 2023 年政府信息公开工作年度报告"]).scope == "government"
    assert locate(office, 2023, ["本报告由各区、各部门年度报告汇总而成"]).scope == "government"
    assert locate("上海市教育委员会", 2023, ["上海市2023年政府信息公开工作年度报告"]).scope == "body"


# The id


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([("张店区行政审批服务局", 2020), ("淄博市张店区行政审批服务局", 2024)], "370303-administrative_approval"),
        ([("临淄区商务局", 2020), ("临 淄 区 商 务 局", 2021), ("临淄区商务局\u200b", 2022)], "370305-commerce"),
        ([("上海市科委", 2023), ("上海市科学技术委员会", 2020)], "310000-science_technology"),
        ([("沭阳县发改局", 2019), ("沭阳县发展和改革局", 2023)], "321322-development_reform"),
        ([("洪泽县人民政府", 2014), ("洪泽区人民政府", 2020), ("淮安市洪泽区人民政府", 2023)], "320813-government"),
        ([("户县教育局", 2014), ("鄠邑区教育局", 2023)], "610118-education"),
        ([("六安市寿县财政局", 2014), ("淮南市寿县财政局", 2020)], "340422-finance"),
        ([("临淄区皇城镇人民政府", 2023), ("淄博市临淄区皇城镇人民政府", 2024)], "370305-皇城镇"),
        ([("政务服务局", 2023), ("政务 服务局", 2024)], "政务服务局"),
    ],
)
def test_a_body_keeps_its_id(names: list[tuple[str, int]], expected: str) -> None:
    """Spellings, renamings of the body and of its place, and a new code of the place leave the id alone."""
    assert {locate(agency, year).body_id for agency, year in names} == {expected}


def test_bodies_side_by_side_have_ids_of_their_own() -> None:
    """A bureau, its part, its branch of the centre and the abolished namesake of a code never share an id."""
    assert locate("淄博市公安局", 2023).body_id != locate("淄博市公安局交通警察支队", 2023).body_id
    assert locate("国家税务总局上海市税务局", 2023).body_id != locate("国家税务总局上海市税务局第一稽查局", 2023).body_id
    assert locate("上海市财政局", 2023).body_id != locate("财政部上海监管局", 2023).body_id
    assert locate("淄博市综合行政执法局", 2023).body_id != locate("淄博市城市管理局", 2023).body_id
    assert locate("重庆市万盛区教育局", 2009).body_id != locate("重庆市綦江区教育局", 2020).body_id


def test_body_id_follows_a_location_that_was_settled_otherwise() -> None:
    """The id is made of the location that it is given, and is the name where that has no code."""
    assert body_id(Location("370305", "临淄区", kind="commerce", level="county"), "商务局") == "370305-commerce"
    assert body_id(Location(kind="commerce"), "商务局") == "商务局"


def test_look_alike_spellings_are_suggested_and_not_followed() -> None:
    """沐阳 gives 沭阳 as a suggestion, with and without its prefecture; a right name gives none."""
    assert suggest("沐阳县发展和改革局") == ["沭阳县发展和改革局"]
    assert suggest("宿迁市沐阳县人民政府") == ["宿迁市沭阳县人民政府"]
    assert suggest("沭阳县人民政府") == []
    assert locate("宿迁市沐阳县人民政府", 2023).region_code is None


# The user's word


def bodies_file(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "bodies.csv"
    path.write_bytes("\r\n".join(("alias,code,kind,parent,scope,from,to", *lines)).encode(encoding))
    return path


def test_the_users_word_wins_in_its_years(tmp_path: Path) -> None:
    """A code, kind, parent and scope from the file outdo the name, between the years that it gives."""
    places = "政务服务局,370305,,,,2022,2023", "朝阳区教育局,,,220100,,,", "高新区政务服务局,,,淄博市,,,"
    entries, findings = read_bodies(bodies_file(tmp_path, *places, "上海市人民政府办公厅,,,,government,,"))
    assert findings == ()
    told = locate("政务服务局", 2023, bodies=entries)
    assert (told.region_code, told.level, told.body_id, told.reason) == ("370305", "county", "370305-administrative_approval", None)
    assert locate("政务服务局", 2024, bodies=entries).region_code is None
    assert locate("朝阳区教育局", 2023, ["北京市"], bodies=entries).region_code == "220104"
    assert locate("高新区政务服务局", 2023, bodies=entries)[:4] == (None, None, "淄博市", "山东省")
    assert locate("上海市人民政府办公厅", 2023, bodies=entries).scope == "government"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("甲局,37030,,,,,", "expected a code of the division table; found 37030"),
        ("甲局,370305,shop,,,,", "expected a kind of bodies.toml; found shop"),
        ("甲局,370305,,,all,,", "expected government or body; found all"),
        ("甲局,,,朝阳区,,,", "expected a division's code or its whole name with what lies above it; found 朝阳区"),
        ("甲局,370305,,,,20,2023", "expected years of four digits; found 20 to 2023"),
        ("甲局,370305,,,,2023,2020", "expected a first year before the last; found 2023 to 2020"),
        (",370305,,,,,", "expected a name under alias; found nothing"),
        ("甲局,,,,,,", "expected a code, kind, parent, scope or expected; found none"),
        ("甲局,370305,,,,,,乙", "expected 7 cells; found more: 乙"),
        ("乙局,370302,,,,,", "expected one line an alias and year; found 乙局 again"),
    ],
)
def test_a_line_that_cannot_be_used_is_a_finding(tmp_path: Path, line: str, said: str) -> None:
    """Each bad line is told with its number, what was expected and what was there; the good line beside it is used."""
    entries, findings = read_bodies(bodies_file(tmp_path, "乙局,370305,,,,,", line))
    assert [entry.alias for entry in entries] == ["乙局"]
    assert [(one.rule, one.severity, one.status, one.place) for one in findings] == [("bodies_file", "warning", "fail", "line 3")]
    assert findings[0].message == f"bodies.csv, line 3: {said}; the line is not used"


def test_whether_a_report_is_expected_is_yes_or_no(tmp_path: Path) -> None:
    """Another word is a finding, lest a body be thought not expected; a line may say no more than that."""
    (tmp_path / "bodies.csv").write_text("alias,expected\n甲局,yes\n乙局,often\n", encoding="utf-8")
    entries, (told,) = read_bodies(tmp_path / "bodies.csv")
    assert [entry.alias for entry in entries] == ["甲局"]
    assert told.message == "bodies.csv, line 3: expected yes or no under expected; found often; the line is not used"


def test_the_users_file_may_be_saved_by_an_older_spreadsheet(tmp_path: Path) -> None:
    """GB 18030 and a byte-order mark read alike; an unknown column is told, a file without names is not used."""
    line = "市场监管局,370305,,,,,"
    assert read_bodies(bodies_file(tmp_path, line, encoding="gb18030")) == read_bodies(bodies_file(tmp_path, line, encoding="utf-8-sig"))
    (tmp_path / "other.csv").write_text("name,code\n甲局,370305\n", encoding="utf-8")
    entries, findings = read_bodies(tmp_path / "other.csv")
    assert entries == ()
    assert [one.place for one in findings] == ["line 1", "line 1"]


# The files


def test_words_of_the_list_are_consistent() -> None:
    """No word of bodies.toml stands for two kinds, and every kind that a rule names exists."""
    known = vocabulary()
    assert known.vertical | known.own_district <= known.kinds | {"statistics_survey"}
    built = {stem + organ: kind for stem, kind in known.stems.items() for organ in known.organs}
    assert [name for name, kind in built.items() if known.names.get(name, kind) != kind] == []


def test_the_tables_are_small() -> None:
    """The division table and the words of bodies add less than a megabyte to the package."""
    assert TABLE.stat().st_size + (TABLE.parent / "bodies.toml").stat().st_size < 1_000_000


# Zones and towns


@pytest.mark.parametrize(
    "names",
    [
        ("临江综合实验区", "临江综合实验区管委会", "临江综合实验区管理委员会", "临江综合实验区党工委管委会"),
        ("淄博高新区", "淄博高新技术产业开发区", "淄博高新技术产业开发区管委会", "淄博市高新区管理委员会"),
        ("昆山经开区", "昆山经济技术开发区管理委员会"),
        ("西咸新区", "陕西省西咸新区管理委员会"),
        ("重庆两江新区", "两江新区管理委员会"),
        ("贵安新区", "贵州贵安新区管理委员会"),
        ("平潭综合实验区", "平潭综合实验区管委会"),
        ("中国（福建）自由贸易试验区", "中国（福建）自贸区管理委员会"),
    ],
)
def test_a_zone_is_one_body_with_and_without_its_committee(names: tuple[str, ...]) -> None:
    """All names of a zone have one id, and the scope of an area: its committee is to it what a government is to a place."""
    found = [locate(name, 2023) for name in names]
    assert len({one.body_id for one in found}) == 1, [one.body_id for one in found]
    assert {(one.scope, one.kind) for one in found} == {("government", "zone_committee")}


def test_an_office_beside_its_zone_is_linked_with_it() -> None:
    """The committee's office and bureaus are bodies of their own, whose ids begin with the zone's."""
    zone = locate("平潭综合实验区", 2023).body_id
    office, bureau = locate("平潭综合实验区管委会办公室", 2023), locate("平潭综合实验区财政局", 2023)
    assert (office.body_id, office.scope) == (f"{zone}-government_office", "body")
    assert (bureau.body_id, bureau.scope) == (f"{zone}-finance", "body")


def test_a_zone_lies_where_its_name_or_the_list_says() -> None:
    """雄安新区 has no place in its name, and is known to lie in 河北省; a zone of any city is not."""
    assert locate("雄安新区管理委员会", 2023).province == "河北省"
    assert locate("雄安新区管理委员会", 2023).body_id == locate("河北雄安新区管理委员会", 2023).body_id
    assert locate("高新区管委会", 2023).province is None


@pytest.mark.parametrize(
    ("town", "hint", "code"),
    [
        ("皇城镇人民政府", "本报告由临淄区皇城镇人民政府编制", "370305"),
        ("淄博市皇城镇人民政府", "临淄区皇城镇", "370305"),
        ("北杜街道办事处", "渭城区北杜街道办事处门户", "610404"),
        ("青岛市皇城镇人民政府", "临淄区皇城镇", None),
        ("皇城镇人民政府", "皇城镇与临淄区的各部门", None),
        ("城关镇人民政府", "蓝田县城关镇和商城县城关镇", None),
    ],
)
def test_a_town_lies_in_the_county_that_the_text_puts_before_it(town: str, hint: str, code: str | None) -> None:
    """A town's county is told only where one county's name stands right in front of the town's."""
    assert locate(town, 2023, [hint]).region_code == code


def test_an_unknown_district_of_a_known_place_is_a_government_within_it() -> None:
    """A place that the table does not know, inside one it knows, is a government of its own; its bureau is a body of its kind."""
    district, bureau = locate("大兴安岭地区加格达奇区", 2023), locate("大兴安岭地区松岭区财政局", 2023)
    assert (district.scope, district.kind, district.prefecture, district.region) == ("government", "government", "大兴安岭地区", None)
    assert (bureau.scope, bureau.kind, bureau.prefecture) == ("body", "finance", "大兴安岭地区")


def test_a_regiment_is_a_town_of_the_corps() -> None:
    """A regiment of the corps is one body with and without its division, and lies in the city that its name says."""
    assert locate("第一师一二三团", 2023).body_id == locate("新疆生产建设兵团第一师一二三团", 2023).body_id == "一二三团"
    assert (locate("第六师五家渠市一〇二团", 2023).level, locate("第六师五家渠市一〇二团", 2023).region) == ("town", "五家渠市")


def test_a_central_body_is_one_with_and_without_the_name_of_the_state() -> None:
    """The state's name in front of a ministry is no part of what tells it from others."""
    assert locate("中华人民共和国交通运输部", 2023).body_id == locate("交通运输部", 2023).body_id == "交通运输部"


def test_an_area_that_begins_like_a_county_is_not_in_it() -> None:
    """长白山保护开发区 is an area of its own, not a zone of 长白县; its own districts begin with its name."""
    assert (
        locate("长白山保护开发区管理委员会", 2023).body_id == locate("吉林省长白山保护开发区管理委员会", 2023).body_id == "长白山保护开发区"
    )
    assert locate("长白山保护开发区池北区管理委员会", 2023).body_id.startswith("长白山保护开发区")


@pytest.mark.parametrize(
    ("name", "body", "prefecture"),
    [
        ("东湖高新区管委会", "东湖高新区", "武汉市"),
        ("松山湖高新技术产业开发区财政局", "松山湖高新区-finance", "东莞市"),
        ("江北新区管委会", "江北新区", "南京市"),
        ("东山湖风景区管委会", "东山湖风景区", None),
        ("昆山经开区", "320583-经开区", "苏州市"),
    ],
)
def test_a_zone_that_begins_like_a_county_is_filed_where_it_lies(name: str, body: str, prefecture: str | None) -> None:
    """A county's name at the beginning of a zone's is the county's only where the zone's own words follow."""
    found = locate(name, 2023)
    assert (found.body_id, found.prefecture) == (body, prefecture)
