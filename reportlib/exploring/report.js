// One report of a body: where its requests went, what changed since the year before and why, its tables, and what its prose says.

const RESULTS = ["upheld", "corrected", "other", "pending"], RESULT_COLOURS = ["#6B6B6B", "#D55E00", "#A6A6A6", "#B07A00"];
const GROUNDS = 3; // that changed most

function reportParts(own, at) {
  return [element("h3", { id: "one-report" }, say("one_report")), chooserOf(own, at), sourceOf(at), ...mapOf(at), ...changedOf(own, at), ...tablesOf(at), ...mentionsOf(at), ...promisesOf(own, at)];
}

function chooserOf(own, chosen) {
  const entries = byYear(own).map((at) => element("option", { value: reports.id[at], selected: at === chosen }, `${reports.year[at] ?? "?"} · ${term(of("grade", at))}`));
  return element("p", {}, element("label", {}, element("span", {}, say("report")), element("select", { id: "report", "data-key": "report", onchange: (event) => set({ r: event.target.value }) }, ...entries)));
}

function sourceOf(at) {
  const url = of("url", at);
  return element("p", { class: "quiet" }, [`${say("source")}: ${of("source", at)}`, `${say("origin")}: ${originOf(at)}`, url && `${say("published_at")}: ${url}`, `${say("hash")}: ${hashOf(at)}`].filter(Boolean).join(" · "));
}

/** The report of the same body for the year before, if it stands for it on the same basis. */
function yearBefore(own, at) {
  return own.find((each) => reports.stands[each] && reports.year[each] === reports.year[at] - 1 && of("scope", each) === of("scope", at) && of("covers", each) === of("covers", at));
}

/** What a cell of the tables prints, by its path; null where it prints no number, or there is no such cell. */
function valueAt(at, path) {
  const packed = details.cells[at], index = packed ? details.layouts[packed.l].indexOf(path) : -1;
  return index < 0 ? null : packed.v[index];
}

// -------- where the requests went

/** The requests of the year from where they came to what became of them, and the reviews and lawsuits with their results. */
function mapOf(at) {
  const counts = (code) => ({ label: word(metricOf.get(code).names), value: metricOf.get(code).v[at], why: metricOf.get(code).why[at] });
  const outcomes = metrics.filter((metric) => metric.outcome).map((metric, index) => ({ label: word(metric.names), value: metric.n[at], why: "x", colour: OUTCOME_COLOURS[index] }));
  const from = [counts("carried_in"), counts("received")], to = [...outcomes, { ...counts("carried_out"), colour: "#332288" }];
  if ([...from, ...to].every(({ value }) => value === null)) return [];
  const stages = [{ from, to }, ...[["reviews", ["review"]], ["lawsuits", ["litigation_direct", "litigation_after_review"]]].map(([code, channels]) => ({ from: [counts(code)], to: resultsOf(at, channels) }))];
  const left = gapOf(from, to);
  return [element("h3", {}, say("map")), captioned(`${say("map_caption")} · ${reports.year[at]}`, drawMap(stages)),
    ...(left ? [element("p", {}, say("map_gap").replace("{}", shown(left, "", zh())))] : []), element("p", { class: "quiet" }, say("map_note"))];
}

function resultsOf(at, channels) {
  return RESULTS.map((result, index) => {
    const values = channels.map((channel) => valueAt(at, `proceedings/${channel}/${result}`));
    return { label: labelOf("proceedings", result), value: values.includes(null) ? null : values.reduce((a, b) => a + b, 0), why: "x", colour: RESULT_COLOURS[index] };
  });
}

const summed = (parts) => parts.some(({ value }) => value === null) ? null : parts.reduce((all, { value }) => all + value, 0);

/** What the printed figures leave unexplained: 0 where the balance holds, null where it cannot be told. */
function gapOf(from, to) {
  const [came, went] = [summed(from), summed(to)];
  return came === null || went === null ? null : came - went;
}

const ROW = 19, LINE = 14;
function drawMap(stages) {
  const width = drawingWidth(760), most = Math.max(1, ...stages.map(({ from }) => from.reduce((all, { value }) => all + (value ?? 0), 0))), parts = [];
  let top = 0;
  for (const stage of stages) {
    const [drawing, height] = stageOf(stage, 150 / most, width, top);
    parts.push(...drawing);
    top += height + 14;
  }
  const told = stages.map(({ from, to }) => `${from.map(labelled).join(" + ")} → ${to.map(labelled).join(", ")}`).join("; ");
  return walked({ viewBox: `0 0 ${width} ${top}`, width, height: top, "aria-label": told }, parts);
}

