// The calendar of /calendario: month, week and day. Its entries are links, for keys too; phones and
// pages without a script have the list. Every drag ends in the "Mover…" form.

const box = document.getElementById("calendar");
const entries = JSON.parse(document.getElementById("entries").textContent);
const views = { mes: "dayGridMonth", semana: "timeGridWeek", dia: "timeGridDay" };

const two = (number) => String(number).padStart(2, "0");
const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
const timeOf = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

// Where a drag leads: the form that moves the session, filled with where it was dropped.
function toMoveForm(event, revert) {
  const minutes = Math.round((event.end - event.start) / 60000);
  const asked = new URLSearchParams({ fecha: dayOf(event.start), minutos: minutes });
  asked.set("hora", timeOf(event.start));
  revert();
  location.assign(`${event.extendedProps.move}?${asked}`);
}

// An entry is a link to its page: title, time and, where it is not plain, its state in words.
function contentOf({ event, timeText }) {
  const { url, state } = event.extendedProps;
  const entry = document.createElement(url ? "a" : "span");
  entry.className = "ev-link";
  if (url) entry.href = url;
  entry.draggable = false;
  const add = (className, text) => {
    const part = document.createElement("span");
    part.className = className;
    part.textContent = text;
    entry.append(part, " ");
  };
  if (timeText && !event.allDay) add("ev-time", timeText);
  add("ev-title", event.title);
  add(state === "Confirmada" ? "visually-hidden" : "ev-state", state);
  return { domNodes: [entry] };
}

const calendar = EventCalendar.create(box, {
  view: views[box.dataset.view],
  date: box.dataset.day,
  events: entries,
  locale: "es-MX",
  firstDay: 1,
  headerToolbar: { start: "", center: "", end: "" },
  allDayContent: "Todo el día",
  eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
  slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
  slotMinTime: `${box.dataset.from}:00:00`,
  slotMaxTime: `${box.dataset.to}:00:00`,
  scrollTime: "08:00:00",
  height: box.dataset.view === "mes" ? "58rem" : "46rem",
  moreLinkContent: ({ num }) => `${num} más`,
  nowIndicator: true,
  dayMaxEvents: true,
  editable: true,
  eventDurationEditable: true,
  eventContent: contentOf,
  eventDrop: ({ event, revert }) => toMoveForm(event, revert),
  eventResize: ({ event, revert }) => toMoveForm(event, revert),
  dateClick: ({ date, allDay }) => {
    if (!box.dataset.new) return;
    const asked = new URLSearchParams({ fecha: dayOf(date) });
    if (!allDay) asked.set("hora", timeOf(date));
    location.assign(`${box.dataset.new}?${asked}`);
  },
});

// Where it is drawn, no second copy stands below it.
box.classList.add("is-drawn");

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
