// A word or phrase.

import { same } from "./shared.js";
import { watchTyping } from "./typing.js";

export { noPlace as placeOf } from "./shared.js";

export function mount(root, { response = [], locked = false, onChange }) {
  const field = root.querySelector("[data-field]");
  const typing = watchTyping(field, () => onChange?.(view.response()));

  const view = {
    response() {
      const words = typing.value();
      return words.trim() ? [words] : [];
    },
    show(given) {
      if (typing.isPending() || same(given, view.response())) return; // what is being typed stays
      typing.show(given[0] ?? "");
    },
    lock(isLocked) {
      field.disabled = isLocked;
    },
    choose: () => false,
    flush: typing.flush,
  };
  view.show(response);
  view.lock(locked);
  return view;
}
