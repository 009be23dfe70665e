// The parts of the cut, in its two lengths: set by keys, by words, or by numbers typed in.
window.parts = (() => {
  "use strict";

  const { get, snap } = desk;
  const MOST_SHORT = 90000;
  const USUAL = 10000;

  // Give the chosen part another beginning or end (or both); without any part, begin one.
  function point(change) {
    if (desk.isInert) return;
    const old = desk.piece ?? { in_ms: snap(film.at()), out_ms: snap(film.at() + USUAL) };
    const piece = { ...old, ...change };
    // A beginning after the end moves the end along, and the other way round.
    if (piece.out_ms - piece.in_ms < cut.LEAST) {
      if ("in_ms" in change) piece.out_ms = snap(piece.in_ms + USUAL);
      else piece.in_ms = snap(Math.max(0, piece.out_ms - USUAL));
    }
    if (piece.out_ms - piece.in_ms < cut.LEAST) return;
    place(piece, desk.pieces.length ? desk.chosen : -1);
    desk.say(`Inicio ${cut.shown(piece.in_ms)}, fin ${cut.shown(piece.out_ms)}`);
  }

  function place(piece, index) {
    const placed = cut.placed(desk.pieces, index, piece);
    desk.pieces = placed.pieces;
    desk.chosen = placed.index;
    desk.changed();
  }

  const keys = {
    in() { point({ in_ms: snap(film.at()) }); },
    out() { point({ out_ms: snap(film.at()) }); },
    split() {
      if (desk.isInert) return;
      const made = cut.split(desk.pieces, snap(film.at()));
      if (!made) { desk.say("Ponga el video dentro de una parte para dividirla."); return; }
      desk.pieces = made.pieces;
      desk.chosen = made.index;
      desk.changed();
    },
  };

  function drop(index) {
    desk.pieces = desk.pieces.filter((_, at) => at !== index);
    desk.chosen = Math.min(desk.chosen, Math.max(0, desk.pieces.length - 1));
    desk.changed();
    fields.focusNear(get("pieces"), index, get("make-short"));
  }

  function choose(index) {
    desk.chosen = index;
    film.seek(desk.piece.in_ms);
    desk.draw();
  }

  function make(index) {
    const name = `de la parte ${index + 1}`;
    const change = (side) => (time) => { desk.chosen = index; point({ [side]: time }); };
    const { element, button, time } = fields;
    const ends = [time(`Inicio ${name}`, change("in_ms")), time(`Fin ${name}`, change("out_ms"))];
    const [pick, remove] = [button("Elegir", name, () => choose(index)), button("Quitar", name, () => drop(index))];
    const lasts = element("td", { "data-label": "Dura", class: "nowrap" });
    const row = element("tr", {},
      element("th", { scope: "row" }, `${index + 1}`),
      element("td", { "data-label": "Inicio" }, ends[0]),
      element("td", { "data-label": "Fin" }, ends[1]),
      lasts,
      element("td", {}, element("span", { class: "button-row" }, pick, remove)));
    row.made = { ends, pick, remove, lasts };
    return row;
  }

  function fill(row, piece, index) {
    fields.put(row.made.ends[0], cut.shown(piece.in_ms));
    fields.put(row.made.ends[1], cut.shown(piece.out_ms));
    row.made.lasts.textContent = `${((piece.out_ms - piece.in_ms) / 1000).toFixed(2)} s`;
    row.made.remove.hidden = desk.pieces.length === 1 && desk.which === "pieces";
    fields.relabel(row.made.pick, index === desk.chosen ? "Elegida" : "Elegir");
    if (index === desk.chosen) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  }

  function draw() {
    const { pieces, state } = desk;
    const isShort = desk.which === "short";
    get("undo").disabled = !desk.canUndo;
    get("redo").disabled = !state.canRedo;
    get("status").textContent = state.status;
    get("no-short").hidden = !isShort || pieces.length > 0;
    get("pieces-table").hidden = pieces.length === 0;
    get("drop-short").hidden = !isShort || pieces.length === 0;
    get("add-piece").hidden = isShort && pieces.length === 0;
    fields.rows(get("pieces"), pieces, make, fill);
    const count = pieces.length === 1 ? "" : ` en ${pieces.length} partes`;
    get("length").textContent = pieces.length ? `Dura ${cut.shown(cut.length(pieces), 1)}${count}` : "";
    get("warnings").replaceChildren(...state.warnings.map((words) => fields.element("li", {}, words)));
  }

  desk.drawnBy(draw);
  desk.drawnBy(film.drawWave);
  for (const radio of desk.root.querySelectorAll("[name=length]")) {
    radio.addEventListener("change", () => { desk.which = radio.value; desk.chosen = 0; desk.draw(); });
  }
  get("make-short").addEventListener("click", () => {
    desk.edit.short = cut.shortened(desk.edit.pieces, MOST_SHORT, desk.RATE, desk.FILM);
    desk.changed();
    fields.focusNear(get("pieces"), 0, get("make-short"));
  });
  get("drop-short").addEventListener("click", () => { desk.edit.short = []; desk.changed(); get("make-short").focus(); });
  get("add-piece").addEventListener("click", () => {
    const piece = { in_ms: snap(film.at()), out_ms: snap(film.at() + USUAL) };
    if (piece.out_ms - piece.in_ms < cut.LEAST) desk.say("No queda video después de este punto.");
    else place(piece, -1);
  });

  return { point, keys };
})();
