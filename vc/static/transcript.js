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

// Mark the lines of a list that were found and show the next one after `from`; return it, or -1.
export function search(list, texts, searched, from) {
  const hits = indexesOf(searched, texts);
  const marked = new Set(hits);
  [...list.children].forEach((line, index) => line.classList.toggle("is-hit", marked.has(index)));
  const count = hits.length === 1 ? "1 línea" : `${hits.length} líneas`;
  document.getElementById("found").textContent = searched.trim() ? count : "";
  const next = hits.find((index) => index > from) ?? hits[0] ?? -1;
  if (next >= 0) list.scrollTop = list.children[next].offsetTop - list.clientHeight / 3;
  return next;
}
