// The page of a session that is on.

import { isShortcut } from "./app.js";

// «M» marks a moment while a session is on: the note comes first, the button is one key away.
document.addEventListener("keydown", (event) => {
  const bar = document.querySelector("[data-mark]");
  if (!bar || event.key.toLowerCase() !== "m" || !isShortcut(event)) return;
  event.preventDefault();
  bar.requestSubmit();
});
