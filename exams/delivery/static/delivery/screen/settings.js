// How the screen looks, chosen by the candidate and remembered on this device, from the mock to the real paper.

import { choose, current } from "../../core/js/theme.js";

const KEY = "exam-settings";
const DEFAULTS = { size: "100", spacing: "normal", keys: true, hideTime: false };
const SIZES = ["100", "115", "130", "150", "175", "200"];

function stored() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

export class Settings {
  constructor(root) {
    this.values = stored();
    this.form = root.querySelector("form[data-settings]");
    this.form.addEventListener("change", ({ target }) => this.#read(target));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    for (const step of this.form.querySelectorAll("[data-step]")) {
      step.addEventListener("click", () => this.#step(Number(step.dataset.step)));
    }
    this.form.querySelector("[data-defaults]").addEventListener("click", () => this.#reset());
    this.#adopt(this.values);
    this.form.elements.theme.value = current();
  }

  set(name, value) {
    this.#adopt({ ...this.values, [name]: value });
  }

  // Whether the time left is hidden.
  rememberTime(timer) {
    timer.hide(this.values.hideTime);
    timer.addEventListener("hidden", () => this.set("hideTime", timer.hidden));
  }

  #read({ name, value, checked }) {
    if (name === "theme") choose(value);
    else this.set(name, name === "keys" ? checked : value);
  }

  #step(by) {
    const at = Math.min(SIZES.length - 1, Math.max(0, SIZES.indexOf(this.values.size) + by));
    this.set("size", SIZES[at]);
  }

  #reset() {
    choose("auto");
    this.form.elements.theme.value = current();
    this.#adopt({ ...DEFAULTS, hideTime: this.values.hideTime });
  }

  #adopt(values) {
    this.values = values;
    const { size, spacing, keys } = this.form.elements;
    size.value = values.size;
    spacing.value = values.spacing;
    keys.checked = values.keys;
    document.documentElement.dataset.examSize = values.size;
    document.documentElement.dataset.examSpacing = values.spacing;
    try {
      localStorage.setItem(KEY, JSON.stringify(values));
    } catch {
      // Storage refused: the choice holds for this page only.
    }
  }
}
