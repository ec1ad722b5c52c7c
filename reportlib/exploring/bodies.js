// All bodies of a year: what is asked for, the strip of dots, the table, and what is found elsewhere.

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

// -------- the strip of all bodies

function drawStrip(rows) {
  const metric = metricOf.get(state.m), held = rows.filter((row) => row.value !== null), place = byId("strip");
  if (!held.length) {
    const before = metrics.some((each) => each.from) && !metric.from && !figured(metric).includes(Number(state.y));
    place.replaceChildren(element("p", { class: "quiet" }, say(before ? "before_forms" : "no_figures")));
    return;
  }
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
    const look = picked < 0 ? { r: radius, fill: "#7A93AC", "fill-opacity": 0.75 } : { r: radius + 2, fill: COLOURS[picked] };
    parts.push(dot({ cx, cy: ground - radius - level * step * squeeze, ...look }, `${nameOf(row.at)} ${shown(row.value, metric.unit, zh())}`, `dot-${reports.id[row.at]}`, () => openProfile(row.at)));
  }
  const name = `${titleOf(metric)}, ${state.y}, ${groupName(state.g)}: ${held.length} ${say("bodies")}`;
  place.replaceChildren(walked({ viewBox: `0 0 ${width} ${height}`, width, height, "aria-label": name }, parts));
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
  return element("tr", {}, element("td", {}, pick), element("th", { scope: "row" }, element("button", { type: "button", class: "name", onclick: () => openProfile(row.at) }, name)),
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
  const buttons = [...newest.values()].slice(0, MOST_ELSEWHERE).map((at) => element("button", { type: "button", class: "chip", onclick: () => openProfile(at) },
    `${nameOf(at)} · ${groupName(groupOf(at))} · ${reports.year[at] ?? "?"}`));
  const told = buttons.length ? say("elsewhere").replace("{}", newest.size) : state.q && !found.length ? `${say("none_found")} ${say("not_held")}` : "";
  byId("elsewhere").replaceChildren(told, " ", ...buttons);
  return state.q ? ` ${say("found").replace("{}", found.length)}${found.length || newest.size ? "" : ` ${say("not_held")}`}` : "";
}
