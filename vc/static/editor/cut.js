// The calculations of a cut, without a page: times, spans of words, pieces. Times are milliseconds.

const LEAD = 250;
const TRAIL = 350;
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
