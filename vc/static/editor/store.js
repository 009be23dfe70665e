// The store of the editor: the edit and which of its pieces is chosen; how it is saved, undone,
// kept for this page alone, and brought together with what was saved elsewhere.

import * as api from "./api.js";
import { snapToFrame } from "./cut.js";
import { differences } from "./diff.js";
import * as draft from "./draft.js";

export const root = document.getElementById("editor");
export const dataset = root.dataset;
export const byId = (id) => document.getElementById(id);
const RATE = Number(dataset.rate);
const LENGTH_MS = Number(dataset.length);
const AGAIN_MS = 5000;
const MOST_UNANSWERED = 50;

let state = JSON.parse(byId("state").textContent);
// What this page began from, as it was saved; and what it sent without an answer.
let base = structuredClone(state.edit);
let unanswered = [];
let changes = 0;
let busy = null;
let timer = 0;
// Another page has the clip; the clip was changed elsewhere; nobody is signed in here any more.
let holder = null;
let conflict = null;
let isAway = false;
let isRefused = false;
// What a person gave up for what was saved: undoing brings it back.
let givenUp = null;
// What takes longer to lay out is drawn in the next frame.
const drawers = { atOnce: [], later: [] };

export const store = {
  edit: state.edit,
  // Which of the two lengths is shown, and which of its pieces is worked on.
  which: "pieces",
  chosen: 0,
  RATE,
  LENGTH_MS,
  FRAME_MS: RATE ? 1000 / RATE : 100,
  start, changed, save, step, lock, resolve, showError, announce, draw,
  get state() { return state; },
  get base() { return base; },
  get holder() { return holder; },
  get conflict() { return conflict; },
  get pieces() { return store.edit[store.which]; },
  set pieces(wanted) { store.edit[store.which] = wanted; },
  get piece() { return store.pieces[store.chosen]; },
  get hasChanges() { return changes > 0; },
  get isInert() { return Boolean(holder || conflict); },
  get isSafe() { return !store.isInert && !isAway && !isRefused && !changes; },
  get canUndo() { return state.canUndo || !store.isSafe || hasGivenUp(); },
  snap: (time) => snapToFrame(time, RATE, LENGTH_MS),
  onDraw: (drawer, when = "later") => { drawers[when].push(drawer); },
};

const send = (address, body) => api.send(address, { base: state.version, ...body });

function showState(words) { byId("saved").textContent = words; }

// For those who hear the page: what a key or a selection did.
function announce(words) { byId("picked").textContent = ""; byId("picked").textContent = words; }

function showError(error) {
  byId("trouble-text").textContent = error ? error.message : "";
  // The server's words may lead to their cure: they are its own HTML.
  if (error?.html) byId("trouble-text").innerHTML = error.html;
  byId("sign-in").hidden = !error?.isAway;
  byId("trouble").hidden = !error;
  if (error) showState("Sin guardar");
}

// What the server did not do. What was typed stays, and is tried again where that can help.
function onError(error) {
  isAway = Boolean(error.isAway);
  if (error.isLocked) loseLock(error);
  else if (error.stored) reconcile(error.stored);
  else {
    showError(error);
    if (!error.status || error.status >= 500) retryLater();
    else isRefused = true;
  }
}

function retryLater() {
  clearTimeout(timer);
  if (!isAway) timer = setTimeout(save, AGAIN_MS);
}

function changed() {
  changes += 1;
  isRefused = false;
  showState("Guardando…");
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
  await alone(async () => { if (!store.isInert && !isRefused && changes) await sendEdit(); });
}

async function sendEdit() {
  const count = changes;
  // Not at once: of three hours it is much to write, and somebody may be typing.
  setTimeout(keepDraft);
  unanswered = [...unanswered, JSON.stringify(store.edit)].slice(-MOST_UNANSWERED);
  try {
    adopt(await send(dataset.save, { edit: store.edit }), count === changes);
    unanswered = [];
    if (count === changes) { changes = 0; keepDraft(); } else timer = setTimeout(save, 100);
    isAway = false;
    showError(null);
    showState(changes ? "Guardando…" : "Guardado");
  } catch (error) { onError(error); }
}

function adopt(answer, isLatest) {
  state = answer;
  base = structuredClone(answer.edit);
  // What was typed meanwhile stays; the next save brings it along.
  if (isLatest) store.edit = answer.edit;
  store.chosen = Math.min(store.chosen, Math.max(0, store.pieces.length - 1));
  // What is typed before the next frame would go into the edit that was just replaced.
  redraw();
}

