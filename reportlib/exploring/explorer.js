"use strict";
// The explorer's page: a state (kept in the address), the figures by column, and the views that are drawn from both by what figures.js computes.
// Texts of reports reach the page by textContent alone.

const ROWS = 50, MOST_ELSEWHERE = 12;
const COLOURS = ["#0072B2", "#D55E00", "#00875F", "#B5508A", "#332288", "#8A6D00", "#5B5B5B", "#A50026"];
const OUTCOME_COLOURS = ["#0072B2", "#4A9CCB", "#D55E00", "#B07A00", "#6B6B6B", "#A6A6A6"];
const PROFILE = ["received", "closed", "carried_out", "disclosure_rate", "released_of_decided", "days_on_hand", "reviews", "lawsuits",
  "normative_in_force", "permits", "penalties", "fees"];

if (typeof document !== "undefined") start().catch(() => { document.getElementById("told").textContent = WORDS.cannot_open.join(" "); });

async function unpacked(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

async function start() {
  const byId = (id) => document.getElementById(id);
  byId("told").textContent = WORDS.loading[document.documentElement.lang === "en" ? 0 : 1];
  const { reports, metrics } = await unpacked("figures");
  let details = null;
  const count = reports.id.length;
  const of = (name, at) => reports[name].i[at] < 0 ? "" : reports[name].k[reports[name].i[at]];
  const metricOf = new Map(metrics.map((metric) => [metric.code, metric]));
  const years = [...new Set(reports.year.filter((year) => year !== null))].sort((a, b) => b - a);
  const everyReport = [...Array(count).keys()];
  // The years from the first to the last of which any report has a figure, in order; reports of before 2019 have none of these tables.
  const withFigure = everyReport.filter((at) => metrics.some((metric) => (metric.v ?? metric.n)[at] !== null)).map((at) => reports.year[at]);
  const figured = [...years].reverse().filter((year) => withFigure.some((each) => each !== null && each <= year) && withFigure.some((each) => each >= year));
  const groups = everyReport.map((at) => `${of("level", at) || "?"}.${of("scope", at) || "?"}`), groupOf = (at) => groups[at];
  const bodies = everyReport.map((at) => of("body_id", at) || of("agency", at) || reports.id[at]), bodyOf = (at) => bodies[at];
  const defaults = { m: "received", y: String(fullestYear() ?? ""), g: "", p: "", k: "", q: "", b: [], s: "-value", o: "", r: "", l: document.documentElement.lang === "en" ? "en" : "zh" };
  let state = fromAddress(location.hash, defaults), rowsShown = ROWS;
  mend();

  /** The year with the most reports, of several the newest. */
  function fullestYear() {
    const counts = new Map(years.map((year) => [year, reports.year.filter((each) => each === year).length]));
    return years.reduce((best, year) => counts.get(year) > (counts.get(best) ?? 0) ? year : best, years[0]);
  }

  function mend() {
    if (!metricOf.has(state.m)) state.m = defaults.m;
    if (!years.includes(Number(state.y))) state.y = defaults.y;
    const held = groupsOf();
    if (!held.some(([group]) => group === state.g)) state.g = held[0]?.[0] ?? "";
    if (!["zh", "en"].includes(state.l)) state.l = "zh";
  }

  // -------- words

  const zh = () => state.l === "zh";
  const word = (pair) => pair ? pair[zh() ? 1 : 0] : "";
  const say = (key) => word(WORDS[key]);
  const term = (code) => code === "?" || code === "" ? say("unknown") : word(WORDS.terms[code]) || code;
  const groupName = (group) => group.split(".").map((code, at) => code === "?" ? say(at ? "unknown_scope" : "unknown_level") : term(code)).join(" · ");
  const placed = (text) => text.split(", ").map((piece) => {
    const [name, number] = [piece.slice(0, piece.indexOf(" ")), piece.slice(piece.indexOf(" ") + 1)];
    return WORDS.places[name] ? word(WORDS.places[name]).replace("{}", number) : piece;
  }).join(zh() ? "，" : ", ");
  const nameOf = (at) => of("agency", at) || say("unknown");
  const reason = (letter) => word(WORDS.reasons[letter]) || word(WORDS.reasons.x);

  // -------- elements

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function drawn(tag, attributes = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  // -------- what is asked for

  function groupsOf() {
    const counts = new Map();
    for (const at of everyReport) if (String(reports.year[at]) === state.y) counts.set(groupOf(at), (counts.get(groupOf(at)) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  /** Whether level and scope of the group are known; bodies of which they are not are listed, and not set against each other. */
  const likeKnown = () => !state.g.includes("?");
  const inGroup = (at) => groupOf(at) === state.g && (!state.p || of("province", at) === state.p) && (!state.k || of("kind", at) === state.k);
  const ofYear = (year) => everyReport.filter((at) => reports.year[at] === year && inGroup(at));

  /** One row a body of the year: its figure, rank and change; several undated reports of a body have none. */
  function rowsOf() {
    const metric = metricOf.get(state.m), year = Number(state.y);
    const before = new Map();
    for (const at of everyReport) if (reports.year[at] === year - 1 && reports.stands[at]) before.set(bodyOf(at), at);
    const rows = ofYear(year).map((at) => {
      const told = reports.stands[at] ? figure(metric, at) : { value: null, why: "s" };
      const base = before.get(bodyOf(at));
      const ended = metric.breaks.some(([from, , , ends]) => ends && from === year);
      const was = base !== undefined && of("scope", base) === of("scope", at) && !ended ? figure(metric, base).value : null;
      return { at, ...told, change: told.value === null || was === null ? null : told.value - was };
    });
    const ranked = rows.filter((row) => row.value !== null);
    if (likeKnown() && ranked.length >= FEWEST_RANKED) ranks(ranked.map((row) => row.value)).forEach((rank, index) => { ranked[index].rank = rank; });
    return rows;
  }

  function sorted(rows) {
    const down = state.s.startsWith("-"), key = state.s.replace("-", "");
    const of_ = { body: (row) => nameOf(row.at), value: (row) => row.value, cases: (row) => row.d ?? row.value, change: (row) => row.change, rank: (row) => row.rank ?? null, grade: (row) => of("grade", row.at) }[key] ?? ((row) => row.value);
    const order = (a, b) => typeof a === "string" ? a.localeCompare(b, "zh") : a - b;
    return [...rows].sort((a, b) => {
      const [one, two] = [of_(a), of_(b)];
      if (one === null || two === null || one === undefined || two === undefined) return (one === null || one === undefined) - (two === null || two === undefined);
      return down ? order(two, one) : order(one, two);
    });
  }

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
  const matches = (at) => plain(nameOf(at)).includes(plain(state.q));
  const sought = (rows) => state.q ? rows.filter((row) => matches(row.at)) : rows;

  // -------- scales and axes

  function ticks(low, high, most = 5) {
    const span = high - low || 1, rough = span / most, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((each) => each * power).find((each) => span / each <= most);
    const found = [];
    for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1e6; tick += step) found.push(Number(tick.toPrecision(12)));
    return found;
  }

  const axisText = (value, unit) => unit === "share" ? `${Number((100 * value).toPrecision(6))}%` : unit === "ratio" ? String(Number((100 * value).toPrecision(6))) : value.toLocaleString("en-US");
  const unitName = (unit) => ({ share: "", ratio: zh() ? "（每百件）" : " (per 100)", days: zh() ? "（天）" : " (days)", "万元": zh() ? "（万元）" : " (10,000 yuan)", "项": zh() ? "（项）" : " (items)" })[unit] ?? (zh() ? `（${unit}）` : "");
  const titleOf = (metric) => word(metric.names) + unitName(metric.unit);

  // -------- the strip of all bodies

  function drawStrip(rows) {
    const metric = metricOf.get(state.m), held = rows.filter((row) => row.value !== null), place = byId("strip");
    if (!held.length) { place.replaceChildren(element("p", { class: "quiet" }, say("no_figures"))); return; }
    const width = Math.max(320, Math.min(1000, place.clientWidth || 800)), left = 14, right = width - 14;
    const values = held.map((row) => row.value), low = Math.min(0, ...values), high = Math.max(...values) || 1;
    const x = (value) => left + (value - low) / (high - low || 1) * (right - left);
    const stacks = new Map(), radius = held.length > 400 ? 2 : 4, step = 2 * radius;
    const placed = [...held].sort((a, b) => a.value - b.value).map((row) => {
      const column = Math.round(x(row.value) / step), level = stacks.get(column) ?? 0;
      stacks.set(column, level + 1);
      return { row, cx: column * step, level };
    });
    const tallest = Math.max(...stacks.values()), squeeze = Math.min(1, 180 / (tallest * step));
    const height = Math.max(70, tallest * step * squeeze + 64), ground = height - 34;
    const told = likeKnown() ? summary(values) : null, parts = [];
    if (told) {
      parts.push(drawn("rect", { x: x(told.q1), y: 18, width: Math.max(1, x(told.q3) - x(told.q1)), height: ground - 14, fill: "#E8EEF4" }));
      parts.push(drawn("line", { x1: x(told.median), x2: x(told.median), y1: 14, y2: ground + 4, stroke: "#333", "stroke-width": 1.5 }));
      const end = x(told.median) > width - 150;
      parts.push(drawn("text", { x: x(told.median) + (end ? -4 : 4), y: 13, "font-size": 12, "text-anchor": end ? "end" : "start", fill: "#333" }, `${say("median")} ${shown(told.median, metric.unit, zh())}`));
    }
    for (const tick of ticks(low, high, width < 500 ? 3 : 6)) {
      parts.push(drawn("line", { x1: x(tick), x2: x(tick), y1: ground, y2: ground + 5, stroke: "#767676" }));
      parts.push(drawn("text", { x: x(tick), y: ground + 19, "font-size": 12, "text-anchor": x(tick) < 40 ? "start" : x(tick) > width - 40 ? "end" : "middle", fill: "#555" }, axisText(tick, metric.unit)));
    }
    parts.push(drawn("line", { x1: left, x2: right, y1: ground, y2: ground, stroke: "#767676" }));
    for (const { row, cx, level } of placed) {
      const picked = state.b.indexOf(bodyOf(row.at));
      parts.push(drawn("circle", { cx, cy: ground - radius - level * step * squeeze, r: picked < 0 ? radius : radius + 2, fill: picked < 0 ? "#7A93AC" : COLOURS[picked], "fill-opacity": picked < 0 ? 0.75 : 1, class: "dot", onclick: () => open(row.at) },
        drawn("title", {}, `${nameOf(row.at)} ${shown(row.value, metric.unit, zh())}`)));
    }
    const name = `${titleOf(metric)}, ${state.y}, ${groupName(state.g)}: ${held.length} ${say("bodies")}`;
    place.replaceChildren(drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": name, "font-family": "sans-serif" }, ...parts));
  }

  // -------- the table

  function head(key, label) {
    const now = state.s.replace("-", "") === key, down = state.s.startsWith("-");
    const click = () => set({ s: now && down ? key : `-${key}` });
    return element("th", { scope: "col", class: key === "body" || key === "grade" ? null : "number", "aria-sort": now ? (down ? "descending" : "ascending") : "none" },
      element("button", { type: "button", "data-key": `sort-${key}`, onclick: click }, label + (now ? (down ? " ▾" : " ▴") : "")));
  }

  function drawRows(rows) {
    const metric = metricOf.get(state.m), found = sorted(sought(rows));
    const columns = [["body", say("body")], ["value", titleOf(metric)], ...(metric.n ? [["cases", say("cases")]] : []), ["rank", say("rank")], ["change", say("change")], ["grade", say("grade")]];
    const caption = `${titleOf(metric)} · ${state.y} · ${groupName(state.g)}`;
    const body = element("tbody");
    for (const row of found.slice(0, rowsShown)) body.append(line(row, metric));
    byId("rows").replaceChildren(element("caption", { id: "rows-caption" }, caption),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("pick")), ...columns.map(([key, label]) => head(key, label)))), body);
    byId("more").hidden = found.length <= rowsShown;
    return found;
  }

  /** What is told of a figure: its value, the two counts of a rate of few cases, or why there is none. */
  const toldOf = (row, metric) => row.value !== null ? shown(row.value, metric.unit, zh()) : row.why === "k" ? counted(row) : reason(row.why);
  const counted = (row) => `${shown(row.n, "", zh())}/${shown(row.d, "", zh())}`;

  /** A figure as a button that shows where it is printed. */
  function figureButton(row, metric, name) {
    const told = toldOf(row, metric), quiet = row.value === null, said = row.why === "k" ? `${told} (${reason("k")})` : told;
    return element("button", { type: "button", class: quiet ? "figure quiet" : "figure", title: row.why === "k" ? reason("k") : null, "aria-label": `${name}: ${said}`, onclick: () => showPrinted(row.at, metric) }, told);
  }

  function line(row, metric) {
    const body = bodyOf(row.at), name = nameOf(row.at);
    const pick = element("input", { type: "checkbox", checked: state.b.includes(body), "aria-label": `${say("pick")}: ${name}`, "data-key": `pick-${reports.id[row.at]}`, onchange: () => toggle(body) });
    const figured = row.why === "s" ? element("span", { class: "quiet" }, reason("s")) : figureButton(row, metric, name);
    const sign = row.change > 0 ? "+" : "";
    const change = row.change === null ? "—" : metric.unit === "share" ? `${sign}${(100 * row.change).toFixed(1)} ${zh() ? "个百分点" : "points"}` : sign + shown(row.change, metric.unit, zh());
    return element("tr", {}, element("td", {}, pick), element("th", { scope: "row" }, element("button", { type: "button", class: "name", onclick: () => open(row.at) }, name)),
      element("td", { class: "number" }, figured), ...(metric.n ? [element("td", { class: "number" }, row.d === undefined || row.d === null ? "—" : counted(row))] : []),
      element("td", { class: "number" }, row.rank ? String(row.rank) : "—"), element("td", { class: "number" }, change), element("td", {}, term(of("grade", row.at))));
  }

  /** Bodies of that name which the table does not show, for they are of another group, year or place; or that none is held. */
  function drawElsewhere(found) {
    const here = new Set(found.map((row) => bodyOf(row.at))), newest = new Map();
    if (state.q) {
      for (const at of everyReport) {
        const body = bodyOf(at);
        if (!here.has(body) && (!newest.has(body) || reports.year[at] > reports.year[newest.get(body)]) && matches(at)) newest.set(body, at);
      }
    }
    const buttons = [...newest.values()].slice(0, MOST_ELSEWHERE).map((at) => element("button", { type: "button", class: "chip", onclick: () => open(at) },
      `${nameOf(at)} · ${groupName(groupOf(at))} · ${reports.year[at] ?? "?"}`));
    const told = buttons.length ? say("elsewhere").replace("{}", newest.size) : state.q && !found.length ? `${say("none_found")} ${say("not_held")}` : "";
    byId("elsewhere").replaceChildren(told, " ", ...buttons);
    return state.q ? ` ${say("found").replace("{}", found.length)}${found.length || newest.size ? "" : ` ${say("not_held")}`}` : "";
  }

  // -------- lines over the years

  function course(body, metric) {
    return everyReport.filter((at) => bodyOf(at) === body && reports.stands[at] && reports.year[at] !== null).sort((a, b) => reports.year[a] - reports.year[b])
      .map((at) => ({ at, year: reports.year[at], scope: of("scope", at), ...figure(metric, at) }));
  }

  /** Lines of bodies over all years, or those of `span`, with breaks; `band` holds median and quartiles of like bodies by year. */
  function linesOf(courses, metric, width, height, band = [], span = figured) {
    const every = courses.flatMap((each) => each.points).filter((point) => point.value !== null);
    const first = span[0], last = span[span.length - 1];
    const bands = band.filter((each) => each.told && first <= each.year && each.year <= last);
    const ended = (before, now) => metric.breaks.some(([year, , , ends]) => ends && before < year && year <= now);
    const values = [...every.map((point) => point.value), ...bands.map((each) => each.told.q3)];
    const low = Math.min(0, ...values), high = Math.max(...values, 0) || 1;
    const left = 62, right = width - 12 - 9 * courses.length, top = 14, ground = height - 26;
    const x = (year) => first === last ? (left + right) / 2 : left + (year - first) / (last - first) * (right - left);
    const y = (value) => ground - (value - low) / (high - low || 1) * (ground - top);
    const parts = [];
    for (const tick of ticks(low, high, 4)) {
      parts.push(drawn("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: "#E3E3E3" }));
      parts.push(drawn("text", { x: left - 6, y: y(tick) + 4, "font-size": 11, "text-anchor": "end", fill: "#555" }, axisText(tick, metric.unit)));
    }
    const every_ = Math.ceil(span.length / Math.max(2, Math.floor((right - left) / 44)));
    span.forEach((year, index) => { if (index % every_ === 0) parts.push(drawn("text", { x: x(year), y: height - 8, "font-size": 11, "text-anchor": "middle", fill: "#555" }, String(year))); });
    for (let at = 1; at < bands.length; at += 1) {
      const [a, b] = [bands[at - 1], bands[at]];
      if (b.year !== a.year + 1 || ended(a.year, b.year)) continue;
      parts.push(drawn("polygon", { points: [[a.year, a.told.q1], [b.year, b.told.q1], [b.year, b.told.q3], [a.year, a.told.q3]].map(([year, value]) => `${x(year)},${y(value)}`).join(" "), fill: "#E8EEF4" }));
      parts.push(drawn("line", { x1: x(a.year), y1: y(a.told.median), x2: x(b.year), y2: y(b.told.median), stroke: "#8FA3B8", "stroke-dasharray": "3 3" }));
    }
    for (const [year, en, chinese, ends] of metric.breaks) {
      if (year <= first || year > last) continue;
      parts.push(drawn("line", { x1: x(year - 0.5), x2: x(year - 0.5), y1: top - 6, y2: ground, stroke: ends ? "#555" : "#B0B0B0", "stroke-dasharray": ends ? "4 2" : "1 4" }, drawn("title", {}, zh() ? chinese : en)));
    }
    const numbered = []; // where the number of a body stands at the end of its line, so that two do not stand on each other
    courses.forEach(({ points, colour, name }, number) => {
      points.forEach((point, index) => {
        if (index && joins(points[index - 1], point, metric.breaks)) parts.push(drawn("line", { x1: x(points[index - 1].year), y1: y(points[index - 1].value), x2: x(point.year), y2: y(point.value), stroke: colour, "stroke-width": 2 }));
      });
      const held = points.filter((each) => each.value !== null);
      for (const point of held) {
        parts.push(drawn("circle", { cx: x(point.year), cy: y(point.value), r: 3.5, fill: colour, class: "dot", onclick: () => showPrinted(point.at, metric) },
          drawn("title", {}, `${name} ${point.year}: ${toldOf(point, metric)}`)));
      }
      const end = held[held.length - 1];
      if (courses.length < 2 || !end) return;
      const spot = [x(end.year) + 7, y(end.value) + 4];
      while (numbered.some(([across, down]) => Math.abs(across - spot[0]) < 9 && Math.abs(down - spot[1]) < 11)) spot[0] += 9;
      numbered.push(spot);
      parts.push(drawn("text", { x: spot[0], y: spot[1], "font-size": 12, "font-weight": "bold", fill: colour }, String(number + 1)));
    });
    const label = `${titleOf(metric)}: ${courses.map((each) => `${each.name} ${each.points.map((point) => `${point.year} ${toldOf(point, metric)}`).join(", ")}`).join("; ")}`;
    return drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label, "font-family": "sans-serif" }, ...parts);
  }

  function drawLines() {
    const metric = metricOf.get(state.m), width = Math.max(320, Math.min(1000, byId("lines").clientWidth || 800));
    const courses = state.b.map((body, index) => ({ body, points: course(body, metric), colour: COLOURS[index] })).filter((each) => each.points.length);
    for (const each of courses) each.name = nameOf(each.points[each.points.length - 1].at);
    const chips = courses.map((each) => element("button", { type: "button", class: "chip", style: `border-color:${each.colour}`, "aria-label": `${say("close")}: ${each.name}`, "data-key": "chip", onclick: () => toggle(each.body) },
      element("span", { class: "swatch", style: `background:${each.colour}`, "aria-hidden": "true" }), `${courses.length > 1 ? `${state.b.indexOf(each.body) + 1} ` : ""}${each.name} ×`));
    byId("picked").replaceChildren(...(courses.length ? chips : [say("none_picked")]));
    byId("lines").replaceChildren(...(courses.length ? [element("p", {}, titleOf(metric)), linesOf(courses, metric, width, 260), ...brokenNotes(metric), comparedTable(courses, metric)] : []));
    byId("save-lines-csv").hidden = byId("save-lines-svg").hidden = !courses.length;
    return courses;
  }

  const brokenNotes = (metric) => metric.breaks.filter(([year]) => year > figured[0] && year <= figured[figured.length - 1])
    .map(([year, en, chinese, ends]) => element("p", { class: "quiet" }, `┆ ${year}: ${zh() ? chinese : en} (${say(ends ? "line_ends" : "line_goes_on")})`));

  const cellOfYear = (body, points, year, metric, name) => {
    const point = points.find((each) => each.year === year);
    if (point) return element("td", { class: "number" }, figureButton(point, metric, `${name} ${year}`));
    const several = everyReport.some((at) => bodyOf(at) === body && reports.year[at] === year);
    return element("td", { class: "number quiet" }, several ? reason("s") : say("not_held"));
  };

  /** What the lines draw, as a table: each year with its figure, or why there is none. */
  function comparedTable(courses, metric) {
    return scrolled(`${titleOf(metric)} · ${say("over_years")}`, [say("body"), ...figured.map(String)],
      courses.map((each) => [each.name, ...figured.map((year) => cellOfYear(each.body, each.points, year, metric, each.name))]));
  }

  /** A table that scrolls by itself where it is wider than the page; the first cell of each row is its head. */
  function scrolled(caption, heads, rows) {
    const head = element("tr", {}, ...heads.map((each, at) => each ? element("th", { scope: "col", class: at ? "number" : null }, each) : element("td")));
    const body = rows.map(([first, ...cells]) => element("tr", {}, element("th", { scope: "row" }, first), ...cells));
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      element("table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...body)));
  }

  // -------- one body

  /** Of each year the reports of bodies like this one: of its level and scope, and of its kind where that is known. */
  function likeOf(at) {
    const group = groupOf(at), kind = of("kind", at);
    const like = group.includes("?") ? [] : everyReport.filter((each) => reports.stands[each] && groupOf(each) === group && (!kind || of("kind", each) === kind));
    return [...years].reverse().map((year) => ({ year, like: like.filter((each) => reports.year[each] === year) }));
  }

  const bandOf = (byYear, metric) => byYear.map(({ year, like }) => ({ year, told: summary(like.map((each) => figure(metric, each).value).filter((value) => value !== null)) }));

  let profiled = "";
  async function drawProfile() {
    const own = everyReport.filter((at) => bodyOf(at) === state.o);
    byId("profile").hidden = !own.length;
    if (!own.length || profiled === [state.o, state.r, state.l].join("|")) return;
    profiled = [state.o, state.r, state.l].join("|");
    details ??= await unpacked("details");
    const newest = own.filter((at) => String(reports.year[at]) === state.r || reports.id[at] === state.r)[0] ?? own.reduce((a, b) => (reports.year[b] ?? 0) > (reports.year[a] ?? 0) ? b : a);
    const like = likeOf(newest), name = nameOf(newest), held = own.map((at) => reports.year[at]);
    const span = figured.filter((year) => held.some((each) => each !== null && each <= year) && held.some((each) => each >= year));
    byId("profile-heading").textContent = `${say("profile")}: ${name}`;
    const charts = PROFILE.map((code) => metricOf.get(code)).filter(Boolean).map((metric) => element("figure", {}, element("figcaption", {}, titleOf(metric)),
      linesOf([{ name, colour: COLOURS[0], points: course(state.o, metric) }], metric, 300, 150, bandOf(like, metric), span.length ? span : figured)));
    byId("facts").replaceChildren(aboutOf(newest), heldOf(own), element("div", { class: "multiples" }, ...charts), element("p", { class: "quiet" }, say("peers_band")),
      ...outcomesOf(), chooserOf(own, newest), sourceOf(newest), ...tablesOf(newest), ...findingsOf(newest), ...mentionsOf(newest));
  }

  function aboutOf(at) {
    const where = [of("province", at), of("region", at)].filter((each, index, all) => each && all.indexOf(each) === index).join(" ");
    return element("p", {}, [groupName(groupOf(at)), where, `${say("covers")}: ${word(WORDS.coverage[of("covers", at)]) || say("unknown")}`].filter(Boolean).join(" · "));
  }

  /** The years of which a report is held, and those between of which none is. */
  function heldOf(own) {
    const held = [...new Set(own.map((at) => reports.year[at]).filter((year) => year !== null))], absent = years.filter((year) => !held.includes(year));
    return element("p", {}, `${say("held")}: ${spans(held) || "—"}${absent.length ? ` · ${say("not_held")}: ${spans(absent)}` : ""}`);
  }

  function chooserOf(own, chosen) {
    const entries = [...own].sort((a, b) => (reports.year[b] ?? 0) - (reports.year[a] ?? 0)).map((at) => element("option", { value: reports.id[at], selected: at === chosen }, `${reports.year[at] ?? "?"} · ${term(of("grade", at))}`));
    return element("p", {}, element("label", {}, element("span", {}, say("report")), element("select", { id: "report", "data-key": "report", onchange: (event) => set({ r: event.target.value }) }, ...entries)));
  }

  /** How the requests of each year were closed: one bar a year where all outcomes are there and make up the whole, and all counts in a table. */
  function outcomesOf() {
    const parts = metrics.filter((metric) => metric.outcome), courses = parts.map((metric) => course(state.o, metric)), held = courses[0].filter((point) => point.why !== "f");
    const swatch = (index) => element("span", { class: "swatch", style: `background:${OUTCOME_COLOURS[index]}`, "aria-hidden": "true" });
    const rows = parts.map((metric, index) => [element("span", {}, swatch(index), word(metric.names)), ...held.map((point) => {
      const own = courses[index].find((each) => each.at === point.at);
      return element("td", { class: "number" }, figureButton(own, metric, `${word(metric.names)} ${point.year}`), own.value === null ? "" : element("span", { class: "quiet" }, ` ${counted(own)}`));
    })]);
    const bars = held.map((point) => ({ year: point.year, shares: courses.map((course) => course.find((each) => each.at === point.at).value) }))
      .filter(({ shares }) => shares.every((share) => share !== null) && Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-9);
    return held.length ? [element("h3", {}, say("outcomes")), ...(bars.length ? [barsOf(bars, parts)] : []), ...(bars.length < held.length ? [element("p", { class: "quiet" }, say("bars_whole"))] : []), scrolled(say("outcomes_table"), ["", ...held.map((point) => String(point.year))], rows)] : [];
  }

  function barsOf(bars, parts) {
    const width = Math.max(280, Math.min(640, byId("compare").clientWidth)), left = 44, row = 24, drawnParts = [];
    bars.forEach(({ year, shares }, index) => {
      let from = left;
      drawnParts.push(drawn("text", { x: left - 6, y: index * row + 16, "font-size": 12, "text-anchor": "end", fill: "#555" }, String(year)));
      shares.forEach((share, part) => {
        const wide = share * (width - left);
        if (share) drawnParts.push(drawn("rect", { x: from, y: index * row + 3, width: wide, height: row - 6, fill: OUTCOME_COLOURS[part], stroke: "#fff" }, drawn("title", {}, `${year} ${word(parts[part].names)} ${shown(share, "share", zh())}`)));
        from += wide;
      });
    });
    return drawn("svg", { viewBox: `0 0 ${width} ${bars.length * row}`, width, height: bars.length * row, role: "img", "aria-label": say("outcomes"), "font-family": "sans-serif" }, ...drawnParts);
  }

  const sourceOf = (at) => element("p", { class: "quiet" }, [`${say("source")}: ${of("source", at)}`, of("origin", at) && `${say("origin")}: ${of("origin", at)}`, of("url", at) && `${say("published_at")}: ${of("url", at)}`].filter(Boolean).join(" · "));

  function failingCells(at) {
    const failing = new Map();
    for (const [severity, , , , , table, item, column] of details.findings[at]) if (severity === "error" && table) failing.set([table, item ?? "*", column ?? "*"].join("|"), true);
    return (table, item, column) => [[item, column], [item, "*"], ["*", column]].some(([one, two]) => failing.has([table, one, two].join("|")));
  }

  const labelOf = (table, code) => word(details.labels[`${table}/${code}`]) || code;

  function tablesOf(at) {
    const packed = details.cells[at];
    if (!packed) return [];
    const layout = details.layouts[packed.l], fails = failingCells(at), made = [element("h3", {}, say("tables"))];
    for (const table of ["disclosures", "requests", "proceedings"]) {
      const cells = layout.map((path, index) => ({ parts: path.split("/"), index })).filter((cell) => cell.parts[0] === table);
      if (!cells.length) continue;
      const rowOf = (parts) => parts.slice(1, -1).join("/"), rows = [...new Set(cells.map((cell) => rowOf(cell.parts)))];
      const columns = [...new Set(cells.map((cell) => cell.parts[cell.parts.length - 1]))];
      const by = new Map(cells.map((cell) => [`${rowOf(cell.parts)}|${cell.parts[cell.parts.length - 1]}`, cell.index]));
      const body = rows.map((row) => element("tr", {}, element("th", { scope: "row" }, row.split("/").map((code) => labelOf(table, code)).join(" · ")), ...columns.map((column) => {
        const index = by.get(`${row}|${column}`);
        return index === undefined ? element("td") : cellOf(at, packed, index, fails(table, row, column), `${labelOf(table, row.split("/").pop())}, ${labelOf(table, column)}`);
      })));
      made.push(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say(table) }, element("table", { class: "statutory" }, element("caption", {}, say(table)), element("thead", {}, element("tr", {}, element("td"), ...columns.map((column) => element("th", { scope: "col", class: "number" }, labelOf(table, column))))), element("tbody", {}, ...body))));
    }
    return made;
  }

  function cellOf(at, packed, index, failing, name) {
    const status = packed.s[index], value = packed.v[index];
    const text = value !== null ? shown(value, "", zh()) : word(WORDS.statuses[status]);
    return element("td", { class: `number${failing ? " failing" : ""}${value === null ? " quiet" : ""}` }, element("button", { type: "button", class: "figure", "aria-label": `${name}: ${text}${failing ? ` (${say("fails")})` : ""}`, onclick: () => dialog(name, [printedCell(at, packed, index)]) }, (failing ? "✗ " : "") + text));
  }

  function findingsOf(at) {
    const rows = details.findings[at];
    return [element("h3", {}, say("findings")), rows.length ? element("ul", {}, ...rows.map(([severity, names, en, chinese, place]) => element("li", {}, element("b", {}, `${word(WORDS.severities[severity]) || severity}：${word(names)}`), ` ${zh() ? chinese || en : en}`, place ? element("span", { class: "quiet" }, ` (${placed(place)})`) : null))) : element("p", {}, say("no_findings"))];
  }

  function mentionsOf(at) {
    const rows = details.mentions[at];
    return [element("h3", {}, say("mentions")), rows.length ? element("ul", {}, ...rows.map(([names, value, unit, qualifier, text, place]) => element("li", {}, element("b", {}, `${word(names)} ${value === null ? "—" : shown(value, "", zh())} ${unit ?? ""}`), ` “${text ?? ""}”`, element("span", { class: "quiet" }, ` (${placed(place ?? "")})`)))) : element("p", {}, say("no_mentions"))];
  }

  // -------- where a figure is printed

  function printedCell(at, packed, index) {
    const pick = (name) => packed[name].i[index] < 0 ? "" : packed[name].k[packed[name].i[index]];
    const parts = details.layouts[packed.l][index].split("/"), value = packed.v[index];
    const raw = packed.r[index] ?? (value === null ? "" : String(value)), sides = pick("e") ? pick("e").split(",").map((side) => word(WORDS.sides[side]) || side).join(zh() ? "、" : ", ") : say("alone");
    const rows = [[say("value"), value === null ? "—" : shown(value, "", zh())], [say("status"), word(WORDS.statuses[packed.s[index]])], [say("raw"), raw === "" ? say("nothing") : raw], [say("place"), placed(pick("p"))], [say("source"), of("source", at)], [say("report"), reports.id[at]], [say("evidence"), sides]];
    return element("section", {}, element("h3", {}, parts.slice(1).map((code) => labelOf(parts[0], code)).join(" · ")), element("dl", {}, ...rows.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])));
  }

  async function showPrinted(at, metric) {
    details ??= await unpacked("details");
    const packed = details.cells[at];
    const told = figure(metric, at), cells = packed ? details.layouts[packed.l].map((path, index) => [path, index]).filter(([path]) => metric.cells.some((cell) => answers(cell, path))) : [];
    const value = told.value === null ? reason(told.why) + (told.why === "k" ? ` (${counted(told)})` : "") : shown(told.value, metric.unit, zh()) + (metric.n ? ` (${counted(told)})` : "");
    dialog(`${nameOf(at)} ${reports.year[at]} · ${word(metric.names)}: ${value}`, [element("p", { class: "quiet" }, `${say("formula")}: ${metric.formula}`), ...(word(metric.caveats) ? [element("p", {}, word(metric.caveats))] : []), ...cells.map(([, index]) => printedCell(at, packed, index))]);
  }

  function dialog(heading, children) {
    byId("printed-heading").textContent = heading;
    byId("printed-body").replaceChildren(...children);
    if (!byId("printed").open) byId("printed").showModal();
    byId("printed-heading").focus();
    byId("printed").scrollTop = 0;
  }

  // -------- saving

  function save(name, text, type) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    element("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  const svgText = (place) => '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(byId(place).querySelector("svg"));
  const fileName = (end) => `${state.m}-${state.y}.${end}`;

  function tableCsv(rows) {
    const metric = metricOf.get(state.m), rate = Boolean(metric.n);
    const columns = ["report_id", "agency", "year", "level", "scope", "metric", "value", ...(rate ? ["numerator", "denominator"] : []), "rank", "change", "note", "grade", "source"];
    return csv([columns, ...rows.map((row) => [reports.id[row.at], nameOf(row.at), reports.year[row.at], of("level", row.at), of("scope", row.at), metric.code, row.value, ...(rate ? [row.n, row.d] : []), row.rank, row.change, row.value === null ? WORDS.reasons[row.why]?.[0] ?? WORDS.reasons.x[0] : "", of("grade", row.at), of("source", row.at)])]);
  }

  function linesCsv(courses) {
    const rate = Boolean(metricOf.get(state.m).n);
    return csv([["agency", "year", "metric", "value", ...(rate ? ["numerator", "denominator"] : []), "note", "report_id"], ...courses.flatMap((each) => each.points.map((point) =>
      [each.name, point.year, state.m, point.value, ...(rate ? [point.n, point.d] : []), point.value === null ? WORDS.reasons[point.why]?.[0] ?? WORDS.reasons.x[0] : "", reports.id[point.at]]))]);
  }

  // -------- drawing all, and what is done

  function options(id, entries, chosen) {
    byId(id).replaceChildren(...entries.map(([value, text]) => element("option", { value, selected: value === chosen }, text)));
  }

  function drawControls() {
    document.documentElement.lang = zh() ? "zh-CN" : "en";
    document.title = say("title");
    for (const each of document.querySelectorAll("[data-word]")) each.textContent = say(each.dataset.word);
    const ofKind = (key, belongs) => element("optgroup", { label: say(key) }, ...metrics.filter(belongs).map((metric) => element("option", { value: metric.code, selected: metric.code === state.m }, titleOf(metric))));
    byId("metric").replaceChildren(ofKind("counts_kind", (metric) => !metric.n), ofKind("rates_kind", (metric) => metric.n && !metric.outcome), ofKind("outcomes", (metric) => metric.outcome));
    options("year", years.map((year) => [String(year), String(year)]), state.y);
    options("group", groupsOf().map(([group, number]) => [group, `${groupName(group)} (${number})`]), state.g);
    const different = (name) => [...new Set(everyReport.filter((at) => String(reports.year[at]) === state.y && groupOf(at) === state.g).map((at) => of(name, at)).filter(Boolean))].sort((a, b) => a.localeCompare(b, "zh"));
    options("province", [["", say("all")], ...different("province").map((each) => [each, each])], state.p);
    options("kind", [["", say("all")], ...different("kind").map((each) => [each, each])], state.k);
    if (byId("search").value !== state.q) byId("search").value = state.q;
  }

  let found = [], courses = [];
  function draw() {
    drawControls();
    const rows = rowsOf(), metric = metricOf.get(state.m), held = rows.filter((row) => row.value !== null).length, key = document.activeElement?.dataset?.key;
    drawStrip(rows);
    found = drawRows(rows);
    courses = drawLines();
    const elsewhere = drawElsewhere(found), few = !likeKnown() ? ` ${say("unlike")}` : held < FEWEST_MEDIAN ? ` ${say("few")}` : held < FEWEST_RANKED ? ` ${say("not_ranked")}` : "";
    const counts = say("counts").replace("{all}", rows.length).replace("{held}", held).replace("{without}", rows.length - held);
    byId("told").textContent = `${titleOf(metric)} · ${state.y} · ${groupName(state.g)}${zh() ? "：" : ": "}${counts}${few}${elsewhere} ${say("higher")}`;
    const done = drawProfile();
    if (key) refocus(key);
    return done;
  }

  /** Gives the focus back to what had it before all was drawn anew: a head, a box, or the bodies that are picked. */
  function refocus(key) {
    (document.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? byId("years-heading")).focus({ preventScroll: true });
  }

  function set(changes) {
    state = { ...state, ...changes };
    if ("y" in changes || "g" in changes || "m" in changes || "q" in changes) rowsShown = ROWS;
    mend();
    try { history.replaceState(null, "", `#${toAddress(state)}`); } catch { /* inside a cell of Jupyter there is no address to keep it in */ }
    return draw();
  }

  const toggle = (body) => set({ b: state.b.includes(body) ? state.b.filter((each) => each !== body) : [...state.b, body].slice(-MOST_PICKED) });

  async function open(at) {
    await set({ o: bodyOf(at), r: reports.id[at] });
    byId("profile-heading").focus();
    byId("profile").scrollIntoView();
  }

  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  for (const [id, key] of [["metric", "m"], ["year", "y"], ["group", "g"], ["province", "p"], ["kind", "k"]]) byId(id).addEventListener("change", (event) => set({ [key]: event.target.value, ...(key === "g" || key === "y" ? { p: "", k: "" } : {}) }));
  byId("search").addEventListener("input", (event) => set({ q: event.target.value }));
  byId("language").addEventListener("click", () => set({ l: zh() ? "en" : "zh" }));
  byId("more").addEventListener("click", () => { rowsShown += 200; draw(); });
  byId("printed-close").addEventListener("click", () => byId("printed").close());
  byId("save-csv").addEventListener("click", () => save(fileName("csv"), tableCsv(found), "text/csv;charset=utf-8"));
  byId("save-svg").addEventListener("click", () => { if (byId("strip").querySelector("svg")) save(fileName("svg"), svgText("strip"), "image/svg+xml"); });
  byId("save-lines-csv").addEventListener("click", () => save(`years-${fileName("csv")}`, linesCsv(courses), "text/csv;charset=utf-8"));
  byId("save-lines-svg").addEventListener("click", () => save(`years-${fileName("svg")}`, svgText("lines"), "image/svg+xml"));
  window.addEventListener("hashchange", () => { state = fromAddress(location.hash, defaults); mend(); draw(); });
  let wide = window.innerWidth;
  window.addEventListener("resize", () => { if (wide !== window.innerWidth) { wide = window.innerWidth; draw(); } });
  await draw();
  document.documentElement.dataset.ready = "1";
}
