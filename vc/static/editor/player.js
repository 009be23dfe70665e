// The player of the film: by frames, and as the cut.

import { duration, elapsed, formatTime } from "./cut.js";
import { byId, dataset, root, store } from "./store.js";

const { LENGTH_MS, FRAME_MS } = store;
const video = byId("player");
const followers = [];
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
  drawElapsed(now);
  for (const follower of followers) follower(now);
}

function drawElapsed(now) {
  const { pieces } = store;
  byId("cut-at").textContent = pieces.length ? `clip ${formatTime(elapsed(pieces, now), 0)} de ${formatTime(duration(pieces), 0)}` : "";
}
store.onDraw(() => drawElapsed(at()));

export function start() {
  byId("stage").style.setProperty("--ratio", dataset.ratio);
  const go = () => seek(store.pieces[0]?.in_ms ?? 0);
  if (video.readyState > 0) go(); else video.addEventListener("loadedmetadata", go, { once: true });
  video.addEventListener("loadeddata", () => performance.mark("first-frame"), { once: true });
}

function labelPlay(words) {
  for (const label of root.querySelectorAll("[data-play-label]")) label.textContent = words;
}

video.addEventListener("play", () => { labelPlay("Pausa"); requestAnimationFrame(playCut); });
video.addEventListener("pause", () => { labelPlay("Reproducir"); moved(); });
video.addEventListener("seeked", moved);
video.addEventListener("ratechange", () => { byId("speed").textContent = video.playbackRate === 1 ? "" : `${video.playbackRate} ×`; });
byId("seek").addEventListener("input", (event) => seek(Number(event.target.value)));
