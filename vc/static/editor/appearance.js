// How the clip looks and is told of: shapes, blurred rectangles, texts, thumbnail, plate.
(() => {
  "use strict";

  const { get, dataset } = desk;
  const { element, button, time } = fields;
  const RATIOS = { "16:9": 16 / 9, "1:1": 1, "9:16": 9 / 16 };
  const SIDES = { x: ["Izquierda", 0, 980], y: ["Arriba", 0, 980], width: ["Ancho", 20, 1000], height: ["Alto", 20, 1000] };
  const TEXTS = { title: "title", text: "text", alt: "alt_text" };
  const WHOLE = 1000;
  // The blurred rectangle that is shown over the film.
  let held = -1;

  const shareOf = (shape) => RATIOS[shape] / Number(dataset.ratio);

  function lay(part, box) {
    part.hidden = !box;
    if (!box) return;
    const places = { left: box.x, top: box.y, width: box.width, height: box.height };
    for (const [side, value] of Object.entries(places)) part.style[side] = `${value / 10}%`;
  }

  // A rectangle with the shape's proportions: `size` of the picture's smaller side that fits.
  function boxOf(shape, x, y, size) {
    const share = shareOf(shape);
    const height = Math.round(share <= 1 ? size : size / share);
    const width = Math.round(share <= 1 ? size * share : size);
    return { x: Math.round(((WHOLE - width) * x) / WHOLE), y: Math.round(((WHOLE - height) * y) / WHOLE), width, height };
  }

  function drawShape(set) {
    const framing = desk.edit.framings.find((one) => one.shape === set.dataset.shape);
    const crop = framing?.crop;
    const part = (name) => set.querySelector(`[data-${name}]`);
    part("on").checked = Boolean(framing);
    part("more").hidden = !framing;
    part("ground").value = crop ? "crop" : "blur";
    for (const field of set.querySelectorAll("[data-crop]")) field.hidden = !crop;
    if (!crop) return;
    const place = (start, size) => (size >= WHOLE ? WHOLE / 2 : Math.round((start * WHOLE) / (WHOLE - size)));
    part("x").value = place(crop.x, crop.width);
    part("y").value = place(crop.y, crop.height);
    part("size").value = shareOf(set.dataset.shape) <= 1 ? crop.height : crop.width;
  }

  function shapeChanged(set) {
    const { shape } = set.dataset;
    const part = (name) => set.querySelector(`[data-${name}]`);
    const old = desk.edit.framings.find((one) => one.shape === shape);
    const framings = desk.edit.framings.filter((one) => one !== old);
    if (part("on").checked) {
      const places = old?.crop ? ["x", "y", "size"].map((name) => Number(part(name).value)) : [500, 500, WHOLE];
      framings.push({ shape, crop: part("ground").value === "crop" ? boxOf(shape, ...places) : null });
    }
    if (!framings.length) {
      part("on").checked = true;
      desk.trouble({ message: "Un clip necesita al menos una forma: elija otra antes de quitar esta." });
      return;
    }
    const order = Object.keys(RATIOS);
    desk.edit.framings = framings.sort((one, other) => order.indexOf(one.shape) - order.indexOf(other.shape));
    desk.changed();
  }

  function slider(side, name, row) {
    const [label, least, most] = SIDES[side];
    const input = element("input", { type: "range", min: least, max: most, step: "5", "aria-label": `${label} ${name}` });
    input.addEventListener("input", () => reshape(row(), { ...row().item.box, [side]: Number(input.value) }));
    return [side, input, element("div", { class: "field" }, element("span", { "aria-hidden": "true" }, label), input)];
  }

  function reshape(row, box) {
    box.width = Math.min(box.width, WHOLE - box.x);
    box.height = Math.min(box.height, WHOLE - box.y);
    row.item.box = box;
    held = [...get("blurs").children].indexOf(row);
    desk.changed();
  }

  function makeBlur(index) {
    const name = `del recuadro ${index + 1}`;
    const ends = { in_ms: "Desde", out_ms: "Hasta" };
    const times = Object.entries(ends).map(([side, label]) => {
      const input = time(`${label} ${name}`, (value) => { row.item[side] = value; desk.changed(); });
      return [side, input, element("div", { class: "field" }, element("span", { "aria-hidden": "true" }, label), input)];
    });
    const sliders = Object.keys(SIDES).map((side) => slider(side, name, () => row));
    const grid = element("div", { class: "form__grid" }, ...[...times, ...sliders].map(([, , field]) => field));
    const show = button("Ver", name, () => { held = index; film.seek(row.item.in_ms); desk.draw(); });
    const remove = button("Quitar", name, () => {
      desk.edit.blurs.splice(index, 1);
      held = -1;
      desk.changed();
      requestAnimationFrame(() => fields.focusNear(get("blurs"), index, get("add-blur")));
    });
    const row = element("li", {}, grid, element("p", { class: "button-row" }, show, remove));
    row.made = { times, sliders };
    return row;
  }

  function fillBlur(row, blur) {
    for (const [side, input] of row.made.times) fields.put(input, cut.shown(blur[side]));
    for (const [side, input] of row.made.sliders) input.value = blur.box[side];
  }

  desk.drawnBy(() => {
    for (const set of document.querySelectorAll("[data-shape]")) drawShape(set);
    lay(get("frame"), desk.edit.framings.find((one) => one.crop)?.crop);
    fields.rows(get("blurs"), desk.edit.blurs, makeBlur, fillBlur);
    lay(get("box"), desk.edit.blurs[held]?.box);
    get("stage").classList.toggle("stage--drawn", Boolean(desk.edit.blurs[held]));
  });

  desk.drawnBy(() => {
    const { edit } = desk;
    for (const [id, name] of Object.entries(TEXTS)) fields.write(get(id), edit[name]);
    get("name").textContent = edit.title.trim() || "Clip sin título";
    get("text-count").textContent = `Van ${[...edit.text].length}.`;
    get("thumbnail-at").textContent = edit.thumbnail_ms === null ? "Se usa el cuadro de en medio." : `Se usa el cuadro de ${cut.shown(edit.thumbnail_ms)}.`;
    if (get("plate")) get("plate").value = edit.plate_id ?? "";
  });

  // The rectangle that is shown can be drawn anew over the film; the sliders do the same by keys.
  get("stage").addEventListener("pointerdown", (down) => {
    const row = get("blurs").children[held];
    if (!row || desk.isInert) return;
    const area = get("player").getBoundingClientRect();
    const share = (value, start, size) => Math.round(Math.min(Math.max((value - start) / size, 0), 1) * WHOLE);
    const spot = (event) => [share(event.clientX, area.left, area.width), share(event.clientY, area.top, area.height)];
    const [left, top] = spot(down);
    const stretch = (event) => {
      const [x, y] = spot(event);
      const box = { x: Math.min(left, x), y: Math.min(top, y), width: Math.abs(x - left), height: Math.abs(y - top) };
      if (box.width >= 20 && box.height >= 20) reshape(row, box);
    };
    down.preventDefault();
    get("stage").setPointerCapture(down.pointerId);
    get("stage").addEventListener("pointermove", stretch);
    get("stage").addEventListener("pointerup", () => get("stage").removeEventListener("pointermove", stretch), { once: true });
  });

  get("shapes").addEventListener("change", (event) => shapeChanged(event.target.closest("[data-shape]")));
  get("add-blur").addEventListener("click", () => {
    const [in_ms, out_ms] = [film.at(), Math.min(film.at() + 5000, desk.FILM)].map(desk.snap);
    held = desk.edit.blurs.push({ box: { x: 400, y: 400, width: 200, height: 100 }, in_ms, out_ms }) - 1;
    desk.changed();
  });
  for (const [id, name] of Object.entries(TEXTS)) {
    get(id).addEventListener("input", (event) => { desk.edit[name] = event.target.value; desk.changed(); });
  }
  get("thumbnail").addEventListener("click", () => { desk.edit.thumbnail_ms = desk.snap(film.at()); desk.changed(); });
  get("plate")?.addEventListener("change", (event) => {
    desk.edit.plate_id = event.target.value ? Number(event.target.value) : null;
    desk.changed();
  });
})();
