// The clip editor's keys and buttons; with everything else in place, it begins here.
(() => {
  "use strict";

  const actions = { ...film.keys, ...parts.keys };
  const KEYS = {
    k: "play", " ": "play", j: "slower", l: "faster", i: "in", o: "out", b: "split", p: "preview",
    ArrowLeft: "back", ArrowRight: "forth",
  };
  const SECONDS = { ArrowLeft: "secondBack", ArrowRight: "secondForth" };
  const TYPED = "input:not([type=range]):not([type=radio]):not([type=checkbox]), select, textarea, dialog[open]";

  function lettersAreOff() {
    try { return localStorage.getItem("vc.shortcuts-off") === "yes"; } catch { return false; }
  }

  // What a key means where it was pressed; undefined for what is the page's own.
  function wanted({ key, target, shiftKey }) {
    const isArrow = key.startsWith("Arrow");
    if (isArrow && target.closest("input")) return undefined;
    if (key === " " && target.closest("button, a, summary, input")) return undefined;
    if (!isArrow && key !== " " && lettersAreOff()) return undefined;
    return (shiftKey && SECONDS[key]) || KEYS[key] || KEYS[key.toLowerCase()];
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.target.closest(TYPED)) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      desk.step(event.shiftKey ? 1 : -1);
      return;
    }
    if (desk.get("words").contains(event.target) && words.walk(event)) { event.preventDefault(); return; }
    const name = wanted(event);
    if (!name) return;
    event.preventDefault();
    actions[name]();
  });

  desk.root.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]");
    if (action) actions[action.dataset.do]();
    const place = event.target.closest("[data-seek]");
    if (place) film.seek(Number(place.dataset.seek));
  });

  desk.begin();
  film.begin();
  words.begin();
})();
