// A clip's list: one point is open, keys answer it, and each answer is kept at once.
// Without this module the same list is one form with one button.

import { areShortcutsOff } from "./app.js";
import { playOrPause, settled } from "./viewing.js";

const REPLIES = { s: "YES", n: "NO", a: "NOT_APPLICABLE" };
const LONGEST_MS = 30000;
const NO_CONNECTION = "No se guardó: no hay conexión. Lo que respondió sigue aquí.";
const NO_ANSWER = "No se guardó: el servidor no respondió como debía. Lo que respondió sigue aquí.";
const SIGNED_OUT = "Ya no está dentro del sistema. Entre de nuevo en otra ventana: lo que respondió sigue aquí.";
const ONE_MISSING = "Falta 1 punto: este es el que falta.";
const LOOK = "No se guardó. Mire lo que dice el punto marcado.";

const form = document.getElementById("lista");
const bar = document.getElementById("guardado");
const retry = bar?.querySelector("[data-retry]");
const may = Boolean(document.querySelector("button[data-send]") || form?.querySelector("[data-point] :is(input, textarea)"));
let queue = Promise.resolve();
// The points that are to be sent, with what they held when they were; and those that were refused.
const waiting = new Set();
const unsaved = new Set();
let byArrow = false;
let isPressing = false;

const points = () => [...form.querySelectorAll(".ask")];
const here = () => form.querySelector(".ask--here");
const controls = (point) => [...point.querySelectorAll("input, textarea")].filter((one) => one.type !== "hidden");
const held = (point) => JSON.stringify(controls(point).map((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value)));
const reply = (point) => point.querySelector("input:is([type=radio], [type=checkbox]):checked")?.value ?? "";

function say(words, tone = "") {
  const state = bar.querySelector("[data-save-state]");
  state.className = `state${tone && ` state--${tone}`}`;
  state.textContent = words;
  retry.hidden = tone !== "problem" || !unsaved.size;
}

// Opens a point and closes the one before; whoever types keeps the focus.
function open(point, focus = true) {
  if (!point) return;
  if (here() !== point) {
    here()?.classList.remove("ask--here");
    point.classList.add("ask--here");
  }
  if (!focus) return;
  point.focus({ preventScroll: true });
  point.scrollIntoView({ block: "nearest" });
}

function step(way) {
  const all = points();
  open(all[Math.min(Math.max(all.indexOf(here()) + way, 0), all.length - 1)]);
}

function goOn(from) {
  const all = points();
  const order = [...all.slice(all.indexOf(from) + 1), ...all.slice(0, all.indexOf(from))];
  const next = order.find((one) => one.hasAttribute("data-waits") && !waiting.has(one.id) && !reply(one) && controls(one).length);
  if (next) open(next);
  else document.querySelector("button[data-send]")?.focus();
}

// What an answer still needs: its proof, or why the point does not apply.
function lacks(point) {
  const given = reply(point);
  if (given === "YES") {
    const proof = point.querySelector("[data-proof]");
    return proof && !proof.value && !("has" in proof.dataset) ? proof : null;
  }
  if (given !== "NOT_APPLICABLE" || !point.hasAttribute("data-blocks")) return null;
  const note = point.querySelector("[data-note]");
  return note && !note.value.trim() ? note : null;
}

function answer(point, value) {
  const choice = point.querySelector(`input[value="${value}"]`);
  if (!choice) return;
  choice.checked = true;
  take(point);
}

// Keeps an answer and goes on, or leads to what it lacks.
function take(point, goesOn = true) {
  open(point, false);
  if (!reply(point)) return;
  const missing = lacks(point);
  if (missing) {
    say(missing.type === "file" ? "Falta el archivo que lo comprueba." : "Falta escribir lo que lo comprueba.");
    missing.focus();
    return;
  }
  keep(point);
  if (goesOn) goOn(point);
}

function keep(point) {
  waiting.add(point.id);
  point.removeAttribute("data-waits");
  send({}, point.id);
}

// One request after the other: each is of the list as the one before left it.
function send(more, id = "") {
  say("Guardando…");
  // The key is answered on the screen first.
  queue = queue.then(() => new Promise((go) => { setTimeout(go, 50); })).then(() => post(more, id)).catch(() => false);
  return queue;
}

