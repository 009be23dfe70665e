// The calendar of /calendario: month and week. Its entries are links, for keys too; phones and pages
// without a script have the list. A drag moves the session at once, and can be taken back in place.
// All times are the office's: texts without a zone, reckoned as if they were UTC, so that neither
// the browser's zone nor its changes of clock touch them.

import { cardOf } from "./calendar-card.js";

const box = document.getElementById("calendar");
const said = document.getElementById("calendar-said");
const views = { mes: "dayGridMonth", semana: "timeGridWeek" };
const NO_ANSWER = "No se pudo mover: no hay conexión, o la sesión de trabajo terminó. Vuelva a cargar la página.";
const MINUTE = 60000;
const wall = (text) => Date.parse(`${text}Z`);
const textOf = (at) => new Date(at).toISOString();
const timesOf = (begins, ends) => ({
  fecha: textOf(begins).slice(0, 10), hora: textOf(begins).slice(11, 16), minutos: Math.round((ends - begins) / MINUTE),
});

async function post(address, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, csrf_token: box.dataset.csrf })) body.set(name, value);
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  return told ? { ...told, isDone: answer.ok } : { isDone: false, message: NO_ANSWER, isLost: true };
}

// What happened stands in place: with «Deshacer» for ten seconds, or with the way out until it is read.
let fading;
function tell(text, { undo = "", cure = "" } = {}) {
  clearTimeout(fading);
  said.querySelector("p").textContent = text;
  const [button, link] = [said.querySelector("button"), said.querySelector("a")];
  button.hidden = !undo;
  said.dataset.undo = undo;
  link.hidden = !cure;
  if (cure) link.href = cure;
  if (!cure) fading = setTimeout(fade, 10000);
}
function fade() {
  if (said.matches(":hover, :focus-within")) fading = setTimeout(fade, 10000);
  else hush();
}
// It is emptied, not taken away: what is said in it later is read aloud.
function hush() {
  said.querySelector("p").textContent = "";
  for (const way of said.querySelectorAll("button, a")) way.hidden = true;
}
said.querySelector("button").addEventListener("click", async ({ currentTarget: button }) => {
  if (button.disabled) return;
  button.disabled = true;
  const told = await post(said.dataset.undo, {});
  button.disabled = false;
  tell(told.said ?? told.message);
  await showAnew();
});
addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });

// The server is asked what stands now: after a move, an undo, and a refusal because of an older copy.
async function showAnew() {
  const asked = new URLSearchParams(location.search);
  asked.set("desde", box.dataset.first);
  asked.set("hasta", box.dataset.after);
  const answer = await fetch(`${box.dataset.entries}?${asked}`).catch(() => null);
  const entries = await answer?.json().catch(() => null);
  if (entries) calendar.setOption("events", entries);
}

// While one move of a session is on its way, another of the same one goes back.
const moving = new Set();
async function moveTo(event, oldEvent, begins, ends, revert) {
  const { drop, move, version } = event.extendedProps;
  if (event.allDay !== oldEvent.allDay || moving.has(event.id)) { revert(); return; }
  const times = timesOf(begins, ends);
  moving.add(event.id);
  const told = await post(drop, { ...times, version });
  moving.delete(event.id);
  if (told.isDone) tell(told.said, { undo: told.undo });
  else {
    revert();
    tell(told.message, told.isLost ? {} : { cure: `${move}?${new URLSearchParams(times)}` });
  }
  if (!told.isLost) await showAnew();
}

const shifted = (text, delta) => wall(text) + delta.days * 86400000 + delta.seconds * 1000;

function book(begins, ends, allDay) {
  if (!box.dataset.new) return;
  const times = timesOf(wall(begins), wall(ends ?? begins));
  const asked = new URLSearchParams({ fecha: times.fecha });
  if (!allDay) asked.set("hora", times.hora);
  if (!allDay && times.minutos) asked.set("minutos", times.minutos);
  location.assign(`${box.dataset.new}?${asked}`);
}

// An entry is a link to its page: time, type, title and, where it is not plain, its state in words.
function contentOf({ event, timeText }) {
  const { url, state, kind } = event.extendedProps;
  const entry = document.createElement(url ? "a" : "span");
  entry.className = "ev-link";
  if (url) entry.href = url;
  entry.draggable = false;
  entry.dataset.entry = event.id;
  const add = (className, text) => {
    const part = document.createElement("span");
    part.className = className;
    part.textContent = text;
    entry.append(part, " ");
  };
  if (timeText && !event.allDay) add("ev-time", timeText);
  if (kind) add("ev-kind", kind);
  add("ev-title", event.title);
  add(state === "Confirmada" ? "visually-hidden" : "ev-state", state);
  return { domNodes: [entry] };
}

