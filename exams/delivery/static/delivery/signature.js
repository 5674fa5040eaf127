// A signature pad: ink in the canvas becomes a PNG in the hidden field when the form is sent.

const INK = "#14251d";
const WIDTH = 3;

function wire(form) {
  const pad = form.querySelector("[data-pad]");
  const canvas = pad.querySelector("canvas");
  const field = form.querySelector("[name$=picture]");
  const pen = canvas.getContext("2d");
  let drawing = false;
  let drawn = false;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  };
  const signed = () => form.querySelector("[name$=signature]:checked")?.value === "signed";
  const show = () => (pad.hidden = !signed());

  pen.lineWidth = WIDTH;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = INK;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawing = drawn = true;
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...place(each));
    pen.stroke();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (drawing = false));
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    drawn = false;
  });
  form.addEventListener("change", show);
  form.addEventListener("submit", () => (field.value = drawn && signed() ? canvas.toDataURL("image/png") : ""));
  show();
}

for (const form of document.querySelectorAll("[data-sign]")) wire(form);
