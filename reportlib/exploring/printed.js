// Where a figure is printed.

function printedCell(at, packed, index) {
  const pick = (name) => packed[name].i[index] < 0 ? "" : packed[name].k[packed[name].i[index]], value = packed.v[index];
  const parts = details.layouts[packed.l][index].split("/"), raw = packed.r[index] ?? (value === null ? "" : String(value));
  const sides = pick("e") ? pick("e").split(",").map((side) => word(WORDS.sides[side]) || side).join(zh() ? "、" : ", ") : say("alone");
  return described(parts.slice(1).map((code) => labelOf(parts[0], code)).join(" · "), [[say("value"), value === null ? "—" : cellText(packed, index)], [say("status"), word(WORDS.statuses[packed.s[index]])],
    [say("raw"), raw === "" ? say("nothing") : raw], [say("place"), placed(pick("p"))], ...fileOf(at), [say("evidence"), sides]]);
}

const fileOf = (at) => [[say("source"), of("source", at)], [say("report"), reports.id[at]]];

const described = (heading, rows) => element("section", {}, element("h3", {}, heading), element("dl", {}, ...rows.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])));

/** The cells of the tables that a figure is made of; of a series the first of its rows in a table of before 2019. */
function cellsOf(metric, at) {
  const packed = details.cells[at], paths = packed ? details.layouts[packed.l] : [];
  const asked = metric.from?.[at] === "s" ? metric.indicators.map((code) => `statistics/${code}/year`).filter((path) => paths.includes(path)).slice(0, 1) : paths.filter((path) => metric.cells.some((cell) => answers(cell, path)));
  return paths.map((path, index) => [path, index]).filter(([path]) => asked.includes(path)).map(([, index]) => printedCell(at, packed, index));
}

const proseOf = (metric, at) => metric.from?.[at] === "m" ? mentioned(at).filter(({ code }) => code === metric.mention)
  .map((each) => described(mentionText(each), [[say("raw"), each.text ?? ""], [say("place"), placed(each.place ?? "")], ...fileOf(at)])) : [];

async function showPrinted(at, metric) {
  await openDetails();
  const told = figure(metric, at);
  const value = told.value === null ? reason(told.why) + (told.why === "k" ? ` (${counted(told)})` : "") : shown(told.value, metric.unit, zh()) + (metric.n ? ` (${counted(told)})` : "");
  const notes = [metric.formula && element("p", { class: "quiet" }, `${say("formula")}: ${metric.formula}`), word(metric.caveats) && element("p", {}, word(metric.caveats))].filter(Boolean);
  dialog(`${nameOf(at)} ${reports.year[at]} · ${word(metric.names)}: ${value}`, [...notes, ...cellsOf(metric, at), ...proseOf(metric, at)]);
}

function dialog(heading, children) {
  byId("printed-heading").textContent = heading;
  byId("printed-body").replaceChildren(...children);
  if (!byId("printed").open) byId("printed").showModal();
  byId("printed-heading").focus();
  byId("printed").scrollTop = 0;
}
