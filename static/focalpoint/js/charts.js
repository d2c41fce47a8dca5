// Draws the charts of a page with Vega's interpreter, which needs no eval and so lives with a strict CSP.

// Pixels; a specification with the parameter "narrow" draws short labels below it.
const NARROW = 560;
// Pixels; how wide a chart is in a file.
const ON_PAPER = 760;

function colours(place) {
  const { borderTopColor, color } = getComputedStyle(place);
  return { ink: getComputedStyle(document.body).color, line: borderTopColor, main: color };
}

function config({ ink, line, main }, background) {
  return {
    background,
    mark: { color: main },
    text: { color: ink },
    font: "system-ui, sans-serif",
    axis: { labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line },
    legend: { labelColor: ink, titleColor: ink },
    title: { color: ink, subtitleColor: ink },
    view: { stroke: "transparent" },
  };
}

// What several charts of a page share is asked for once: specifications, and outlines of maps.
const asked = new Map();

function once(address, ask) {
  if (!asked.has(address)) {
    const answer = ask(address);
    asked.set(address, answer);
    answer.catch(() => asked.delete(address));
  }
  return asked.get(address);
}

async function specOf(place) {
  // In a template: what comes later by itself brings no script along.
  const embedded = place.closest("figure").querySelector("template")?.content.querySelector("script");
  if (embedded) return JSON.parse(embedded.textContent);
  const { chartUrl, chartPart } = place.dataset;
  const spec = await once(chartUrl, async (address) => (await fetch(address)).json());
  return chartPart ? spec.usermeta.parts[chartPart] : spec;
}

function loader(spec) {
  const own = window.vega.loader();
  const rules = spec.usermeta?.borders;
  const ask = async (address, options) => {
    const answer = await own.load(address, options);
    return rules ? window.FocalPoint.bordered(answer, rules) : answer;
  };
  return { ...own, load: (address, options) => once(address, () => ask(address, options)) };
}

function fitting(spec, narrow) {
  const params = (spec.params || []).map((each) => (each.name === "narrow" ? { ...each, value: narrow } : each));
  return spec.params ? { ...spec, params } : spec;
}

async function draw(place) {
  const narrow = place.clientWidth < NARROW;
  place.dataset.chartNarrow = narrow;
  const spec = fitting(await specOf(place), narrow);
  const page = config(colours(place), "transparent");
  // The page itself says what the colours of several charts mean; a file says so alone.
  if (spec.usermeta?.sharedLegend) page.legend.disable = true;
  const said = ["role", "aria-label"].map((each) => [each, place.getAttribute(each)]);
  await window.vegaEmbed(place, spec, {
    actions: false,
    ast: true,
    defaultStyle: false,
    expr: window.vega.expressionInterpreter,
    loader: loader(spec),
    renderer: "svg",
    tooltip: false,
    config: page,
  });
  // The place itself is a picture with a name, which Vega would change; what is in it is said by the table.
  for (const [each, words] of said) place.setAttribute(each, words);
  place.removeAttribute("aria-roledescription");
  place.querySelector("svg").setAttribute("aria-hidden", "true");
  for (const button of place.closest("figure").querySelectorAll("[data-chart-save]")) button.hidden = false;
}

function drawAll(which = "[data-chart]") {
  for (const place of document.querySelectorAll(which)) {
    draw(place).catch(() => {
      // The table behind the chart says the same.
      place.hidden = true;
      const table = place.closest("figure").querySelector("details");
      if (table) table.open = true;
    });
  }
}

// A file says whose the chart is and who may read it, in black on white whatever the page's theme.
async function save(button) {
  const place = button.closest("figure").querySelector("[data-chart]");
  const spec = fitting(await specOf(place), false);
  const end = document.documentElement.dir === "rtl" ? "end" : "start";
  const title = { text: place.dataset.chartTitle, subtitle: place.dataset.chartNote, anchor: end, offset: 16 };
  const paper = config({ ink: "#18212c", line: "#c9d1db", main: "#10426f" }, "white");
  const compiled = window.vegaLite.compile({ ...spec, width: ON_PAPER, title, padding: 12 }, { config: paper });
  const runtime = window.vega.parse(compiled.spec, null, { ast: true });
  const view = new window.vega.View(runtime, { expr: window.vega.expressionInterpreter, loader: loader(spec), renderer: "none" });
  const link = document.createElement("a");
  link.href = await view.toImageURL(button.dataset.chartSave, button.dataset.chartSave === "png" ? 2 : 1);
  link.download = button.dataset.chartFile;
  link.click();
  view.finalize();
}

drawAll();
document.addEventListener("htmx:afterSettle", () => {
  asked.clear();
  drawAll("[data-chart]:not([data-chart-narrow])");
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-chart-save]");
  if (button) save(button);
});
window.addEventListener("resize", () => {
  for (const place of document.querySelectorAll("[data-chart-narrow]")) {
    if (String(place.clientWidth < NARROW) !== place.dataset.chartNarrow) draw(place);
  }
});
new MutationObserver(() => drawAll()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
