// The thumbnail of a post: the frame at which its video stands is taken over into the field.

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
