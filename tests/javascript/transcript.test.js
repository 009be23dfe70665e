// The lines of a transcript: which is being said, and which hold what is searched.

import assert from "node:assert/strict";
import { test } from "node:test";

import { indexesOf, lineAt } from "../../vc/static/transcript.js";

test("the line that is being said is the last one that has begun", () => {
  const starts = [2, 5, 5, 9];

  assert.deepEqual([0, 2, 4.9, 5, 8, 100].map((at) => lineAt(starts, at)), [-1, 0, 0, 2, 2, 3]);
  assert.equal(lineAt([], 3), -1);
});

test("words are found whatever their accents and capitals", () => {
  const texts = ["La CONTRASEÑA", "nadie", "¿Y la contrasena?", "Así fué"];

  assert.deepEqual(indexesOf(" contraseña ", texts), [0, 2]);
  assert.deepEqual(indexesOf("asi fue", texts), [3]);
  assert.deepEqual(indexesOf("Ñ", texts), [0, 1, 2]);
});

test("nothing that is searched is nothing that is found", () => {
  assert.deepEqual(indexesOf("  ", ["nadie"]), []);
});
