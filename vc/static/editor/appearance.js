// The appearance of the clip: its shapes, blurred rectangles, texts, thumbnail and plate.

import { formatTime } from "./cut.js";
import * as player from "./player.js";
import { byId, dataset, store } from "./store.js";
import { button, element, focusNear, put, rows, time, write } from "./widgets.js";

const RATIOS = { "16:9": 16 / 9, "1:1": 1, "9:16": 9 / 16 };
const SIDES = { x: ["Izquierda", 0, 980], y: ["Arriba", 0, 980], width: ["Ancho", 20, 1000], height: ["Alto", 20, 1000] };
const TEXTS = { title: "title", text: "text", alt: "alt_text" };
const WHOLE = 1000;
const NAMES = { "16:9": "horizontal", "1:1": "cuadrado", "9:16": "vertical" };
// The blurred rectangle that is shown over the player, and the shape whose crop is.
let held = -1;
let cropped = "";

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

const chipOf = (shape) => byId("chips").querySelector(`[data-on="${shape}"]`);
const setOf = (shape) => byId("shapes").querySelector(`[data-shape="${shape}"]`);
const framingOf = (shape) => store.edit.framings.find((one) => one.shape === shape);

// The framing whose crop is seen on the film: that of the shape somebody worked on last.
function shownCrop() {
  return [framingOf(cropped), ...store.edit.framings].find((one) => one?.crop);
}

function drawShape(set) {
  const framing = framingOf(set.dataset.shape);
  const crop = framing?.crop;
  const part = (name) => set.querySelector(`[data-${name}]`);
  chipOf(set.dataset.shape).checked = Boolean(framing);
  set.hidden = !framing;
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
  const old = framingOf(shape);
  const framings = store.edit.framings.filter((one) => one !== old);
  cropped = shape;
  held = -1;
  if (chipOf(shape).checked) {
    const places = old?.crop ? ["x", "y", "size"].map((name) => Number(part(name).value)) : [500, 500, WHOLE];
    framings.push({ shape, crop: part("ground").value === "crop" ? boxOf(shape, ...places) : null });
  }
  if (!framings.length) {
    chipOf(shape).checked = true;
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
  for (const set of byId("shapes").children) drawShape(set);
  const shown = shownCrop();
  lay(byId("frame"), shown?.crop);
  rows(byId("blurs"), store.edit.blurs, makeBlur, fillBlur);
  lay(byId("box"), store.edit.blurs[held]?.box);
  byId("stage").classList.toggle("stage--drawn", Boolean(store.edit.blurs[held]));
  byId("stage").classList.toggle("stage--moved", Boolean(shown) && !store.edit.blurs[held]);
  byId("crop-said").textContent = shown ? `Recuadro ${NAMES[shown.shape]}` : "Toda la imagen";
  const count = store.edit.blurs.length;
  byId("frame-said").textContent = `${byId("crop-said").textContent}; ${count ? `${count} ${count === 1 ? "difuminado" : "difuminados"}` : "nada difuminado"}`;
});

store.onDraw(() => {
  const { edit } = store;
  for (const [id, name] of Object.entries(TEXTS)) write(byId(id), edit[name]);
  byId("name").textContent = edit.title.trim() || "Clip sin título";
  byId("text-count").textContent = `Van ${[...edit.text].length}.`;
  byId("thumbnail-at").textContent = edit.thumbnail_ms === null ? "Se usa el cuadro de en medio." : `Se usa el cuadro de ${formatTime(edit.thumbnail_ms)}.`;
  if (byId("plate")) byId("plate").value = edit.plate_id ?? "";
  const letters = [...edit.text].length;
  byId("text-said").textContent = `${letters ? `${letters} letras` : "Sin texto"}; portada ${edit.thumbnail_ms === null ? "de en medio" : `en ${formatTime(edit.thumbnail_ms, 0)}`}${edit.alt_text ? "" : ", sin describir"}`;
});

// On the film a blurred rectangle is drawn anew, and a crop is moved; the sliders do the same by keys.
function drawn(row, [left, top]) {
  return ([x, y]) => {
    const box = { x: Math.min(left, x), y: Math.min(top, y), width: Math.abs(x - left), height: Math.abs(y - top) };
    if (box.width >= 20 && box.height >= 20) reshape(row, box);
  };
}

function moved(framing, [left, top]) {
  const { x: oldX, y: oldY, width, height } = framing.crop;
  if (left < oldX || left > oldX + width || top < oldY || top > oldY + height) return null;
  const inside = (value, size) => Math.min(Math.max(value, 0), WHOLE - size);
  return ([x, y]) => {
    // Found anew: what was saved meanwhile put another in its place.
    const now = framingOf(framing.shape);
    if (!now?.crop) return;
    now.crop = { x: inside(oldX + x - left, width), y: inside(oldY + y - top, height), width, height };
    cropped = framing.shape;
    store.changed();
  };
}

byId("stage").addEventListener("pointerdown", (down) => {
  if (store.isInert) return;
  const area = byId("player").getBoundingClientRect();
  const share = (value, start, size) => Math.round(Math.min(Math.max((value - start) / size, 0), 1) * WHOLE);
  const spot = (event) => [share(event.clientX, area.left, area.width), share(event.clientY, area.top, area.height)];
  const [row, framing] = [byId("blurs").children[held], shownCrop()];
  const follow = row ? drawn(row, spot(down)) : framing && moved(framing, spot(down));
  if (!follow) return;
  const stretch = (event) => follow(spot(event));
  down.preventDefault();
  byId("stage").setPointerCapture(down.pointerId);
  byId("stage").addEventListener("pointermove", stretch);
  for (const end of ["pointerup", "pointercancel"]) {
    byId("stage").addEventListener(end, () => byId("stage").removeEventListener("pointermove", stretch), { once: true });
  }
});

export const actions = {
  // By keys the crop is moved with its sliders; a shape that has none gets one.
  move() {
    if (store.isInert) return;
    const framing = shownCrop() ?? store.edit.framings.find((one) => shareOf(one.shape) !== 1) ?? store.edit.framings[0];
    cropped = framing.shape;
    held = -1;
    if (framing.crop) store.draw();
    else { framing.crop = boxOf(framing.shape, WHOLE / 2, WHOLE / 2, WHOLE); store.changed(); }
    byId("frame-fold").open = true;
    requestAnimationFrame(() => setOf(framing.shape).querySelector("[data-x]").focus());
  },
  hide() {
    if (store.isInert) return;
    const [in_ms, out_ms] = [player.at(), Math.min(player.at() + 5000, store.LENGTH_MS)].map(store.snap);
    held = store.edit.blurs.push({ box: { x: 400, y: 400, width: 200, height: 100 }, in_ms, out_ms }) - 1;
    byId("frame-fold").open = true;
    store.changed();
  },
};

byId("shapes").addEventListener("input", (event) => shapeChanged(event.target.closest("[data-shape]")));
byId("chips").addEventListener("change", (event) => shapeChanged(setOf(event.target.dataset.on)));
for (const [id, name] of Object.entries(TEXTS)) {
  byId(id).addEventListener("input", (event) => { store.edit[name] = event.target.value; store.changed(); });
}
byId("thumbnail").addEventListener("click", () => { store.edit.thumbnail_ms = store.snap(player.at()); store.changed(); });
byId("plate")?.addEventListener("change", (event) => {
  store.edit.plate_id = event.target.value ? Number(event.target.value) : null;
  store.changed();
});
