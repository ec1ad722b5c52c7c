// Bodies over the years, as lines and as a table.

/** The figures of a body by year, of the reports that stand for their years. */
function course(body, metric) {
  return reportsOf.get(body).filter((at) => reports.stands[at] && reports.year[at] !== null).sort((a, b) => reports.year[a] - reports.year[b])
    .map((at) => ({ at, year: reports.year[at], from: metric.from?.[at] ?? "t", scope: of("scope", at), ...figure(metric, at) }));
}

const endedIn = (metric, before, now) => metric.breaks.some(([year, , , ends]) => ends && before < year && year <= now);

/** Where years and values stand in a drawing of that size. */
function scalesOf(values, span, width, height, room) {
  const low = Math.min(0, ...values), high = Math.max(...values, 0) || 1, first = span[0], last = span[span.length - 1];
  const left = 62, right = width - 12 - room, top = 14, ground = height - 26;
  const x = (year) => first === last ? (left + right) / 2 : left + (year - first) / (last - first) * (right - left);
  const y = (value) => ground - (value - low) / (high - low || 1) * (ground - top);
  return { low, high, first, last, left, right, top, ground, x, y };
}

/** Lines of bodies over the years of the metric, or those of `span`, with breaks; `band` holds median and quartiles of like bodies by year. */
function linesOf(courses, metric, width, height, band = [], span = figured(metric)) {
  const figures = courses.flatMap((each) => each.points).filter((point) => point.value !== null).map((point) => point.value);
  const bands = band.filter((each) => each.told && span[0] <= each.year && each.year <= span[span.length - 1]);
  const scales = scalesOf([...figures, ...bands.map((each) => each.told.q3)], span, width, height, 9 * courses.length);
  const parts = [...axesOf(metric, span, scales, height), ...bandParts(bands, metric, scales), ...breakParts(metric, scales), ...courses.flatMap((each) => courseParts(each, metric, scales)), ...numbersOf(courses, scales)];
  return walked({ viewBox: `0 0 ${width} ${height}`, width, height, "aria-label": `${titleOf(metric)}: ${courses.map((each) => each.name).join(zh() ? "、" : ", ")}` }, parts);
}