const labelled = ({ label, value, why }) => `${label} ${value === null ? reason(why) : shown(value, "", zh())}`;

/** One stage: at the left what there was, at the right what became of it, and between them bands as thick as the counts. */
function stageOf({ from, to }, scale, width, top) {
  const narrow = width < 520, left = narrow ? 104 : 190, right = width - (narrow ? 150 : 260), thick = ({ value }) => Math.max(value ? 1 : 0, (value ?? 0) * scale);
  const rows = to.map((part) => Math.max(ROW, thick(part) + 3)), whole = summed(from) >= SMALL_N && !narrow ? summed(from) : null;
  const told = from.map((part) => [...(narrow ? broken(part.label) : [part.label]), part.value === null ? reason(part.why) : shown(part.value, "", zh())]);
  const height = Math.max(rows.reduce((a, b) => a + b, 0), told.flat().length * LINE + 10 * from.length), all = (parts) => parts.reduce((sum, part) => sum + thick(part), 0);
  const sources = sourceParts(from, told, thick, left, top + (height - all(from)) / 2, top);
  let out = top + (height - all(to)) / 2, row = top;
  const targets = to.flatMap((part, index) => {
    const size = thick(part), at = row + (rows[index] - size) / 2, text = labelled(part) + (whole && part.value ? ` (${shown(part.value / whole, "share", zh())})` : "");
    const drawing = [...(size ? [bandOfMap(left + 8, right - 8, out, at, size, part.colour), drawn("rect", { x: right - 8, y: at, width: 8, height: size, fill: part.colour })] : []), mapText(right + 6, row + rows[index] / 2 + 4, "start", text)];
    [out, row] = [out + size, row + rows[index]];
    return drawing;
  });
  return [[...sources, ...targets], height];
}

/** What there was: a bar as thick as the count, and beside it what it is, below what stands above it. */
function sourceParts(from, told, thick, left, start, top) {
  let [source, free] = [start, top];
  return from.flatMap((part, index) => {
    const size = thick(part), first = Math.max(source + size / 2 - told[index].length * LINE / 2, free);
    const drawing = [drawn("rect", { x: left, y: source, width: 8, height: size, fill: index ? "#333" : "#8A8A8A" }), ...told[index].map((text, line) => mapText(left - 6, first + LINE * (line + 0.8), "end", text))];
    [source, free] = [source + size, first + told[index].length * LINE + 6];
    return drawing;
  });
}

function bandOfMap(a, b, from, to, size, colour) {
  const middle = (a + b) / 2;
  return drawn("path", { d: `M${a},${from} C${middle},${from} ${middle},${to} ${b},${to} L${b},${to + size} C${middle},${to + size} ${middle},${from + size} ${a},${from + size} Z`, fill: colour, "fill-opacity": 0.35 });
}

/** A label of several words on two lines, where one is too narrow for it. */
function broken(label) {
  const at = label.length > 15 ? label.lastIndexOf(" ") : -1;
  return at < 0 ? [label] : [label.slice(0, at), label.slice(at + 1)];
}

const mapText = (x, y, anchor, text) => drawn("text", { x, y, "font-size": 12, "text-anchor": anchor, fill: "#333" }, text);

// -------- what changed and why

/** What moved the share released since the year before, by kinds of applicants, and the grounds of not releasing that changed beyond chance. */
function changedOf(own, at) {
  const metric = metricOf.get("disclosure_rate"), before = yearBefore(own, at), heading = element("h3", {}, say("changed"));
  if (figure(metric, at).why === "f") return [];
  const broken = metric.breaks.some(([year]) => year === reports.year[at]);
  const [now, then] = before === undefined || broken ? [{ value: null }] : [figure(metric, at), figure(metric, before)];
  if (now.value === null || then.value === null) return [heading, element("p", { class: "quiet" }, say("not_changed"))];
  const said = [`${word(metric.names)} ${shown(then.value, "share")} (${counted(then)}) → ${shown(now.value, "share")} (${counted(now)})`, ...movedBy(at, before, now, then)];
  const grounds = groundsOf(at, before).map(({ code, was, is, change }) => `${labelOf("requests", code)} ${counted(was)} → ${counted(is)} (${points(change)})`);
  return [heading, ...said.map((text) => element("p", {}, text)), ...(grounds.length ? [element("p", {}, say("grounds")), element("ul", {}, ...grounds.map((text) => element("li", {}, text)))] : [])];
}

