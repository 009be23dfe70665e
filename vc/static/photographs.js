// Photographs from a telephone: each is made smaller here and sent alone, so that a connection that
// breaks costs one of them, and what was typed and chosen stays.

const form = document.getElementById("bring");
const WIDEST = 2048;
const SIGNED_OUT = "Su sesión terminó. Vuelva a entrar y elija las que faltan.";
const RELOAD = "No se guardó. Vuelva a cargar la página y repítalo.";
const back = () => form.querySelector(".form__actions a").href;

async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    // What is transparent would be black in a JPEG.
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return made && made.size < file.size ? made : file;
  } catch {
    // What this browser cannot draw, the server may read.
    return file;
  }
}

async function send(file, known) {
  const body = new FormData(form);
  for (const name of ["camera", "photographs"]) body.delete(name);
  body.append("photographs", await smaller(file), file.name.replace(/\.\w+$/, "") + ".jpg");
  const answer = await fetch(form.action || location.href, { method: "POST", body });
  if (answer.ok && answer.redirected) {
    // Whoever is signed out by now is led somewhere else, and nothing was kept.
    if (answer.url !== back()) return SIGNED_OUT;
    known.add(file);
    return "";
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = [...page.querySelectorAll(".field__error span")].map((one) => one.textContent.trim());
  return told[0] || RELOAD;
}

function begin() {
  const sent = new Set();
  const said = form.querySelector("[data-said]");
  const bar = form.querySelector("[data-progress]");
  const button = form.querySelector("button");
  const chosen = () => [...form.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]);

  form.addEventListener("submit", async (event) => {
    const files = chosen();
    // Without any, the server says what lacks.
    if (!files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button.disabled = true;
    bar.hidden = false;
    let fault = "";
    for (const [number, file] of files.entries()) {
      if (sent.has(file)) continue;
      said.textContent = `Subiendo ${number + 1} de ${files.length}…`;
      bar.firstElementChild.value = number / files.length;
      try {
        fault = await send(file, sent);
      } catch {
        fault = "Se cortó la conexión.";
      }
      if (fault) {
        const known = sent.size ? [`Ya se guardaron ${sent.size}.`] : [];
        const rest = fault === SIGNED_OUT || fault === RELOAD ? [] : ["Lo demás sigue aquí: use otra vez «Subir»."];
        said.textContent = [fault, ...known, ...rest].join(" ");
        break;
      }
    }
    button.disabled = false;
    bar.hidden = true;
    if (!fault) location.assign(back());
  }, { capture: true });
}

if (form) begin();
