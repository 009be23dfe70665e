// The appearance of the clip: its shapes, blurred rectangles, texts, thumbnail and plate.

import { formatTime } from "./cut.js";
import * as player from "./player.js";
import { byId, dataset, store } from "./store.js";
import { button, element, focusNear, put, rows, time, write } from "./widgets.js";

const RATIOS = { "16:9": 16 / 9, "1:1": 1, "9:16": 9 / 16 };
const SIDES = { x: ["Izquierda", 0, 980], y: ["Arriba", 0, 980], width: ["Ancho", 20, 1000], height: ["Alto", 20, 1000] };
const TEXTS = { title: "title", text: "text", alt: "alt_text" };
const WHOLE = 1000;
// The blurred rectangle that is shown over the player.
let held = -1;

const shareOf = (shape) => RATIOS[shape] / Number(dataset.ratio);

function lay(part, box) {
  part.hidden = !box;
  if (!box) return;
  const places = { left: box.x, top: box.y, width: box.width, height: box.height };
  for (const [side, value] of Object.entries(places)) part.style[side] = `${value / 10}%`;
}

// A rectangle with the shape's proportions: `size` of the picture's smaller side that fits.
function boxOf(shape, x, y, size) {
  const share = shareOf(shape);
  const height = Math.round(share <= 1 ? size : size / share);
  const width = Math.round(share <= 1 ? size * share : size);
  return { x: Math.round(((WHOLE - width) * x) / WHOLE), y: Math.round(((WHOLE - height) * y) / WHOLE), width, height };
}

function drawShape(set) {
  const framing = store.edit.framings.find((one) => one.shape === set.dataset.shape);
  const crop = framing?.crop;
  const part = (name) => set.querySelector(`[data-${name}]`);
  part("on").checked = Boolean(framing);
  part("more").hidden = !framing;
  part("ground").value = crop ? "crop" : "blur";
  for (const field of set.querySelectorAll("[data-crop]")) field.hidden = !crop;
  if (!crop) return;
  const place = (start, size) => (size >= WHOLE ? WHOLE / 2 : Math.round((start * WHOLE) / (WHOLE - size)));
  part("x").value = place(crop.x, crop.width);
  part("y").value = place(crop.y, crop.height);
  part("size").value = shareOf(set.dataset.shape) <= 1 ? crop.height : crop.width;
}

function shapeChanged(set) {
  const { shape } = set.dataset;
  const part = (name) => set.querySelector(`[data-${name}]`);
  const old = store.edit.framings.find((one) => one.shape === shape);
  const framings = store.edit.framings.filter((one) => one !== old);
  if (part("on").checked) {
    const places = old?.crop ? ["x", "y", "size"].map((name) => Number(part(name).value)) : [500, 500, WHOLE];
    framings.push({ shape, crop: part("ground").value === "crop" ? boxOf(shape, ...places) : null });
  }
  if (!framings.length) {
    part("on").checked = true;
    store.showError({ message: "Un clip necesita al menos una forma: elija otra antes de quitar esta." });
    return;
  }
  const order = Object.keys(RATIOS);
  store.edit.framings = framings.sort((one, other) => order.indexOf(one.shape) - order.indexOf(other.shape));
  store.changed();
}

function slider(side, name, row) {
  const [label, least, most] = SIDES[side];
  const input = element("input", { type: "range", min: least, max: most, step: "5", "aria-label": `${label} ${name}` });
  input.addEventListener("input", () => reshape(row(), { ...row().item.box, [side]: Number(input.value) }));
  return [side, input, element("div", { class: "field" }, element("span", { "aria-hidden": "true" }, label), input)];
}

function reshape(row, box) {
  box.width = Math.min(box.width, WHOLE - box.x);
  box.height = Math.min(box.height, WHOLE - box.y);
  row.item.box = box;
  held = [...byId("blurs").children].indexOf(row);
  store.changed();
}