const signed = (share) => `${share > 0 ? "+" : ""}${(100 * share).toFixed(1)}`;
const points = (share) => `${signed(share)} ${say("points")}`;

/** One sentence on whose doing the change is; none where the applicants do not add up to the whole. */
function movedBy(at, before, now, then) {
  const applicants = [...new Set(details.layouts[details.cells[at].l].filter((path) => path.startsWith("requests/")).map((path) => path.split("/")[2]))].filter((code) => code !== "total");
  const cases = (report) => applicants.map((code) => ({ x: plus(valueAt(report, `requests/granted/${code}`), valueAt(report, `requests/granted_in_part/${code}`)), n: valueAt(report, `requests/closed_total/${code}`) }));
  const parts = decomposed(cases(at), cases(before));
  if (!parts || Math.abs(parts.reduce((all, part) => all + part.total, 0) - (now.value - then.value)) > 1e-6) return [];
  const sum = (name) => parts.reduce((all, part) => all + part[name], 0), most = parts.reduce((best, part, index) => Math.abs(part.total) > Math.abs(parts[best].total) ? index : best, 0);
  return [say("moved_by").replace("{within}", points(sum("within"))).replace("{between}", points(sum("between"))).replace("{who}", labelOf("requests", applicants[most])).replace("{by}", signed(parts[most].total))];
}

const plus = (a, b) => a === null || b === null ? null : a + b;

/** The grounds of not releasing whose share of closed requests changed most, of those that changed beyond chance. */
function groundsOf(at, before) {
  const codes = details.layouts[details.cells[at].l].map((path) => path.split("/")).filter(([table, item, applicant]) => table === "requests" && applicant === "total" && item.includes(".")).map((parts) => parts[1]);
  const shares = (report, code) => ({ n: valueAt(report, `requests/${code}/total`), d: valueAt(report, "requests/closed_total/total") });
  return codes.map((code) => ({ code, is: shares(at, code), was: shares(before, code) })).filter(({ is, was }) => [is, was].every(({ n, d }) => n !== null && d >= SMALL_N && n <= d))
    .filter(({ is, was }) => beyondChance(is, was)).map((each) => ({ ...each, change: each.is.n / each.is.d - each.was.n / each.was.d }))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, GROUNDS);
}

// -------- the tables

function failingCells(at) {
  const failing = new Set();
  for (const [severity, , , , , table, item, column] of details.findings[at]) if (severity === "error" && table) failing.add([table, item ?? "*", column ?? "*"].join("|"));
  return (table, item, column) => [[item, column], [item, "*"], ["*", column]].some(([one, two]) => failing.has([table, one, two].join("|")));
}

const labelOf = (table, code) => word(details.labels[`${table}/${code}`]) || code;

/** The tables as printed: the statistical one of before 2019, or the three of today. */
function tablesOf(at) {
  const packed = details.cells[at];
  if (!packed) return [];
  const cells = details.layouts[packed.l].map((path, index) => ({ parts: path.split("/"), index }));
  const made = ["statistics", "disclosures", "requests", "proceedings"].map((table) => [table, cells.filter((cell) => cell.parts[0] === table)]).filter(([, own]) => own.length).map(([table, own]) => printedTable(at, packed, table, own));
  return [element("h3", {}, say("tables")), ...made];
}

function printedTable(at, packed, table, cells) {
  const fails = failingCells(at), rowOf = (parts) => parts.slice(1, -1).join("/"), columnOf = (parts) => parts[parts.length - 1];
  const rows = [...new Set(cells.map((cell) => rowOf(cell.parts)))], columns = [...new Set(cells.map((cell) => columnOf(cell.parts)))];
  const by = new Map();
  for (const { parts, index } of cells) by.set(`${rowOf(parts)}|${columnOf(parts)}`, [...(by.get(`${rowOf(parts)}|${columnOf(parts)}`) ?? []), index]);
  const cell = (row, column) => element("td", { class: "number" }, ...(by.get(`${row}|${column}`) ?? []).flatMap((index, place) => [place ? " " : "",
    cellButton(at, packed, index, fails(table, row, column), `${labelOf(table, row.split("/").pop())}, ${labelOf(table, column)}`)]));
  const body = rows.map((row) => [row.split("/").map((code) => labelOf(table, code)).join(" · "), ...columns.map((column) => cell(row, column))]);
  return scrolled(say(table), ["", ...columns.map((column) => labelOf(table, column))], body, "statutory");
}

