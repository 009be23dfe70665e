// The behaviour of every page beyond HTML. Everything works without it; it only makes it quicker.

const KEYS_OFF = "vc.shortcuts-off";

function announce(text) {
  const region = document.getElementById("avisos");
  region.textContent = "";
  // A live region that is filled in the same turn as it was emptied is not read again.
  setTimeout(() => { region.textContent = text; }, 50);
}

function selectForHand(source) {
  if (!source) return;
  if (source.select) { source.focus(); source.select(); return; }
  getSelection().selectAllChildren(source);
}

async function copy(button) {
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = source ? (source.value ?? source.textContent).trim() : button.dataset.copy;
  const label = button.querySelector("span") ?? button;
  button.dataset.label ??= label.textContent;
  try {
    await navigator.clipboard.writeText(text);
    label.textContent = "Copiado";
    announce("Copiado");
  } catch {
    // Without https the clipboard is closed: select the text, so that Ctrl+C does it.
    selectForHand(source);
    announce("No se pudo copiar. El texto quedó seleccionado: use Control C.");
  }
  setTimeout(() => { label.textContent = button.dataset.label; }, 2500);
}

function focusFirstError() {
  const summary = document.querySelector("[data-focus-first-error]");
  if (!summary) return;
  const field = document.querySelector("main [aria-invalid=true], main .field--choices.has-error");
  (field ?? summary).focus();
}

