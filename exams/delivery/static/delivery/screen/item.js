// The item in the middle: the face its kind gives it, flag, clear, previous and next.

import { KINDS } from "../../items/kinds/registry.js";
import { StimulusView } from "./stimulus.js";
import { say } from "./text.js";

export class ItemView {
  constructor(root, paper) {
    this.paper = paper;
    this.part = (name) => root.querySelector(`[data-item="${name}"]`);
    this.review = root.querySelector("nav [data-open-review]");
    this.stimulus = new StimulusView(root, paper);
    this.part("clear").addEventListener("click", () => paper.clear(paper.current.item));
    this.part("flag").addEventListener("click", () => paper.toggleFlag(paper.current.item));
    this.part("previous").addEventListener("click", () => this.step(-1));
    this.part("next").addEventListener("click", () => this.step(1));
    this.part("form").addEventListener("submit", (event) => event.preventDefault());
    paper.addEventListener("move", () => this.show({ focus: true }));
    paper.addEventListener("settle", () => this.view?.flush());
    for (const change of ["answer", "adopted", "lock"]) paper.addEventListener(change, () => this.refresh());
    document.addEventListener("visibilitychange", () => document.hidden && paper.settle());
  }

  step(by) {
    this.paper.go(this.paper.index + by);
  }

  // A key that picks something of this item; false when it means nothing here.
  press(key) {
    const place = KINDS[this.paper.current.kind].placeOf(key);
    return place >= 0 && this.view.choose(place);
  }

  show({ focus = false } = {}) {
    const { paper } = this;
    const { position } = paper.current;
    this.part("heading").textContent = say("item_heading", { n: position });
    this.part("of").textContent = say("item_of", { total: paper.items.length });
    this.stimulus.show(paper.current);
    this.#mount(paper.current);
    this.refresh();
    scrollTo({ top: 0 });
    if (focus) this.part("heading").focus({ preventScroll: true });
  }

  refresh() {
    const { paper } = this;
    const { options, flagged } = paper.answerTo(paper.current.item);
    this.view?.show(options);
    this.view?.lock(paper.locked);
    this.part("flag").setAttribute("aria-pressed", String(flagged));
    this.part("flag").disabled = paper.locked;
    this.part("flagged").hidden = !flagged;
    this.part("clear").disabled = paper.locked || !options.length;
    this.part("previous").disabled = paper.index === 0;
    const last = paper.index === paper.items.length - 1;
    this.part("next").disabled = last;
    this.review.classList.toggle("button-primary", last); // what comes next after the last item
    this.review.classList.toggle("button-secondary", !last);
  }

  #mount({ item, kind, html, options }) {
    const { paper } = this;
    const face = this.part("face");
    face.innerHTML = html; // sanitised by the server
    const group = face.querySelector("fieldset");
    group.setAttribute("aria-labelledby", `item-heading ${group.getAttribute("aria-labelledby")}`);
    this.view = KINDS[kind].mount(face, {
      order: options,
      response: paper.answerTo(item).options,
      struck: paper.struck.get(item),
      locked: paper.locked,
      onChange: (response) => paper.answer(item, response),
      onStrike: (struck) => paper.strike(item, struck),
    });
  }
}
