// What the parts of the editor share: the edit, which of it is chosen, and how it is kept.
window.desk = (() => {
  "use strict";

  const root = document.getElementById("editor");
  const get = (id) => document.getElementById(id);
  const { dataset } = root;
  const RATE = Number(dataset.rate);
  const FILM = Number(dataset.length);
  const NO_ANSWER = "El servidor no respondió como debía. Vuelva a intentar.";
  const NO_CONNECTION = "No hay conexión. Lo que hizo sigue en esta página.";

  let state = JSON.parse(get("state").textContent);
  let changes = 0;
  let saving = null;
  let timer = 0;
  let isLocked = false;
  let isRefused = false;
  const drawers = [];

  const desk = {
    edit: state.edit,
    // Which of the two lengths is shown, and which of its parts is worked on.
    which: "pieces",
    chosen: 0,
    lines: [],
    RATE,
    FILM,
    FRAME: RATE ? 1000 / RATE : 100,
    get, root, dataset, changed, save, step, lock, trouble, say, draw,
    get state() { return state; },
    get pieces() { return desk.edit[desk.which]; },
    set pieces(wanted) { desk.edit[desk.which] = wanted; },
    get piece() { return desk.pieces[desk.chosen]; },
    get hasChanges() { return changes > 0; },
    get isSafe() { return !isLocked && !isRefused && !changes; },
    snap: (time) => cut.snap(time, RATE, FILM),
    drawnBy: (drawer) => { drawers.push(drawer); },
  };

  async function send(address, body) {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": dataset.csrf },
      body: JSON.stringify({ token: dataset.token, base: state.revision, ...body }),
    }).catch(() => { throw new Error(NO_CONNECTION); });
    const said = await answer.json().catch(() => ({ message: NO_ANSWER }));
    if (!answer.ok) throw Object.assign(new Error(said.message), said, { status: answer.status });
    return said;
  }

  function tell(words) { get("saved").textContent = words; }

  // For those who hear the page: what a key or a selection did.
  function say(words) { get("picked").textContent = ""; get("picked").textContent = words; }

  function trouble(error) {
    if (error?.isLocked) {
      isLocked = true;
      get("locked-text").textContent = error.message;
      get("locked").hidden = false;
      tell("Sin guardar");
      return;
    }
    get("trouble-text").textContent = error ? error.message : "";
    get("trouble").hidden = !error;
    if (error) tell("Sin guardar");
  }

  function changed() {
    changes += 1;
    isRefused = false;
    tell("Guardando…");
    clearTimeout(timer);
    timer = setTimeout(save, 600);
    draw();
  }

  // One request at a time, so that none overtakes another.
  async function save() {
    clearTimeout(timer);
    while (saving) await saving;
    if (isLocked || isRefused || !changes) return;
    saving = keep();
    await saving;
    saving = null;
  }

  async function keep() {
    const sent = changes;
    try {
      take(await send(dataset.save, { edit: desk.edit }), sent === changes);
      if (sent === changes) changes = 0; else timer = setTimeout(save, 100);
      trouble(null);
      tell("Guardado");
    } catch (error) {
      trouble(error);
      // No connection: try again by itself. What the rules refuse waits for the next change.
      if (error.status) isRefused = true; else timer = setTimeout(save, 5000);
    }
  }

  function take(answer, isLatest) {
    state = answer;
    // What was typed meanwhile stays; the next save brings it along.
    if (isLatest) desk.edit = answer.edit;
    desk.chosen = Math.min(desk.chosen, Math.max(0, desk.pieces.length - 1));
    // At once: what is typed before the next frame would go into the edit that was just replaced.
    for (const drawer of drawers) drawer();
  }

  async function step(way) {
    await save();
    while (saving) await saving;
    saving = go(way);
    await saving;
    saving = null;
  }

  async function go(way) {
    const sent = changes;
    try {
      // What the rules refused was never kept: going back to what is kept undoes it.
      const isDropped = isRefused && way < 0;
      const answer = await (isDropped ? send(dataset.lock, {}) : send(dataset.step, { step: way }));
      // Somebody went on meanwhile: what they see and did stays, and is kept as the next state.
      const isLatest = sent === changes;
      take(answer, isLatest);
      trouble(null);
      if (!isLatest) { timer = setTimeout(save, 100); return; }
      changes = 0;
      isRefused = false;
      tell(way < 0 ? "Se deshizo" : "Se rehízo");
    } catch (error) { trouble(error); }
  }

  async function lock(takesOver = false) {
    if (isLocked && !takesOver) return;
    try {
      const answer = await send(dataset.lock, { takesOver });
      if (!takesOver) { get("status").textContent = answer.status; return; }
      isLocked = false;
      isRefused = false;
      get("locked").hidden = true;
      changes = 0;
      take(answer, true);
      tell("Guardado");
    } catch (error) { if (error.status) trouble(error); }
  }

  let isAsked = false;
  // The parts at once; what takes longer to lay out in the next frame.
  function draw() {
    drawers[0]();
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      for (const drawer of drawers.slice(1)) drawer();
    });
  }

  get("undo").addEventListener("click", () => step(-1));
  get("redo").addEventListener("click", () => step(1));
  get("take-over").addEventListener("click", () => lock(true));
  get("render")?.addEventListener("submit", async (event) => {
    if (!changes) return;
    event.preventDefault();
    await save();
    if (desk.isSafe) event.target.submit();
  });
  addEventListener("beforeunload", (event) => { if (changes) { save(); event.preventDefault(); } });
  addEventListener("pagehide", () => {
    const body = new FormData();
    body.set("token", dataset.token);
    body.set("csrf_token", dataset.csrf);
    navigator.sendBeacon(dataset.letGo, body);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) lock(); });
  setInterval(() => { if (!document.hidden) lock(); }, 30000);

  return desk;
})();
