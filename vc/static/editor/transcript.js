// The transcript beside the film: what stays in gold, what goes struck out. Words that are selected
// stay, go, or become the chosen part; a click on a word leads to it.

import { lineAt, search } from "../transcript.js";
import { formatTime, marksOf, spanOfWords, spanToDrop, wordsOf } from "./cut.js";
import * as pieces from "./pieces.js";
import * as player from "./player.js";
import { byId, dataset, store } from "./store.js";
import { element } from "./widgets.js";

// So many lines are one list, made at once and laid out only while it is in view: three hours of
// them in one would hold up the page, and every key in it.
const AT_ONCE = 60;
const AFTERWARDS_MS = 60;
const TAGS = { kept: "mark", gone: "del" };
const HELP = [...byId("words-help").childNodes];
const list = byId("words");
const rows = [];
let lines = [];
let starts = [];
let lit = -1;
let hit = -1;
// What is selected: [line, character] of both ends.
let picked = null;
// From where keys select, and where they are: a line, and the number of a word in it.
let anchor = null;
let head = null;
// The word that was tapped first; the second one ends the selection.
let tapped = null;

// What was said: [begin in ms, end in ms, who, what] for each line.
export function spoken() { return lines; }

function line([begin, , who, text], index) {
  const time = element("button", { type: "button", tabindex: "-1", "data-seek": begin }, formatTime(begin, 0));
  const said = element("p", { "data-line": index }, text);
  const isOther = who && who !== lines[index - 1]?.[2];
  return element("li", {}, ...(isOther ? [element("strong", {}, who)] : []), time, said);
}

export async function start() {
  lines = await fetch(dataset.words).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
  starts = lines.map(([begin]) => begin);
  byId("no-words").hidden = lines.length > 0;
  list.hidden = lines.length === 0;
  list.replaceChildren();
  build(0);
}

function build(from) {
  const until = Math.min(from + AT_ONCE, lines.length);
  const made = lines.slice(from, until).map((one, index) => line(one, from + index));
  rows.push(...made);
  list.append(element("ol", { class: "said-lines" }, ...made));
  paint(from, until);
  light(player.at());
  if (until < lines.length) setTimeout(build, 0, until); else store.draw();
}

// How the lines are marked now; only those are touched that changed.
const painted = [];
let paintedFor = "";
function paint(from, until) {
  for (let index = from; index < until; index += 1) {
    const runs = marksOf(lines[index], store.pieces);
    const key = runs.map(({ kind, text }) => `${kind}${text.length}`).join();
    if (painted[index] === key) continue;
    painted[index] = key;
    const row = rows[index];
    row.querySelector("p").replaceChildren(...runs.map(({ kind, text }) => (kind ? element(TAGS[kind], {}, text) : text)));
    const kind = runs.length > 1 ? "part" : runs[0].kind;
    const time = row.querySelector("button");
    if (kind) time.setAttribute("aria-describedby", `said-${kind}`); else time.removeAttribute("aria-describedby");
  }
}

// What is near the film's moment is marked at once, the rest of three hours bit by bit after it.
store.onDraw(() => {
  const now = JSON.stringify([store.pieces, rows.length]);
  if (now === paintedFor) return;
  paintedFor = now;
  const near = Math.max(lit - AT_ONCE, 0);
  paint(near, Math.min(near + 2 * AT_ONCE, rows.length));
  drawWord(player.at());
  setTimeout(paintRest, AFTERWARDS_MS, 0, now);
});

function paintRest(from, now) {
  if (now !== paintedFor) return;
  const until = Math.min(from + 10 * AT_ONCE, rows.length);
  paint(from, until);
  if (until < rows.length) setTimeout(paintRest, 0, until, now);
}

function isInView(row) {
  const [inner, outer] = [row, list].map((one) => one.getBoundingClientRect());
  return inner.top >= outer.top && inner.bottom <= outer.bottom;
}

function show(row) {
  list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
}

// What was never laid out has its height guessed: once it is, the row may stand elsewhere.
function bringIntoView(row) {
  show(row);
  requestAnimationFrame(() => { if (!isInView(row)) show(row); });
}

