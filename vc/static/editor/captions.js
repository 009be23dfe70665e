// The captions of what is left of the film: corrected, added, read through.
(() => {
  "use strict";

  const { get } = desk;
  const { element, button } = fields;

  const overlaps = (one) => [...desk.edit.pieces, ...desk.edit.short]
    .some((piece) => one.in_ms < piece.out_ms && piece.in_ms < one.out_ms);

  // What is said at once is shown at once, as in the clip.
  function showSaid(now) {
    const { edit } = desk;
    const said = edit.captions.filter((one) => one.in_ms <= now && now < one.out_ms);
    get("caption").textContent = edit.burns_captions ? said.map((one) => one.text).join("\n") : "";
  }
  film.movesWith(showSaid);

  function make() {
    const go = element("button", { type: "button", class: "editor__go" });
    const area = element("textarea", { rows: "2", maxlength: "500", spellcheck: "true" });
    const back = button("Como estaba", "", () => {
      area.value = row.item.original;
      row.item.text = row.item.original;
      desk.changed();
      area.focus();
    });
    const note = element("p", { class: "editor__undrawn" });
    const row = element("li", {}, go, area, back, note);
    row.made = { go, area, back, note };
    go.addEventListener("click", () => film.seek(row.item.in_ms));
    area.addEventListener("input", () => { row.item.text = area.value; showSaid(film.at()); desk.changed(); });
    return row;
  }

  function fill(row, caption) {
    const time = cut.shown(caption.in_ms, 1);
    row.made.go.textContent = time;
    row.made.area.setAttribute("aria-label", `Subtítulo de ${time}`);
    row.made.back.lastElementChild.textContent = ` el de ${time}`;
    row.made.back.hidden = !caption.original || caption.text === caption.original;
    fields.write(row.made.area, caption.text);
    const signs = desk.state.undrawn.filter((sign) => caption.text.includes(sign));
    const note = signs.length ? `No se dibuja en la imagen: ${signs.join(" ")}` : "";
    row.made.note.textContent = note;
    row.made.note.hidden = !note;
  }

  desk.drawnBy(() => {
    const shown = desk.edit.captions.filter(overlaps);
    showSaid(film.at());
    get("no-captions").hidden = shown.length > 0;
    fields.rows(get("captions"), shown, make, fill);
    get("burn").checked = desk.edit.burns_captions;
    get("captions-state").textContent = desk.state.captionsReviewed ? "Revisados" : "Sin revisar";
    get("captions-digest").value = desk.state.captionsSha256;
  });

  get("add-caption").addEventListener("click", () => {
    const caption = { in_ms: film.at(), out_ms: Math.min(film.at() + 3000, desk.FILM), text: "", original: "" };
    desk.edit.captions.push(caption);
    desk.edit.captions.sort((one, other) => one.in_ms - other.in_ms);
    desk.draw();
    requestAnimationFrame(() => [...get("captions").children].find((row) => row.item === caption)?.made.area.focus());
  });
  get("burn").addEventListener("change", (event) => { desk.edit.burns_captions = event.target.checked; desk.changed(); });
  get("review-captions")?.addEventListener("click", () => get("review").requestSubmit());
})();
