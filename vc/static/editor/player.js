// The player of the film: by frames, and as the cut; with its wave and its storyboard.

import { formatTime } from "./cut.js";
import { byId, dataset, store } from "./store.js";

const { LENGTH_MS, FRAME_MS } = store;
const video = byId("player");
const tiles = JSON.parse(byId("tiles").textContent);
const TILE = { width: 160, height: 90, across: 10, onSheet: 100 };
const followers = [];
let peaks = null;
let previewing = -1;

export const at = () => Math.round(video.currentTime * 1000);

export function seek(time) {
  previewing = -1;
  video.currentTime = Math.min(Math.max(time, 0), LENGTH_MS) / 1000;
}

// A little into the frame, so that rounding never shows the one before.
const seekFrame = (time) => seek(store.snap(time) + Math.min(FRAME_MS / 4, 10));

function play(rate = 1) {
  video.playbackRate = rate;
  video.play().catch(() => { /* Browsers may want a click first. */ });
}

export const actions = {
  play() { previewing = -1; if (video.paused) play(); else video.pause(); },
  faster() { if (video.paused) play(); else video.playbackRate = Math.min(video.playbackRate * 2, 8); },
  slower() {
    if (!video.paused && video.playbackRate > 0.5) video.playbackRate /= 2;
    else { video.pause(); seek(at() - 5000); }
  },
  back() { video.pause(); seekFrame(at() - FRAME_MS); },
  forth() { video.pause(); seekFrame(at() + FRAME_MS); },
  secondBack() { video.pause(); seek(at() - 1000); },
  secondForth() { video.pause(); seek(at() + 1000); },
  preview() {
    if (previewing >= 0) { previewing = -1; video.pause(); return; }
    if (!store.pieces.length) return;
    seek(store.pieces[0].in_ms);
    previewing = 0;
    play();
  },
};

// While the cut is shown, jump over what is left out; checked at every frame, not four times a second.
function playCut() {
  if (previewing >= 0) {
    const piece = store.pieces[previewing];
    if (!piece) previewing = -1;
    else if (video.currentTime * 1000 >= piece.out_ms - FRAME_MS / 2) {
      previewing += 1;
      const next = store.pieces[previewing];
      if (next) video.currentTime = next.in_ms / 1000;
      else { previewing = -1; video.pause(); }
    }
  }
  if (!video.paused) requestAnimationFrame(playCut);
  moved();
}

// `show` is called with the present moment whenever that changes.
export function onMove(show) { followers.push(show); }

function spoken(time) {
  const seconds = Math.floor(time / 1000);
  return `minuto ${Math.floor(seconds / 60)}, segundo ${seconds % 60}`;
}

export function moved() {
  const now = at();
  byId("now").textContent = formatTime(now);
  const range = byId("seek");
  if (document.activeElement !== range) range.value = now;
  range.setAttribute("aria-valuetext", spoken(now));
  for (const follower of followers) follower(now);
  drawWave();
}

// The stretch that wave and storyboard show, around the present second.
function span() {
  const width = Number(byId("zoom").value) || LENGTH_MS;
  const begin = Math.min(Math.max(at() - width / 2, 0), Math.max(LENGTH_MS - width, 0));
  return [begin, Math.min(width, LENGTH_MS)];
}

export function drawWave() {
  const canvas = byId("wave");
  const ink = canvas.getContext("2d");
  const { width, height } = canvas;
  const [begin, wide] = span();
  const x = (time) => ((time - begin) / wide) * width;
  ink.clearRect(0, 0, width, height);
  store.pieces.forEach((one, index) => {
    ink.fillStyle = index === store.chosen ? "#e2c79b" : "#f1dfe6";
    ink.fillRect(x(one.in_ms), 0, Math.max(2, x(one.out_ms) - x(one.in_ms)), height);
  });
  if (peaks) drawPeaks(ink, begin, wide);
  ink.fillStyle = "#241a1e";
  ink.fillRect(x(at()) - 1, 0, 2, height);
}

// Ten peaks a second, each from 0 to 255; a column shows the highest of those that it stands for.
function drawPeaks(ink, begin, wide) {
  const { width, height } = ink.canvas;
  const place = (column) => Math.floor((begin + (column / width) * wide) / 100);
  ink.fillStyle = "#611232";
  for (let column = 0; column < width; column += 2) {
    const stop = Math.min(Math.max(place(column) + 1, place(column + 2)), peaks.length);
    let high = 0;
    for (let index = place(column); index < stop; index += 1) high = Math.max(high, peaks[index]);
    const tall = Math.max(1, (high / 255) * (height - 8));
    ink.fillRect(column, (height - tall) / 2, 1.5, tall);
  }
}

let stripFor = "";
function drawStrip() {
  const strip = byId("strip");
  if (!dataset.sheets || !tiles.length) return;
  const [begin, wide] = span();
  const count = Math.max(3, Math.floor(strip.clientWidth / 120));
  const wanted = Array.from({ length: count }, (_, index) => {
    const time = begin + ((index + 0.5) / count) * wide;
    let best = 0;
    while (best + 1 < tiles.length && tiles[best + 1] <= time) best += 1;
    return best;
  });
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

export async function start() {
  byId("stage").style.setProperty("--ratio", dataset.ratio);
  const go = () => seek(store.pieces[0]?.in_ms ?? 0);
  if (video.readyState > 0) go(); else video.addEventListener("loadedmetadata", go, { once: true });
  video.addEventListener("loadeddata", () => { performance.mark("first-frame"); drawStrip(); }, { once: true });
  if (!dataset.peaks) return;
  const bytes = await fetch(dataset.peaks).then((answer) => (answer.ok ? answer.arrayBuffer() : null)).catch(() => null);
  if (bytes) peaks = new Uint8Array(bytes);
  drawWave();
}

video.addEventListener("play", () => { byId("play-label").textContent = "Pausa"; requestAnimationFrame(playCut); });
video.addEventListener("pause", () => { byId("play-label").textContent = "Reproducir"; moved(); drawStrip(); });
video.addEventListener("seeked", () => { moved(); drawStrip(); });
video.addEventListener("ratechange", () => { byId("speed").textContent = video.playbackRate === 1 ? "" : `Velocidad ${video.playbackRate} ×`; });
byId("seek").addEventListener("input", (event) => seek(Number(event.target.value)));
byId("zoom").addEventListener("change", () => { drawWave(); drawStrip(); });
byId("wave").addEventListener("click", (event) => {
  const [from, wide] = span();
  seek(from + (event.offsetX / event.target.clientWidth) * wide);
});