// Each day has its own link to book on it, for keys and for the pointer.
function dayOf({ date }) {
  const number = document.createElement("time");
  number.textContent = date.getDate();
  if (box.dataset.view === "semana") number.textContent = "+";
  if (!box.dataset.new) return { domNodes: box.dataset.view === "mes" ? [number] : [] };
  const link = document.createElement("a");
  const day = textOf(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())).slice(0, 10);
  link.href = `${box.dataset.new}?${new URLSearchParams({ fecha: day })}`;
  link.className = "ev-book";
  link.setAttribute("aria-label", `Agendar el ${date.toLocaleDateString("es-MX", { day: "numeric", month: "long" })}`);
  link.append(number);
  return { domNodes: [link] };
}

// Where the browser's clock is another than the office's, the line of now would lie.
const isOfficeClock = Math.abs(wall(box.dataset.now) - wall(new Date(Date.now() - new Date().getTimezoneOffset() * MINUTE).toISOString().slice(0, 19))) < 5 * MINUTE;

const calendar = EventCalendar.create(box, {
  view: views[box.dataset.view],
  date: box.dataset.day,
  events: JSON.parse(document.getElementById("entries").textContent),
  locale: "es-MX",
  firstDay: 1,
  headerToolbar: { start: "", center: "", end: "" },
  allDayContent: "Todo el día",
  dayHeaderFormat: box.dataset.view === "semana" ? { weekday: "short", day: "numeric" } : { weekday: "short" },
  eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
  slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
  slotMinTime: `${box.dataset.from}:00:00`,
  slotMaxTime: `${box.dataset.to}:00:00`,
  scrollTime: "08:00:00",
  height: box.dataset.view === "mes" ? "58rem" : "46rem",
  moreLinkContent: ({ num }) => `${num} más`,
  displayEventEnd: false,
  nowIndicator: isOfficeClock,
  dayMaxEvents: true,
  dayCellContent: dayOf,
  editable: true,
  eventDurationEditable: true,
  selectable: Boolean(box.dataset.new) && box.dataset.view === "semana",
  eventContent: contentOf,
  eventDrop: ({ event, oldEvent, delta, revert }) => {
    const { begins, ends } = event.extendedProps;
    moveTo(event, oldEvent, shifted(begins, delta), shifted(ends, delta), revert);
  },
  eventResize: ({ event, oldEvent, endDelta, revert }) => {
    const { begins, ends } = event.extendedProps;
    moveTo(event, oldEvent, wall(begins), shifted(ends, endDelta), revert);
  },
  select: ({ startStr, endStr, allDay }) => book(startStr, endStr, allDay),
  dateClick: ({ dateStr, allDay, jsEvent }) => {
    if (!jsEvent.target.closest("a")) book(dateStr.length > 10 ? dateStr : `${dateStr}T00:00:00`, null, allDay);
  },
});

// Where it is drawn, no second copy stands below it.
box.classList.add("is-drawn");
cardOf(box, (id) => calendar.getEventById(id));

// The library's own markup fails axe: a table without rows, headings out of order, a scroll area
// that the keyboard cannot reach.
function mend() {
  const roles = ["row", "rowgroup", "cell", "columnheader", "listitem"].map((role) => `.ec [role=${role}]`);
  for (const part of box.querySelectorAll([".ec[role]", ...roles].join())) {
    part.removeAttribute("role");
    part.removeAttribute("aria-colindex");
  }
  for (const title of box.querySelectorAll("h4.ec-event-title")) title.setAttribute("role", "none");
  for (const head of box.querySelectorAll("h4.ec-day-head")) head.setAttribute("aria-level", "3");
  const scroller = box.querySelector(".ec-main");
  if (scroller) {
    scroller.tabIndex = 0;
    scroller.setAttribute("role", "region");
    scroller.setAttribute("aria-label", "Calendario");
  }
}
new MutationObserver(mend).observe(box, { childList: true, subtree: true });
mend();
addEventListener("pagehide", () => calendar.destroy?.());
