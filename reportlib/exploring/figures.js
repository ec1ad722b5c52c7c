"use strict";
// What the explorer computes, without a page: figures, quartiles, ranks, texts of numbers, CSV, addresses, what may be joined or is part of what, and whose a change is.

const FEWEST_MEDIAN = 5, FEWEST_RANKED = 8, SMALL_N = 30, MOST_PICKED = 8;

/** The value of a metric for one report: a number, or null with the reason in `why`; a rate of few cases is its two counts alone. */
function figure(metric, at) {
  const why = metric.why[at];
  if (!metric.n) return { value: metric.v[at], why };
  const n = metric.n[at], d = metric.d[at];
  if (n === null || d === null || d === 0 || (metric.unit === "share" && n > d)) return { value: null, n, d, why };
  if (d < SMALL_N) return { value: null, n, d, why: "k" };
  return { value: metric.times * n / d, n, d, why };
}

/** The quantile of sorted numbers by linear interpolation, as pandas has it. */
function quantile(sorted, share) {
  const at = (sorted.length - 1) * share, low = Math.floor(at), high = Math.ceil(at);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

/** Median and quartiles of numbers; null below five. */
function summary(numbers) {
  if (numbers.length < FEWEST_MEDIAN) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  return { q1: quantile(sorted, 0.25), median: quantile(sorted, 0.5), q3: quantile(sorted, 0.75) };
}

/** Rank of each number, the largest first; equal numbers share the first place of theirs. */
function ranks(numbers) {
  const first = new Map();
  [...numbers].sort((a, b) => b - a).forEach((number, index) => { if (!first.has(number)) first.set(number, index + 1); });
  return numbers.map((number) => first.get(number));
}

/** A number as one reads it, with its unit. */
function shown(value, unit, zh) {
  if (value === null || value === undefined) return "—";
  const digits = (most, least = 0) => value.toLocaleString("en-US", { maximumFractionDigits: most, minimumFractionDigits: least });
  if (unit === "share") return `${(100 * value).toFixed(1)}%`;
  if (unit === "ratio") return (100 * value).toLocaleString("en-US", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  if (unit === "days") return digits(1, 1) + (zh ? " 天" : " days");
  if (unit === "万元") return digits(2, Number.isInteger(value) ? 0 : 2) + (zh ? " 万元" : " (10,000 yuan)");
  return digits(6);
}

/** A cell of a CSV: quoted, and no formula. */
function csvCell(value) {
  let text = value === null || value === undefined ? "" : String(value);
  if (/^[=+\-@＝＋－＠\t\r\n]/.test(text) && !/^[+\-]?[0-9][0-9.,]*%?$/.test(text)) text = "'" + text;
  return `"${text.replace(/"/g, '""')}"`;
}

function csv(rows) {
  return "\ufeff" + rows.map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

/** The state as the part of an address behind #, and back. */
function toAddress(state) {
  const kept = Object.entries(state).filter(([, value]) => value !== "" && value !== null && !(Array.isArray(value) && !value.length));
  return kept.map(([key, value]) => `${key}=${(Array.isArray(value) ? value : [value]).map(encodeURIComponent).join("|")}`).join("&");
}

function fromAddress(text, defaults) {
  const state = { ...defaults };
  for (const part of text.replace(/^#/, "").split("&")) {
    const [key, value] = part.split("=");
    if (!(key in defaults) || value === undefined) continue;
    const decoded = value.split("|").map(decodedPart).filter((each) => each !== "");
    state[key] = Array.isArray(defaults[key]) ? decoded.slice(0, MOST_PICKED) : decoded[0] ?? "";
  }
  return state;
}

function decodedPart(text) {
  try { return decodeURIComponent(text); } catch { return ""; }
}

/** Whether a line may be drawn between two years: neighbours of one scope and source with figures, and no break ends the metric in between. */
function joins(before, now, breaks) {
  return now.year === before.year + 1 && before.value !== null && now.value !== null && now.scope === before.scope && now.from === before.from
    && !breaks.some(([year, , , ends]) => ends && before.year < year && year <= now.year);
}

/** Whether a printed cell (table/codes) is the cell that a formula names, or a row or channel which that one sums. */
function answers(cell, path) {
  const parts = path.split("/"), last = parts[parts.length - 1];
  if (parts[0] === "requests") return last === "total" && (parts[1] === cell || parts[1].startsWith(`${cell}.`));
  const name = cell.slice(0, cell.lastIndexOf(".")), end = cell.slice(cell.lastIndexOf(".") + 1);
  if (parts[0] === "proceedings") return last === end && (name === "proceedings" || parts[1] === name || parts[1].startsWith(`${name}_`));
  return last === end && parts[2] === name;
}

/** What of the change of a rate each part of its cases gives, by the change of its own rate (within) and by that of its share of the cases (between). */
function decomposed(now, then) {
  if ([...now, ...then].some(({ x, n }) => x === null || n === null)) return null;
  const cases = (parts) => parts.reduce((all, { n }) => all + n, 0), rate = (parts) => parts.reduce((all, { x }) => all + x, 0) / cases(parts);
  if (!cases(now) || !cases(then)) return null;
  const mean = (rate(now) + rate(then)) / 2;
  return now.map((part, at) => {
    const [weight, was] = [part.n / cases(now), then[at].n / cases(then)], own = (one, other) => one.n ? one.x / one.n : other.n ? other.x / other.n : 0;
    const [one, two] = [own(part, then[at]), own(then[at], part)];
    const within = (weight + was) / 2 * (one - two), between = ((one + two) / 2 - mean) * (weight - was);
    return { within, between, total: within + between };
  });
}

/** Whether two shares differ by more than chance moves, one among the score of grounds that are looked at: three standard errors. */
function beyondChance(now, then) {
  const common = (now.n + then.n) / (now.d + then.d), error = Math.sqrt(common * (1 - common) * (1 / now.d + 1 / then.d));
  return error > 0 && Math.abs(now.n / now.d - then.n / then.d) > 3 * error;
}

/** Years in a row put together: 2019, 2020, 2021, 2023 as 2019–2021, 2023. */
function spans(years) {
  const found = [];
  for (const year of [...years].sort((a, b) => a - b)) {
    const last = found[found.length - 1];
    if (last && last[1] === year - 1) last[1] = year;
    else found.push([year, year]);
  }
  return found.map(([first, last]) => first === last ? String(first) : `${first}–${last}`).join(", ");
}

if (typeof module !== "undefined") {
  module.exports = { figure, quantile, summary, ranks, shown, csvCell, csv, toAddress, fromAddress, joins, answers, decomposed, beyondChance, spans };
}
