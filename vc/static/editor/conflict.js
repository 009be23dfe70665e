// The conflict over a clip: who else has it; and where two versions differ, which one stays.

import { differences, merged } from "./diff.js";
import { byId, root, store } from "./store.js";
import { element } from "./widgets.js";

const LEFT = "Lo que escribió aquí y no se guardó sigue en esta ventana.";
const OTHERS = "Puede ver y reproducir. Si toma el control, la otra persona ya no podrá editar y su ventana se lo dirá; lo que ella tenga sin guardar sigue ahí.";
const MINE = "Aquí puede ver y reproducir. Lo que se guarda en la otra ventana se ve también aquí.";
// Found once: among the words of three hours it takes long.
const edits = root.querySelectorAll("[data-edits]");
let shown = null;

function drawHolder() {
  const { holder } = store;
  byId("locked").hidden = !holder;
  if (!holder) return;
  byId("locked-text").textContent = holder.message;
  byId("locked-help").textContent = `${store.hasChanges ? `${LEFT} ` : ""}${holder.isMine ? MINE : OTHERS}`;
  byId("take-over").textContent = holder.isMine ? "Seguir aquí" : "Tomar el control";
}

function plateNames() {
  const options = byId("plate")?.options ?? [];
  return Object.fromEntries([...options].map((option) => [option.value, option.textContent]));
}

function side(row, name, label) {
  const id = `pick-${row.name}-${name}`;
  const isOnly = name === "mine" ? row.isMine && !row.isTheirs : row.isTheirs && !row.isMine;
  const radio = element("input", { type: "radio", name: row.name, value: name, id, required: "" });
  radio.checked = isOnly;
  const words = element("span", { class: "choice__words" }, row[name]);
  return element("td", { "data-label": label },
    element("div", { class: "check" }, radio, element("label", { for: id },
      element("span", { class: "visually-hidden" }, `${label}: `), words)));
}

function line(row) {
  return element("tr", {}, element("th", { scope: "row" }, row.label),
    side(row, "mine", "Lo mío"), side(row, "stored", "Lo guardado"));
}

function drawChoice() {
  const conflict = store.holder ? null : store.conflict;
  byId("choice").hidden = !conflict;
  if (!conflict || shown === conflict) { shown = conflict; return; }
  shown = conflict;
  const rows = differences(store.edit, conflict.edit, store.base, plateNames());
  byId("choice-rows").replaceChildren(...rows.map(line));
  byId("choice-title").focus();
}

function picked() {
  return new Set([...byId("choice").querySelectorAll("input:checked")]
    .filter((radio) => radio.value === "mine").map((radio) => radio.name));
}

store.onDraw(() => {
  // Whatever is inside, also what is drawn later, cannot be reached by keys either.
  for (const set of edits) set.disabled = store.isInert;
  drawHolder();
  drawChoice();
});

byId("take-over").addEventListener("click", () => store.lock({ takesOver: true }));
byId("keep-mine").addEventListener("click", () => store.resolve(store.edit));
byId("take-stored").addEventListener("click", () => store.resolve(store.conflict.edit, true));
byId("choice").addEventListener("submit", (event) => {
  event.preventDefault();
  store.resolve(merged(store.edit, store.conflict.edit, picked()));
});
