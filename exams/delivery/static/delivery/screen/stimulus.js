// The shared stem of a group: beside its parts on wide screens, above them on narrow ones. It stays, scrolled as it was
// left, while the candidate moves among the parts.

import { groupOf } from "./groups.js";
import { say } from "./text.js";

export class StimulusView {
  constructor(root, paper) {
    Object.assign(this, { paper, shown: null });
    this.form = root.querySelector('[data-item="form"]');
    this.box = root.querySelector("[data-stimulus]");
    this.part = (name) => root.querySelector(`[data-stimulus-part="${name}"]`);
    this.part("toggle").addEventListener("click", () => this.#fold(!this.part("text").hidden));
  }

  show(item) {
    const group = groupOf(this.paper.items, item);
    this.form.classList.toggle("has-stimulus", Boolean(group));
    this.box.hidden = !group;
    const id = group ? item.stimulus : null;
    if (id === this.shown) return;
    this.shown = id;
    if (!group) return;
    this.part("title").textContent = say("group", group);
    this.part("text").innerHTML = this.paper.stimuli[id]; // sanitised by the server
    this.part("text").scrollTop = 0;
    this.#fold(false);
  }

  #fold(folded) {
    this.part("text").hidden = folded;
    this.part("toggle").setAttribute("aria-expanded", String(!folded));
  }
}
