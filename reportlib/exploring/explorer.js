// The explorer: a state (kept in the address), the views that are drawn from it, and what is done with them.

const ROWS = 50, MOST_ELSEWHERE = 12;
let state, defaults, rowsShown = ROWS, found = [], courses = [];

if (typeof document !== "undefined") start().catch(() => { byId("told").textContent = WORDS.cannot_open.join(" "); });

async function start() {
  const language = document.documentElement.lang === "en" ? "en" : "zh";
  byId("told").textContent = WORDS.loading[language === "en" ? 0 : 1];
  await openFigures();
  defaults = { m: "received", y: String(fullestYear() ?? ""), g: "", p: "", k: "", q: "", b: [], s: "-value", o: "", r: "", l: language };
  arrive();
  listen();
  await draw();
  document.documentElement.dataset.ready = "1";
}

/** The year with the most reports, of several the newest. */
function fullestYear() {
  const counts = new Map(years.map((year) => [year, reports.year.filter((each) => each === year).length]));
  return years.reduce((best, year) => counts.get(year) > (counts.get(best) ?? 0) ? year : best, years[0]);
}

// -------- the state

function arrive() {
  state = fromAddress(location.hash, defaults);
  mend();
}

function mend() {
  if (!metricOf.has(state.m)) state.m = defaults.m;
  if (!years.includes(Number(state.y))) state.y = defaults.y;
  const held = groupsOf();
  if (!held.some(([group]) => group === state.g)) state.g = held[0]?.[0] ?? "";
  if (!["zh", "en"].includes(state.l)) state.l = "zh";
}

function set(changes) {
  state = { ...state, ...changes };
  if ("y" in changes || "g" in changes || "m" in changes || "q" in changes) rowsShown = ROWS;
  mend();
  try { history.replaceState(null, "", `#${toAddress(state)}`); } catch { /* inside a cell of Jupyter there is no address to keep it in */ }
  return draw();
}

const toggle = (body) => set({ b: state.b.includes(body) ? state.b.filter((each) => each !== body) : [...state.b, body].slice(-MOST_PICKED) });

async function openProfile(at) {
  await set({ o: bodyOf(at), r: reports.id[at] });
  byId("profile-heading").focus();
  byId("profile").scrollIntoView();
}

// -------- drawing all

function options(id, entries, chosen) {
  byId(id).replaceChildren(...entries.map(([value, text]) => element("option", { value, selected: value === chosen }, text)));
}

function drawControls() {
  document.documentElement.lang = zh() ? "zh-CN" : "en";
  document.title = say("title");
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = say(each.dataset.word);
  const kinds = [["counts_kind", (metric) => !metric.n && !metric.from], ["rates_kind", (metric) => metric.n && !metric.outcome], ["outcomes", (metric) => metric.outcome], ["over_forms", (metric) => metric.from]];
  byId("metric").replaceChildren(...kinds.map(([key, belongs]) => [key, metrics.filter(belongs)]).filter(([, own]) => own.length).map(([key, own]) =>
    element("optgroup", { label: say(key) }, ...own.map((metric) => element("option", { value: metric.code, selected: metric.code === state.m }, titleOf(metric))))));
  options("year", years.map((year) => [String(year), String(year)]), state.y);
  options("group", groupsOf().map(([group, number]) => [group, `${groupName(group)} (${number})`]), state.g);
  const different = (name) => [...new Set(everyReport.filter((at) => String(reports.year[at]) === state.y && groupOf(at) === state.g).map((at) => of(name, at)).filter(Boolean))].sort((a, b) => a.localeCompare(b, "zh"));
  options("province", [["", say("all")], ...different("province").map((each) => [each, each])], state.p);
  options("kind", [["", say("all")], ...different("kind").map((each) => [each, each])], state.k);
  if (byId("search").value !== state.q) byId("search").value = state.q;
}

function draw() {
  const key = document.activeElement?.dataset?.key, rows = rowsOf(), metric = metricOf.get(state.m), held = rows.filter((row) => row.value !== null).length;
  tipped(null);
  drawControls();
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

/** Gives the focus back to what had it before all was drawn anew: a head, a box, a dot, or the bodies that are picked. */
function refocus(key) {
  (document.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? byId("years-heading")).focus({ preventScroll: true });
}

// -------- what is done

function listen() {
  const clicked = (id, done) => byId(id).addEventListener("click", done), changed = (id, changes) => byId(id).addEventListener("change", (event) => set(changes(event.target.value)));
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  for (const [id, key] of [["metric", "m"], ["province", "p"], ["kind", "k"]]) changed(id, (value) => ({ [key]: value }));
  for (const [id, key] of [["year", "y"], ["group", "g"]]) changed(id, (value) => ({ [key]: value, p: "", k: "" }));
  byId("search").addEventListener("input", (event) => set({ q: event.target.value }));
  clicked("language", () => set({ l: zh() ? "en" : "zh" }));
  clicked("more", () => { rowsShown += 200; draw(); });
  clicked("printed-close", () => byId("printed").close());
  clicked("save-csv", () => saveCsv(fileName("csv"), tableRows(found)));
  clicked("save-svg", () => { const svg = byId("strip").querySelector("svg"); if (svg) saveSvg(fileName("svg"), svg); });
  clicked("save-lines-csv", () => saveCsv(`years-${fileName("csv")}`, linesRows(courses)));
  clicked("save-lines-svg", () => saveSvg(`years-${fileName("svg")}`, byId("lines").querySelector("svg")));
  const ofBody = (saving) => { const own = reportsOf.get(state.o), chosen = chosenOf(own); saving(`${nameOf(chosen)}-${reports.year[chosen] ?? ""}`, own, chosen); };
  clicked("save-profile-csv", () => ofBody((name, own, chosen) => saveCsv(`${name}.csv`, profileRows(own, chosen))));
  clicked("save-profile-svg", () => ofBody((name) => saveSvg(`${name}.svg`, profileSheet())));
  window.addEventListener("hashchange", () => { arrive(); draw(); });
  let wide = window.innerWidth;
  window.addEventListener("resize", () => { if (wide !== window.innerWidth) { wide = window.innerWidth; draw(); } });
}
