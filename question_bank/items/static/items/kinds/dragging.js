// Dragging a step of a list by its handle, with mouse, pen or finger.

// move(step, by): one place up or down, false at the end; dropped(step): let go at another place; paint(): redraw.
export function wireDragging(list, { move, dropped, paint }) {
  let step = null;
  let start = -1;
  const place = () => [...list.children].indexOf(step);

  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    step = handle.closest("[data-part]");
    start = place();
    list.setPointerCapture(event.pointerId);
    step.classList.add("is-held");
  });

  list.addEventListener("pointermove", ({ clientY }) => {
    if (!step) return;
    const before = step.previousElementSibling?.getBoundingClientRect();
    const after = step.nextElementSibling?.getBoundingClientRect();
    const past = (box) => box.top + box.height / 2;
    if (before && clientY < past(before)) move(step, -1) && paint();
    else if (after && clientY > past(after)) move(step, 1) && paint();
  });

  function release() {
    if (!step) return;
    const held = step;
    const moved = place() !== start;
    held.classList.remove("is-held");
    step = null;
    if (moved) dropped(held);
  }
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) list.addEventListener(end, release);
}
