// What all views share: the data by column, words, elements, dots that keyboard and mouse choose, scales and axes.
// Texts of reports reach the page by textContent alone.

const COLOURS = ["#0072B2", "#D55E00", "#00875F", "#B5508A", "#332288", "#8A6D00", "#5B5B5B", "#A50026"];
const OUTCOME_COLOURS = ["#0072B2", "#4A9CCB", "#D55E00", "#B07A00", "#6B6B6B", "#A6A6A6"];

// -------- data

let reports, metrics, details = null, metricOf, years, everyReport, yearsFigured, groups, bodies, reportsOf;
const byId = (id) => document.getElementById(id);

async function unpacked(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

async function openFigures() {
  ({ reports, metrics } = await unpacked("figures"));
  metricOf = new Map(metrics.map((metric) => [metric.code, metric]));
  years = [...new Set(reports.year.filter((year) => year !== null))].sort((a, b) => b - a);
  everyReport = [...reports.id.keys()];
  groups = everyReport.map((at) => `${of("level", at) || "?"}.${of("scope", at) || "?"}`);
  bodies = everyReport.map((at) => of("body_id", at) || of("agency", at) || reports.id[at]);
  reportsOf = new Map(bodies.map((body) => [body, []]));
  for (const at of everyReport) reportsOf.get(bodies[at]).push(at);
  yearsFigured = new Map([true, false].map((before) => [before, yearsOf(metrics.filter((metric) => Boolean(metric.from) === before))]));
}

/** What reports print, opened when it is first asked for. */
async function openDetails() {
  details ??= await unpacked("details");
}

const of = (name, at) => reports[name].i[at] < 0 ? "" : reports[name].k[reports[name].i[at]];
const groupOf = (at) => groups[at], bodyOf = (at) => bodies[at];

/** The years from the first to the last of which any report has a figure of these metrics, in order. */
function yearsOf(chosen) {
  const held = everyReport.filter((at) => chosen.some((metric) => (metric.v ?? metric.n)[at] !== null)).map((at) => reports.year[at]).filter((year) => year !== null);
  const [first, last] = [held.reduce((a, b) => Math.min(a, b), Infinity), held.reduce((a, b) => Math.max(a, b), -Infinity)];
  return [...years].reverse().filter((year) => first <= year && year <= last);
}

/** The years of a metric: those of before 2019 only where it goes on over all forms. */
const figured = (metric) => yearsFigured.get(Boolean(metric.from));

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

// -------- dots

/** A dot of a drawing that mouse and keyboard choose alike; `told` is what it stands for, `key` by what the focus finds it again. */
function dot(attributes, told, key, chosen) {
  return drawn("circle", { ...attributes, class: "dot", role: "button", tabindex: "-1", "aria-label": told, "data-key": key, onclick: chosen });
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -Infinity, End: Infinity };

/** A drawing whose dots are one stop of the Tab key: arrows go from dot to dot, Enter or Space chooses, and a tip tells what each stands for. */
function walked(attributes, parts) {
  const dots = parts.filter((part) => part.classList.contains("dot"));
  const svg = drawn("svg", { ...attributes, role: dots.length ? "group" : "img", "font-family": "sans-serif" }, ...parts);
  let stop = dots[0];
  stop?.setAttribute("tabindex", "0");
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") event.target.dispatchEvent(new MouseEvent("click"));
    else if (event.key === "Escape") tipped(null);
    else if (event.key in STEPS) dots[Math.max(0, Math.min(dots.length - 1, dots.indexOf(event.target) + STEPS[event.key]))]?.focus();
    else return;
    event.preventDefault();
  });
  svg.addEventListener("focusin", ({ target }) => {
    stop?.setAttribute("tabindex", "-1");
    stop = target;
    stop.setAttribute("tabindex", "0");
    tipped(target);
  });
  svg.addEventListener("pointerover", ({ target }) => tipped(target.classList.contains("dot") ? target : null));
  for (const left of ["focusout", "pointerleave"]) svg.addEventListener(left, () => tipped(null));
  return svg;
}

/** Tells in a tip beside it what a dot stands for, or takes the tip away. */
function tipped(target) {
  const tip = byId("tip");
  tip.hidden = !target;
  if (!target) return;
  tip.textContent = target.getAttribute("aria-label");
  const { left, top, bottom } = target.getBoundingClientRect(), { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(left, document.documentElement.clientWidth - width - 4))}px`;
  tip.style.top = `${top > height + 10 ? top - height - 6 : bottom + 6}px`;
}

// -------- scales and axes

function ticks(low, high, most = 5) {
  const span = high - low || 1, rough = span / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => span / each <= most);
  const found = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1e6; tick += step) found.push(Number(tick.toPrecision(12)));
  return found;
}

const axisText = (value, unit) => unit === "share" ? `${Number((100 * value).toPrecision(6))}%` : unit === "ratio" ? String(Number((100 * value).toPrecision(6))) : value.toLocaleString("en-US");
const unitName = (unit) => ({ share: "", ratio: "", days: "", "万元": zh() ? "（万元）" : " (10,000 yuan)", "项": zh() ? "（项）" : " (items)" })[unit] ?? (zh() ? `（${unit}）` : "");
const titleOf = (metric) => word(metric.names) + unitName(metric.unit);
