// How long until a session begins or ends, by the server's clock; its page is asked for again then.

import { isShortcut } from "./app.js";

const MINUTE = 60000;

export function words(minutes) {
  const [days, rest] = [Math.floor(minutes / 1440), minutes % 1440];
  const hours = Math.floor(rest / 60);
  if (days >= 3) return `${days} días`;
  if (days) return [`${days} ${days === 1 ? "día" : "días"}`, hours && `${hours} h`].filter(Boolean).join(" ");
  return [hours && `${hours} h`, rest % 60 && `${rest % 60} min`].filter(Boolean).join(" ") || "1 min";
}

function isTyping() {
  const at = document.activeElement;
  return Boolean(at?.matches("input, textarea, select") && at.value);
}

function tick(place, until, wasAhead) {
  const left = until - performance.now();
  // What it says then is another thing; nobody loses what they are writing.
  if (wasAhead && left <= 0 && !isTyping()) { location.reload(); return; }
  const text = words(Math.max(Math.ceil(Math.abs(left) / MINUTE), 1));
  if (place.textContent !== text) place.textContent = text;
  if (place.isConnected) setTimeout(() => tick(place, until, wasAhead), 5000);
}

function start() {
  const place = document.querySelector("[data-countdown]:not([data-counts])");
  if (!place) return;
  place.dataset.counts = "";
  const left = new Date(place.dataset.countdown) - new Date(place.dataset.now);
  tick(place, performance.now() + left, left > 0);
}

// «M» marks a moment while a session is on: the note comes first, the button is one key away.
document.addEventListener("keydown", (event) => {
  const bar = document.querySelector("[data-mark]");
  if (!bar || event.key.toLowerCase() !== "m" || !isShortcut(event)) return;
  event.preventDefault();
  bar.requestSubmit();
});
document.addEventListener("htmx:after:swap", start);
start();
