// The upload of a video: in pieces, resumed where it broke off (tus 1.0), with drag and drop.

const form = document.getElementById("upload");
if (form) begin();

function begin() {
  const at = (id) => document.getElementById(id);
  const drop = at("drop");
  const input = at("video");
  const pause = at("upload-pause");
  let upload = null;
  let recording = null;
  let isPaused = false;

  const say = (text) => { at("upload-words").textContent = text; };
  const size = (bytes) => `${(bytes / 1e6).toLocaleString("es-MX", { maximumFractionDigits: 1 })} MB`;

  // What the person wrote beside the file goes with it; it may be put right before it begins.
  const metadataOf = (file) => {
    const written = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    return { ...Object.fromEntries(written), filename: file.name };
  };

  function fail(error) {
    const told = error.originalResponse && error.originalResponse.getBody();
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
    // Refused by its content: there is nothing to go on with.
    pause.hidden = status === 415;
    say([403, 404, 415, 422, 429].includes(status) && told ? told : "La subida se detuvo. Lo que ya llegó se conserva: use «Continuar».");
    const cured = error.originalResponse && error.originalResponse.getHeader("X-Cured");
    // The server's words with the link to their cure: its own HTML.
    if (cured && told) at("upload-words").innerHTML = decodeURIComponent(cured);
    pause.textContent = "Continuar";
    isPaused = true;
  }

  function send(file) {
    if (file.size > Number(form.dataset.most)) {
      at("upload-state").hidden = false;
      say(form.dataset.tooLarge);
      return;
    }
    at("upload-state").hidden = pause.hidden = false;
    at("upload-name").textContent = `${file.name} (${size(file.size)})`;
    say("Preparando la subida…");
    upload = new tus.Upload(file, {
      endpoint: form.dataset.door,
      chunkSize: Number(form.dataset.piece),
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000],
      removeFingerprintOnSuccess: true,
      metadata: metadataOf(file),
      headers: { "X-CSRFToken": form.dataset.token },
      onAfterResponse: (request, response) => { recording = response.getHeader("X-Recording") || recording; },
      onShouldRetry: (error) => {
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        if (status && status < 500 && status !== 409 && status !== 423) return false;
        say("Se cortó la conexión. Se reintenta sola; no cierre la página.");
        return true;
      },
      onProgress: (sent, total) => {
        const percent = Math.floor((sent * 100) / total);
        at("upload-bar").value = percent;
        if (!isPaused) say(`${percent} % · ${size(sent)} de ${size(total)}`);
      },
      onError: fail,
      onSuccess: () => {
        at("upload-bar").value = 100;
        say("Llegó completo. Se está verificando; puede cerrar esta página.");
        pause.hidden = at("upload-cancel").hidden = true;
        if (recording) at("upload-done").href = recording;
        at("upload-done").hidden = false;
        at("upload-done").focus();
      },
    });
    upload.findPreviousUploads().then((known) => {
      if (known.length) upload.resumeFromPreviousUpload(known[0]);
      isPaused = false;
      upload.start();
    });
  }

  input.addEventListener("change", () => { if (input.files[0]) send(input.files[0]); });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("drop--over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("drop--over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("drop--over");
    if (event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
  });
  pause.addEventListener("click", () => {
    if (!upload) return;
    isPaused = !isPaused;
    if (isPaused) {
      upload.abort();
      say("En pausa. Lo que ya llegó se conserva.");
    } else {
      upload.options.metadata = metadataOf(upload.file);
      upload.start();
    }
    pause.textContent = isPaused ? "Continuar" : "Pausar";
  });
  at("upload-cancel").addEventListener("click", () => {
    if (upload) upload.abort(true).catch(() => {});
    upload = null;
    at("upload-state").hidden = true;
    at("upload-bar").value = 0;
    input.value = "";
  });
  addEventListener("beforeunload", (event) => {
    if (upload && !isPaused && at("upload-done").hidden) event.preventDefault();
  });
}
