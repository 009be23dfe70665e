// What the parts of the editor share: the edit, which of it is chosen, and how it is kept.
window.desk = (() => {
  "use strict";

  const root = document.getElementById("editor");
  const get = (id) => document.getElementById(id);
  const { dataset } = root;
  const RATE = Number(dataset.rate);
  const FILM = Number(dataset.length);
  const AGAIN_MS = 5000;
  const MOST_UNANSWERED = 50;

  let state = JSON.parse(get("state").textContent);
  // What this page began from, as it was kept; and what it sent without an answer.
  let base = structuredClone(state.edit);
  let unanswered = [];
  let changes = 0;
  let busy = null;
  let timer = 0;
  // Another page has the clip; the clip was changed elsewhere; nobody is signed in here any more.
  let held = null;
  let clash = null;
  let isAway = false;
  let isRefused = false;
  // What a person gave up for what was kept: undoing brings it back.
  let aside = null;
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
    get, root, dataset, begin, changed, save, step, lock, settle, trouble, say, draw,
    get state() { return state; },
    get base() { return base; },
    get held() { return held; },
    get clash() { return clash; },
    get pieces() { return desk.edit[desk.which]; },
    set pieces(wanted) { desk.edit[desk.which] = wanted; },
    get piece() { return desk.pieces[desk.chosen]; },
    get hasChanges() { return changes > 0; },
    get isInert() { return Boolean(held || clash); },
    get isSafe() { return !desk.isInert && !isAway && !isRefused && !changes; },
    get canUndo() { return state.canUndo || !desk.isSafe || isAside(); },
    snap: (time) => cut.snap(time, RATE, FILM),
    drawnBy: (drawer) => { drawers.push(drawer); },
  };

  const send = (address, body) => server.send(address, { base: state.version, ...body });

  function tell(words) { get("saved").textContent = words; }

  // For those who hear the page: what a key or a selection did.
  function say(words) { get("picked").textContent = ""; get("picked").textContent = words; }

  function trouble(error) {
    get("trouble-text").textContent = error ? error.message : "";
    get("sign-in").hidden = !error?.isAway;
    get("trouble").hidden = !error;
    if (error) tell("Sin guardar");
  }

  // What the server did not do. What was typed stays, and is tried again where that can help.
  function refused(error) {
    isAway = Boolean(error.isAway);
    if (error.isLocked) lose(error);
    else if (error.stored) meet(error.stored);
    else {
      trouble(error);
      if (!error.status || error.status >= 500) again();
      else isRefused = true;
    }
  }

  function again() {
    clearTimeout(timer);
    if (!isAway) timer = setTimeout(save, AGAIN_MS);
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
  async function alone(work) {
    while (busy) await busy;
    const turn = work().finally(() => { busy = null; });
    busy = turn.catch(() => {});
    await turn;
  }

  async function save() {
    clearTimeout(timer);
    await alone(async () => { if (!desk.isInert && !isRefused && changes) await keep(); });
  }

  async function keep() {
    const count = changes;
    remember();
    unanswered = [...unanswered, structuredClone(desk.edit)].slice(-MOST_UNANSWERED);
    try {
      take(await send(dataset.save, { edit: desk.edit }), count === changes);
      unanswered = [];
      if (count === changes) { changes = 0; remember(); } else timer = setTimeout(save, 100);
      isAway = false;
      trouble(null);
      tell(changes ? "Guardando…" : "Guardado");
    } catch (error) { refused(error); }
  }

  function take(answer, isLatest) {
    state = answer;
    base = structuredClone(answer.edit);
    // What was typed meanwhile stays; the next save brings it along.
    if (isLatest) desk.edit = answer.edit;
    desk.chosen = Math.min(desk.chosen, Math.max(0, desk.pieces.length - 1));
    // What is typed before the next frame would go into the edit that was just replaced.
    redraw();
  }

  // What the server keeps meets what this page holds: nothing typed here gives way unasked.
  function meet(stored) {
    if (stored.version <= (clash ?? state).version) return;
    if (!changes) { take(stored, true); return; }
    const differs = (edit) => compare.rows(edit, stored.edit, base).length > 0;
    if (!differs(desk.edit)) { take(stored, true); changes = 0; remember(); tell("Guardado"); }
    // Our own save, whose answer was lost.
    else if (!unanswered.every(differs)) { take(stored, false); unanswered = []; timer = setTimeout(save, 100); }
    else stop(() => { clash = stored; });
  }

  // Another page has the clip. What it does is shown, unless something was typed here.
  function lose(error) {
    stop(() => { held = error; });
    if (!changes && error.stored.version > state.version) take(error.stored, true);
  }

  // From here on nothing can be changed on the page. First what is being typed becomes a change.
  function stop(become) {
    if (!desk.isInert && root.contains(document.activeElement)) document.activeElement.blur();
    clearTimeout(timer);
    become();
    trouble(null);
    tell(changes ? "Sin guardar" : "Solo lectura");
    remember();
    redraw();
  }

  function remember() {
    if (changes) draft.keep({ state: { ...state, edit: base }, edit: desk.edit }); else draft.drop();
  }

  function recall() {
    const left = draft.found();
    if (!left) return;
    const now = state;
    state = left.state;
    base = structuredClone(left.state.edit);
    desk.edit = left.edit;
    changes = 1;
    meet(now);
  }

  // A person chose between both versions: `edit` becomes what the page holds, `given` up what it held.
  function settle(edit, isStored) {
    const given = desk.edit;
    state = clash;
    base = structuredClone(clash.edit);
    clash = null;
    aside = edit === given ? null : { edit: given, revision: state.revision };
    desk.edit = structuredClone(edit);
    changes = isStored ? 0 : 1;
    desk.chosen = 0;
    redraw();
    remember();
    tell(isStored ? "Se tomó lo guardado" : "Guardando…");
    return isStored ? lock() : save();
  }

  const isAside = () => aside !== null && aside.revision === state.revision;

  async function step(way) {
    if (desk.isInert) return;
    await save();
    await alone(() => go(way));
  }

  async function go(way) {
    if (desk.isInert) return;
    if (way < 0 && isAside() && !changes) {
      desk.edit = aside.edit;
      aside = null;
      changed();
      return;
    }
    const count = changes;
    try {
      // What the rules refused was never kept: going back to what is kept undoes it.
      const isDropped = isRefused && way < 0;
      const answer = await (isDropped ? send(dataset.lock, {}) : send(dataset.step, { step: way }));
      // Somebody went on meanwhile: what they see and did stays, and is kept as the next state.
      const isLatest = count === changes;
      take(answer, isLatest);
      trouble(null);
      if (!isLatest) { timer = setTimeout(save, 100); return; }
      changes = 0;
      isRefused = false;
      remember();
      tell(way < 0 ? "Se deshizo" : "Se rehízo");
    } catch (error) { refused(error); }
  }

  // Say that this page is open. With `opens` or `takesOver` it becomes the one that cuts.
  function lock(how = {}) { return alone(() => hold(how)); }

  async function hold(how) {
    try {
      const answer = await send(dataset.lock, how);
      const wasOut = held || isAway;
      held = null;
      isAway = false;
      if (wasOut) { trouble(null); tell(changes ? "Guardando…" : "Guardado"); }
      meet(answer);
      get("status").textContent = answer.status;
      if (wasOut) redraw();
      if (changes && !clash && !isRefused) timer = setTimeout(save, 100);
    } catch (error) {
      // Without a connection nothing is lost yet: what is typed next will say so.
      if (error.status || error.isAway) refused(error);
    }
  }

  function redraw() { for (const drawer of drawers) drawer(); }

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

  function begin() {
    recall();
    desk.draw();
    lock({ opens: true });
  }

  // The buttons that send a form say which page they stand on, and what it shows.
  async function submitted(event) {
    const form = event.target;
    event.preventDefault();
    await save();
    if (!desk.isSafe) return;
    form.elements.token.value = dataset.token;
    form.elements.base.value = state.version;
    form.submit();
  }

  get("undo").addEventListener("click", () => step(-1));
  get("redo").addEventListener("click", () => step(1));
  for (const form of root.querySelectorAll("form[data-safe]")) form.addEventListener("submit", submitted);
  addEventListener("beforeunload", (event) => { if (changes) { save(); event.preventDefault(); } });
  addEventListener("pagehide", () => {
    remember();
    const body = new FormData();
    body.set("token", dataset.token);
    body.set("csrf_token", dataset.csrf);
    navigator.sendBeacon(dataset.letGo, body);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) lock({ opens: true }); });
  // Whoever comes back to this window is told at once, before they type.
  addEventListener("focus", () => lock());
  addEventListener("online", () => save());
  setInterval(() => { if (!document.hidden) lock(); }, 30000);

  return desk;
})();