// What the server keeps meets what this page holds: nothing typed here gives way unasked.
function reconcile(stored) {
  if (stored.version <= (conflict ?? state).version) return;
  if (!changes) { adopt(stored, true); return; }
  const differs = (edit) => differences(edit, stored.edit, base).length > 0;
  if (!differs(store.edit)) { adopt(stored, true); changes = 0; keepDraft(); showState("Guardado"); }
  // Our own save, whose answer was lost.
  else if (!unanswered.every((sent) => differs(JSON.parse(sent)))) { adopt(stored, false); unanswered = []; timer = setTimeout(save, 100); }
  else stop(() => { conflict = stored; });
}

// Another page has the clip. What it does is shown, unless something was typed here.
function loseLock(error) {
  stop(() => { holder = error; });
  if (!changes && error.stored.version > state.version) adopt(error.stored, true);
}

// From here on nothing can be changed on the page. First what is being typed becomes a change.
function stop(become) {
  if (!store.isInert && root.contains(document.activeElement)) document.activeElement.blur();
  clearTimeout(timer);
  become();
  showError(null);
  showState(changes ? "Sin guardar" : "Solo lectura");
  keepDraft();
  redraw();
}

function keepDraft() {
  if (changes) draft.keep({ state: { ...state, edit: base }, edit: store.edit }); else draft.drop();
}

function restoreDraft() {
  const left = draft.found();
  if (!left) return;
  const now = state;
  state = left.state;
  base = structuredClone(left.state.edit);
  store.edit = left.edit;
  changes = 1;
  reconcile(now);
}

// A person chose between both versions: `edit` becomes what the page holds, it gives up what it held.
function resolve(edit, isStored) {
  const given = store.edit;
  state = conflict;
  base = structuredClone(conflict.edit);
  conflict = null;
  givenUp = edit === given ? null : { edit: given, revision: state.revision };
  store.edit = structuredClone(edit);
  changes = isStored ? 0 : 1;
  store.chosen = 0;
  redraw();
  keepDraft();
  showState(isStored ? "Se tomó lo guardado" : "Guardando…");
  return isStored ? lock() : save();
}

const hasGivenUp = () => givenUp !== null && givenUp.revision === state.revision;

async function step(way) {
  if (store.isInert) return;
  await save();
  await alone(() => goBy(way));
}

async function goBy(way) {
  if (store.isInert) return;
  if (way < 0 && hasGivenUp() && !changes) {
    store.edit = givenUp.edit;
    givenUp = null;
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
    adopt(answer, isLatest);
    showError(null);
    if (!isLatest) { timer = setTimeout(save, 100); return; }
    changes = 0;
    isRefused = false;
    keepDraft();
    showState(way < 0 ? "Se deshizo" : "Se rehízo");
  } catch (error) { onError(error); }
}

// Say that this page is open. With `opens` or `takesOver` it becomes the one that cuts.
function lock(how = {}) { return alone(() => takeLock(how)); }

async function takeLock(how) {
  try {
    const answer = await send(dataset.lock, how);
    const wasOut = holder || isAway;
    holder = null;
    isAway = false;
    if (wasOut) { showError(null); showState(changes ? "Guardando…" : "Guardado"); }
    reconcile(answer);
    byId("status").textContent = answer.status;
    if (wasOut) redraw();
    if (changes && !conflict && !isRefused) timer = setTimeout(save, 100);
  } catch (error) {
    // Without a connection nothing is lost yet: what is typed next will say so.
    if (error.status || error.isAway) onError(error);
  }
}

const call = (drawer) => drawer();

function redraw() { [...drawers.atOnce, ...drawers.later].forEach(call); }

let isAsked = false;
function draw() {
  drawers.atOnce.forEach(call);
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    drawers.later.forEach(call);
  });
}

function start() {
  restoreDraft();
  draw();
  lock({ opens: true });
}

// The buttons that send a form say which page they stand on, and what it shows.
async function submitWhenSaved(event) {
  const form = event.target;
  event.preventDefault();
  await save();
  if (!store.isSafe) return;
  form.elements.token.value = dataset.token;
  form.elements.base.value = state.version;
  form.submit();
}

byId("undo").addEventListener("click", () => step(-1));
byId("redo").addEventListener("click", () => step(1));
for (const form of root.querySelectorAll("form[data-safe]")) form.addEventListener("submit", submitWhenSaved);
addEventListener("beforeunload", (event) => { if (changes) { save(); event.preventDefault(); } });
addEventListener("pagehide", () => {
  keepDraft();
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
