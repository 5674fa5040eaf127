// Options to choose from, one (radio buttons) or any number (checkboxes), each of which can be struck out.

import { arrange, fill, letter } from "./shared.js";

export function mountChoices(root, { order, response = [], struck = [], locked = false, onChange, onStrike }) {
  const holder = root.querySelector("[data-options]");
  const canonical = [...holder.children].map((row) => row.dataset.part);
  const rows = arrange(holder, order);
  const inputs = rows.map((row) => row.querySelector("input"));
  const crossed = new Set(struck);
  nameStrikes(rows, letter(rows));

  const chosen = () => {
    const ids = new Set(inputs.filter((input) => input.checked).map((input) => input.value));
    return canonical.filter((id) => ids.has(id)); // the same answer, however the options stand
  };

  function paint() {
    for (const row of rows) {
      const isStruck = crossed.has(row.dataset.part);
      row.classList.toggle("is-struck", isStruck);
      row.querySelector("[data-strike]")?.setAttribute("aria-pressed", String(isStruck));
    }
  }

  function changed() {
    const ids = chosen();
    const before = crossed.size;
    for (const id of ids) crossed.delete(id);
    paint();
    onChange?.(ids);
    if (crossed.size !== before) onStrike?.([...crossed]);
  }

  function strike(event) {
    const row = event.target.closest("[data-strike]")?.closest("[data-part]");
    if (!row) return;
    if (!crossed.delete(row.dataset.part)) crossed.add(row.dataset.part);
    paint();
    onStrike?.([...crossed]);
  }

  const view = {
    response: chosen,
    show(ids) {
      for (const input of inputs) input.checked = ids.includes(input.value);
    },
    lock(isLocked) {
      for (const input of inputs) input.disabled = isLocked;
    },
    choose(place) {
      const input = inputs[place];
      if (!input || input.disabled) return Boolean(input);
      const checked = input.type === "checkbox" ? !input.checked : true;
      if (input.checked === checked) return true;
      input.checked = checked;
      changed();
      return true;
    },
    flush() {},
  };
  holder.addEventListener("change", changed);
  holder.addEventListener("click", strike);
  view.show(response);
  view.lock(locked);
  paint();
  return view;
}

function nameStrikes(rows, letters) {
  for (const row of rows) {
    const button = row.querySelector("[data-strike]");
    if (!button) continue;
    const sign = letters.get(row.dataset.part);
    button.title = button.firstElementChild.textContent = fill(button.dataset.strike, { letter: sign });
    button.lastElementChild.textContent = sign;
    button.hidden = false;
  }
}
