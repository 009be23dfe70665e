// The film: played, sought by frames, shown as the cut, with its wave and its storyboard.
window.film = (() => {
  "use strict";

  const { get, dataset, FILM, FRAME } = desk;
  const player = get("player");
  const tiles = JSON.parse(get("tiles").textContent);
  const TILE = { width: 160, height: 90, across: 10, onSheet: 100 };
  const seekers = [];
  let peaks = null;
  let previewing = -1;

  const at = () => Math.round(player.currentTime * 1000);

  function seek(time) {
    previewing = -1;
    player.currentTime = Math.min(Math.max(time, 0), FILM) / 1000;
  }

  // A little into the frame, so that rounding never shows the one before.
  const seekFrame = (time) => seek(desk.snap(time) + Math.min(FRAME / 4, 10));

  function play(rate = 1) {
    player.playbackRate = rate;
    player.play().catch(() => { /* Browsers may want a click first. */ });
  }

  const keys = {
    play() { previewing = -1; if (player.paused) play(); else player.pause(); },
    faster() { if (player.paused) play(); else player.playbackRate = Math.min(player.playbackRate * 2, 8); },
    slower() {
      if (!player.paused && player.playbackRate > 0.5) player.playbackRate /= 2;
      else { player.pause(); seek(at() - 5000); }
    },
    back() { player.pause(); seekFrame(at() - FRAME); },
    forth() { player.pause(); seekFrame(at() + FRAME); },
    secondBack() { player.pause(); seek(at() - 1000); },
    secondForth() { player.pause(); seek(at() + 1000); },
    preview() {
      if (previewing >= 0) { previewing = -1; player.pause(); return; }
      if (!desk.pieces.length) return;
      seek(desk.pieces[0].in_ms);
      previewing = 0;
      play();
    },
  };

  // While the cut is shown, jump over what is left out; checked at every frame, not four times a second.
  function follow() {
    if (previewing >= 0) {
      const piece = desk.pieces[previewing];
      if (!piece) previewing = -1;
      else if (player.currentTime * 1000 >= piece.out_ms - FRAME / 2) {
        previewing += 1;
        const next = desk.pieces[previewing];
        if (next) player.currentTime = next.in_ms / 1000;
        else { previewing = -1; player.pause(); }
      }
    }
    if (!player.paused) requestAnimationFrame(follow);
    moved();
  }

  function spoken(time) {
    const seconds = Math.floor(time / 1000);
    return `minuto ${Math.floor(seconds / 60)}, segundo ${seconds % 60}`;
  }

  function moved() {
    const now = at();
    get("now").textContent = cut.shown(now);
    const range = get("seek");
    if (document.activeElement !== range) range.value = now;
    range.setAttribute("aria-valuetext", spoken(now));
    for (const seeker of seekers) seeker(now);
    drawWave();
  }

  // The stretch that wave and storyboard show, around the present second.
  function span() {
    const width = Number(get("zoom").value) || FILM;
    const begin = Math.min(Math.max(at() - width / 2, 0), Math.max(FILM - width, 0));
    return [begin, Math.min(width, FILM)];
  }

  function drawWave() {
    const canvas = get("wave");
    const ink = canvas.getContext("2d");
    const { width, height } = canvas;
    const [begin, wide] = span();
    const x = (time) => ((time - begin) / wide) * width;
    ink.clearRect(0, 0, width, height);
    desk.pieces.forEach((one, index) => {
      ink.fillStyle = index === desk.chosen ? "#e2c79b" : "#f1dfe6";
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
    const strip = get("strip");
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

  async function begin() {
    get("stage").style.setProperty("--ratio", dataset.ratio);
    const go = () => seek(desk.pieces[0]?.in_ms ?? 0);
    if (player.readyState > 0) go(); else player.addEventListener("loadedmetadata", go, { once: true });
    player.addEventListener("loadeddata", () => { performance.mark("first-frame"); drawStrip(); }, { once: true });
    if (!dataset.peaks) return;
    const bytes = await fetch(dataset.peaks).then((answer) => (answer.ok ? answer.arrayBuffer() : null)).catch(() => null);
    if (bytes) peaks = new Uint8Array(bytes);
    drawWave();
  }

  player.addEventListener("play", () => { get("play-label").textContent = "Pausa"; requestAnimationFrame(follow); });
  player.addEventListener("pause", () => { get("play-label").textContent = "Reproducir"; moved(); drawStrip(); });
  player.addEventListener("seeked", () => { moved(); drawStrip(); });
  player.addEventListener("ratechange", () => { get("speed").textContent = player.playbackRate === 1 ? "" : `Velocidad ${player.playbackRate} ×`; });
  get("seek").addEventListener("input", (event) => seek(Number(event.target.value)));
  get("zoom").addEventListener("change", () => { drawWave(); drawStrip(); });
  get("wave").addEventListener("click", (event) => {
    const [from, wide] = span();
    seek(from + (event.offsetX / event.target.clientWidth) * wide);
  });

  return { at, seek, keys, begin, moved, drawWave, movesWith: (seeker) => { seekers.push(seeker); } };
})();
