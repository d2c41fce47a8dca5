// Draws the charts of a page with Vega's interpreter, which needs no eval and so lives with a strict CSP.
const interpreter = document.querySelector("script[data-interpreter]").dataset.interpreter;

function colours() {
  const style = getComputedStyle(document.documentElement);
  const ink = getComputedStyle(document.body).color;
  const line = style.getPropertyValue("--tblr-border-color") && getComputedStyle(document.querySelector(".card, body")).borderColor;
  return { ink, line };
}

async function draw(place) {
  const figure = place.closest("figure");
  const embedded = figure.querySelector("script[type='application/json']");
  const spec = embedded ? JSON.parse(embedded.textContent) : await (await fetch(place.dataset.chartUrl)).json();
  const { expressionInterpreter } = await import(interpreter);
  const { ink, line } = colours();
  await window.vegaEmbed(place, spec, {
    actions: false,
    ast: true,
    defaultStyle: false,
    expr: expressionInterpreter,
    renderer: "svg",
    tooltip: false,
    config: {
      background: "transparent",
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
new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
