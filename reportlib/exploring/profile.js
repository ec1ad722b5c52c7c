// One body: whose reports are held, its figures over the years before those of its like, and how its requests were closed.

const TABLED = ["received", "closed", "carried_out", "days_on_hand", "disclosure_rate", "released_of_held", "released_of_decided", "not_held_share", "petition_share",
  "review_rate", "litigation_rate", "review_corrected_rate", "litigation_corrected_rate", "normative_in_force", "normative_issued", "normative_repealed", "permits", "penalties", "fees"];
const CHARTED = ["received", "closed", "carried_out", "disclosure_rate", "released_of_decided", "days_on_hand", "reviews", "lawsuits",
  "normative_in_force", "permits", "penalties", "fees"];

/** Of each year the reports of bodies like this one: of its level and scope, and of its kind where that is known. */
function likeOf(at) {
  const group = groupOf(at), kind = of("kind", at);
  const like = group.includes("?") ? [] : everyReport.filter((each) => reports.stands[each] && groupOf(each) === group && (!kind || of("kind", each) === kind));
  return [...years].reverse().map((year) => ({ year, like: like.filter((each) => reports.year[each] === year) }));
}

const bandOf = (alike, metric) => alike.map(({ year, like }) => ({ year, told: summary(like.map((each) => figure(metric, each).value).filter((value) => value !== null)) }));

/** The report of the profile that is looked at: the one of the address, or else the newest. */
function chosenOf(own) {
  return own.find((at) => reports.id[at] === state.r || String(reports.year[at]) === state.r) ?? own.reduce((a, b) => (reports.year[b] ?? 0) > (reports.year[a] ?? 0) ? b : a);
}

let profiled = "";
async function drawProfile() {
  const own = reportsOf.get(state.o) ?? [], asked = [state.o, state.r, state.l].join("|");
  byId("profile").hidden = !own.length;
  if (!own.length || profiled === asked) return;
  profiled = asked;
  await openDetails();
  const chosen = chosenOf(own);
  byId("profile-heading").textContent = `${say("profile")}: ${nameOf(chosen)}`;
  byId("facts").replaceChildren(aboutOf(chosen), heldOf(own), reportsTable(own), ...yearsParts(own, chosen), ...findingsOf(own), ...reportParts(own, chosen));
}

function aboutOf(at) {
  const where = [of("province", at), of("region", at)].filter((each, index, all) => each && all.indexOf(each) === index).join(" ");
  return element("p", {}, [groupName(groupOf(at)), where].filter(Boolean).join(" · "));
}

/** The years of which a report is held, and those between of which none is. */
function heldOf(own) {
  const held = [...new Set(own.map((at) => reports.year[at]).filter((year) => year !== null))], absent = years.filter((year) => !held.includes(year));
  return element("p", {}, `${say("held")}: ${spans(held) || "—"}${absent.length ? ` · ${say("not_held")}: ${spans(absent)}` : ""}`);
}

const byYear = (own) => [...own].sort((a, b) => (reports.year[b] ?? 0) - (reports.year[a] ?? 0));
const coverage = (at) => word(WORDS.coverage[of("covers", at)]) || say("unknown");
const originOf = (at) => word(WORDS.origins[of("origin", at)]) || say("unknown");
const hashOf = (at) => details.hashes.i[at] < 0 ? "" : details.hashes.k[details.hashes.i[at]];

/** The reports of the body, the newest first: under which name, on what basis, of which grade, from which file. */
function reportsTable(own) {
  const rows = byYear(own).map((at) => [String(reports.year[at] ?? "?"), nameOf(at), coverage(at), of("form", at), term(of("grade", at)), of("source", at), originOf(at), hashOf(at).slice(0, 16)]
    .map((text, column) => column ? element("td", {}, text) : text));
  return scrolled(say("reports"), ["year", "body", "covers", "form", "grade", "source", "origin", "hash"].map(say), rows, "told");
}

