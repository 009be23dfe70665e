// The pieces of the cut, in its two lengths: set by keys, by words, or by numbers typed in.

import { SHORTEST, duration, formatTime, shortened, split, withPiece, withSpan, withoutSpan } from "./cut.js";
import * as player from "./player.js";
import { byId, root, store } from "./store.js";
import * as widgets from "./widgets.js";

const { snap } = store;
const MOST_SHORT = 90000;
const USUAL = 10000;

// Give the chosen part another beginning or end (or both); without any part, begin one.
export function point(change) {
  if (store.isInert) return;
  const old = store.piece ?? { in_ms: snap(player.at()), out_ms: snap(player.at() + USUAL) };
  const piece = { ...old, ...change };
  // A beginning after the end moves the end along, and the other way round.
  if (piece.out_ms - piece.in_ms < SHORTEST) {
    if ("in_ms" in change) piece.out_ms = snap(piece.in_ms + USUAL);
    else piece.in_ms = snap(Math.max(0, piece.out_ms - USUAL));
  }
  if (piece.out_ms - piece.in_ms < SHORTEST) return;
  place(piece, store.pieces.length ? store.chosen : -1);
  store.announce(`Inicio ${formatTime(piece.in_ms)}, fin ${formatTime(piece.out_ms)}`);
}

function place(piece, index) {
  const placed = withPiece(store.pieces, index, piece);
  store.pieces = placed.pieces;
  store.chosen = placed.index;
  store.changed();
}

const lasts = () => `El clip dura ${formatTime(duration(store.pieces), 1)}.`;

// What was selected stays, and becomes one with the parts that it touches.
export function keep(span) {
  const kept = withSpan(store.pieces, span);
  store.pieces = kept.pieces;
  store.chosen = kept.index;
  store.changed();
  store.announce(`Se queda. ${lasts()}`);
}

export function drop(span) {
  const left = withoutSpan(store.pieces, span);
  if (!left.length) { store.announce("Un clip necesita al menos una parte: conserve otras palabras antes de quitar estas."); return; }
  const isSame = left.length === store.pieces.length && left.every((one, index) => one === store.pieces[index]);
  if (isSame) { store.announce("Esas palabras no están en el clip."); return; }
  const chosen = store.piece;
  store.pieces = left;
  store.chosen = Math.max(0, left.findLastIndex((one) => one.in_ms <= (chosen?.in_ms ?? 0)));
  store.changed();
  store.announce(`Se quita. ${lasts()}`);
}

export const actions = {
  in() { point({ in_ms: snap(player.at()) }); },
  out() { point({ out_ms: snap(player.at()) }); },
  split() {
    if (store.isInert) return;
    const made = split(store.pieces, snap(player.at()));
    if (!made) { store.announce("Ponga el video dentro de una parte para dividirla."); return; }
    store.pieces = made.pieces;
    store.chosen = made.index;
    store.changed();
  },
};

function remove(index) {
  store.pieces = store.pieces.filter((_, at) => at !== index);
  store.chosen = Math.min(store.chosen, Math.max(0, store.pieces.length - 1));
  store.changed();
  widgets.focusNear(byId("pieces"), index, byId("make-short"));
}

function choose(index) {
  store.chosen = index;
  player.seek(store.piece.in_ms);
  store.draw();
}

function make(index) {
  const name = `de la parte ${index + 1}`;
  const change = (side) => (time) => { store.chosen = index; point({ [side]: time }); };
  const { element, button, time } = widgets;
  const ends = [time(`Inicio ${name}`, change("in_ms")), time(`Fin ${name}`, change("out_ms"))];
  const [pick, away] = [button("Elegir", name, () => choose(index)), button("Quitar", name, () => remove(index))];
  const length = element("td", { "data-label": "Dura", class: "nowrap" });
  const row = element("tr", {},
    element("th", { scope: "row" }, `${index + 1}`),
    element("td", { "data-label": "Inicio" }, ends[0]),
    element("td", { "data-label": "Fin" }, ends[1]),
    length,
    element("td", {}, element("span", { class: "button-row" }, pick, away)));
  row.made = { ends, pick, away, length };
  return row;
}

function fill(row, piece, index) {
  widgets.put(row.made.ends[0], formatTime(piece.in_ms));
  widgets.put(row.made.ends[1], formatTime(piece.out_ms));
  row.made.length.textContent = `${((piece.out_ms - piece.in_ms) / 1000).toFixed(2)} s`;
  row.made.away.hidden = store.pieces.length === 1 && store.which === "pieces";
  widgets.relabel(row.made.pick, index === store.chosen ? "Elegida" : "Elegir");
  if (index === store.chosen) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
}

function partsSaid() {
  const { pieces, short } = store.edit;
  const count = pieces.length === 1 ? "1 parte" : `${pieces.length} partes`;
  const rest = short.length ? `; la corta dura ${formatTime(duration(short), 0)}` : "";
  return `${count}, ${formatTime(duration(pieces), 0)}${rest}`;
}

function draw() {
  const { pieces, state } = store;
  const isShort = store.which === "short";
  byId("undo").disabled = !store.canUndo;
  byId("redo").disabled = !state.canRedo;
  byId("status").textContent = state.status;
  byId("no-short").hidden = !isShort || pieces.length > 0;
  byId("pieces-table").hidden = pieces.length === 0;
  byId("drop-short").hidden = !isShort || pieces.length === 0;
  byId("add-piece").hidden = isShort && pieces.length === 0;
  widgets.rows(byId("pieces"), pieces, make, fill);
  const count = pieces.length === 1 ? "" : ` en ${pieces.length} partes`;
  byId("length").textContent = pieces.length ? `Dura ${formatTime(duration(pieces), 1)}${count}` : "";
  byId("parts-said").textContent = partsSaid();
  byId("warnings").replaceChildren(...state.warnings.map((words) => widgets.element("li", {}, words)));
}

store.onDraw(draw, "atOnce");
for (const radio of root.querySelectorAll("[name=length]")) {
  radio.addEventListener("change", () => { store.which = radio.value; store.chosen = 0; store.draw(); });
}
byId("make-short").addEventListener("click", () => {
  store.edit.short = shortened(store.edit.pieces, MOST_SHORT, store.RATE, store.LENGTH_MS);
  store.changed();
  widgets.focusNear(byId("pieces"), 0, byId("make-short"));
});
byId("drop-short").addEventListener("click", () => { store.edit.short = []; store.changed(); byId("make-short").focus(); });
byId("add-piece").addEventListener("click", () => {
  const piece = { in_ms: snap(player.at()), out_ms: snap(player.at() + USUAL) };
  if (piece.out_ms - piece.in_ms < SHORTEST) store.announce("No queda video después de este punto.");
  else place(piece, -1);
});
