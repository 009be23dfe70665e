// Watching a recording: keys, speed, moments, and the transcript that follows the voice.
(() => {
  "use strict";

  const player = document.getElementById("player");
  const lines = [...document.querySelectorAll("#transcript > li")];
  const starts = lines.map((line) => Number(line.dataset.start));
  const FRAME_S = 1 / 25;
  let current = -1;
  let lastScroll = 0;

  function seek(second) {
    if (!player) return;
    player.currentTime = Math.max(0, second);
    player.play().catch(() => { /* Browsers may want a click first. */ });
  }

  // The last line that has begun; the list is in order.
  function lineAt(second) {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= second) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  function light() {
    const index = lineAt(player.currentTime + 0.05);
    if (index === current) return;
    if (current >= 0) lines[current].removeAttribute("aria-current");
    current = index;
    if (index < 0) return;
    lines[index].setAttribute("aria-current", "true");
    // Whoever scrolls by hand is reading elsewhere: leave the list alone for a while.
    if (performance.now() - lastScroll < 4000) return;
    const box = lines[index].parentElement;
    box.scrollTop = lines[index].offsetTop - box.clientHeight / 3;
  }

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function find(text, from) {
    const wanted = fold(text.trim());
    const hits = [];
    lines.forEach((line, index) => {
      const isHit = wanted !== "" && fold(line.textContent).includes(wanted);
      line.classList.toggle("is-hit", isHit);
      if (isHit) hits.push(index);
    });
    const words = document.getElementById("found");
    words.textContent = wanted === "" ? "" : hits.length === 1 ? "1 línea" : `${hits.length} líneas`;
    if (!hits.length) return;
    const next = hits.find((index) => index > from) ?? hits[0];
    lines[next].parentElement.scrollTop = lines[next].offsetTop - lines[next].parentElement.clientHeight / 3;
    lastScroll = performance.now();
    return next;
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
    const box = document.getElementById("transcript");
    for (const name of ["wheel", "touchmove", "keydown"]) box.addEventListener(name, () => { lastScroll = performance.now(); }, { passive: true });
    const input = document.getElementById("find");
    let at = -1;
    input.addEventListener("input", () => { at = find(input.value, -1) ?? -1; });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      at = find(input.value, at) ?? -1;
      if (at >= 0) seek(starts[at]);
    });
  }

  function toggleCaptions() {
    const track = [...player.textTracks].find((one) => one.kind === "captions");
    if (track) track.mode = track.mode === "showing" ? "hidden" : "showing";
  }

  function shortcutsAreOff() {
    try { return localStorage.getItem("vc.shortcuts-off") === "yes"; } catch { return false; }
  }

  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    if (!plain || shortcutsAreOff() || event.target.closest("input, select, textarea, dialog[open]")) return;
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
})();
