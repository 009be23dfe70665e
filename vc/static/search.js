// The window that searches everything, over any page: results come as one types. `app.js` opens it
// and asks for this module then. Without it the same link leads to a page that searches.

const PATIENCE_MS = 120;
const dialog = document.getElementById("buscar");
const form = dialog.querySelector("[role=search]");
const input = form.elements.q;
const found = dialog.querySelector("[data-found]");
const failed = dialog.querySelector("[data-failed]");
const says = dialog.querySelector("[data-says]");
let timer = 0;
let asking = null;
// Whoever knows what comes first presses Enter before it is there.
let opensFirst = false;

const options = () => [...found.querySelectorAll("[role=option]")];
const chosen = () => found.querySelector("[aria-selected=true]");

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!option) { input.removeAttribute("aria-activedescendant"); return; }
  option.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const all = options();
  const at = all.indexOf(chosen());
  choose(all[(at + by + all.length) % all.length]);
}

function show(html) {
  found.innerHTML = html;
  failed.hidden = true;
  const all = options();
  all.forEach((option, number) => { option.id = `hallado-${number}`; });
  input.setAttribute("aria-expanded", String(all.length > 0));
  says.textContent = found.firstElementChild?.dataset.told ?? "";
  // What was not asked for waits until somebody goes to it.
  choose(all.find((option) => !("later" in option.dataset)));
  if (opensFirst) chosen()?.click();
  opensFirst = false;
}

function fail() {
  show("");
  failed.hidden = false;
  says.textContent = failed.textContent;
}

async function ask() {
  timer = 0;
  const own = asking = new AbortController();
  try {
    const answer = await fetch(form.action, { method: "post", body: new FormData(form), signal: own.signal });
    // The sign-in has ended: its page asks for it, and leads back.
    if (answer.redirected) { location.assign(answer.url); return; }
    if (!answer.ok) throw new Error(answer.status);
    const html = await answer.text();
    if (own === asking) { asking = null; show(html); }
  } catch {
    // An answer that nobody waits for any more is no failure.
    if (own === asking) { asking = null; fail(); }
  }
}

function askSoon() {
  clearTimeout(timer);
  asking?.abort();
  asking = null;
  opensFirst = false;
  timer = 0;
  if (input.value.trim()) timer = setTimeout(ask, PATIENCE_MS);
  else show("");
}

function onKey(event) {
  if (event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && options().length) { event.preventDefault(); move(by); }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (timer) { clearTimeout(timer); ask(); }
  if (asking) opensFirst = true;
  else chosen()?.click();
});
input.addEventListener("input", askSoon);
input.addEventListener("keydown", onKey);
dialog.querySelector(".overlay__close").addEventListener("click", () => dialog.close());
// What was typed, and entered, before this was here.
if (input.value.trim()) {
  ask();
  opensFirst = "enter" in dialog.dataset;
}
