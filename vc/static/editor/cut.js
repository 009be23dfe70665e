// The calculations of a cut, without a page: times, spans of words, pieces. Times are milliseconds.

const LEAD = 250;
const TRAIL = 350;
// A pause goes with the word beside it, if it is no longer than this.
const PAUSE = 1500;
export const SHORTEST = 200;

// The beginning of the nearest frame, inside the film.
export function snapToFrame(at, rate, length) {
  const inside = Math.min(Math.max(at, 0), length);
  if (!rate) return Math.round(inside);
  return Math.min(Math.round(Math.round((inside * rate) / 1000) * 1000 / rate), length);
}

export function formatTime(at, decimals = 2) {
  const whole = Math.round(at / 10 ** (3 - decimals)) * 10 ** (3 - decimals);
  const seconds = Math.floor(whole / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const pad = (value) => String(value).padStart(2, "0");
  const rest = decimals ? `.${String(whole % 1000).padStart(3, "0").slice(0, decimals)}` : "";
  return hours ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}${rest}` : `${minutes}:${pad(seconds % 60)}${rest}`;
}

// 1:02:05.5, 12:05 or 75.2; null for what is no time.
export function parseTime(text) {
  const found = /^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,6}(?:[.,]\d{1,3})?)$/.exec(text.trim());
  if (!found) return null;
  const seconds = Number(found[3].replace(",", "."));
  if (found[2] !== undefined && seconds >= 60) return null;
  return Math.round((Number(found[1] || 0) * 3600 + Number(found[2] || 0) * 60 + seconds) * 1000);
}

// When the character at `offset` of a line is said: its share of the line's time.
function moment([begin, end, , text], offset) {
  const share = text.length ? Math.min(Math.max(offset, 0), text.length) / text.length : 0;
  return begin + (end - begin) * share;
}

// From the first selected word to the last one: a little before and after, but never into what
// is said next to it. `from` and `to` are [line, offset of the character].
export function spanOfWords(lines, from, to) {
  const [first, start] = wholeWords(lines, from, -1);
  const [last, stop] = wholeWords(lines, to, 1);
  const begin = moment(lines[first], start);
  const end = moment(lines[last], stop);
  const before = start > 0 ? begin : first > 0 ? lines[first - 1][1] : 0;
  const after = stop < lines[last][3].length ? end : last + 1 < lines.length ? lines[last + 1][0] : Infinity;
  return {
    in_ms: Math.max(begin - LEAD, Math.min(before, begin), 0),
    out_ms: Math.min(end + TRAIL, Math.max(after, end)),
  };
}

function wholeWords(lines, [index, offset], way) {
  const text = lines[index][3];
  let at = Math.min(Math.max(offset, 0), text.length);
  if (way < 0) while (at > 0 && /\S/.test(text[at - 1]) && /\S/.test(text[at] ?? " ")) at -= 1;
  else while (at < text.length && /\S/.test(text[at]) && /\S/.test(text[at - 1] ?? " ")) at += 1;
  return [index, at];
}

// The words of a line: where each stands in its text, and when it is said.
export function wordsOf(line) {
  return [...line[3].matchAll(/\S+/g)].map(({ 0: word, index }) => {
    const stop = index + word.length;
    return { start: index, stop, in_ms: moment(line, index), out_ms: moment(line, stop) };
  });
}

export const isKept = (pieces, time) => pieces.some((one) => one.in_ms <= time && time < one.out_ms);
const isWordKept = (pieces, word) => isKept(pieces, (word.in_ms + word.out_ms) / 2);

// What is not kept goes ("gone") between the first piece and the last one, and beside kept words.
function kindOutside(pieces, time) {
  return pieces.length && pieces[0].in_ms <= time && time < pieces.at(-1).out_ms ? "gone" : "";
}

// A line's text in runs: "kept", "gone", or "" for what no clip is near.
export function marksOf(line, pieces) {
  const [begin, end, , text] = line;
  const middle = (begin + end) / 2;
  if (pieces.some((one) => one.in_ms <= begin && end <= one.out_ms)) return [{ kind: "kept", text }];
  const isTouched = pieces.some((one) => one.in_ms < end && begin < one.out_ms);
  const words = isTouched ? wordsOf(line).map((word) => ({ ...word, kept: isWordKept(pieces, word) })) : [];
  if (!words.some((word) => word.kept)) return [{ kind: kindOutside(pieces, middle), text }];
  const runs = [];
  words.forEach((word, index) => {
    const kind = word.kept ? "kept" : "gone";
    const from = index ? words[index - 1].stop : 0;
    if (runs.at(-1)?.kind === kind) runs.at(-1).text += text.slice(from, word.stop);
    else runs.push({ kind, text: text.slice(from, word.stop) });
  });
  runs.at(-1).text += text.slice(words.at(-1).stop);
  return runs;
}

function wordBefore(lines, index, offset) {
  const found = wordsOf(lines[index]).findLast((word) => word.stop <= offset);
  return found ?? (index > 0 ? wordBefore(lines, index - 1, Infinity) : undefined);
}

function wordAfter(lines, index, offset) {
  const found = wordsOf(lines[index]).find((word) => word.start >= offset);
  return found ?? (index + 1 < lines.length ? wordAfter(lines, index + 1, 0) : undefined);
}

// What goes with the selected words: nothing of a word beside them that stays, and the pause
// towards one that does not.
export function spanToDrop(lines, from, to, pieces) {
  const [first, start] = wholeWords(lines, from, -1);
  const [last, stop] = wholeWords(lines, to, 1);
  let [in_ms, out_ms] = [moment(lines[first], start), moment(lines[last], stop)];
  const [before, after] = [wordBefore(lines, first, start), wordAfter(lines, last, stop)];
  if (!before || !isWordKept(pieces, before)) in_ms = Math.max(Math.min(in_ms, before?.out_ms ?? 0), in_ms - PAUSE, 0);
  else if (before.out_ms < out_ms) in_ms = Math.max(in_ms, before.out_ms);
  if (!after || !isWordKept(pieces, after)) out_ms = Math.min(Math.max(out_ms, after?.in_ms ?? Infinity), out_ms + PAUSE);
  else if (after.in_ms > in_ms) out_ms = Math.min(out_ms, after.in_ms);
  return { in_ms, out_ms };
}

export const duration = (pieces) => pieces.reduce((sum, one) => sum + one.out_ms - one.in_ms, 0);

// The pieces in order, without overlap: one that was drawn over others takes their place.
export function withPiece(pieces, index, piece) {
  const others = pieces.filter((_, at) => at !== index);
  const kept = [];
  for (const one of others) {
    if (one.out_ms <= piece.in_ms || one.in_ms >= piece.out_ms) { kept.push(one); continue; }
    if (one.in_ms < piece.in_ms - SHORTEST) kept.push({ in_ms: one.in_ms, out_ms: piece.in_ms });
    if (one.out_ms > piece.out_ms + SHORTEST) kept.push({ in_ms: piece.out_ms, out_ms: one.out_ms });
  }
  kept.push(piece);
  kept.sort((one, other) => one.in_ms - other.in_ms);
  return { pieces: kept, index: kept.indexOf(piece) };
}

// The pieces with a span that stays as well: it becomes one with those that it touches.
export function withSpan(pieces, span) {
  const touched = pieces.filter((one) => one.in_ms <= span.out_ms && span.in_ms <= one.out_ms);
  const joined = {
    in_ms: Math.min(span.in_ms, ...touched.map((one) => one.in_ms)),
    out_ms: Math.max(span.out_ms, ...touched.map((one) => one.out_ms)),
  };
  const kept = [...pieces.filter((one) => !touched.includes(one)), joined];
  kept.sort((one, other) => one.in_ms - other.in_ms);
  return { pieces: kept, index: kept.indexOf(joined) };
}

// The pieces without a span; what is left of one is left out where it is too short to see.
export function withoutSpan(pieces, { in_ms, out_ms }) {
  return pieces.flatMap((one) => {
    if (one.out_ms <= in_ms || out_ms <= one.in_ms) return [one];
    const rest = [{ in_ms: one.in_ms, out_ms: in_ms }, { in_ms: out_ms, out_ms: one.out_ms }];
    return rest.filter((part) => part.out_ms - part.in_ms >= SHORTEST);
  });
}

// How much of the cut is over at a moment of the film.
export const elapsed = (pieces, time) => pieces.reduce((sum, one) => sum + Math.min(Math.max(time - one.in_ms, 0), one.out_ms - one.in_ms), 0);

export function split(pieces, at) {
  const index = pieces.findIndex((one) => one.in_ms + SHORTEST <= at && at <= one.out_ms - SHORTEST);
  if (index < 0) return null;
  const { in_ms, out_ms } = pieces[index];
  const halves = [{ in_ms, out_ms: at }, { in_ms: at, out_ms }];
  return { pieces: [...pieces.slice(0, index), ...halves, ...pieces.slice(index + 1)], index: index + 1 };
}

// The first pieces of a clip until they last 90 seconds.
export function shortened(pieces, most, rate, film) {
  const kept = [];
  let left = most;
  for (const one of pieces) {
    const out = Math.min(one.out_ms, one.in_ms + left);
    if (out - one.in_ms < SHORTEST) break;
    kept.push({ in_ms: one.in_ms, out_ms: out === one.out_ms ? out : snapToFrame(out - (rate ? 500 / rate : 0), rate, film) });
    left -= out - one.in_ms;
  }
  return kept;
}
