// The calculations of a cut: times that are read and written, spans of words, pieces in order.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  duration, formatTime, parseTime, shortened, snapToFrame, spanOfWords, split, withPiece,
} from "../../vc/static/editor/cut.js";

const piece = (in_ms, out_ms) => ({ in_ms, out_ms });
const LINES = [
  [1000, 3000, "Ana", "Nunca la compartan con"],
  [3000, 5000, "Ana", "nadie, por favor."],
  [9000, 9900, "Beto", "Gracias."],
];
// From a character of one line to a character of another.
const picked = (from, to) => spanOfWords(LINES, from, to);

test("a time goes to the beginning of the nearest frame, inside the film", () => {
  assert.deepEqual([59, 61, -5, 10_000].map((at) => snapToFrame(at, 25, 5000)), [40, 80, 0, 5000]);
  assert.equal(snapToFrame(1001, 30000 / 1001, 5000), 1001);
  assert.equal(snapToFrame(59.4, 0, 5000), 59);
});

test("a time is written in minutes, with hours where there are any", () => {
  assert.deepEqual([0, 5430, 65_000, 3_725_500].map((at) => formatTime(at)), ["0:00.00", "0:05.43", "1:05.00", "1:02:05.50"]);
  assert.equal(formatTime(59_960, 1), "1:00.0");
  assert.equal(formatTime(61_900, 0), "1:02");
});

test("what is written is read again as the same time", () => {
  for (const at of [0, 40, 59_960, 60_000, 3_599_990, 7_322_120]) assert.equal(parseTime(formatTime(at)), at);
});

test("a time is read as people write it", () => {
  assert.deepEqual(["12:05,4", " 75.2 ", "1:02:05.5", "600"].map(parseTime), [725_400, 75_200, 3_725_500, 600_000]);
});

test("what is no time is not read as one", () => {
  for (const text of ["", "pronto", "1:75", "1:2:3:4", "-5", "12:05.4000", "1.2.3"]) assert.equal(parseTime(text), null, text);
});

test("a selection is led to whole words", () => {
  assert.deepEqual(picked([0, 11], [0, 14]), picked([0, 9], [0, 18]));
  assert.deepEqual(picked([0, 1], [1, 3]), picked([0, 0], [1, 6]));
});

test("a selection takes a little before and after, but nothing of what is said next to it", () => {
  const first = picked([0, 0], [0, 22]);
  const last = picked([2, 0], [2, 8]);

  assert.deepEqual(first, piece(750, 3000));
  assert.deepEqual(last, piece(8750, 10_250));
});

test("a selection from the middle of a line begins no sooner than its first word", () => {
  const { in_ms, out_ms } = picked([0, 11], [1, 17]);

  // It begins after 9 of the 22 characters of a line that lasts from 1 s to 3 s.
  assert.equal(Math.round(in_ms), 1818);
  assert.equal(out_ms, 5350);
});

test("a piece that is drawn over others takes their place, and all stay in order", () => {
  const pieces = [piece(0, 2000), piece(3000, 5000), piece(6000, 9000)];

  const over = withPiece(pieces, -1, piece(1000, 7000));

  assert.deepEqual(over.pieces, [piece(0, 1000), piece(1000, 7000), piece(7000, 9000)]);
  assert.equal(over.index, 1);
});

test("a piece that is changed is not in its own way", () => {
  const changed = withPiece([piece(0, 2000), piece(3000, 5000)], 1, piece(2500, 5000));

  assert.deepEqual(changed.pieces, [piece(0, 2000), piece(2500, 5000)]);
});

test("a new piece within another leaves both ends of it, unless they are too short to see", () => {
  assert.deepEqual(withPiece([piece(0, 9000)], -1, piece(3000, 4000)).pieces, [piece(0, 3000), piece(3000, 4000), piece(4000, 9000)]);
  assert.deepEqual(withPiece([piece(0, 9000)], -1, piece(100, 8900)).pieces, [piece(100, 8900)]);
});

test("a piece is split in two, not near its ends and not between pieces", () => {
  const pieces = [piece(0, 2000), piece(3000, 5000)];

  assert.deepEqual(split(pieces, 4000), { pieces: [piece(0, 2000), piece(3000, 4000), piece(4000, 5000)], index: 2 });
  for (const at of [100, 1900, 2500, 6000]) assert.equal(split(pieces, at), null);
});

test("a shortened cut keeps the first pieces, and ends on a frame within its length", () => {
  const short = shortened([piece(0, 60_000), piece(100_000, 160_000)], 90_000, 25, 200_000);

  assert.deepEqual(short[0], piece(0, 60_000));
  assert.equal(duration(short) <= 90_000 && duration(short) > 89_900, true);
  assert.equal(short[1].out_ms % 40, 0);
});

test("a cut that is short enough stays as it is", () => {
  assert.deepEqual(shortened([piece(0, 2000), piece(3000, 5000)], 90_000, 25, 9000), [piece(0, 2000), piece(3000, 5000)]);
  assert.equal(duration([]), 0);
});
