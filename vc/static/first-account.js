// The code of the first account comes behind the # of the address, which no browser sends.

const box = document.querySelector("[data-code]");
const field = box.querySelector("input");
const code = decodeURIComponent(location.hash.slice(1));

if (/^[\w-]{20,100}$/.test(code)) {
  field.value = code;
  // It stays in no list of visited pages either.
  history.replaceState(null, "", location.pathname + location.search);
}
box.hidden = Boolean(field.value) && field.getAttribute("aria-invalid") !== "true";
document.getElementById(box.hidden ? "name" : "code").focus();
