// What is said in a clip, beside its film: the line of the moment is lit, and each line is a jump.

import { lineAt } from "./transcript.js";

const film = document.querySelector(".film video");
const list = document.getElementById("said");
const lines = [...list.children];
const starts = lines.map((line) => Number(line.dataset.start));
let current = -1;
let lastScroll = 0;

function light() {
  const index = lineAt(starts, film.currentTime + 0.05);
  if (index === current) return;
  lines[current]?.removeAttribute("aria-current");
  current = index;
  lines[index]?.setAttribute("aria-current", "true");
  // Whoever scrolls by hand is reading elsewhere: leave the list alone for a while.
  if (index < 0 || performance.now() - lastScroll < 4000) return;
  list.scrollTop = lines[index].offsetTop - list.offsetTop - list.clientHeight / 3;
}

film.addEventListener("timeupdate", light);
for (const name of ["wheel", "touchmove", "keydown"]) list.addEventListener(name, () => { lastScroll = performance.now(); }, { passive: true });
list.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  film.currentTime = starts[lines.indexOf(link.closest("li"))];
  film.play().catch(() => { /* Browsers may want a click on the film first. */ });
});