/** A figure with its unit where that is another than 件, or why there is none. */
function cellText(packed, index) {
  const value = packed.v[index], unit = packed.u[index];
  return value === null ? word(WORDS.statuses[packed.s[index]]) : shown(value, "", zh()) + (unit && unitText(unit) ? ` ${unitText(unit)}` : "");
}

/** A unit as it is printed; in English that of money and of shares alone, for the labels say what is counted. */
const unitText = (unit) => zh() ? unit : word(WORDS.units[unit]);

function cellButton(at, packed, index, failing, name) {
  const text = cellText(packed, index), look = ["figure", failing && "failing", packed.v[index] === null && "quiet"].filter(Boolean).join(" ");
  return element("button", { type: "button", class: look, "aria-label": `${name}: ${text}${failing ? ` (${say("fails")})` : ""}`, onclick: () => dialog(name, [printedCell(at, packed, index)]) }, (failing ? "✗ " : "") + text);
}

// -------- what the prose says

/** Said where the file is not the one that was published, so that its words are not the body's own. */
const notItsOwn = (at) => ["", "published"].includes(of("origin", at)) ? [] : [element("p", { class: "quiet" }, say("not_its_own"))];

const mentionText = ({ code, value, unit, qualifier }) => `${word(details.mentioned[code])} ${value === null ? "—" : shown(value, "", zh())} ${unit ? unitText(unit) : ""}${qualifier ? ` (${qualifier})` : ""}`.trimEnd();
const mentioned = (at) => details.mentions[at].map(([code, value, unit, qualifier, text, place]) => ({ code, value, unit, qualifier, text, place }));
const quoted = (text) => zh() ? `「${text}」` : `“${text}”`;

function mentionsOf(at) {
  const rows = mentioned(at).map((each) => element("li", {}, element("b", {}, mentionText(each)), ` ${quoted(each.text ?? "")}`, element("span", { class: "quiet" }, ` (${placed(each.place ?? "")})`)));
  return [element("h3", {}, say("mentions")), ...(rows.length ? [...notItsOwn(at), element("ul", {}, ...rows)] : [element("p", {}, say("no_mentions"))])];
}

/** What section five promised, the year before and this year, each beside the figures of the year after that speak of the same matter. */
function promisesOf(own, at) {
  const after = (report) => own.find((each) => reports.stands[each] && reports.year[each] === reports.year[report] + 1), before = own.find((each) => reports.stands[each] && reports.year[each] === reports.year[at] - 1);
  const tables = [before, at].filter((report) => report !== undefined && details.promises[report].length).map((report) => promisesTable(report, after(report)));
  return [element("h3", {}, say("promises")), ...(tables.length ? [...notItsOwn(at), ...tables, element("p", { class: "quiet" }, say("promises_note"))] : [element("p", {}, say("no_promises"))])];
}

function promisesTable(at, next) {
  const year = reports.year[at], rows = details.promises[at].map(([number, text, topics]) => [element("span", {}, quoted(text), element("span", { class: "quiet" }, ` (${say("sentence").replace("{}", number)})`)),
    element("td", {}, ...lines(figuresOn(topics, at), topics.length)), element("td", {}, ...(next === undefined ? [say("not_held")] : lines(figuresOn(topics, next), topics.length)))]);
  return scrolled(`${say("promised")} ${year}`, [say("promised"), `${say("figures_of")} ${year}`, `${say("figures_of")} ${year + 1}`], rows, "told");
}

const lines = (texts, topics) => texts.length ? texts.map((text) => element("span", { class: "line" }, text)) : [say(topics ? "no_figure_told" : "no_topic")];

/** The figures of a report on these topics, of its tables and of its prose. */
function figuresOn(topics, at) {
  const asked = topics.map((code) => details.topics[code]), codes = [...new Set(asked.flatMap((topic) => topic.metrics))], told = new Set(asked.flatMap((topic) => topic.mentions));
  const figures = codes.map((code) => metricOf.get(code)).map((metric) => [metric, figure(metric, at)]).filter(([, own]) => own.value !== null || own.why === "k");
  return [...figures.map(([metric, own]) => `${word(metric.names)} ${toldOf(own, metric)}`), ...new Set(mentioned(at).filter(({ code }) => told.has(code)).map(mentionText))];
}