// The pressed button is disabled a moment later: a disabled one would not be sent with the form.
function guardAgainstSecondClick(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target || form.matches("[data-repeatable]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => setBusy(form, true));
}

function setBusy(form, busy) {
  if (!busy) delete form.dataset.sent;
  for (const button of form.elements) {
    if (button.type !== "submit") continue;
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

// Whoever is in another time zone than the office reads both times.
function showLocalTimes(within) {
  const office = document.body.dataset.zone;
  const clock = (moment, zone) => moment.toLocaleString("es-MX", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  for (const time of within.querySelectorAll("time[data-local-time]:not([data-shown])")) {
    const moment = new Date(time.dateTime);
    time.dataset.shown = "";
    const [there, here] = [clock(moment, office), clock(moment)];
    if (!office || there === here) continue;
    const note = document.createElement("span");
    note.className = "local-time";
    // In a list there is room for few words: more would move what stands below.
    note.textContent = time.dataset.localTime ? ` ${here.slice(0, 3) === there.slice(0, 3) ? here.slice(-5) : here} aquí` : ` (${here} h en la hora de su equipo)`;
    time.after(note);
  }
}

export function areShortcutsOff() {
  try { return localStorage.getItem(KEYS_OFF) === "yes"; } catch { return false; }
}

function rememberShortcuts(on) {
  try { localStorage.setItem(KEYS_OFF, on ? "no" : "yes"); } catch { /* Private windows refuse. */ }
}

function showHelp() {
  const dialog = document.getElementById("ayuda");
  if (!dialog || dialog.open) return;
  dialog.querySelector("input").checked = !areShortcutsOff();
  dialog.showModal();
}

// Whether a key alone was pressed, where nothing is typed into.
export function isShortcut({ ctrlKey, metaKey, altKey, repeat, target }) {
  const isTyping = target.closest("input, select, textarea, [contenteditable], dialog[open]");
  return !ctrlKey && !metaKey && !altKey && !repeat && !isTyping && !areShortcutsOff();
}

function onKey(event) {
  if (event.key === "Escape" && closeBell()) { document.querySelector(".tool--bell").focus(); return; }
  if (!isShortcut(event)) return;
  const wanted = {
    "?": showHelp,
    "/": () => document.querySelector("main input[type=search]")?.focus(),
    "n": () => document.querySelector("[data-shortcut=n]")?.click(),
  }[event.key];
  if (wanted) { event.preventDefault(); wanted(); }
}

function onClick(event) {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (button) copy(button);
  if (event.target.closest("[data-print]")) print();
  if (event.target.closest("[data-dialog=ayuda]") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    showHelp();
  }
  if (event.target.matches("dialog")) event.target.close();
}

// Counts by the server's clock; the page is asked for again when the room opens.
function countDown(place, opensAt) {
  const seconds = Math.ceil((opensAt - performance.now()) / 1000);
  if (seconds <= 0) { location.replace(place.dataset.next || location.href); return; }
  const left = Math.ceil(seconds / 60);
  if (left < 60) {
    // The last hour is counted by the second, as a clock.
    place.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    setTimeout(() => countDown(place, opensAt), 250);
    return;
  }
  const [days, hours, minutes] = [Math.floor(left / 1440), Math.floor((left % 1440) / 60), left % 60];
  const parts = days ? [`${days} ${days === 1 ? "día" : "días"}`] : [hours && `${hours} h`, minutes && `${minutes} min`];
  const isOne = days ? days === 1 : hours + minutes === 1;
  place.textContent = `${isOne ? "Falta" : "Faltan"} ${parts.filter(Boolean).join(" ")}`;
  setTimeout(() => countDown(place, opensAt), 2000);
}

function startCountdown() {
  const place = document.querySelector("[data-opens-at]");
  if (!place) return;
  const wait = new Date(place.dataset.opensAt) - new Date(place.dataset.now);
  countDown(place, performance.now() + wait);
}

// How long until a session begins or ends, by the server's clock; told anew as the minute changes.
const MINUTE = 60000;

function lengthInWords(minutes) {
  const [days, rest] = [Math.floor(minutes / 1440), minutes % 1440];
  const hours = Math.floor(rest / 60);
  if (days >= 3) return `${days} días`;
  if (days) return [`${days} ${days === 1 ? "día" : "días"}`, hours && `${hours} h`].filter(Boolean).join(" ");
  return [hours && `${hours} h`, rest % 60 && `${rest % 60} min`].filter(Boolean).join(" ") || "1 min";
}

// Whether somebody is at a field that holds something, or left words in one that are not sent yet.
export function isWriting() {
  const at = document.activeElement;
  if (at?.matches("input, textarea, select") && at.value) return true;
  return [...document.querySelectorAll("main :is(input:not([type=hidden], [type=checkbox], [type=radio]), textarea)")].some((one) => one.value !== one.defaultValue);
}

function tick(time, until, wasAhead) {
  const left = until - performance.now();
  // What the page says then is another thing; nobody loses what they are writing.
  if (wasAhead && left <= 0 && !isWriting()) { location.reload(); return; }
  const text = lengthInWords(Math.max(Math.ceil(Math.abs(left) / MINUTE), 1));
  if (time.textContent !== text) time.textContent = text;
  if (time.isConnected) setTimeout(() => tick(time, until, wasAhead), 5000);
}

function startTicking() {
  for (const time of document.querySelectorAll("time[data-countdown]:not([data-counts])")) {
    time.dataset.counts = "";
    const left = new Date(time.dateTime) - new Date(time.dataset.now);
    tick(time, performance.now() + left, left > 0);
  }
}

// What can be undone is offered for ten seconds, and as long as somebody is at it.
function fadeToast(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) fadeToast(toast);
    else toast.remove();
  }, 10000);
}

// The window that searches is open at once; its module comes then, and takes what was typed.
let search;
let isSearchHere = false;

function openSearch() {
  const dialog = document.getElementById("buscar");
  const input = dialog.querySelector("[name=q]");
  if (!dialog.open) dialog.showModal();
  input.focus();
  input.select();
  search ??= import("./search.js").then(() => { isSearchHere = true; });
}

function onSearch(event) {
  const link = event.target.closest(".tool--search");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openSearch();
}

document.addEventListener("click", onSearch);
document.addEventListener("submit", (event) => {
  const dialog = event.target.closest("#buscar");
  if (!dialog || isSearchHere) return;
  event.preventDefault();
  dialog.dataset.enter = "";
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (!document.getElementById("buscar")) return;
  event.preventDefault();
  openSearch();
});
// The bell shows its first lines over the page; without an answer its link leads to all of them.
function closeBell() {
  const shown = document.querySelector(".popover");
  if (!shown) return false;
  shown.remove();
  document.querySelector(".tool--bell").setAttribute("aria-expanded", "false");
  return true;
}

async function openBell(bell) {
  const address = new URL(bell.href);
  address.searchParams.set("en", "ventana");
  let answer;
  try { answer = await fetch(address); } catch { location = bell.href; return; }
  if (!answer.ok || answer.redirected) { location = bell.href; return; }
  bell.insertAdjacentHTML("afterend", await answer.text());
  bell.setAttribute("aria-expanded", "true");
  document.querySelector(".popover a, .popover button")?.focus();
}

function onBell(event) {
  const bell = event.target.closest(".tool--bell");
  if (bell && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (!closeBell()) openBell(bell);
  } else if (!event.target.closest(".popover")) closeBell();
}

document.addEventListener("click", onBell);
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("submit", guardAgainstSecondClick);
document.addEventListener("change", (event) => {
  if (event.target.id === "atajos-activos") rememberShortcuts(event.target.checked);
  if (event.target.closest("[data-submit-on-change]")) event.target.form.requestSubmit();
});
// A page that comes back from the browser's memory still has its form marked as sent.
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => setBusy(form, false)));
// A fragment that was answered by another page (the sign-in form) is not put inside this one.
document.addEventListener("htmx:before:response", (event) => {
  if (!event.detail.ctx.response?.raw.redirected) return;
  event.preventDefault();
  // Nor is a page left that somebody is typing in: what they send is kept over the sign-in.
  if (!sayUnanswered(event.target)) location.reload();
});
// Of a form, only what an answer depends on is sent: not who is invited, nor internal notes.
document.addEventListener("htmx:config:request", (event) => {
  const wanted = event.target.dataset?.sends?.split(" ");
  const body = event.detail.ctx.request.body;
  if (wanted) [...body.keys()].filter((name) => !wanted.includes(name)).forEach((name) => body.delete(name));
});
// What was said of earlier answers must not stand there as if it were said of these.
function sayUnanswered(place) {
  const words = place.dataset?.unanswered;
  if (!words) return false;
  const text = document.createElement("p");
  text.className = "field__error";
  text.textContent = words;
  place.replaceChildren(text);
  const answers = place.dataset.answers;
  if (answers) document.querySelectorAll(answers).forEach((one) => one.replaceChildren());
  return true;
}
document.addEventListener("htmx:before:response", (event) => {
  const answer = event.detail.ctx.response?.raw;
  if (answer && !answer.ok && sayUnanswered(event.target)) event.preventDefault();
});
document.addEventListener("htmx:error", (event) => sayUnanswered(event.target));
document.addEventListener("htmx:after:swap", () => { showLocalTimes(document); startTicking(); });
// A page that came with its styles inside fetches them for the next one, which then only names them.
function keepStyles() {
  for (const { dataset } of document.querySelectorAll("style[data-sheet]")) {
    fetch(dataset.sheet, { priority: "low" }).then((answer) => {
      if (!answer.ok) return;
      const kept = document.cookie.match(/(?:^|; )styles=([\w.]*)/)?.[1].split(".") ?? [];
      const names = [dataset.version, ...kept.filter((one) => one !== dataset.version)].slice(0, 6).join(".");
      const path = new URL(dataset.sheet, location.href).pathname.replace(/static\/.*/, "");
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `styles=${names}; path=${path}; max-age=31536000; samesite=lax${secure}`;
    }).catch(() => {});
  }
}
addEventListener("load", () => setTimeout(keepStyles, 2000));
showLocalTimes(document);
startCountdown();
startTicking();
focusFirstError();
document.querySelectorAll("[data-toast]").forEach(fadeToast);