function axesOf(metric, span, { low, high, left, right, x, y }, height) {
  const each = Math.ceil(span.length / Math.max(2, Math.floor((right - left) / 44)));
  const values = ticks(low, high, 4).flatMap((tick) => [drawn("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: "#E3E3E3" }),
    drawn("text", { x: left - 6, y: y(tick) + 4, "font-size": 11, "text-anchor": "end", fill: "#555" }, axisText(tick, metric.unit))]);
  return [...values, ...span.filter((_, index) => index % each === 0).map((year) => drawn("text", { x: x(year), y: height - 8, "font-size": 11, "text-anchor": "middle", fill: "#555" }, String(year)))];
}

function bandParts(bands, metric, { x, y }) {
  return bands.flatMap((b, at) => {
    const a = bands[at - 1];
    if (!a || b.year !== a.year + 1 || endedIn(metric, a.year, b.year)) return [];
    const corners = [[a.year, a.told.q1], [b.year, b.told.q1], [b.year, b.told.q3], [a.year, a.told.q3]];
    return [drawn("polygon", { points: corners.map(([year, value]) => `${x(year)},${y(value)}`).join(" "), fill: "#E8EEF4" }),
      drawn("line", { x1: x(a.year), y1: y(a.told.median), x2: x(b.year), y2: y(b.told.median), stroke: "#8FA3B8", "stroke-dasharray": "3 3" })];
  });
}

function breakParts(metric, { first, last, top, ground, x }) {
  return metric.breaks.filter(([year]) => first < year && year <= last).map(([year, en, chinese, ends]) => drawn("line",
    { x1: x(year - 0.5), x2: x(year - 0.5), y1: top - 6, y2: ground, stroke: ends ? "#555" : "#B0B0B0", "stroke-dasharray": ends ? "4 2" : "1 4" }, drawn("title", {}, zh() ? chinese : en)));
}

/** The line of one body and its dots; hollow is what no table of today's forms prints. */
function courseParts({ body, points, colour, name }, metric, { x, y }) {
  const joined = points.filter((point, at) => at && joins(points[at - 1], point, metric.breaks)).map((point) => [points[points.indexOf(point) - 1], point]);
  const lines = joined.map(([a, b]) => drawn("line", { x1: x(a.year), y1: y(a.value), x2: x(b.year), y2: y(b.value), stroke: colour, "stroke-width": 2 }));
  const dots = points.filter((point) => point.value !== null).map((point) => {
    const look = point.from === "t" ? { r: 3.5, fill: colour } : { r: 3.5, fill: "#fff", stroke: colour, "stroke-width": 1.5 };
    const told = `${name} ${point.year}: ${toldOf(point, metric)}${point.from === "t" ? "" : ` (${say(point.from === "s" ? "from_statistics" : "from_prose")})`}`;
    return dot({ cx: x(point.year), cy: y(point.value), ...look }, told, `${metric.code}-${body}-${point.year}`, () => showPrinted(point.at, metric));
  });
  return [...lines, ...dots];
}

/** The number of each of several bodies at the end of its line, so that two do not stand on each other. */
function numbersOf(courses, { x, y }) {
  const spots = [];
  return courses.length < 2 ? [] : courses.flatMap(({ points, colour }, number) => {
    const end = points.filter((each) => each.value !== null).pop();
    if (!end) return [];
    const spot = [x(end.year) + 7, y(end.value) + 4];
    while (spots.some(([across, down]) => Math.abs(across - spot[0]) < 9 && Math.abs(down - spot[1]) < 11)) spot[0] += 9;
    spots.push(spot);
    return [drawn("text", { x: spot[0], y: spot[1], "font-size": 12, "font-weight": "bold", fill: colour }, String(number + 1))];
  });
}

function drawLines() {
  const metric = metricOf.get(state.m), width = Math.max(320, Math.min(1000, byId("lines").clientWidth || 800));
  const courses = state.b.filter((body) => reportsOf.has(body)).map((body, index) => ({ body, points: course(body, metric), colour: COLOURS[index] })).filter((each) => each.points.length);
  for (const each of courses) each.name = nameOf(each.points[each.points.length - 1].at);
  const chips = courses.map((each) => element("button", { type: "button", class: "chip", style: `border-color:${each.colour}`, "aria-label": `${say("close")}: ${each.name}`, "data-key": "chip", onclick: () => toggle(each.body) },
    element("span", { class: "swatch", style: `background:${each.colour}`, "aria-hidden": "true" }), `${courses.length > 1 ? `${state.b.indexOf(each.body) + 1} ` : ""}${each.name} ×`));
  byId("picked").replaceChildren(...(courses.length ? chips : [say("none_picked")]));
  byId("lines").replaceChildren(...(courses.length ? [element("p", {}, titleOf(metric)), linesOf(courses, metric, width, 260), ...brokenNotes(metric), comparedTable(courses, metric)] : []));
  byId("save-lines-csv").hidden = byId("save-lines-svg").hidden = !courses.length;
  return courses;
}

const brokenNotes = (metric) => metric.breaks.filter(([year]) => year > figured(metric)[0] && year <= figured(metric).at(-1))
  .map(([year, en, chinese, ends]) => element("p", { class: "quiet" }, `┆ ${year}: ${zh() ? chinese : en} (${say(ends ? "line_ends" : "line_goes_on")})`));

/** The figure of a body in a year as a cell that shows where it is printed, or why there is none. */
function cellOfYear(body, points, year, metric, name) {
  const point = points.find((each) => each.year === year);
  if (point) return element("td", { class: "number" }, figureButton(point, metric, `${name} ${year}`));
  const several = reportsOf.get(body).some((at) => reports.year[at] === year);
  return element("td", { class: "number quiet" }, several ? reason("s") : say("not_held"));
}

/** What the lines draw, as a table: each year with its figure, or why there is none. */
function comparedTable(courses, metric) {
  return scrolled(`${titleOf(metric)} · ${say("over_years")}`, [say("body"), ...figured(metric).map(String)],
    courses.map((each) => [each.name, ...figured(metric).map((year) => cellOfYear(each.body, each.points, year, metric, each.name))]));
}

/** A table that scrolls by itself where it is wider than the page; the first cell of each row is its head. */
function scrolled(caption, heads, rows, kind = null) {
  const head = element("tr", {}, ...heads.map((each, at) => each ? element("th", { scope: "col", class: at && kind !== "told" ? "number" : null }, each) : element("td")));
  const body = rows.map(([first, ...cells]) => element("tr", {}, element("th", { scope: "row" }, first), ...cells));
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", { class: kind }, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...body)));
}
