// The transcript: words that are selected become the beginning and the end of the chosen part.
window.words = (() => {
  "use strict";

  const { get } = desk;
  const list = get("words");
  let lit = -1;
  let anchor = -1;
  let hit = -1;

  function line([begin, , who, text], index) {
    const { element } = fields;
    const time = element("button", { type: "button", "data-seek": begin }, cut.shown(begin, 0));
    const said = element("p", { "data-line": index }, text);
    return element("li", {}, time, ...(who ? [element("strong", {}, `${who}: `)] : []), said);
  }

  async function begin() {
    desk.lines = await fetch(desk.dataset.words).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
    list.replaceChildren(...desk.lines.map(line));
    get("no-words").hidden = desk.lines.length > 0;
    list.hidden = desk.lines.length === 0;
    film.moved();
  }

  function light(now) {
    const present = cut.lineAt(desk.lines, now + 40);
    if (present === lit) return;
    list.children[lit]?.removeAttribute("aria-current");
    list.children[present]?.setAttribute("aria-current", "true");
    lit = present;
  }

  // Where in the words a selection begins or ends, as [line, character]; null outside of them.
  function placeOf(node, offset) {
    const isText = node.nodeType === Node.TEXT_NODE;
    const inside = isText ? node.parentElement : node;
    const said = inside.closest("[data-line]") ?? inside.closest("li")?.querySelector("[data-line]");
    if (!said || !list.contains(said)) return null;
    return [Number(said.dataset.line), isText && said.contains(node) ? offset : 0];
  }

  function pick() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const from = placeOf(range.startContainer, range.startOffset);
    const to = placeOf(range.endContainer, range.endOffset);
    if (!from || !to) return;
    const isBeforeFirst = to[1] === 0 && to[0] > from[0];
    pickBetween(from, isBeforeFirst ? [to[0] - 1, desk.lines[to[0] - 1][3].length] : to);
  }

  function pickBetween(from, to) {
    performance.mark("pick");
    const { in_ms, out_ms } = cut.around(desk.lines, from, to);
    parts.point({ in_ms: desk.snap(in_ms), out_ms: desk.snap(out_ms) });
    performance.measure("pick", "pick");
  }

  // Arrows go from line to line, with Shift they select; tells whether the key was one of them.
  function walk(event) {
    const items = [...list.children];
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way || !items.length) return false;
    const now = items.findIndex((one) => one.contains(document.activeElement));
    const next = Math.min(Math.max(now + way, 0), items.length - 1);
    if (event.shiftKey && now >= 0) {
      if (anchor < 0) anchor = now;
      const [first, last] = [Math.min(anchor, next), Math.max(anchor, next)];
      pickBetween([first, 0], [last, desk.lines[last][3].length]);
    } else anchor = -1;
    items[next].querySelector("button").focus();
    return true;
  }

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // Mark the lines that have what is searched; return the next one after a line, -1 for none.
  function find(from) {
    const wanted = fold(get("find").value.trim());
    const hits = [];
    desk.lines.forEach(([, , , text], index) => {
      const isHit = wanted !== "" && fold(text).includes(wanted);
      list.children[index].classList.toggle("is-hit", isHit);
      if (isHit) hits.push(index);
    });
    get("found").textContent = wanted === "" ? "" : hits.length === 1 ? "1 línea" : `${hits.length} líneas`;
    if (!hits.length) return -1;
    const next = hits.find((index) => index > from) ?? hits[0];
    list.scrollTop = list.children[next].offsetTop - list.clientHeight / 3;
    return next;
  }

  film.movesWith(light);
  list.addEventListener("pointerup", () => setTimeout(pick));
  get("find").addEventListener("input", () => { hit = find(-1); });
  get("find").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    hit = find(hit);
    if (hit >= 0) film.seek(desk.lines[hit][0]);
  });

  return { begin, walk };
})();
