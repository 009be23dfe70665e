// The signature drawn with a finger: lines of points, written into the form's hidden field.

for (const block of document.querySelectorAll("[data-signature]")) {
  const canvas = block.querySelector("canvas");
  const field = block.querySelector("input[type=hidden]");
  const pen = canvas.getContext("2d");
  const most = 19000;
  let lines = [];
  let isDown = false;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const inside = (value, size) => Math.max(0, Math.min(size, Math.round(value)));
    return [
      inside(((event.clientX - box.left) * canvas.width) / box.width, canvas.width),
      inside(((event.clientY - box.top) * canvas.height) / box.height, canvas.height),
    ];
  };
  const keep = () => { field.value = lines.map((one) => one.map((point) => point.join(",")).join(" ")).join(";"); };
  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    for (const line of lines) {
      pen.beginPath();
      pen.moveTo(...line[0]);
      for (const point of line) pen.lineTo(...point);
      pen.stroke();
    }
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (field.value.length > most) return;
    canvas.setPointerCapture(event.pointerId);
    isDown = true;
    lines.push([at(event)]);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown || field.value.length > most) return;
    lines.at(-1).push(at(event));
    draw();
    keep();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => { isDown = false; keep(); });
  }
  block.querySelector("[data-clear]").addEventListener("click", () => {
    lines = [];
    draw();
    keep();
  });
  // What was drawn before a page that had to be corrected stays.
  lines = field.value.split(";").filter(Boolean).map((one) => one.split(" ").map((point) => point.split(",").map(Number)));
  draw();
}
