// The card of a session in the calendar, on hover and on focus: when, where, who, what it lacks. It
// stays while the pointer is on it, closes by Escape, and Tab leads into its link and out again.

const SHOWS_AFTER = 250, HIDES_AFTER = 300;
const when = new Intl.DateTimeFormat("es-MX", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

export function cardOf(box, eventOf) {
  const card = document.getElementById("calendar-card");
  let entry = null, soon = 0;

  const part = (name) => card.querySelector(`[data-card=${name}]`);
  const later = (act, after) => { clearTimeout(soon); soon = setTimeout(act, after); };

  function hide() {
    clearTimeout(soon);
    card.hidden = true;
    entry?.removeAttribute("aria-describedby");
    entry = null;
  }

  function show(link) {
    const event = eventOf(link.dataset.entry);
    const { begins, ends, kind, host, room, state, lacks, next } = event?.extendedProps ?? {};
    if (!begins) { hide(); return; }
    clearTimeout(soon);
    entry?.removeAttribute("aria-describedby");
    entry = link;
    part("kind").textContent = `${kind} · ${state}`;
    part("title").textContent = event.title;
    part("when").textContent = `${when.format(new Date(`${begins}Z`)).replace(",", "")}, ${begins.slice(11, 16)} a ${ends.slice(11, 16)} h`;
    part("who").textContent = `${host} · ${room}`;
    part("next").hidden = !lacks;
    part("next").textContent = `Falta: ${lacks}`;
    if (next) part("next").href = next;
    card.hidden = false;
    entry.setAttribute("aria-describedby", card.id);
    place(link.closest(".ec-event").getBoundingClientRect());
  }

  // Below the entry, or above it where there is no room; never out of the window.
  function place(at) {
    const { offsetWidth: width, offsetHeight: height } = card;
    const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
    const isAbove = at.bottom + height + 8 > innerHeight && at.top > height;
    card.style.left = `${left}px`;
    card.style.top = `${isAbove ? at.top - height : at.bottom}px`;
  }

  const linkOf = (event) => event.target.closest?.(".ec-event")?.querySelector("a[data-entry]");
  box.addEventListener("pointerover", (event) => {
    const link = linkOf(event);
    if (link && event.pointerType === "mouse" && link !== entry) later(() => show(link), SHOWS_AFTER);
    else if (link) clearTimeout(soon);
  });
  box.addEventListener("pointerout", () => later(hide, HIDES_AFTER));
  box.addEventListener("pointerdown", hide);
  card.addEventListener("pointerenter", () => clearTimeout(soon));
  card.addEventListener("pointerleave", () => later(hide, HIDES_AFTER));
  box.addEventListener("focusin", (event) => {
    if (event.target.matches("a[data-entry]:focus-visible")) show(event.target);
  });
  box.addEventListener("focusout", (event) => { if (!card.contains(event.relatedTarget)) hide(); });
  card.addEventListener("focusout", (event) => { if (event.relatedTarget !== entry) later(hide, HIDES_AFTER); });
  box.addEventListener("scroll", hide, true);
  addEventListener("scroll", hide, { passive: true });
  addEventListener("keydown", (event) => {
    if (card.hidden) return;
    const isIn = card.contains(document.activeElement), own = entry;
    if (event.key === "Escape") {
      if (isIn) own.focus();
      hide();
    } else if (event.key === "Tab" && isIn) {
      // From the entry, Tab goes on to what follows it; Shift+Tab stays on it.
      if (event.shiftKey) event.preventDefault();
      own.focus();
    } else if (event.key === "Tab" && !event.shiftKey && document.activeElement === own && !part("next").hidden) {
      event.preventDefault();
      part("next").focus();
    }
  });
}
