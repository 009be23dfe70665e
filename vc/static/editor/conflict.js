// While something else has the clip: who it is; and where two versions differ, which one stays.
(() => {
  "use strict";

  const { get, root } = desk;
  const { element } = fields;
  const LEFT = "Lo que escribió aquí y no se guardó sigue en esta ventana.";
  const OTHERS = "Puede ver y reproducir. Si toma el control, la otra persona ya no podrá editar y su ventana se lo dirá; lo que ella tenga sin guardar sigue ahí.";
  const MINE = "Aquí puede ver y reproducir. Lo que se guarda allá se ve también aquí.";
  let shown = null;

  function drawHeld() {
    const { held } = desk;
    get("locked").hidden = !held;
    if (!held) return;
    get("locked-text").textContent = held.message;
    get("locked-help").textContent = `${desk.hasChanges ? `${LEFT} ` : ""}${held.isMine ? MINE : OTHERS}`;
    get("take-over").textContent = held.isMine ? "Seguir aquí" : "Tomar el control";
  }

  function plateNames() {
    const options = get("plate")?.options ?? [];
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
    const clash = desk.held ? null : desk.clash;
    get("choice").hidden = !clash;
    if (!clash || shown === clash) { shown = clash; return; }
    shown = clash;
    const rows = compare.rows(desk.edit, clash.edit, desk.base, plateNames());
    get("choice-rows").replaceChildren(...rows.map(line));
    get("choice-title").focus();
  }

  function picked() {
    return new Set([...get("choice").querySelectorAll("input:checked")]
      .filter((radio) => radio.value === "mine").map((radio) => radio.name));
  }

  desk.drawnBy(() => {
    // Also those that are drawn later: whatever is inside cannot be reached by keys either.
    for (const set of root.querySelectorAll("[data-edits]")) set.disabled = desk.isInert;
    drawHeld();
    drawChoice();
  });

  get("take-over").addEventListener("click", () => desk.lock({ takesOver: true }));
  get("keep-mine").addEventListener("click", () => desk.settle(desk.edit));
  get("take-stored").addEventListener("click", () => desk.settle(desk.clash.edit, true));
  get("choice").addEventListener("submit", (event) => {
    event.preventDefault();
    desk.settle(compare.merged(desk.edit, desk.clash.edit, picked()));
  });
})();
