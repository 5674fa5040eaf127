// A number as the candidate writes it, and a unit where several are offered.

import { same } from "./shared.js";
import { watchTyping } from "./typing.js";

export { noPlace as placeOf } from "./shared.js";

export function mount(root, { response = [], locked = false, onChange }) {
  const field = root.querySelector("[data-field]");
  const units = [...root.querySelectorAll("[data-unit]")];
  const typing = watchTyping(field, () => onChange?.(view.response()));

  const view = {
    // A unit without a number is no answer.
    response() {
      const number = typing.value().trim();
      const unit = units.find((each) => each.checked);
      return number ? [number, ...(unit ? [unit.value] : [])] : [];
    },
    show(given) {
      if (typing.isPending() || same(given, view.response())) return; // what is being typed stays
      typing.show(given[0] ?? "");
      for (const unit of units) unit.checked = unit.value === given[1];
    },
    lock(isLocked) {
      for (const each of [field, ...units]) each.disabled = isLocked;
    },
    choose: () => false,
    flush: typing.flush,
  };
  for (const unit of units) unit.addEventListener("change", () => view.response().length && onChange?.(view.response()));
  view.show(response);
  view.lock(locked);
  return view;
}
