// The plan of a month: a publication is dragged to another day and keeps its hour.

const table = document.querySelector("[data-plan]");
const said = document.getElementById("plan-said");
let dragged = null;

// The server's words may lead to their cure: they are its own HTML.
function tell(message, html) {
  const words = said.querySelector("p");
  words.textContent = message;
  if (html) words.innerHTML = html;
  said.hidden = !message;
  if (message) said.scrollIntoView({ block: "nearest" });
}

async function move({ move: address, seen }, day) {
  const body = new FormData();
  body.set("csrf_token", table.dataset.csrf);
  body.set("seen", seen);
  body.set("day", day);
  body.set("desde", "plan");
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } })
    .catch(() => null);
  if (answer?.ok) { location.reload(); return; }
  const why = await answer?.json().catch(() => null);
  tell(why?.message ?? "No hay conexión. La publicación sigue donde estaba.", why?.html);
}

// By the keyboard: «m» on a publication opens the form that moves it.
table.addEventListener("keydown", (event) => {
  const form = document.getElementById(event.target.dataset.form);
  if (!form || event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  form.open = true;
  form.querySelector("[name=day]").focus();
});

const cellOf = (event) => event.target.closest("[data-day]");

table.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-move]");
  if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.move);
});
table.addEventListener("dragover", (event) => {
  if (!dragged || !cellOf(event)) return;
  event.preventDefault();
  cellOf(event).classList.add("is-over");
});
table.addEventListener("dragleave", (event) => cellOf(event)?.classList.remove("is-over"));
table.addEventListener("drop", (event) => {
  const cell = cellOf(event);
  if (!dragged || !cell) return;
  event.preventDefault();
  cell.classList.remove("is-over");
  if (!cell.contains(dragged)) move(dragged.dataset, cell.dataset.day);
  dragged = null;
});
table.addEventListener("dragend", () => { dragged = null; });
