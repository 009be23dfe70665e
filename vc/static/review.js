// A clip's review: moments that changed are looked at in the film, and what was watched arrives first.

import { isShortcut } from "./app.js";
import { playOrPause, settled } from "./viewing.js";

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-seek]");
  const film = document.querySelector(".review__screen video");
  if (place && film) {
    film.currentTime = Number(place.dataset.seek);
    film.play().catch(() => { /* Browsers may want a click on the film first. */ });
  }
  const opener = event.target.closest("[data-opens]");
  if (!opener) return;
  event.preventDefault();
  const fold = document.getElementById(opener.dataset.opens);
  fold.open = true;
  fold.querySelector("select, textarea").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "k" && isShortcut(event)) { event.preventDefault(); playOrPause(); }
});

// The last seconds that were watched are on their way: the decision waits for them.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-approve]");
  if (!form || "ready" in form.dataset) return;
  event.preventDefault();
  event.stopPropagation();
  form.dataset.ready = "";
  await settled();
  // While its own event is still told around, a form is not sent again.
  setTimeout(() => form.requestSubmit());
}, true);
