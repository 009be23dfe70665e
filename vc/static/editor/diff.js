// The difference between two versions of an edit, told in words, and one made of both. No page here.

import { formatTime } from "./cut.js";

const EMPTY = "(vacío)";
const whole = (one) => JSON.stringify(one);
const span = ({ in_ms, out_ms }) => `${formatTime(in_ms)} a ${formatTime(out_ms)}`;
const share = (value) => `${value / 10} %`;
const place = ({ x, y, width, height }) => `${share(width)} × ${share(height)}, desde ${share(x)} y ${share(y)}`;
const shape = ({ shape: name, crop }) => (crop ? `${name} (recuadro de ${place(crop)})` : name);
const blur = (one) => `${span(one)} (${place(one.box)})`;
const listed = (say) => (items) => items.map(say).join("\n");
// How each value of an edit is called and told; the captions come one by one.
const VALUES = {
  title: ["Título", String],
  text: ["Texto y etiquetas", String],
  alt_text: ["Qué se ve en la miniatura", String],
  pieces: ["Partes", listed(span)],
  short: ["Versión de hasta 90 s", listed(span)],
  framings: ["Formas", listed(shape)],
  burns_captions: ["Subtítulos dentro de la imagen", (burns) => (burns ? "Sí" : "No")],
  blurs: ["Partes difuminadas", listed(blur)],
  plate_id: ["Logotipo y cierre", (id, names) => (id === null ? "Ninguno" : names[id] ?? `Número ${id}`)],
  thumbnail_ms: ["Miniatura", (at) => (at === null ? "El cuadro de en medio" : `El cuadro de ${formatTime(at)}`)],
};

const keyOf = ({ in_ms, out_ms }) => `${in_ms}-${out_ms}`;
const captionsOf = (edit) => new Map(edit.captions.map((one) => [keyOf(one), one]));
// What nobody wrote: it stands in the transcript, and comes and goes with the cut.
const isWritten = (one) => Boolean(one) && one.text !== one.original;

function values(mine, stored, base, names) {
  return Object.entries(VALUES)
    .filter(([name]) => whole(mine[name]) !== whole(stored[name]))
    .map(([name, [label, say]]) => ({
      name, label,
      mine: say(mine[name], names) || EMPTY,
      stored: say(stored[name], names) || EMPTY,
      isMine: whole(mine[name]) !== whole(base[name]),
      isTheirs: whole(stored[name]) !== whole(base[name]),
    }));
}

function captions(mine, stored, base) {
  const [here, there, before] = [mine, stored, base].map(captionsOf);
  const keys = [...new Set([...here.keys(), ...there.keys()])];
  const says = (one) => one?.text.trim() || EMPTY;
  return keys
    .map((key) => [key, here.get(key), there.get(key)])
    .filter(([, one, other]) => one?.text !== other?.text && (isWritten(one) || isWritten(other)))
    .map(([key, one, other]) => ({
      name: `caption-${key}`, label: `Subtítulo de ${formatTime((one ?? other).in_ms, 1)}`,
      mine: says(one), stored: says(other),
      isMine: one?.text !== before.get(key)?.text,
      isTheirs: other?.text !== before.get(key)?.text,
    }));
}

// What differs, in the order of the page. `base` is what both began from: it tells who changed it.
export const differences = (mine, stored, base, names = {}) => [...values(mine, stored, base, names), ...captions(mine, stored, base)];

// What is kept, with what is mine in the rows that are named.
export function merged(mine, stored, chosen) {
  const edit = structuredClone(stored);
  for (const name of Object.keys(VALUES)) if (chosen.has(name)) edit[name] = structuredClone(mine[name]);
  const [here, there] = [captionsOf(mine), captionsOf(edit)];
  for (const key of new Set([...here.keys(), ...there.keys()])) {
    if (!chosen.has(`caption-${key}`)) continue;
    if (here.has(key)) there.set(key, structuredClone(here.get(key))); else there.delete(key);
  }
  edit.captions = [...there.values()].sort((one, other) => one.in_ms - other.in_ms || one.out_ms - other.out_ms);
  return edit;
}
