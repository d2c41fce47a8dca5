// Draws the charts of a page with Vega's interpreter, which needs no eval and so lives with a strict CSP.

function colours(place) {
  const { borderTopColor, color } = getComputedStyle(place);
  return { ink: getComputedStyle(document.body).color, line: borderTopColor, main: color };
}

async function draw(place) {
  const figure = place.closest("figure");
  const embedded = figure.querySelector("script[type='application/json']");
  const spec = embedded ? JSON.parse(embedded.textContent) : await (await fetch(place.dataset.chartUrl)).json();
  const { ink, line, main } = colours(place);
  await window.vegaEmbed(place, spec, {
    actions: false,
    ast: true,
    defaultStyle: false,
    expr: window.vega.expressionInterpreter,
    renderer: "svg",
    tooltip: false,
    config: {
      background: "transparent",
      mark: { color: main },
      font: "system-ui, sans-serif",
      axis: { labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line },
      legend: { labelColor: ink, titleColor: ink },
      title: { color: ink },
      view: { stroke: "transparent" },
    },
  });
}

function drawAll() {
  for (const place of document.querySelectorAll("[data-chart]")) {
    draw(place).catch(() => {
      // The table behind the chart says the same.
      place.hidden = true;
      const table = place.closest("figure").querySelector("details");
      if (table) table.open = true;
    });
  }
}

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