function makeBlur(index) {
  const name = `del recuadro ${index + 1}`;
  const ends = { in_ms: "Desde", out_ms: "Hasta" };
  const times = Object.entries(ends).map(([side, label]) => {
    const input = time(`${label} ${name}`, (value) => { row.item[side] = value; store.changed(); });
    return [side, input, element("div", { class: "field" }, element("span", { "aria-hidden": "true" }, label), input)];
  });
  const sliders = Object.keys(SIDES).map((side) => slider(side, name, () => row));
  const grid = element("div", { class: "form__grid" }, ...[...times, ...sliders].map(([, , field]) => field));
  const show = button("Ver", name, () => { held = index; player.seek(row.item.in_ms); store.draw(); });
  const remove = button("Quitar", name, () => {
    store.edit.blurs.splice(index, 1);
    held = -1;
    store.changed();
    requestAnimationFrame(() => focusNear(byId("blurs"), index, byId("add-blur")));
  });
  const row = element("li", {}, grid, element("p", { class: "button-row" }, show, remove));
  row.made = { times, sliders };
  return row;
}

function fillBlur(row, blur) {
  for (const [side, input] of row.made.times) put(input, formatTime(blur[side]));
  for (const [side, input] of row.made.sliders) input.value = blur.box[side];
}

store.onDraw(() => {
  for (const set of document.querySelectorAll("[data-shape]")) drawShape(set);
  lay(byId("frame"), store.edit.framings.find((one) => one.crop)?.crop);
  rows(byId("blurs"), store.edit.blurs, makeBlur, fillBlur);
  lay(byId("box"), store.edit.blurs[held]?.box);
  byId("stage").classList.toggle("stage--drawn", Boolean(store.edit.blurs[held]));
});

store.onDraw(() => {
  const { edit } = store;
  for (const [id, name] of Object.entries(TEXTS)) write(byId(id), edit[name]);
  byId("name").textContent = edit.title.trim() || "Clip sin título";
  byId("text-count").textContent = `Van ${[...edit.text].length}.`;
  byId("thumbnail-at").textContent = edit.thumbnail_ms === null ? "Se usa el cuadro de en medio." : `Se usa el cuadro de ${formatTime(edit.thumbnail_ms)}.`;
  if (byId("plate")) byId("plate").value = edit.plate_id ?? "";
});

// The rectangle that is shown can be drawn anew over the film; the sliders do the same by keys.
byId("stage").addEventListener("pointerdown", (down) => {
  const row = byId("blurs").children[held];
  if (!row || store.isInert) return;
  const area = byId("player").getBoundingClientRect();
  const share = (value, start, size) => Math.round(Math.min(Math.max((value - start) / size, 0), 1) * WHOLE);
  const spot = (event) => [share(event.clientX, area.left, area.width), share(event.clientY, area.top, area.height)];
  const [left, top] = spot(down);
  const stretch = (event) => {
    const [x, y] = spot(event);
    const box = { x: Math.min(left, x), y: Math.min(top, y), width: Math.abs(x - left), height: Math.abs(y - top) };
    if (box.width >= 20 && box.height >= 20) reshape(row, box);
  };
  down.preventDefault();
  byId("stage").setPointerCapture(down.pointerId);
  byId("stage").addEventListener("pointermove", stretch);
  byId("stage").addEventListener("pointerup", () => byId("stage").removeEventListener("pointermove", stretch), { once: true });
});

byId("shapes").addEventListener("change", (event) => shapeChanged(event.target.closest("[data-shape]")));
byId("add-blur").addEventListener("click", () => {
  const [in_ms, out_ms] = [player.at(), Math.min(player.at() + 5000, store.LENGTH_MS)].map(store.snap);
  held = store.edit.blurs.push({ box: { x: 400, y: 400, width: 200, height: 100 }, in_ms, out_ms }) - 1;
  store.changed();
});
for (const [id, name] of Object.entries(TEXTS)) {
  byId(id).addEventListener("input", (event) => { store.edit[name] = event.target.value; store.changed(); });
}
byId("thumbnail").addEventListener("click", () => { store.edit.thumbnail_ms = store.snap(player.at()); store.changed(); });
byId("plate")?.addEventListener("change", (event) => {
  store.edit.plate_id = event.target.value ? Number(event.target.value) : null;
  store.changed();
});
