// The page of a session that is on.

import { isShortcut, isWriting } from "./app.js";

// «M» marks a moment while a session is on: the note comes first, the button is one key away.
document.addEventListener("keydown", (event) => {
  const bar = document.querySelector("[data-mark]");
  if (!bar || event.key.toLowerCase() !== "m" || !isShortcut(event)) return;
  event.preventDefault();
  bar.requestSubmit();
});

// Once the session is over the answer no longer asks for more: the page is another one then, but
// not before what somebody wrote is sent.
const wasOn = document.getElementById("al-dia");

function loadOnceOver() {
  if (isWriting()) setTimeout(loadOnceOver, 5000);
  else location.reload();
}

if (wasOn) {
  document.addEventListener("htmx:after:swap", () => {
    if (!document.getElementById("al-dia")) loadOnceOver();
  });
  // Browsers ask seldom for pages that nobody looks at: whoever comes back sees how it stands.
  document.addEventListener("visibilitychange", () => {
    const place = document.getElementById("al-dia");
    if (!document.hidden && place) place.dispatchEvent(new CustomEvent("al-dia"));
  });
}
