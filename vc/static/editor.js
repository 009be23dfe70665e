// The clip editor: the film, the words, the parts. What it shows is saved as it is changed.
(() => {
  "use strict";

  const root = document.getElementById("editor");
  if (!root) return;
  const get = (id) => document.getElementById(id);
  const { dataset } = root;
  const player = get("player");
  const RATE = Number(dataset.rate);
  const FILM = Number(dataset.length);
  const FRAME = RATE ? 1000 / RATE : 100;
  const RATIOS = { "16:9": 16 / 9, "1:1": 1, "9:16": 9 / 16 };
  const MOST_SHORT = 90000;
  const tiles = JSON.parse(get("tiles").textContent);
  let { edit, revision } = JSON.parse(get("state").textContent);
  let state = JSON.parse(get("state").textContent);
  let lines = [];
  let peaks = null;
  let chosen = 0;
  let which = "pieces";
  let previewing = -1;
  let changes = 0;
  let isSaving = false;
  let timer = 0;
  let isLocked = false;

  const at = () => Math.round(player.currentTime * 1000);
  const pieces = () => edit[which];
  const snap = (time) => cut.snap(time, RATE, FILM);

  async function send(address, body) {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": dataset.csrf },
      body: JSON.stringify({ token: dataset.token, base: revision, ...body }),
    });
    const said = await answer.json().catch(() => ({ message: "El servidor no respondió como debía. Vuelva a intentar." }));
    if (!answer.ok) throw Object.assign(new Error(said.message), said, { status: answer.status });
    return said;
  }

  function tell(words) { get("saved").textContent = words; }

  function trouble(error) {
    if (error?.isLocked) {
      isLocked = true;
      get("locked-text").textContent = error.message;
      get("locked").hidden = false;
      tell("Sin guardar");
      return;
    }
    get("trouble-text").textContent = error ? error.message || "No hay conexión. Lo que hizo sigue en esta página." : "";
    get("trouble").hidden = !error;
    if (error) tell("Sin guardar");
  }

  function changed() {
    changes += 1;
    tell("Guardando…");
    clearTimeout(timer);
    timer = setTimeout(save, 600);
    draw();
  }

  async function save() {
    clearTimeout(timer);
    if (isSaving || isLocked || !changes) return;
    isSaving = true;
    const sent = changes;
    try {
      take(await send(dataset.save, { edit }), sent === changes);
      if (sent === changes) changes = 0;
      trouble(null);
      tell("Guardado");
    } catch (error) {
      trouble(error);
      // No connection: try again by itself. What the rules refuse waits for the next change.
      if (!error.status) timer = setTimeout(save, 5000);
      else changes = 0;
    } finally {
      isSaving = false;
    }
    if (changes && get("trouble").hidden) timer = setTimeout(save, 100);
  }

  function take(answer, isLatest) {
    state = answer;
    revision = answer.revision;
    // What was typed meanwhile stays; the next save brings it along.
    if (isLatest) edit = answer.edit;
    draw();
  }

  async function step(way) {
    await save();
    try {
      take(await send(dataset.step, { step: way }), true);
      chosen = Math.min(chosen, Math.max(0, pieces().length - 1));
      trouble(null);
      tell(way < 0 ? "Se deshizo" : "Se rehízo");
      drawAll();
    } catch (error) { trouble(error); }
  }

  async function lock(takesOver = false) {
    if (isLocked && !takesOver) return;
    try {
      const answer = await send(dataset.lock, { takesOver });
      if (!isLocked && !takesOver) { if (!changes) state = { ...state, status: answer.status }; return; }
      isLocked = false;
      get("locked").hidden = true;
      changes = 0;
      take(answer, true);
      drawAll();
      tell("Guardado");
    } catch (error) { if (error.status) trouble(error); }
  }

  const seek = (time) => { previewing = -1; player.currentTime = Math.min(Math.max(time, 0), FILM) / 1000; };
  // A little into the frame, so that rounding never shows the one before.
  const seekFrame = (time) => seek(snap(time) + Math.min(FRAME / 4, 10));

  function play(rate = 1) {
    player.playbackRate = rate;
    player.play().catch(() => { /* Browsers may want a click first. */ });
  }

  const actions = {
    play() { previewing = -1; if (player.paused) play(); else player.pause(); },
    faster() { if (player.paused) play(); else player.playbackRate = Math.min(player.playbackRate * 2, 8); },
    slower() {
      if (!player.paused && player.playbackRate > 0.5) player.playbackRate /= 2;
      else { player.pause(); seek(at() - 5000); }
    },
    back() { player.pause(); seekFrame(at() - FRAME); },
    forth() { player.pause(); seekFrame(at() + FRAME); },
    in() { point({ in_ms: snap(at()) }); },
    out() { point({ out_ms: snap(at()) }); },
    split() {
      const made = cut.split(pieces(), snap(at()));
      if (!made) { say("Ponga el video dentro de una parte para dividirla."); return; }
      edit[which] = made.pieces; chosen = made.index; changed();
    },
    preview() {
      if (previewing >= 0) { previewing = -1; player.pause(); return; }
      if (!pieces().length) return;
      seek(pieces()[0].in_ms);
      previewing = 0;
      play();
    },
  };

  const say = (words) => { get("picked").textContent = ""; get("picked").textContent = words; };

  function point(change) {
    const old = pieces()[chosen] ?? { in_ms: snap(at()), out_ms: snap(at() + 10000) };
    const piece = { ...old, ...change };
    // A beginning after the end moves the end along, and the other way round.
    if (piece.out_ms - piece.in_ms < cut.LEAST) {
      if ("in_ms" in change) piece.out_ms = snap(piece.in_ms + 10000); else piece.in_ms = snap(Math.max(0, piece.out_ms - 10000));
    }
    if (piece.out_ms - piece.in_ms < cut.LEAST) return;
    const placed = cut.placed(pieces(), pieces().length ? chosen : -1, piece);
    edit[which] = placed.pieces;
    chosen = placed.index;
    say(`Inicio ${cut.shown(piece.in_ms)}, fin ${cut.shown(piece.out_ms)}`);
    changed();
  }

  // While the cut is shown, jump over what is left out; checked at every frame, not four times a second.
  function follow() {
    if (previewing >= 0) {
      const piece = pieces()[previewing];
      if (!piece) previewing = -1;
      else if (player.currentTime * 1000 >= piece.out_ms - FRAME / 2) {
        previewing += 1;
        const next = pieces()[previewing];
        if (next) player.currentTime = next.in_ms / 1000;
        else { previewing = -1; player.pause(); }
      }
    }
    if (!player.paused) requestAnimationFrame(follow);
    moved();
  }

  let lit = -1;
  function moved() {
    const now = at();
    get("now").textContent = cut.shown(now);
    const range = get("seek");
    if (document.activeElement !== range) range.value = now;
    range.setAttribute("aria-valuetext", spoken(now));
    const line = cut.lineAt(lines, now + 40);
    if (line !== lit) {
      get("words").children[lit]?.removeAttribute("aria-current");
      get("words").children[line]?.setAttribute("aria-current", "true");
      lit = line;
    }
    const caption = edit.captions.find((one) => one.in_ms <= now && now < one.out_ms);
    get("caption").textContent = edit.burns_captions && caption ? caption.text : "";
    drawWave();
  }

  function spoken(time) {
    const seconds = Math.floor(time / 1000);
    return `minuto ${Math.floor(seconds / 60)}, segundo ${seconds % 60}`;
  }

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
    ink.fillStyle = "#f1dfe6";
    pieces().forEach((one, index) => {
      ink.fillStyle = index === chosen ? "#e2c79b" : "#f1dfe6";
      ink.fillRect(x(one.in_ms), 0, Math.max(2, x(one.out_ms) - x(one.in_ms)), height);
    });
    if (peaks) {
      ink.fillStyle = "#611232";
      for (let column = 0; column < width; column += 2) {
        const from = Math.floor((begin + (column / width) * wide) / 100);
        const to = Math.max(from + 1, Math.floor((begin + ((column + 2) / width) * wide) / 100));
        let high = 0;
        for (let index = from; index < to && index < peaks.length; index += 1) high = Math.max(high, peaks[index]);
        const tall = Math.max(1, (high / 255) * (height - 8));
        ink.fillRect(column, (height - tall) / 2, 1.5, tall);
      }
    }
    ink.fillStyle = "#241a1e";
    ink.fillRect(x(at()) - 1, 0, 2, height);
  }

  let stripFor = "";
  function drawStrip() {
    const strip = get("strip");
    if (!dataset.sheets || !tiles.length || !strip.isConnected) return;
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
    strip.replaceChildren(...wanted.map((index) => {
      const picture = document.createElement("i");
      const [sheet, place] = [Math.floor(index / 100), index % 100];
      picture.style.backgroundImage = `url("${dataset.sheets.replace("/0.jpg", `/${sheet}.jpg`)}")`;
      picture.style.backgroundPosition = `-${(place % 10) * 160}px -${Math.floor(place / 10) * 90}px`;
      return picture;
    }));
  }

  function drawWords() {
    const parts = document.createDocumentFragment();
    lines.forEach(([begin, , who, text], index) => {
      const item = document.createElement("li");
      const time = document.createElement("button");
      time.type = "button";
      time.dataset.seek = begin;
      time.textContent = cut.shown(begin, 0);
      const said = document.createElement("p");
      said.dataset.line = index;
      if (who) {
        const name = document.createElement("strong");
        name.textContent = `${who}: `;
        item.append(time, name, said);
      } else item.append(time, said);
      said.textContent = text;
      parts.append(item);
    });
    get("words").replaceChildren(parts);
    get("no-words").hidden = lines.length > 0;
    get("words").hidden = lines.length === 0;
  }

  function placeOf(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const said = element.closest("[data-line]") ?? element.closest("li")?.querySelector("[data-line]");
    if (!said || !get("words").contains(said)) return null;
    return [Number(said.dataset.line), node.nodeType === Node.TEXT_NODE && said.contains(node) ? offset : 0];
  }

  // The selected words become the beginning and the end of the chosen part.
  function pick() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const from = placeOf(range.startContainer, range.startOffset);
    const to = placeOf(range.endContainer, range.endOffset);
    if (!from || !to) return;
    pickBetween(from, to[1] === 0 && to[0] > from[0] ? [to[0] - 1, lines[to[0] - 1][3].length] : to);
  }

  function pickBetween(from, to) {
    performance.mark("pick");
    const { in_ms, out_ms } = cut.around(lines, from, to);
    point({ in_ms: snap(in_ms), out_ms: snap(out_ms) });
    performance.measure("pick", "pick");
  }

  let anchor = -1;
  function walk(event) {
    const items = [...get("words").children];
    const now = items.findIndex((one) => one.contains(document.activeElement));
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way) return false;
    const next = Math.min(Math.max(now + way, 0), items.length - 1);
    if (event.shiftKey && now >= 0) {
      if (anchor < 0) anchor = now;
      const [first, last] = [Math.min(anchor, next), Math.max(anchor, next)];
      pickBetween([first, 0], [last, lines[last][3].length]);
    } else anchor = -1;
    items[next].querySelector("button").focus();
    return true;
  }

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function find(from) {
    const wanted = fold(get("find").value.trim());
    const hits = [];
    const items = get("words").children;
    lines.forEach((line, index) => {
      const isHit = wanted !== "" && fold(line[3]).includes(wanted);
      items[index].classList.toggle("is-hit", isHit);
      if (isHit) hits.push(index);
    });
    get("found").textContent = wanted === "" ? "" : hits.length === 1 ? "1 línea" : `${hits.length} líneas`;
    if (!hits.length) return -1;
    const next = hits.find((index) => index > from) ?? hits[0];
    get("words").scrollTop = items[next].offsetTop - get("words").clientHeight / 3;
    return next;
  }

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name in made && typeof value !== "string") made[name] = value; else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  const hidden = (words) => element("span", { class: "visually-hidden" }, words);
  const button = (label, more, press) => {
    const made = element("button", { type: "button", class: "btn btn--small" }, label, hidden(` ${more}`));
    made.addEventListener("click", press);
    return made;
  };

  function timeField(label, value, take) {
    const input = element("input", { class: "editor__time", "aria-label": label, inputmode: "decimal", autocomplete: "off" });
    input.value = cut.shown(value);
    input.addEventListener("change", () => {
      const time = cut.read(input.value);
      if (time === null) {
        input.setAttribute("aria-invalid", "true");
        trouble({ message: `«${input.value}» no es un tiempo. Escriba minutos y segundos, por ejemplo 12:05.4.`, status: 422 });
        return;
      }
      trouble(null);
      take(snap(time));
    });
    return input;
  }

  function drawPieces() {
    const list = get("pieces");
    const isShort = which === "short";
    get("no-short").hidden = !isShort || pieces().length > 0;
    get("pieces-table").hidden = pieces().length === 0;
    get("drop-short").hidden = !isShort || pieces().length === 0;
    get("add-piece").hidden = isShort && pieces().length === 0;
    list.replaceChildren(...pieces().map((one, index) => {
      const name = `de la parte ${index + 1}`;
      const change = (side) => (time) => { chosen = index; point({ [side]: time }); };
      const row = element("tr", {},
        element("th", { scope: "row" }, `${index + 1}`),
        element("td", { "data-label": "Inicio" }, timeField(`Inicio ${name}`, one.in_ms, change("in_ms"))),
        element("td", { "data-label": "Fin" }, timeField(`Fin ${name}`, one.out_ms, change("out_ms"))),
        element("td", { "data-label": "Dura", class: "nowrap" }, `${((one.out_ms - one.in_ms) / 1000).toFixed(2)} s`),
        element("td", {}, element("span", { class: "button-row" },
          button(index === chosen ? "Elegida" : "Elegir", name, () => { chosen = index; seek(one.in_ms); draw(); }),
          ...(pieces().length > 1 || isShort ? [button("Quitar", name, () => {
            edit[which] = pieces().filter((_, place) => place !== index);
            chosen = Math.min(chosen, Math.max(0, pieces().length - 1));
            changed();
            drawAll();
          })] : []))));
      if (index === chosen) row.setAttribute("aria-current", "true");
      return row;
    }));
    const total = cut.length(pieces());
    const count = pieces().length === 1 ? "" : ` en ${pieces().length} partes`;
    get("length").textContent = pieces().length ? `Dura ${cut.shown(total, 1)}${count}` : "";
    get("warnings").replaceChildren(...(state.warnings ?? []).map((words) => element("li", {}, words)));
  }

  const inside = (one) => [...edit.pieces, ...edit.short].some((piece) => one.in_ms < piece.out_ms && piece.in_ms < one.out_ms);

  function drawCaptions() {
    const shown = edit.captions.map((one, index) => [one, index]).filter(([one]) => inside(one));
    get("no-captions").hidden = shown.length > 0;
    get("captions").replaceChildren(...shown.map(([one, index]) => {
      const area = element("textarea", { rows: "2", maxlength: "500", "aria-label": `Subtítulo de ${cut.shown(one.in_ms, 1)}` });
      area.value = one.text;
      area.addEventListener("input", () => { edit.captions[index].text = area.value; changed(); });
      const go = element("button", { type: "button", class: "editor__go" }, cut.shown(one.in_ms, 1));
      go.addEventListener("click", () => seek(one.in_ms));
      const item = element("li", {}, go, area);
      if (one.original && one.text !== one.original) {
        item.append(button("Como estaba", `el de ${cut.shown(one.in_ms, 1)}`, () => { edit.captions[index].text = one.original; changed(); drawCaptions(); }));
      }
      return item;
    }));
    get("burn").checked = edit.burns_captions;
  }

  // A rectangle with the shape's proportions: `size` of the picture's smaller side that fits.
  function boxOf(shape, x, y, size) {
    const share = RATIOS[shape] / Number(dataset.ratio);
    const height = Math.round(share <= 1 ? size : size / share);
    const width = Math.round(share <= 1 ? size * share : size);
    return { x: Math.round(((1000 - width) * x) / 1000), y: Math.round(((1000 - height) * y) / 1000), width, height };
  }

  function drawShapes() {
    for (const set of document.querySelectorAll("[data-shape]")) {
      const framing = edit.framings.find((one) => one.shape === set.dataset.shape);
      set.querySelector("[data-on]").checked = Boolean(framing);
      set.querySelector("[data-more]").hidden = !framing;
      const crop = framing?.crop;
      set.querySelector("[data-ground]").value = crop ? "crop" : "blur";
      for (const part of set.querySelectorAll("[data-crop]")) part.hidden = !crop;
      if (!crop) continue;
      const share = RATIOS[set.dataset.shape] / Number(dataset.ratio);
      const place = (start, size) => (size >= 1000 ? 500 : Math.round((start * 1000) / (1000 - size)));
      set.querySelector("[data-x]").value = place(crop.x, crop.width);
      set.querySelector("[data-y]").value = place(crop.y, crop.height);
      set.querySelector("[data-size]").value = share <= 1 ? crop.height : crop.width;
    }
    const shown = edit.framings.find((one) => one.crop);
    lay(get("frame"), shown?.crop);
  }

  function lay(part, box) {
    part.hidden = !box;
    if (!box) return;
    for (const [side, value] of [["left", box.x], ["top", box.y], ["width", box.width], ["height", box.height]]) part.style[side] = `${value / 10}%`;
  }

  function shapeChanged(set) {
    const shape = set.dataset.shape;
    const others = edit.framings.filter((one) => one.shape !== shape);
    if (set.querySelector("[data-on]").checked) {
      const isCrop = set.querySelector("[data-ground]").value === "crop";
      const value = (name) => Number(set.querySelector(`[data-${name}]`).value);
      const had = edit.framings.find((one) => one.shape === shape)?.crop;
      others.push({ shape, crop: isCrop ? (had ? boxOf(shape, value("x"), value("y"), value("size")) : boxOf(shape, 500, 500, 1000)) : null });
    }
    if (!others.length) { set.querySelector("[data-on]").checked = true; return; }
    edit.framings = others.sort((one, other) => Object.keys(RATIOS).indexOf(one.shape) - Object.keys(RATIOS).indexOf(other.shape));
    changed();
    drawShapes();
  }

  function drawBlurs() {
    get("blurs").replaceChildren(...edit.blurs.map((one, index) => {
      const name = `del recuadro ${index + 1}`;
      const slide = (side, label, most) => {
        const input = element("input", { type: "range", min: side === "width" || side === "height" ? "20" : "0", max: String(most), step: "5", "aria-label": `${label} ${name}` });
        input.value = one.box[side];
        input.addEventListener("input", () => {
          const box = { ...one.box, [side]: Number(input.value) };
          box.width = Math.min(box.width, 1000 - box.x);
          box.height = Math.min(box.height, 1000 - box.y);
          one.box = box;
          lay(get("box"), box);
          changed();
        });
        return element("div", { class: "field" }, element("span", { "aria-hidden": "true" }, label), input);
      };
      const time = (side, label) => element("div", { class: "field" }, element("span", { "aria-hidden": "true" }, label),
        timeField(`${label} ${name}`, one[side], (value) => { one[side] = value; changed(); }));
      const item = element("li", {},
        element("div", { class: "form__grid" }, time("in_ms", "Desde"), time("out_ms", "Hasta"), slide("x", "Izquierda", 980), slide("y", "Arriba", 980), slide("width", "Ancho", 1000), slide("height", "Alto", 1000)),
        element("p", { class: "button-row" },
          button("Ver", name, () => { seek(one.in_ms); lay(get("box"), one.box); }),
          button("Quitar", name, () => { edit.blurs.splice(index, 1); lay(get("box"), null); changed(); drawBlurs(); })));
      return item;
    }));
  }

  function drawTexts() {
    for (const [id, name] of [["title", "title"], ["text", "text"], ["alt", "alt_text"]]) {
      if (document.activeElement !== get(id)) get(id).value = edit[name];
    }
    get("text-count").textContent = `Van ${[...edit.text].length}.`;
    get("thumbnail-at").textContent = edit.thumbnail_ms === null ? "Se usa el cuadro de en medio." : `Se usa el cuadro de ${cut.shown(edit.thumbnail_ms)}.`;
    if (get("plate") && document.activeElement !== get("plate")) get("plate").value = edit.plate_id ?? "";
  }

  let isAsked = false;
  // The parts at once; what takes longer to lay out in the next frame.
  function draw() {
    get("undo").disabled = !state.canUndo;
    get("redo").disabled = !state.canRedo;
    get("status").textContent = state.status;
    get("captions-state").textContent = state.captionsReviewed ? "Revisados" : "Sin revisar";
    get("captions-digest").value = state.captionsSha256;
    if (!root.querySelector("#pieces :focus")) drawPieces();
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      if (!root.querySelector("#captions :focus")) drawCaptions();
      drawTexts();
      drawWave();
    });
  }

  function drawAll() { draw(); drawShapes(); drawBlurs(); }

  const KEYS = { k: "play", " ": "play", j: "slower", l: "faster", i: "in", o: "out", b: "split", p: "preview", ArrowLeft: "back", ArrowRight: "forth" };

  function lettersAreOff() {
    try { return localStorage.getItem("vc.shortcuts-off") === "yes"; } catch { return false; }
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=range]):not([type=radio]):not([type=checkbox]), select, textarea, dialog[open]");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping) {
      event.preventDefault();
      step(event.shiftKey ? 1 : -1);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    if (get("words").contains(event.target) && walk(event)) { event.preventDefault(); return; }
    const isArrow = event.key.startsWith("Arrow");
    if (event.target.closest("input") && isArrow) return;
    if (event.key === " " && event.target.closest("button, a, summary, input")) return;
    const name = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (!name || (!isArrow && event.key !== " " && lettersAreOff())) return;
    event.preventDefault();
    if (event.shiftKey && isArrow) { player.pause(); seek(at() + (event.key === "ArrowLeft" ? -1000 : 1000)); return; }
    actions[name]();
  });

  root.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-do]");
    if (wanted) actions[wanted.dataset.do]();
    const place = event.target.closest("[data-seek]");
    if (place) seek(Number(place.dataset.seek));
  });

  player.addEventListener("play", () => { get("play-label").textContent = "Pausa"; requestAnimationFrame(follow); });
  player.addEventListener("pause", () => { get("play-label").textContent = "Reproducir"; moved(); drawStrip(); });
  player.addEventListener("seeked", () => { moved(); drawStrip(); });
  player.addEventListener("ratechange", () => { get("speed").textContent = player.playbackRate === 1 ? "" : `Velocidad ${player.playbackRate} ×`; });
  get("seek").addEventListener("input", (event) => seek(Number(event.target.value)));
  get("zoom").addEventListener("change", () => { drawWave(); drawStrip(); });
  get("wave").addEventListener("click", (event) => {
    const [begin, wide] = span();
    seek(begin + (event.offsetX / event.target.clientWidth) * wide);
  });
  get("words").addEventListener("pointerup", () => setTimeout(pick));
  get("find").addEventListener("input", () => { hit = find(-1); });
  let hit = -1;
  get("find").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    hit = find(hit);
    if (hit >= 0) seek(lines[hit][0]);
  });
  get("undo").addEventListener("click", () => step(-1));
  get("redo").addEventListener("click", () => step(1));
  get("take-over").addEventListener("click", () => lock(true));
  for (const radio of root.querySelectorAll("[name=length]")) radio.addEventListener("change", () => { which = radio.value; chosen = 0; draw(); drawPieces(); });
  get("make-short").addEventListener("click", () => { edit.short = cut.shortened(edit.pieces, MOST_SHORT, RATE, FILM); changed(); drawPieces(); });
  get("drop-short").addEventListener("click", () => { edit.short = []; changed(); drawPieces(); });
  get("add-piece").addEventListener("click", () => {
    const piece = { in_ms: snap(at()), out_ms: snap(at() + 10000) };
    if (piece.out_ms - piece.in_ms < cut.LEAST) { say("No queda video después de este punto."); return; }
    const placed = cut.placed(pieces(), -1, piece);
    edit[which] = placed.pieces;
    chosen = placed.index;
    changed();
    drawPieces();
  });
  get("add-caption").addEventListener("click", () => {
    edit.captions.push({ in_ms: at(), out_ms: Math.min(at() + 3000, FILM), text: "", original: "" });
    edit.captions.sort((one, other) => one.in_ms - other.in_ms);
    drawCaptions();
    [...get("captions").querySelectorAll("textarea")].find((area) => area.value === "")?.focus();
  });
  get("burn").addEventListener("change", (event) => { edit.burns_captions = event.target.checked; changed(); });
  get("review-captions")?.addEventListener("click", async () => { await save(); if (get("trouble").hidden) get("review").requestSubmit(); });
  get("render")?.addEventListener("submit", async (event) => {
    if (!changes) return;
    event.preventDefault();
    await save();
    if (get("trouble").hidden && !isLocked) event.target.submit();
  });
  get("shapes").addEventListener("change", (event) => shapeChanged(event.target.closest("[data-shape]")));
  get("add-blur").addEventListener("click", () => {
    edit.blurs.push({ box: { x: 400, y: 400, width: 200, height: 100 }, in_ms: snap(at()), out_ms: snap(Math.min(at() + 5000, FILM)) });
    changed();
    drawBlurs();
    lay(get("box"), edit.blurs.at(-1).box);
  });
  for (const [id, name] of [["title", "title"], ["text", "text"], ["alt", "alt_text"]]) get(id).addEventListener("input", (event) => { edit[name] = event.target.value; changed(); });
  get("thumbnail").addEventListener("click", () => { edit.thumbnail_ms = snap(at()); changed(); });
  get("plate")?.addEventListener("change", (event) => { edit.plate_id = event.target.value ? Number(event.target.value) : null; changed(); });
  addEventListener("beforeunload", (event) => { if (changes) { save(); event.preventDefault(); } });
  addEventListener("pagehide", () => {
    const body = new FormData();
    body.set("token", dataset.token);
    body.set("csrf_token", dataset.csrf);
    navigator.sendBeacon(dataset.letGo, body);
  });
  setInterval(() => { if (!document.hidden) lock(); }, 30000);

  async function begin() {
    drawAll();
    lock();
    const go = () => seek(pieces()[0]?.in_ms ?? 0);
    if (player.readyState > 0) go(); else player.addEventListener("loadedmetadata", go, { once: true });
    player.addEventListener("loadeddata", () => { performance.mark("first-frame"); drawStrip(); }, { once: true });
    const words = await fetch(dataset.words).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
    lines = words;
    drawWords();
    moved();
    if (dataset.peaks) {
      const bytes = await fetch(dataset.peaks).then((answer) => (answer.ok ? answer.arrayBuffer() : null)).catch(() => null);
      if (bytes) peaks = new Uint8Array(bytes);
      drawWave();
    }
  }

  begin();
})();
