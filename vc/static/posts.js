// The form of posts: the frame of a thumbnail, and the words that a network has of its own.

for (const block of document.querySelectorAll("[data-picture]")) {
  const form = block.closest("fieldset, form");
  const files = form.querySelector("select[name$='film']");
  const field = block.querySelector("input");
  const films = [...block.querySelectorAll("[data-film]")];
  const shown = () => films.find((film) => !film.hidden) ?? films[0];

  files?.addEventListener("change", () => {
    for (const film of films) {
      film.hidden = film.dataset.film !== files.value;
      if (film.hidden) film.pause();
    }
  });
  block.querySelector("[data-take-frame]").addEventListener("click", () => {
    const film = shown();
    if (!film) return;
    film.pause();
    field.value = film.currentTime.toFixed(1);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// Own words begin as what the network gets now; once somebody wrote in them, they stay theirs.
for (const own of document.querySelectorAll("[data-own]")) {
  const box = own.querySelector("input[type=checkbox]");
  const [title, text] = own.querySelectorAll("input[type=text], textarea");
  let isTheirs = box.checked;
  for (const one of [title, text]) one.addEventListener("input", () => { isTheirs = true; });
  box.addEventListener("change", () => {
    const shown = own.closest("fieldset").querySelector("[data-title]");
    if (!box.checked || isTheirs || !shown) return;
    title.value = shown.dataset.title;
    text.value = shown.dataset.text;
  });
}
