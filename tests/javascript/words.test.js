// Cutting by words: what stays, what goes, how a line is marked, and what a cut never touches.

import assert from "node:assert/strict";
import { test } from "node:test";

import { elapsed, isKept, marksOf, spanOfWords, spanToDrop, withSpan, withoutSpan, wordsOf } from "../../vc/static/editor/cut.js";

const piece = (in_ms, out_ms) => ({ in_ms, out_ms });
const LINES = [
  [1000, 3000, "Ana", "Eh, este, bueno, pues."],
  [4000, 6000, "Ana", "Cuelgue y marque 089."],
  [9000, 9900, "Beto", "Gracias."],
];
const ALL = [piece(0, 12_000)];
const kept = (pieces) => LINES.flatMap((line) => wordsOf(line)
  .filter((word) => isKept(pieces, (word.in_ms + word.out_ms) / 2))
  .map((word) => line[3].slice(word.start, word.stop))).join(" ");
const drop = (pieces, from, to) => withoutSpan(pieces, spanToDrop(LINES, from, to, pieces));
const marks = (index, pieces) => marksOf(LINES[index], pieces).map(({ kind, text }) => `${kind}:${text}`);

test("a word that is dropped takes nothing of the words beside it that stay", () => {
  const words = wordsOf(LINES[0]);

  const left = drop(ALL, [0, words[1].start], [0, words[1].stop]);

  assert.equal(kept(left), "Eh, bueno, pues. Cuelgue y marque 089. Gracias.");
  for (const word of [words[0], words[2]]) {
    assert.equal(left.some((one) => one.in_ms <= word.in_ms && word.out_ms <= one.out_ms), true, "whole");
  }
});

test("words that are dropped one after the other leave no scrap of silence between them", () => {
  const left = drop(drop(ALL, [0, 0], [0, 22]), [1, 0], [1, 21]);

  assert.equal(kept(left), "Gracias.");
  assert.equal(left.some((one) => one.in_ms < 6000 && one.out_ms > 1000), false, `${JSON.stringify(left)}`);
});

test("a long silence that stays is not taken along by the word after it", () => {
  assert.equal(spanToDrop(LINES, [2, 0], [2, 8], [piece(6500, 12_000)]).in_ms, 7500);
});

test("a word that is kept again closes its cut, whatever its pauses were", () => {
  const cut = drop(ALL, [1, 0], [1, 21]);

  assert.equal(cut.length, 2);
  assert.deepEqual(withSpan(cut, spanOfWords(LINES, [1, 0], [1, 21])).pieces, ALL);
});

test("a span that stays becomes one with the pieces that it touches, and only with those", () => {
  const found = withSpan([piece(0, 1000), piece(1000, 2000), piece(5000, 6000), piece(8000, 9000)], piece(1500, 5000));

  assert.deepEqual(found.pieces, [piece(0, 1000), piece(1000, 6000), piece(8000, 9000)]);
  assert.equal(found.index, 1);
});

test("what is left of a piece is left out where it is too short to see", () => {
  assert.deepEqual(withoutSpan([piece(0, 4000)], piece(100, 3000)), [piece(3000, 4000)]);
  assert.deepEqual(withoutSpan([piece(0, 4000)], piece(0, 4000)), []);
});

test("a line is marked by its words: what stays, and what goes beside it", () => {
  const left = drop(ALL, [0, 4], [0, 9]);

  assert.deepEqual(marks(0, left), ["kept:Eh,", "gone: este,", "kept: bueno, pues."]);
  assert.deepEqual(marks(1, left), ["kept:Cuelgue y marque 089."]);
});

test("a whole line goes between two parts, and is not near the clip outside of them", () => {
  assert.deepEqual(marks(1, [piece(900, 3100), piece(8900, 10_000)]), ["gone:Cuelgue y marque 089."]);
  assert.deepEqual(marks(2, [piece(900, 3100)]), [":Gracias."]);
  assert.deepEqual(marks(0, []), [":Eh, este, bueno, pues."]);
});

test("a line is marked as it is written, blanks and all", () => {
  const line = [0, 4000, "", "  uno  dos tres "];

  for (const pieces of [[piece(0, 1500)], [piece(1500, 2600)], [piece(2000, 9000)]]) {
    assert.equal(marksOf(line, pieces).map(({ text }) => text).join(""), line[3]);
  }
});

test("how much of the cut is over counts only what stays", () => {
  const pieces = [piece(1000, 3000), piece(5000, 6000)];

  assert.deepEqual([0, 2000, 4000, 5500, 9000].map((time) => elapsed(pieces, time)), [0, 1000, 2000, 2500, 3000]);
});
