// The preview of a PDF: drawn on a canvas, page by page, so that nothing in it ever runs or asks.
const place = document.querySelector("[data-pdf]");
const canvas = place.querySelector("canvas");
const bar = place.querySelector(".evidence-pdf-bar");
const number = place.querySelector("[data-pdf-place]");
const text = place.querySelector("[data-pdf-text]");
let pdf = null;
let page = 1;
let drawing = null;

async function open() {
  const library = await import(place.dataset.library);
  library.GlobalWorkerOptions.workerSrc = place.dataset.worker;
  pdf = await library.getDocument({
    url: place.dataset.pdf,
    cMapUrl: place.dataset.cmaps,
    standardFontDataUrl: place.dataset.fonts,
    wasmUrl: place.dataset.wasm,
    isEvalSupported: false,
    enableXfa: false,
    stopAtErrors: false,
  }).promise;
  await show(1);
}

async function show(wanted) {
  page = Math.min(Math.max(1, wanted), pdf.numPages);
  drawing?.cancel();
  const sheet = await pdf.getPage(page);
  // As wide as the place, sharp on any screen.
  const width = Math.min(place.clientWidth, 1100);
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const viewport = sheet.getViewport({ scale: (width / sheet.getViewport({ scale: 1 }).width) * ratio });
  canvas.width = viewport.width;
  canvas.height = viewport.height;
  canvas.hidden = false;
  place.querySelector("[data-pdf-wait]").hidden = true;
  drawing = sheet.render({ canvas, viewport });
  await drawing.promise.catch((error) => { if (error.name !== "RenderingCancelledException") throw error; });
  const content = await sheet.getTextContent();
  const words = content.items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("");
  text.hidden = !words.trim();
  text.querySelector("div").textContent = words;
  bar.hidden = pdf.numPages < 2;
  number.textContent = number.dataset.words.replace("%(page)s", page).replace("%(pages)s", pdf.numPages);
  for (const button of bar.querySelectorAll("[data-pdf-step]")) {
    button.disabled = Number(button.dataset.pdfStep) < 0 ? page === 1 : page === pdf.numPages;
  }
  place.dataset.shown = page;
}

bar.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pdf-step]");
  if (button) show(page + Number(button.dataset.pdfStep)).catch(fail);
});

function fail() {
  place.querySelector("[data-pdf-wait]").hidden = true;
  place.querySelector("[data-pdf-failed]").hidden = false;
  canvas.hidden = true;
}

open().catch(fail);
