// Choices beside a field of a form: a press fills the field, arrows lead from one to the next.

const FORM = "[data-choices]";
const GROUP = "[data-arrows]";

// One stop for Tab in each group, as radio buttons have it: the choice that is pressed, or the first.
function makeStops() {
  for (const group of document.querySelectorAll(GROUP)) {
    const buttons = [...group.querySelectorAll("button")];
    const stop = buttons.find((one) => one === document.activeElement)
      ?? buttons.find((one) => one.getAttribute("aria-pressed") === "true") ?? buttons[0];
    for (const one of buttons) one.tabIndex = one === stop ? 0 : -1;
  }
}

function onArrow(event) {
  const group = event.target.closest(GROUP);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!group || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...group.querySelectorAll("button")];
  const next = buttons.at((buttons.indexOf(event.target) + step) % buttons.length);
  event.preventDefault();
  next?.focus();
  makeStops();
}

// A type brings many answers: that form is sent. A day, a length or a time is one field.
function onChoice(event) {
  const button = event.target.closest(`${FORM} button[name=look]`);
  const [name, answer] = button?.value.split(/=(.*)/) ?? [];
  const field = button?.form.elements[name];
  if (!field || field.type === "hidden") return;
  event.preventDefault();
  field.value = answer;
  for (const one of button.closest(GROUP)?.querySelectorAll("button[name=look]") ?? []) {
    one.setAttribute("aria-pressed", one === button);
    one.classList.toggle("hour--chosen", one === button);
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// What is folded says its answer; of these two the server is not told while one types.
function sayFolded(event) {
  const { target } = event;
  const said = { guests: "guests-said", campaign_id: "campaign-said" }[target.name];
  if (!said) return;
  const count = target.value.split(/[\s,;]+/).filter(Boolean).length;
  const guests = count ? `${count} ${count === 1 ? "correo" : "correos"}` : "Nadie todavía";
  document.getElementById(said).textContent = target.name === "guests" ? guests : target.selectedOptions[0].text;
}

function onEnter(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest(FORM);
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-ctrl-enter]"));
}

document.addEventListener("click", onChoice);
document.addEventListener("keydown", onArrow);
document.addEventListener("keydown", onEnter);
document.addEventListener("change", sayFolded);
document.addEventListener("htmx:after:swap", makeStops);
makeStops();
