// What is saved: tables as CSV, drawings as SVG.

function save(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

const saveCsv = (name, rows) => save(name, csv(rows), "text/csv;charset=utf-8");
const saveSvg = (name, svg) => save(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(stilled(svg)), "image/svg+xml");
const fileName = (end) => `${state.m}-${state.y}.${end}`;
const noteOf = (told) => told.value === null ? WORDS.reasons[told.why]?.[0] ?? WORDS.reasons.x[0] : "";

/** A copy of a drawing for a file of its own: what its dots stand for is their title, and nothing waits for a key. */
function stilled(svg) {
  const copy = svg.cloneNode(true);
  for (const each of copy.querySelectorAll(".dot")) {
    each.append(drawn("title", {}, each.getAttribute("aria-label")));
    for (const name of ["role", "tabindex", "aria-label", "data-key", "class"]) each.removeAttribute(name);
  }
  for (const each of [copy, ...copy.querySelectorAll("svg")]) each.setAttribute("role", "img");
  return copy;
}

function tableRows(rows) {
  const metric = metricOf.get(state.m), rate = Boolean(metric.n);
  const columns = ["report_id", "agency", "year", "level", "scope", "metric", "value", ...(rate ? ["numerator", "denominator"] : []), "rank", "change", "note", "grade", "source"];
  return [columns, ...rows.map((row) => [reports.id[row.at], nameOf(row.at), reports.year[row.at], of("level", row.at), of("scope", row.at), metric.code, row.value,
    ...(rate ? [row.n, row.d] : []), row.rank, row.change, noteOf(row), of("grade", row.at), of("source", row.at)])];
}

function linesRows(courses) {
  const rate = Boolean(metricOf.get(state.m).n);
  return [["agency", "year", "metric", "value", ...(rate ? ["numerator", "denominator"] : []), "note", "report_id"], ...courses.flatMap((each) => each.points.map((point) =>
    [each.name, point.year, state.m, point.value, ...(rate ? [point.n, point.d] : []), noteOf(point), reports.id[point.at]]))];
}

// -------- one body

const PROFILE_COLUMNS = ["part", "report_id", "agency", "year", "code", "name", "value", "unit", "numerator", "denominator", "note", "raw", "place", "evidence", "text", "source", "sha256"];

/** What the profile shows as rows of one table: the figures of all years, the cells and the prose of the chosen report, findings and promises. */
function profileRows(own, chosen) {
  const row = (part, at, told) => { const all = { part, report_id: reports.id[at], agency: nameOf(at), year: reports.year[at], source: of("source", at), sha256: hashOf(at), ...told }; return PROFILE_COLUMNS.map((name) => all[name]); };
  const inOrder = byYear(own), before = own.find((at) => reports.stands[at] && reports.year[at] === reports.year[chosen] - 1);
  return [PROFILE_COLUMNS,
    ...metrics.flatMap((metric) => inOrder.map((at) => [at, figure(metric, at)]).filter(([, told]) => told.why !== "f").map(([at, told]) =>
      row("figure", at, { code: metric.code, name: word(metric.names), value: told.value, unit: metric.unit, numerator: told.n, denominator: told.d, note: noteOf(told) }))),
    ...cellRows(chosen).map((told) => row("cell", chosen, told)),
    ...inOrder.flatMap((at) => details.findings[at].map(([severity, names, en, chinese, place, ...path]) => row("finding", at, { code: path.filter(Boolean).join("/"), name: word(names), note: severity, place, text: zh() ? chinese || en : en }))),
    ...mentioned(chosen).map((each) => row("prose", chosen, { ...each, name: word(details.mentioned[each.code]), note: each.qualifier })),
    ...[before, chosen].filter((at) => at !== undefined).flatMap((at) => details.promises[at].map(([number, text, topics]) => row("promise", at, { code: topics.join(", "), place: `section 5, sentence ${number}`, text })))];
}

function cellRows(at) {
  const packed = details.cells[at], pick = (name, index) => packed[name].i[index] < 0 ? "" : packed[name].k[packed[name].i[index]];
  return !packed ? [] : details.layouts[packed.l].map((path, index) => ({ code: path, name: path.split("/").slice(1).map((code) => labelOf(path.split("/")[0], code)).join(" · "), value: packed.v[index],
    unit: packed.u[index] ?? "", note: WORDS.statuses[packed.s[index]][0], raw: packed.r[index] ?? packed.v[index] ?? "", place: pick("p", index), evidence: pick("e", index) }));
}

/** All drawings of the profile on one sheet under the body's name, each under its caption. */
function profileSheet() {
  const sheet = drawn("svg", { width: 1000, "font-family": "sans-serif" }, drawn("text", { x: 10, y: 26, "font-size": 17, "font-weight": "bold" }, byId("profile-heading").textContent));
  let [left, top, tallest] = [10, 44, 0];
  for (const each of byId("facts").querySelectorAll("figure")) {
    const drawing = each.querySelector("svg"), [width, height] = ["width", "height"].map((name) => Number(drawing.getAttribute(name)));
    if (left > 10 && left + width > 990) [left, top, tallest] = [10, top + tallest, 0];
    const copy = stilled(drawing);
    for (const [name, value] of [["x", left], ["y", top + 24]]) copy.setAttribute(name, value);
    sheet.append(drawn("text", { x: left, y: top + 16, "font-size": 13, "font-weight": "bold" }, each.querySelector("figcaption").textContent), copy);
    [left, tallest] = [left + width + 20, Math.max(tallest, height + 40)];
  }
  sheet.setAttribute("height", top + tallest);
  sheet.setAttribute("viewBox", `0 0 1000 ${top + tallest}`);
  return sheet;
}