async function post(more, id) {
  const point = id && document.getElementById(id);
  const sent = point ? held(point) : "";
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const prefix = point && point.dataset.point;
  const own = [...new FormData(form)].filter(([name]) => (prefix ? name.startsWith(prefix) : more.confirm || more.evident));
  for (const [name, value] of own) if (prefix || /-(seen|about)$/.test(name)) body.append(name, value);
  waiting.delete(id);
  const { text, status, words } = await ask(form.action, body);
  if (words) { fail(id, words); return false; }
  const fresh = listIn(text);
  if (!fresh) { fail(id, NO_ANSWER); return false; }
  merge(fresh, id, sent, status !== 200);
  if (status !== 200) { unsaved.delete(id); say(LOOK, "problem"); return false; }
  unsaved.delete(id);
  if (!waiting.size) say(unsaved.size ? NO_CONNECTION : `Guardado a las ${fresh.dataset.saved} h`, unsaved.size ? "problem" : "");
  return true;
}

async function ask(address, body) {
  const ending = new AbortController();
  const end = setTimeout(() => ending.abort(), LONGEST_MS);
  try {
    const answered = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" }, signal: ending.signal });
    if (answered.redirected) return { words: SIGNED_OUT };
    if (![200, 409, 422].includes(answered.status)) return { words: NO_ANSWER };
    return { text: await answered.text(), status: answered.status };
  } catch {
    return { words: NO_CONNECTION };
  } finally { clearTimeout(end); }
}

// The whole film was watched: what may be confirmed by that is offered.
async function refresh() {
  await settled();
  await queue;
  try {
    const answered = await fetch(location.href);
    const fresh = answered.ok && listIn(await answered.text());
    if (fresh) merge(fresh, "", "", false);
  } catch { /* The next answer brings it. */ }
}

function fail(id, words) {
  const point = document.getElementById(id);
  if (point) { unsaved.add(id); point.classList.add("is-unsaved"); }
  say(words, "problem");
}

// What a parser put into its own form stays out of ours: copies belong to where they are put.
function listIn(text) {
  const found = new DOMParser().parseFromString(text, "text/html").getElementById("lista");
  const place = document.createElement("div");
  if (found) place.append(...[...found.children].map((one) => document.importNode(one, true)));
  if (found) place.dataset.saved = found.dataset.saved;
  return found && place;
}

// Takes over what the answer says of each point, and leaves alone what somebody is at.
function merge(fresh, id, sent, isRefused) {
  const focused = document.activeElement;
  const openId = here()?.id;
  const asked = [...fresh.querySelectorAll(".ask")];
  for (const one of asked) {
    const old = document.getElementById(one.id);
    if (!old) continue;
    one.classList.toggle("ask--here", isRefused ? one.id === id : one.id === openId);
    const isMine = one.id === id;
    const isBusy = isMine ? held(old) !== sent : waiting.has(one.id) || unsaved.has(one.id) || isTouched(old);
    if (isBusy) renewTokens(old, one);
    else if (!isMine && old.contains(focused) && old !== focused) renewTokens(old, one);
    else replace(old, one, isMine && isRefused);
  }
  // What became settled, or asked, by another point's answer changes which points there are.
  const places = [["#avance", "#avance"], [":scope > .fold", ":scope > .fold"], [":scope > .evident", ":scope > .evident"]];
  for (const [ours, theirs] of places) trade(form.querySelector(ours), fresh.querySelector(theirs), form, focused);
  const all = new Set(asked.map((one) => one.id));
  for (const one of points()) if (!all.has(one.id) && !one.contains(focused)) one.remove();
  form.dataset.saved = fresh.dataset.saved;
}

function trade(old, fresh, parent, focused) {
  if (old && !fresh) { if (old.contains(focused)) document.querySelector("button[data-send]")?.focus(); old.remove(); }
  else if (!old && fresh) parent.querySelector("h2").before(fresh);
  else if (old && fresh) { fresh.open = old.open; old.replaceWith(fresh); if (old === focused) fresh.focus(); }
}

function isTouched(point) {
  return controls(point).some((one) => (/radio|checkbox/.test(one.type) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue));
}

function renewTokens(old, fresh) {
  for (const one of fresh.querySelectorAll("input[type=hidden]")) {
    const ours = old.querySelector(`input[name="${one.name}"]`);
    if (ours) ours.value = one.value;
  }
}

function replace(old, fresh, keepsFile) {
  const inside = old.contains(document.activeElement) && document.activeElement;
  if (keepsFile) {
    const file = old.querySelector("input[type=file]");
    if (file?.value) fresh.querySelector("input[type=file]")?.replaceWith(file);
  }
  old.replaceWith(fresh);
  if (!inside) return;
  const same = inside.id && fresh.querySelector(`[id="${inside.id}"]`);
  (inside === old ? fresh : same ?? fresh).focus({ preventScroll: true });
}

function isTyping(target) {
  return target.closest("textarea, select, [contenteditable], dialog[open], input:not([type=radio], [type=checkbox])");
}

