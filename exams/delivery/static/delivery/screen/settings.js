// How the screen looks, chosen by the candidate and remembered on this device, from the mock to the real paper.

import { choose, current } from "../../core/js/theme.js";

const KEY = "exam-settings";
const DEFAULTS = { size: "100", spacing: "normal", keys: true, hideTime: false };
const LARGE = "150";
const SIZES = ["100", "115", "130", "150", "175", "200"];

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

export class Settings {
  // large: large type was granted to this candidate; an own choice of the size goes before.
  constructor(root, { large = false } = {}) {
    this.defaults = { ...DEFAULTS, size: large ? LARGE : DEFAULTS.size };
    this.values = { ...this.defaults, ...stored() };
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
    if (this.values[name] === value) return;
    this.#adopt({ ...this.values, [name]: value });
    this.#keep({ ...stored(), [name]: value });
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
    const { hideTime } = this.values;
    this.#adopt({ ...this.defaults, hideTime });
    this.#keep({ hideTime });
  }

  #adopt(values) {
    this.values = values;
    const { size, spacing, keys } = this.form.elements;
    size.value = values.size;
    spacing.value = values.spacing;
    keys.checked = values.keys;
    document.documentElement.dataset.examSize = values.size;
    document.documentElement.dataset.examSpacing = values.spacing;
  }

  // Only what was chosen, so that a default granted later still holds.
  #keep(chosen) {
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // Storage refused: the choice holds for this page only.
    }
  }
}
