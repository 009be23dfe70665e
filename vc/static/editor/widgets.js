// The widgets of the editor's lists: elements, buttons, fields for times, rows that keep the focus.

import { parseTime } from "./cut.js";
import { store } from "./store.js";

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// `more` tells those who hear the page which of many it is.
export function button(label, more, press) {
  const words = element("span", {}, label);
  const made = element("button", { type: "button", class: "btn btn--small" }, words,
    element("span", { class: "visually-hidden" }, ` ${more}`));
  made.addEventListener("click", press);
  return made;
}

export function relabel(made, label) { made.firstElementChild.textContent = label; }

export function time(label, take) {
  const input = element("input", { class: "editor__time", "aria-label": label, inputmode: "decimal", autocomplete: "off" });
  input.addEventListener("input", () => { input.dataset.typing = ""; });
  input.addEventListener("change", () => {
    const read = parseTime(input.value);
    if (read === null) {
      input.setAttribute("aria-invalid", "true");
      store.showError({ message: `«${input.value}» no es un tiempo. Escriba minutos y segundos, por ejemplo 12:05.4.` });
      return;
    }
    delete input.dataset.typing;
    store.showError(null);
    take(store.snap(read));
  });
  return input;
}

// What somebody is typing stays until it is read.
export function put(input, value) {
  if ("typing" in input.dataset) return;
  input.removeAttribute("aria-invalid");
  if (input.value !== value) input.value = value;
}

// A text that somebody is writing stays as it is.
export function write(input, text) {
  if (input !== document.activeElement && input.value !== text) input.value = text;
}

// One row for each item. Rows stay where they are, so that nobody loses the focus while typing.
export function rows(list, items, make, fill) {
  while (list.children.length > items.length) list.lastElementChild.remove();
  while (list.children.length < items.length) list.append(make(list.children.length));
  items.forEach((item, index) => {
    const row = list.children[index];
    row.item = item;
    fill(row, item, index);
  });
}

// Where the focus goes when the row that had it is gone.
export function focusNear(list, index, otherwise) {
  const row = list.children[Math.min(index, list.children.length - 1)];
  (row?.querySelector("button") ?? otherwise).focus();
}