function light(now) {
  const present = lineAt(starts, now + 40);
  const row = rows[present];
  if (present !== lit) {
    const old = rows[lit];
    old?.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
    // Whoever reads elsewhere while the film plays is left there.
    if (row && (!old || isInView(old) || byId("player").paused) && !isInView(row)) bringIntoView(row);
    lit = row ? present : -1;
  }
  drawWord(now);
}

// Where a place of a line stands in the page: a text and a character of it.
function spotOf([index, offset]) {
  const walker = document.createTreeWalker(rows[index].querySelector("p"), NodeFilter.SHOW_TEXT);
  let left = offset;
  let node = walker.nextNode();
  while (node && left > node.length) {
    left -= node.length;
    node = walker.nextNode();
  }
  return node ? [node, left] : [rows[index], 0];
}

// The word of the moment, without a change of the page: browsers that cannot light the line alone.
function drawWord(now) {
  if (!CSS.highlights) return;
  CSS.highlights.delete("said-now");
  const word = lit >= 0 && wordsOf(lines[lit]).find((one) => one.in_ms <= now + 40 && now + 40 < one.out_ms);
  if (!word) return;
  const range = new Range();
  range.setStart(...spotOf([lit, word.start]));
  range.setEnd(...spotOf([lit, word.stop]));
  CSS.highlights.set("said-now", new Highlight(range));
}

// Where in the words something of the page stands, as [line, character]; null outside of them.
function placeOf(node, offset) {
  const row = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("li");
  const said = row && list.contains(row) ? row.querySelector("[data-line]") : null;
  if (!said) return null;
  if (!said.contains(node)) return [Number(said.dataset.line), 0];
  const before = new Range();
  before.setStart(said, 0);
  before.setEnd(node, offset);
  return [Number(said.dataset.line), before.toString().length];
}

function select(from, to) {
  getSelection().setBaseAndExtent(...spotOf(from), ...spotOf(to));
}

// What the browser has selected is what is picked: there is no second truth.
function pick() {
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const from = range && placeOf(range.startContainer, range.startOffset);
  const to = range && placeOf(range.endContainer, range.endOffset);
  const isBeforeFirst = from && to && to[1] === 0 && to[0] > from[0];
  picked = from && to ? { from, to: isBeforeFirst ? [to[0] - 1, lines[to[0] - 1][3].length] : to } : null;
  const text = picked ? range.toString().trim() : "";
  if (!text) picked = null;
  drawPicked(text);
}

function drawPicked(text) {
  if (!picked) { byId("words-help").replaceChildren(...HELP); return; }
  const { in_ms, out_ms } = spanToDrop(lines, picked.from, picked.to, []);
  const count = text.split(/\s+/).length;
  byId("words-help").textContent = `${count === 1 ? "1 palabra" : `Unas ${count} palabras`}, ${formatTime(out_ms - in_ms, 1)}`;
}

function act(change) {
  if (store.isInert) return;
  // The browser tells of a selection a little later than a key comes.
  pick();
  const row = document.activeElement.closest?.("#words li");
  const index = row ? rows.indexOf(row) : -1;
  const wanted = picked ?? (index < 0 ? null : { from: [index, 0], to: [index, lines[index][3].length] });
  if (!wanted) { store.announce("Primero seleccione palabras."); byId("words-help").textContent = "Primero seleccione palabras."; return; }
  const { in_ms, out_ms } = change.span(lines, wanted.from, wanted.to, store.pieces);
  change.done({ in_ms: store.snap(in_ms), out_ms: store.snap(out_ms) });
  // Once it is seen: browsers lay out the page for it.
  setTimeout(() => getSelection().removeAllRanges(), AFTERWARDS_MS);
}

export const actions = {
  keep() { act({ span: spanOfWords, done: pieces.keep }); },
  drop() { act({ span: spanToDrop, done: pieces.drop }); },
  only() { act({ span: spanOfWords, done: pieces.point }); },
};