/** What is shown of all years: the main figures as a table and as charts, those that go on over all forms, and the outcomes. */
function yearsParts(own, chosen) {
  const held = own.map((at) => reports.year[at]).filter((year) => year !== null);
  const within = (all) => all.filter((year) => Math.min(...held) <= year && year <= Math.max(...held));
  const like = likeOf(chosen), span = within(yearsFigured.get(false)), before = within(yearsFigured.get(true));
  const chart = (metric, asked) => captioned(titleOf(metric), linesOf([{ body: state.o, name: nameOf(chosen), colour: COLOURS[0], points: course(state.o, metric) }], metric, 300, 150, bandOf(like, metric), asked));
  const main = CHARTED.map((code) => metricOf.get(code)), over = metrics.filter((metric) => metric.from && own.some((at) => metric.from[at] !== "t" && metric.v[at] !== null));
  return [...(span.length ? [mainTable(span, like), element("div", { class: "multiples" }, ...main.map((metric) => chart(metric, span))), element("p", { class: "quiet" }, say("peers_band")), ...outcomesOf()] : []),
    ...(over.length ? [element("h3", {}, say("over_forms")), element("p", { class: "quiet" }, say("over_forms_note")), element("div", { class: "multiples" }, ...over.map((metric) => chart(metric, before)))] : [])];
}

/** A drawing under its caption, which is not shown where a heading says it. */
const captioned = (caption, drawing, kind = null) => element("figure", {}, element("figcaption", { class: kind }, caption), drawing);

/** The main figures, year by year, and the median of the body's like in the last year of them. */
function mainTable(span, alike) {
  const last = span[span.length - 1], chosen = TABLED.map((code) => metricOf.get(code));
  const medians = chosen.map((metric) => bandOf(alike.filter(({ year }) => year === last), metric)[0]?.told), like = medians.some(Boolean);
  const rows = chosen.map((metric, index) => {
    const points = course(state.o, metric), median = medians[index] ? shown(medians[index].median, metric.unit, zh()) : "—";
    return [titleOf(metric), ...span.map((year) => cellOfYear(state.o, points, year, metric, word(metric.names))), ...(like ? [element("td", { class: "number quiet" }, median)] : [])];
  });
  return scrolled(say("main_figures"), ["", ...span.map(String), ...(like ? [`${say("median")} ${last}`] : [])], rows);
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
  if (!held.length) return [];
  return [element("h3", {}, say("outcomes")), ...(bars.length ? [captioned(say("outcomes"), barsOf(bars, parts), "unseen")] : []), ...(bars.length < held.length ? [element("p", { class: "quiet" }, say("bars_whole"))] : []),
    scrolled(say("outcomes_table"), ["", ...held.map((point) => String(point.year))], rows)];
}

function barsOf(bars, parts) {
  const width = drawingWidth(640), left = 44, row = 24;
  const drawnParts = bars.flatMap(({ year, shares }, index) => {
    let from = left;
    return [drawn("text", { x: left - 6, y: index * row + 16, "font-size": 12, "text-anchor": "end", fill: "#555" }, String(year)), ...shares.flatMap((share, part) => {
      const wide = share * (width - left), at = from;
      from += wide;
      return share ? [drawn("rect", { x: at, y: index * row + 3, width: wide, height: row - 6, fill: OUTCOME_COLOURS[part], stroke: "#fff" }, drawn("title", {}, `${year} ${word(parts[part].names)} ${shown(share, "share", zh())}`))] : [];
    })];
  });
  return walked({ viewBox: `0 0 ${width} ${bars.length * row}`, width, height: bars.length * row, "aria-label": say("outcomes") }, drawnParts);
}

const drawingWidth = (most) => Math.max(280, Math.min(most, byId("compare").clientWidth));

/** What fails in any of the body's reports, the newest year first; what is said alike of several years is said once. */
function findingsOf(own) {
  const said = new Map();
  for (const at of byYear(own)) for (const finding of details.findings[at]) {
    const key = JSON.stringify(finding);
    said.set(key, { finding, years: [...(said.get(key)?.years ?? []), reports.year[at]] });
  }
  const told = ({ finding: [severity, names, en, chinese, place], years: when }) => element("li", {}, element("b", {}, `${when.includes(null) ? "?" : spans(new Set(when))} ${word(WORDS.severities[severity]) || severity}${zh() ? "：" : ": "}${word(names)}`),
    ` ${zh() ? chinese || en : en}`, place ? element("span", { class: "quiet" }, ` (${placed(place)})`) : null);
  return [element("h3", {}, say("findings")), said.size ? element("ul", {}, ...[...said.values()].map(told)) : element("p", {}, say("no_findings"))];
}
