// The wave: a stretch of the film with what stays and what goes of it, and under it its words, its
// hours and its storyboard. The stretch stays while the film moves within it.

import { lineAt } from "../transcript.js";
import { formatTime, isKept, wordsOf } from "./cut.js";
import * as player from "./player.js";
import { byId, dataset, store } from "./store.js";
import { spoken } from "./transcript.js";
import { element } from "./widgets.js";

const { LENGTH_MS } = store;
const canvas = byId("wave");
const tiles = JSON.parse(byId("tiles").textContent);
const TILE = { width: 71, height: 40, across: 10, onSheet: 100 };
const LEAST_SLOT = 78;
const MOST_WITH_WORDS = 600000;
const HOURS = 7;
const BAR = 3;
let peaks = null;
let begin = 0;
let slots = [];
// How wide and high it is, as the browser told: to ask it while drawing would lay out the page once more.
let [across, tall] = [0, 0];

const wide = () => Math.min(Number(byId("zoom").value) || LENGTH_MS, LENGTH_MS);
const inside = (time) => Math.min(Math.max(time, 0), Math.max(LENGTH_MS - wide(), 0));

// A token of the style sheet as the canvas takes it: the scheme decides which of its two colours.
const inks = new Map();
function ink(name) {
  if (!inks.has(name)) {
    canvas.style.color = `var(--${name})`;
    inks.set(name, getComputedStyle(canvas).color);
  }
  return inks.get(name);
}

function sized() {
  const scale = devicePixelRatio || 1;
  const [width, height] = [across, tall];
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  return { pen, width, height, x: (time) => ((time - begin) / wide()) * width };
}

// Between the first part and the last one, what goes is dark and hatched.
function drawGone({ pen, height, x }) {
  const { pieces } = store;
  pen.fillStyle = ink("sunk");
  pen.strokeStyle = ink("line-2");
  pieces.slice(1).forEach((one, index) => {
    const [left, right] = [x(pieces[index].out_ms), x(one.in_ms)].map((at) => Math.min(Math.max(at, 0), across));
    if (right <= left) return;
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, right - left, height);
    pen.fill();
    pen.clip();
    pen.beginPath();
    for (let at = left - height; at < right; at += 9) { pen.moveTo(at, height); pen.lineTo(at + height, 0); }
    pen.stroke();
    pen.restore();
  });
}

function drawKept({ pen, height, x }) {
  const [ground, edge] = [ink("lit"), ink("gold-ink")];
  store.pieces.forEach((one, index) => {
    const [left, right] = [x(one.in_ms), x(one.out_ms)];
    if (right < 0 || left > across) return;
    pen.fillStyle = ground;
    pen.fillRect(left, 0, Math.max(2, right - left), height);
    pen.fillStyle = edge;
    pen.fillRect(left, 0, 2, height);
    pen.fillRect(right - 2, 0, 2, height);
    if (index === store.chosen) pen.fillRect(left, 0, Math.max(2, right - left), BAR);
  });
}

// Ten peaks a second, each from 0 to 255; a bar shows the highest of those that it stands for.
function drawPeaks({ pen, width, height }) {
  const [kept, gone] = [ink("d1"), ink("line-2")];
  const time = (column) => begin + (column / width) * wide();
  let present = "";
  for (let column = 0; column < width; column += BAR) {
    const from = Math.floor(time(column) / 100);
    const stop = Math.min(Math.max(from + 1, Math.floor(time(column + BAR) / 100)), peaks.length);
    let high = 0;
    for (let index = from; index < stop; index += 1) high = Math.max(high, peaks[index]);
    const bar = Math.max(1, (high / 255) * (height - 2 * BAR - 4));
    const wanted = isKept(store.pieces, time(column + BAR / 2)) ? kept : gone;
    if (wanted !== present) pen.fillStyle = present = wanted;
    pen.fillRect(column, (height - bar) / 2, BAR - 1, bar);
  }
}

function label() {
  const end = begin + wide();
  const gaps = store.pieces.slice(1)
    .map((one, index) => [store.pieces[index].out_ms, one.in_ms])
    .filter(([from, to]) => from < end && to > begin && to - from >= 100)
    .map(([from, to]) => `de ${formatTime(from, 1)} a ${formatTime(to, 1)}`);
  return `Onda de sonido de ${formatTime(begin, 0)} a ${formatTime(end, 0)}${gaps.length ? `; se quita ${gaps.join(", ")}` : ""}`;
}

