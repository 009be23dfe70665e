// The difference between two versions of an edit, and one made of both.

import assert from "node:assert/strict";
import { test } from "node:test";

import { differences, merged } from "../../vc/static/editor/diff.js";

const caption = (in_ms, text, original = "") => ({ in_ms, out_ms: in_ms + 2000, text, original });
const BASE = {
  title: "Contraseñas", text: "", alt_text: "", pieces: [{ in_ms: 2000, out_ms: 6000 }], short: [],
  framings: [{ shape: "16:9", crop: null }], burns_captions: true, blurs: [], plate_id: null, thumbnail_ms: null,
  captions: [caption(2000, "Nunca.", "Nunca."), caption(4000, "Gracias.", "Gracias.")],
};
const edit = (changes) => ({ ...structuredClone(BASE), ...changes });

test("two versions that say the same do not differ", () => {
  assert.deepEqual(differences(edit({}), edit({}), BASE), []);
});

test("each value that differs is told in words, with who changed it", () => {
  const [row, ...more] = differences(edit({ title: "De Ana" }), edit({ title: "" }), BASE);

  assert.deepEqual(more, []);
  assert.deepEqual(row, { name: "title", label: "Título", mine: "De Ana", stored: "(vacío)", isMine: true, isTheirs: true });
});

test("what only the other side changed is theirs", () => {
  const [row] = differences(edit({}), edit({ thumbnail_ms: 3500 }), BASE);

  assert.deepEqual([row.mine, row.stored], ["El cuadro de en medio", "El cuadro de 0:03.50"]);
  assert.deepEqual([row.isMine, row.isTheirs], [false, true]);
});

test("a plate is called by its name", () => {
  const [row] = differences(edit({ plate_id: 7 }), edit({ plate_id: 8 }), BASE, { 7: "Institucional" });

  assert.deepEqual([row.mine, row.stored], ["Institucional", "Número 8"]);
});

test("captions differ one by one, and those that nobody wrote come and go with the cut", () => {
  const mine = edit({ captions: [caption(2000, "Nunca jamás.", "Nunca."), BASE.captions[1], caption(6000, "Adiós.", "Adiós.")] });

  const rows = differences(mine, edit({}), BASE);

  assert.deepEqual(rows.map(({ name, mine: here, stored }) => [name, here, stored]), [["caption-2000-4000", "Nunca jamás.", "Nunca."]]);
});

test("one is made of both: what was chosen is mine, the rest is what was saved", () => {
  const mine = edit({ title: "De Ana", text: "Mío", captions: [BASE.captions[0], caption(4000, "Gracias, dice Ana.")] });
  const stored = edit({ title: "De Beto", captions: [caption(2000, "Nunca, dice Beto."), BASE.captions[1]] });

  const both = merged(mine, stored, new Set(["text", "caption-4000-6000"]));

  assert.deepEqual([both.title, both.text], ["De Beto", "Mío"]);
  assert.deepEqual(both.captions.map(({ text }) => text), ["Nunca, dice Beto.", "Gracias, dice Ana."]);
});

test("a caption that I took out is out where I am chosen, and neither version is changed by it", () => {
  const [mine, stored] = [edit({ captions: [BASE.captions[1]] }), edit({})];

  const both = merged(mine, stored, new Set(["caption-2000-4000"]));

  assert.deepEqual(both.captions.map(({ in_ms }) => in_ms), [4000]);
  both.captions[0].text = "Otro.";
  assert.deepEqual(stored, BASE);
  assert.equal(mine.captions[0].text, "Gracias.");
});
