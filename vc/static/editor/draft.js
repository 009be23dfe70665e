// The draft of this window: what is not saved yet outlives a reload, a sign-out and a crash.

const { dataset } = document.getElementById("editor");
const PLACE = `vc.clip ${dataset.save}`;

export function keep(left) {
  // A private window, or one whose place is full, has it on the page only.
  try { sessionStorage.setItem(PLACE, JSON.stringify({ person: dataset.person, ...left })); } catch { /* So be it. */ }
}

export function drop() {
  try { sessionStorage.removeItem(PLACE); } catch { /* There was none. */ }
}

// What the same person left here; null for nothing.
export function found() {
  try {
    const left = JSON.parse(sessionStorage.getItem(PLACE));
    return left?.person === dataset.person ? left : null;
  } catch { return null; }
}
