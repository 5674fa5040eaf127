// Options to be put into order: by buttons, by dragging the handle, or taken as they stand. Nothing is answered until
// one of these has been done.

import { wireDragging } from "./dragging.js";
import { arrange, fill, letter } from "./shared.js";

export { noPlace as placeOf } from "./shared.js";

export function mount(root, { order, response = [], locked = false, onChange }) {
  const list = root.querySelector("[data-order]");
  const keep = root.querySelector("[data-keep]");
  const said = root.querySelector("[data-said]");
  const steps = arrange(list, order);
  const first = steps.map((step) => step.dataset.part);
  const letters = letter(steps);
  let answered = false;
  let isLocked = locked;
  for (const button of list.querySelectorAll("[data-move]")) {
    const sign = letters.get(button.closest("[data-part]").dataset.part);
    button.title = fill(button.dataset.name, { letter: sign });
    button.setAttribute("aria-label", button.title);
  }

  const standing = () => [...list.children].map((step) => step.dataset.part);

  function paint() {
    const { length } = list.children;
    [...list.children].forEach((step, place) => {
      step.querySelector("[data-place]").textContent = place + 1;
      const [up, down] = step.querySelectorAll("[data-move]");
      // Never disabled: the focus would be lost at the end of the list.
      up.setAttribute("aria-disabled", String(isLocked || place === 0));
      down.setAttribute("aria-disabled", String(isLocked || place === length - 1));
    });
    list.classList.toggle("is-answered", answered);
    keep.setAttribute("aria-pressed", String(answered));
    keep.disabled = isLocked;
  }

  function changed(sentence) {
    answered = true;
    paint();
    said.textContent = sentence;
    onChange?.(standing());
  }

  const moved = (step) =>
    fill(list.dataset.moved, {
      letter: letters.get(step.dataset.part),
      place: [...list.children].indexOf(step) + 1,
      total: list.children.length,
    });

  // The neighbour goes past, so the pressed button keeps its place in the document and the focus.
  function move(step, by) {
    const neighbour = by < 0 ? step.previousElementSibling : step.nextElementSibling;
    if (isLocked || !neighbour) return false;
    if (by < 0) step.after(neighbour);
    else step.before(neighbour);
    return true;
  }

  const view = {
    response: () => (answered ? standing() : []),
    show(ids) {
      answered = ids.length > 0;
      const wanted = answered ? ids : first;
      if (wanted.join() !== standing().join()) arrange(list, wanted);
      paint();
    },
    lock(value) {
      isLocked = value;
      paint();
    },
    choose: () => false,
    flush() {},
  };
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    const step = button?.closest("[data-part]");
    if (step && move(step, Number(button.dataset.move))) changed(moved(step));
  });
  keep.addEventListener("click", () => answered || changed(list.dataset.kept));
  wireDragging(list, { move, dropped: (step) => changed(moved(step)), paint });
  view.show(response);
  view.lock(locked);
  return view;
}