// Words of the stretch, as many together as there is room for; what stays and what goes apart.
function slotsOf() {
  const lines = spoken();
  if (wide() > MOST_WITH_WORDS || !lines.length) return [];
  const room = (LEAST_SLOT / across) * wide();
  const end = begin + wide();
  const made = [];
  for (let index = Math.max(lineAt(lines.map(([from]) => from), begin), 0); index < lines.length && lines[index][0] < end; index += 1) {
    for (const word of wordsOf(lines[index])) {
      if (word.out_ms <= begin || word.in_ms >= end) continue;
      const kept = isKept(store.pieces, (word.in_ms + word.out_ms) / 2);
      const text = lines[index][3].slice(word.start, word.stop);
      const last = made.at(-1);
      const waits = last && word.in_ms - last.in_ms < (last.kept === kept ? room : room / 3);
      if (waits) { last.text += ` ${text}`; last.out_ms = word.out_ms; } else made.push({ in_ms: word.in_ms, out_ms: word.out_ms, kept, text });
    }
  }
  return made;
}

function drawWords() {
  const share = (time) => ((Math.max(time, begin) - begin) / wide()) * 100;
  slots = slotsOf();
  byId("wave-words").replaceChildren(...slots.map((slot, index) => {
    const [left, right] = [share(slot.in_ms), index + 1 < slots.length ? share(slots[index + 1].in_ms) : 100];
    const middle = (slot.in_ms + slot.out_ms) / 2;
    const isGone = !slot.kept && store.pieces.some((one) => one.out_ms <= middle) && store.pieces.some((one) => one.in_ms >= middle);
    slot.row = element(isGone ? "del" : "span", slot.kept ? { class: "is-kept" } : {}, slot.text);
    slot.row.style.insetInlineStart = `${left}%`;
    slot.row.style.inlineSize = `${Math.max(right - left, 0)}%`;
    return slot.row;
  }));
}

function drawHours() {
  const decimals = wide() < 60000 && wide() % (HOURS - 1) ? 1 : 0;
  const hours = Array.from({ length: HOURS }, (_, index) => formatTime(begin + (index / (HOURS - 1)) * wide(), decimals));
  byId("wave-hours").replaceChildren(...hours.map((hour) => element("span", {}, hour)));
}

let stripFor = "";
function drawStrip() {
  const strip = byId("strip");
  if (!dataset.sheets || !tiles.length) return;
  const count = Math.max(3, Math.ceil(across / TILE.width));
  const times = Array.from({ length: count }, (_, index) => begin + ((index + 0.5) / count) * wide());
  const wanted = times.map((time) => Math.max(lineAt(tiles, time), 0));
  if (wanted.join() === stripFor) return;
  stripFor = wanted.join();
  strip.replaceChildren(...wanted.map(tile));
}

function tile(index) {
  const picture = document.createElement("i");
  const [sheet, place] = [Math.floor(index / TILE.onSheet), index % TILE.onSheet];
  const [left, top] = [(place % TILE.across) * TILE.width, Math.floor(place / TILE.across) * TILE.height];
  picture.style.backgroundImage = `url("${dataset.sheets.replace("/0.jpg", `/${sheet}.jpg`)}")`;
  picture.style.backgroundPosition = `-${left}px -${top}px`;
  return picture;
}

let drawnFor = "";
export function draw() {
  if (!across) return;
  const now = JSON.stringify([begin, wide(), across, store.pieces, store.chosen, spoken().length, Boolean(peaks)]);
  if (now === drawnFor) return;
  drawnFor = now;
  const place = sized();
  drawGone(place);
  drawKept(place);
  if (peaks) drawPeaks(place);
  canvas.setAttribute("aria-label", label());
  drawWords();
  drawHours();
  drawStrip();
  move(player.at());
}

// The needle follows the film; where it leaves the stretch, the stretch goes along.
function move(now) {
  if (!across) return;
  if (now < begin || now > begin + wide()) {
    begin = inside(now - wide() * 0.15);
    draw();
    return;
  }
  byId("needle").style.insetInlineStart = `${((now - begin) / wide()) * 100}%`;
  for (const slot of slots) slot.row.classList.toggle("is-at", slot.in_ms <= now && now < slot.out_ms);
}

function zoomed() {
  begin = inside(player.at() - wide() / 2);
  draw();
}

function redraw() { drawnFor = ""; draw(); }

// A telephone has no room for it, so it is not asked for there.
export async function start() {
  new ResizeObserver(([{ contentRect }]) => { [across, tall] = [contentRect.width, contentRect.height]; redraw(); }).observe(canvas);
  if (!dataset.peaks) return;
  const wanted = matchMedia("(width >= 64rem)");
  if (!wanted.matches) await new Promise((done) => { wanted.addEventListener("change", done, { once: true }); });
  const bytes = await fetch(dataset.peaks).then((answer) => (answer.ok ? answer.arrayBuffer() : null)).catch(() => null);
  if (bytes) peaks = new Uint8Array(bytes);
  draw();
}

store.onDraw(draw);
player.onMove(move);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { inks.clear(); redraw(); });
byId("zoom").addEventListener("change", zoomed);
canvas.addEventListener("click", (event) => {
  const area = canvas.getBoundingClientRect();
  player.seek(begin + ((event.clientX - area.left) / area.width) * wide());
});