function focusLine(index) { rows[index]?.querySelector("button").focus(); }

function nextWord([index, word], way) {
  const count = wordsOf(lines[index]).length;
  if (word + way >= 0 && word + way < count) return [index, word + way];
  const next = index + way;
  if (next < 0 || next >= lines.length) return [index, word];
  return way > 0 ? nextWord([next, -1], 1) : nextWord([next, wordsOf(lines[next]).length], -1);
}

// With Control the arrows go from word to word, with Shift too they select.
function walkWords(way, isSelecting, now) {
  head = nextWord(head?.[0] === now ? head : [now, way > 0 ? -1 : 0], way);
  if (!isSelecting || !anchor) anchor = head;
  const [first, last] = anchor[0] < head[0] || (anchor[0] === head[0] && anchor[1] <= head[1]) ? [anchor, head] : [head, anchor];
  const at = ([index, word]) => wordsOf(lines[index])[word];
  focusLine(head[0]);
  select([first[0], at(first).start], [last[0], at(last).stop]);
  if (!isSelecting) player.seek(at(head).in_ms);
}

function walkLines(way, isSelecting, now) {
  const next = Math.min(Math.max(now + way, 0), lines.length - 1);
  focusLine(next);
  head = null;
  if (!isSelecting) { anchor = null; return; }
  anchor ??= [Math.max(now, 0), 0];
  const [first, last] = [Math.min(anchor[0], next), Math.max(anchor[0], next)];
  select([first, 0], [last, lines[last][3].length]);
}

// Arrows go from line to line, with Control from word to word; tells whether the key was one of them.
export function walk({ key, ctrlKey, shiftKey }) {
  const [row, word] = [{ ArrowDown: 1, ArrowUp: -1 }[key], { ArrowRight: 1, ArrowLeft: -1 }[key]];
  if (!rows.length || !(row || (word && ctrlKey))) return false;
  const found = rows.findIndex((one) => one.contains(document.activeElement));
  const now = found < 0 ? Math.max(lit, 0) : found;
  if (row) walkLines(found < 0 ? 0 : row, shiftKey, now); else walkWords(word, shiftKey, now);
  return true;
}

function wordAt(x, y) {
  const spot = document.caretPositionFromPoint?.(x, y);
  const range = spot ? null : document.caretRangeFromPoint?.(x, y);
  const place = spot ? placeOf(spot.offsetNode, spot.offset) : range && placeOf(range.startContainer, range.startOffset);
  if (!place) return null;
  const word = wordsOf(lines[place[0]]).find((one) => place[1] <= one.stop);
  return word ? { ...word, index: place[0] } : null;
}

// A click is a word, and leads to it; on glass the second one ends the selection.
function clicked(event) {
  if (!getSelection().isCollapsed || event.target.closest("button")) return;
  const word = event.target.closest("[data-line]") && wordAt(event.clientX, event.clientY);
  if (!word) { tapped = null; return; }
  const ends = [tapped ?? word, word].sort((one, other) => one.in_ms - other.in_ms);
  select([ends[0].index, ends[0].start], [ends[1].index, ends[1].stop]);
  if (!tapped) player.seek(word.in_ms);
  tapped = event.pointerType === "touch" && !tapped ? word : null;
}

function find(from) {
  hit = search(rows, lines.map(([, , , text]) => text), byId("find").value, from);
  if (hit >= 0) bringIntoView(rows[hit]);
}

player.onMove(light);
// Where something is unfolded beside them, the words have less room: what is said stays in it.
new ResizeObserver(() => { if (rows[lit] && !isInView(rows[lit])) show(rows[lit]); }).observe(list);
document.addEventListener("selectionchange", pick);
list.addEventListener("pointerdown", () => { anchor = null; head = null; });
list.addEventListener("click", clicked);
// A button that takes the selection away would have nothing to act on.
byId("word-acts").addEventListener("pointerdown", (event) => event.preventDefault());
byId("find").addEventListener("input", () => find(-1));
byId("find").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  find(hit);
  if (hit >= 0) player.seek(lines[hit][0]);
});