function onKey(event) {
  const { key, target } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
    const point = target.closest(".ask");
    event.preventDefault();
    if (point && target.matches("textarea, input")) take(point); else document.querySelector("button[data-send]")?.click();
    return;
  }
  // Else the browser would press the first button there is.
  if (key === "Enter" && target.matches(".ask input:not([type=radio], [type=file])")) { event.preventDefault(); take(target.closest(".ask")); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) return;
  // In the menu keys are those of every page.
  if (target !== document.body && !target.closest("main")) return;
  const isIn = target.closest("#lista, [data-send]") || target.matches("body, main");
  if (isIn && (key === "ArrowDown" || key === "ArrowUp")) { event.preventDefault(); step(key === "ArrowDown" ? 1 : -1); return; }
  // Arrows to the side go through the answers of a point: the one that is meant is kept with Enter.
  if (target.type === "radio") {
    byArrow = key.startsWith("Arrow");
    if (key === "Enter") { event.preventDefault(); take(target.closest(".ask")); return; }
  }
  if (event.repeat || event.shiftKey || areShortcutsOff()) return;
  if (key === "k") { event.preventDefault(); playOrPause(); return; }
  const value = REPLIES[key.toLowerCase()];
  const point = here();
  if (!value || !point) return;
  // «n» books a session on every other page: here it says no.
  event.preventDefault();
  event.stopPropagation();
  answer(point, value);
}

function onChange(event) {
  const point = event.target.closest(".ask");
  if (!point) return;
  const isChoice = /radio|checkbox/.test(event.target.type);
  if (isChoice && byArrow) return;
  if (event.target.type === "file" && event.target.value && !reply(point)) point.querySelector("input[value=YES]").checked = true;
  if (isChoice && !event.target.checked) return;
  if (reply(point)) take(point, isChoice || event.target.type === "file");
}

// Who comes by the keyboard sees where; under a finger nothing moves before it is lifted.
function onFocus(event) {
  const point = event.target.closest(".ask");
  if (!point || isPressing || point === here()) return;
  open(point, false);
  event.target.scrollIntoView({ block: "nearest" });
}

// Whoever chose by the arrows and goes on means what is chosen.
function onLeave(event) {
  const point = event.target.closest?.(".ask");
  if (!point || !byArrow || point.contains(event.relatedTarget)) return;
  byArrow = false;
  if (reply(point) && !lacks(point) && isTouched(point)) keep(point);
}

async function onSend(event) {
  event.preventDefault();
  await queue;
  const missing = points().find((one) => one.hasAttribute("data-waits"));
  const first = points().find((one) => unsaved.has(one.id)) ?? missing;
  if (first) {
    const count = points().filter((one) => one.hasAttribute("data-waits")).length;
    open(first);
    say(unsaved.size ? NO_CONNECTION : count === 1 ? ONE_MISSING : `Faltan ${count} puntos: este es el primero.`, unsaved.size ? "problem" : "");
    return;
  }
  await settled();
  const whole = document.createElement("input");
  Object.assign(whole, { type: "hidden", name: "send", value: "1" });
  form.append(whole);
  form.submit();
}

function onClick(event) {
  const point = event.target.closest(".ask");
  const phrase = event.target.closest("[data-phrase]");
  if (phrase) {
    point.querySelector("[data-note]").value = phrase.dataset.phrase;
    answer(point, "YES");
    return;
  }
  const button = event.target.closest("button[name=confirm], button[name=evident]");
  if (button) {
    event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    send({ [button.name]: button.value.trim() }, "").then(() => { if (!here() || !here().hasAttribute("data-waits")) goOn(here() ?? points()[0]); });
    return;
  }
  if (point && !event.target.closest("a, button, input, textarea, label")) open(point);
}

if (form && may) {
  // Before the page's own keys: here «n» says no.
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("film:watched", refresh);
  form.addEventListener("change", onChange);
  form.addEventListener("focusin", onFocus);
  form.addEventListener("focusout", onLeave);
  form.addEventListener("pointerdown", () => { byArrow = false; isPressing = true; });
  for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => setTimeout(() => { isPressing = false; }));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("button[data-send]")?.addEventListener("click", onSend);
  retry?.addEventListener("click", () => [...unsaved].forEach((id) => { const point = document.getElementById(id); if (point) keep(point); }));
  addEventListener("online", () => [...unsaved].forEach((id) => keep(document.getElementById(id))));
  addEventListener("beforeunload", (event) => { if (waiting.size || unsaved.size) event.preventDefault(); });
}
function openAsked() {
  const asked = location.hash.startsWith("#punto-") && document.getElementById(location.hash.slice(1));
  if (!asked) return;
  if (asked.matches(".ask")) open(asked);
  else asked.closest("details").open = true;
}

addEventListener("hashchange", openAsked);
if (form) openAsked();
document.addEventListener("click", (event) => { if (form?.contains(event.target)) onClick(event); });
