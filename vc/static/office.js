// The search of the page «Oficina»: rows without the words that are typed step aside.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const form = document.querySelector("[data-office-search]");
const groups = document.getElementById("grupos");
const nothing = document.getElementById("oficina-nada");

function show(text) {
  const wanted = plain(text).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const section of groups.querySelectorAll("section")) {
    let here = 0;
    for (const row of section.querySelectorAll("[data-words]")) {
      const words = plain(row.dataset.words);
      row.hidden = !wanted.every((word) => words.includes(word));
      here += row.hidden ? 0 : 1;
    }
    section.hidden = !here;
    count += here;
  }
  nothing.hidden = count > 0;
}

if (form) {
  const field = form.querySelector("input");
  field.addEventListener("input", () => show(field.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    groups.querySelector("li:not([hidden]) a")?.focus();
  });
}
