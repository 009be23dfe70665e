// The clip editor: its keyboard and its buttons; what draws it comes with the imports.

import { areShortcutsOff } from "../app.js";
import * as appearance from "./appearance.js";
import "./captions.js";
import "./conflict.js";
import * as pieces from "./pieces.js";
import * as player from "./player.js";
import { byId, root, store } from "./store.js";
import * as transcript from "./transcript.js";
import * as wave from "./wave.js";

// What stands in this page, for the browser's console and for tests.
export const editing = store;
const actions = { ...player.actions, ...pieces.actions, ...transcript.actions, ...appearance.actions };
const KEYS = {
  k: "play", " ": "play", j: "slower", l: "faster", i: "in", o: "out", b: "split", p: "preview",
  c: "keep", x: "drop", Delete: "drop", Backspace: "drop", s: "only", m: "move", d: "hide", ArrowLeft: "back", ArrowRight: "forth",
};
const SECONDS = { ArrowLeft: "secondBack", ArrowRight: "secondForth" };
const TYPED = "input:not([type=range]):not([type=radio]):not([type=checkbox]), select, textarea, dialog[open]";

// What a key means where it was pressed; undefined for what is the page's own.
function wanted({ key, target, shiftKey }) {
  const isArrow = key.startsWith("Arrow");
  if (isArrow && target.closest("input")) return undefined;
  if (key === " " && target.closest("button, a, summary, input")) return undefined;
  if (key.length === 1 && key !== " " && areShortcutsOff()) return undefined;
  return (shiftKey && SECONDS[key]) || KEYS[key] || KEYS[key.toLowerCase()];
}

function withControl(event) {
  const isStep = event.key.toLowerCase() === "z";
  if (!isStep && event.key !== "Enter") return;
  event.preventDefault();
  if (isStep) store.step(event.shiftKey ? 1 : -1); else if (!store.isInert) byId("render")?.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.target.closest(TYPED)) return;
  if (byId("words").contains(event.target) && transcript.walk(event)) { event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey) { withControl(event); return; }
  const name = wanted(event);
  if (!name) return;
  event.preventDefault();
  actions[name]();
});

root.addEventListener("click", (event) => {
  const action = event.target.closest("[data-do]");
  if (action) actions[action.dataset.do]();
  const place = event.target.closest("[data-seek]");
  if (place) player.seek(Number(place.dataset.seek));
});

store.start();
player.start();
wave.start();
transcript.start();
