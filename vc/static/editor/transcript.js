// The transcript beside the film: words that are selected become the beginning and the end of the
// chosen piece.

import { lineAt, search } from "../transcript.js";
import { formatTime, spanOfWords } from "./cut.js";
import { point } from "./pieces.js";
import * as player from "./player.js";
import { byId, dataset, store } from "./store.js";
import { element } from "./widgets.js";

const list = byId("words");
let lines = [];
let starts = [];
let lit = -1;
let anchor = -1;
let hit = -1;

function line([begin, , who, text], index) {
  const time = element("button", { type: "button", "data-seek": begin }, formatTime(begin, 0));
  const said = element("p", { "data-line": index }, text);
  return element("li", {}, time, ...(who ? [element("strong", {}, `${who}: `)] : []), said);
}

export async function start() {
  lines = await fetch(dataset.words).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
  starts = lines.map(([begin]) => begin);
  list.replaceChildren(...lines.map(line));
  byId("no-words").hidden = lines.length > 0;
  list.hidden = lines.length === 0;
  player.moved();
}

function light(now) {
  const present = lineAt(starts, now + 40);
  if (present === lit) return;
  list.children[lit]?.removeAttribute("aria-current");
  list.children[present]?.setAttribute("aria-current", "true");
  lit = present;
}

// Where in the words a selection begins or ends, as [line, character]; null outside of them.
function placeOf(node, offset) {
  const isText = node.nodeType === Node.TEXT_NODE;
  const inside = isText ? node.parentElement : node;
  const said = inside.closest("[data-line]") ?? inside.closest("li")?.querySelector("[data-line]");
  if (!said || !list.contains(said)) return null;
  return [Number(said.dataset.line), isText && said.contains(node) ? offset : 0];
}

function pick() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const from = placeOf(range.startContainer, range.startOffset);
  const to = placeOf(range.endContainer, range.endOffset);
  if (!from || !to) return;
  const isBeforeFirst = to[1] === 0 && to[0] > from[0];
  pickBetween(from, isBeforeFirst ? [to[0] - 1, lines[to[0] - 1][3].length] : to);
}

function pickBetween(from, to) {
  performance.mark("pick");
  const { in_ms, out_ms } = spanOfWords(lines, from, to);
  point({ in_ms: store.snap(in_ms), out_ms: store.snap(out_ms) });
  performance.measure("pick", "pick");
}

// Arrows go from line to line, with Shift they select; tells whether the key was one of them.
export function walk(event) {
  const items = [...list.children];
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!way || !items.length) return false;
  const now = items.findIndex((one) => one.contains(document.activeElement));
  const next = Math.min(Math.max(now + way, 0), items.length - 1);
  if (event.shiftKey && now >= 0) {
    if (anchor < 0) anchor = now;
    const [first, last] = [Math.min(anchor, next), Math.max(anchor, next)];
    pickBetween([first, 0], [last, lines[last][3].length]);
  } else anchor = -1;
  items[next].querySelector("button").focus();
  return true;
}

function find(from) {
  hit = search(list, lines.map(([, , , text]) => text), byId("find").value, from);
}

player.onMove(light);
list.addEventListener("pointerup", () => setTimeout(pick));
byId("find").addEventListener("input", () => find(-1));
byId("find").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  find(hit);
  if (hit >= 0) player.seek(lines[hit][0]);
});
