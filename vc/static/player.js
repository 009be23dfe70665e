// The player of a recording: keys, speed, moments, and the transcript that follows the voice.

import { isShortcut } from "./app.js";
import { lineAt, search } from "./transcript.js";

const player = document.getElementById("player");
const transcript = document.getElementById("transcript");
const lines = [...(transcript?.children ?? [])];
const starts = lines.map((line) => Number(line.dataset.start));
const FRAME_S = 1 / 25;
let current = -1;
let lastScroll = 0;

function seek(second) {
  if (!player) return;
  player.currentTime = Math.max(0, second);
  player.play().catch(() => { /* Browsers may want a click first. */ });
}

function light() {
  const index = lineAt(starts, player.currentTime + 0.05);
  if (index === current) return;
  if (current >= 0) lines[current].removeAttribute("aria-current");
  current = index;
  if (index < 0) return;
  lines[index].setAttribute("aria-current", "true");
  // Whoever scrolls by hand is reading elsewhere: leave the list alone for a while.
  if (performance.now() - lastScroll < 4000) return;
  transcript.scrollTop = lines[index].offsetTop - transcript.clientHeight / 3;
}

function watchPlayer() {
  player.addEventListener("timeupdate", light);
  const asked = Number(new URLSearchParams(location.search).get("t"));
  if (asked > 0) {
    const go = () => { player.currentTime = asked; };
    if (player.readyState > 0) go(); else player.addEventListener("loadedmetadata", go, { once: true });
  }
  document.getElementById("speed")?.addEventListener("change", (event) => { player.playbackRate = Number(event.target.value); });
}

function watchTranscript() {
  const isRead = () => { lastScroll = performance.now(); };
  for (const name of ["wheel", "touchmove", "keydown"]) transcript.addEventListener(name, isRead, { passive: true });
  const input = document.getElementById("find");
  const texts = lines.map((line) => line.textContent);
  let at = -1;
  const find = (from) => {
    at = search(transcript.children, texts, input.value, from);
    if (at >= 0) transcript.scrollTop = transcript.children[at].offsetTop - transcript.clientHeight / 3;
    if (at >= 0) isRead();
  };
  input.addEventListener("input", () => find(-1));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find(at);
    if (at >= 0) seek(starts[at]);
  });
}

function toggleCaptions() {
  const track = [...player.textTracks].find((one) => one.kind === "captions");
  if (track) track.mode = track.mode === "showing" ? "hidden" : "showing";
}

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event)) return;
  const wanted = {
    m: () => document.getElementById("mark")?.click(),
    k: player && (() => (player.paused ? player.play() : player.pause())),
    j: player && (() => { player.currentTime -= 10; }),
    l: player && (() => { player.currentTime += 10; }),
    ",": player && (() => { player.currentTime -= FRAME_S; }),
    ".": player && (() => { player.currentTime += FRAME_S; }),
    c: player && toggleCaptions,
  }[event.key];
  if (wanted) { event.preventDefault(); wanted(); }
});

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-seek]");
  if (!place || !player) return;
  event.preventDefault();
  seek(Number(place.dataset.seek));
});

// The second is read at the press, not when the answer comes.
document.addEventListener("click", (event) => {
  const form = event.target.closest("#mark")?.form;
  const second = form?.querySelector("[data-second]");
  if (second && player) second.value = player.currentTime.toFixed(2);
}, true);
document.addEventListener("submit", (event) => {
  const second = event.target.querySelector?.("[data-second]");
  if (second && player) second.value = player.currentTime.toFixed(2);
}, true);

if (player) watchPlayer();
if (lines.length) watchTranscript();
