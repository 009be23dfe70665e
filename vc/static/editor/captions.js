// The captions of what is left of the film: corrected, added, read through.

import { formatTime } from "./cut.js";
import * as player from "./player.js";
import { byId, store } from "./store.js";
import { button, element, rows, write } from "./widgets.js";

const overlaps = (one) => [...store.edit.pieces, ...store.edit.short]
  .some((piece) => one.in_ms < piece.out_ms && piece.in_ms < one.out_ms);

// What is said at once is shown at once, as in the clip.
function showSaid(now) {
  const { edit } = store;
  const said = edit.captions.filter((one) => one.in_ms <= now && now < one.out_ms);
  byId("caption").textContent = edit.burns_captions ? said.map((one) => one.text).join("\n") : "";
}
player.onMove(showSaid);

function make() {
  const go = element("button", { type: "button", class: "editor__go" });
  const area = element("textarea", { rows: "2", maxlength: "500", spellcheck: "true" });
  const back = button("Como estaba", "", () => {
    area.value = row.item.original;
    row.item.text = row.item.original;
    store.changed();
    area.focus();
  });
  const note = element("p", { class: "editor__undrawn" });
  const row = element("li", {}, go, area, back, note);
  row.made = { go, area, back, note };
  go.addEventListener("click", () => player.seek(row.item.in_ms));
  area.addEventListener("input", () => { row.item.text = area.value; showSaid(player.at()); store.changed(); });
  return row;
}

function fill(row, caption) {
  const time = formatTime(caption.in_ms, 1);
  row.made.go.textContent = time;
  row.made.area.setAttribute("aria-label", `Subtítulo de ${time}`);
  row.made.back.lastElementChild.textContent = ` el de ${time}`;
  row.made.back.hidden = !caption.original || caption.text === caption.original;
  write(row.made.area, caption.text);
  const signs = store.state.undrawn.filter((sign) => caption.text.includes(sign));
  const note = signs.length ? `No se dibuja en la imagen: ${signs.join(" ")}` : "";
  row.made.note.textContent = note;
  row.made.note.hidden = !note;
}

function draw() {
  const shown = store.edit.captions.filter(overlaps);
  showSaid(player.at());
  byId("no-captions").hidden = shown.length > 0;
  // There may be thousands: nobody waits for those that are folded away.
  if (byId("captions-fold").open) rows(byId("captions"), shown, make, fill);
  byId("burn").checked = store.edit.burns_captions;
  byId("captions-count").textContent = `${shown.length}, ${store.edit.burns_captions ? "dentro de la imagen" : "aparte"}.`;
  byId("captions-state").textContent = store.state.captionsReviewed ? "Revisados" : "Sin revisar";
  const unread = byId("captions-unread");
  if (unread) unread.hidden = store.state.captionsReviewed;
  byId("captions-digest").value = store.state.captionsSha256;
}

store.onDraw(draw);
byId("captions-fold").addEventListener("toggle", draw);

byId("add-caption").addEventListener("click", () => {
  const caption = { in_ms: player.at(), out_ms: Math.min(player.at() + 3000, store.LENGTH_MS), text: "", original: "" };
  store.edit.captions.push(caption);
  store.edit.captions.sort((one, other) => one.in_ms - other.in_ms);
  store.draw();
  requestAnimationFrame(() => [...byId("captions").children].find((row) => row.item === caption)?.made.area.focus());
});
byId("burn").addEventListener("change", (event) => { store.edit.burns_captions = event.target.checked; store.changed(); });
byId("review-captions")?.addEventListener("click", () => byId("review").requestSubmit());
