// The lines of a transcript: which of them is being said, and which hold what is searched.

// The last line that has begun, -1 for none; `starts` are in order.
export function lineAt(starts, at) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= at) low = middle + 1; else high = middle;
  }
  return low - 1;
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The indexes of the texts that hold what is searched, whatever its accents and capitals.
export function indexesOf(searched, texts) {
  const wanted = folded(searched.trim());
  return wanted ? [...texts.keys()].filter((index) => folded(texts[index]).includes(wanted)) : [];
}

let marked = new Set();

// Mark the rows that were found; return the next one after `from`, or -1.
export function search(rows, texts, searched, from) {
  const hits = indexesOf(searched, texts);
  const found = new Set(hits);
  for (const index of marked) if (!found.has(index)) rows[index].classList.remove("is-hit");
  for (const index of hits) if (!marked.has(index)) rows[index].classList.add("is-hit");
  marked = found;
  const count = hits.length === 1 ? "1 línea" : `${hits.length} líneas`;
  document.getElementById("found").textContent = searched.trim() ? count : "";
  return hits.find((index) => index > from) ?? hits[0] ?? -1;
}
