// One list box for each row; the targets stand above with their letters.

import { arrange, letter } from "./shared.js";

export { noPlace as placeOf } from "./shared.js";

export function mount(root, { order, response = [], locked = false, onChange }) {
  const letters = letter(arrange(root.querySelector("[data-targets]"), order));
  const rows = [...root.querySelectorAll("[data-row]")];
  for (const row of rows) arrangeChoices(row, letters);

  const view = {
    response: () => rows.filter((row) => row.value).map((row) => `${row.dataset.row}:${row.value}`),
    show(pairs) {
      const targets = new Map(pairs.map((pair) => pair.split(":")));
      for (const row of rows) row.value = targets.get(row.dataset.row) ?? "";
    },
    lock(isLocked) {
      for (const row of rows) row.disabled = isLocked;
    },
    choose: () => false,
    flush() {},
  };
  for (const row of rows) row.addEventListener("change", () => onChange?.(view.response()));
  view.show(response);
  view.lock(locked);
  return view;
}

// The choices of a list box in the order of the targets; words only where they hold no formula or picture.
function arrangeChoices(row, letters) {
  const choices = new Map([...row.options].map((choice) => [choice.value, choice]));
  for (const [id, sign] of letters) {
    const choice = choices.get(id);
    choice.textContent = [sign, choice.dataset.words].filter(Boolean).join("　");
    row.append(choice);
  }
}
