// The item in the middle: a radio group, strike-out per option, flag, clear, previous and next.

import { say } from "./text.js";

export const LETTERS = "ABCDEFGHIJ";

export class ItemView {
  constructor(root, paper) {
    this.paper = paper;
    this.part = (name) => root.querySelector(`[data-item="${name}"]`);
    this.row = root.querySelector("template[data-option-row]");
    this.part("options").addEventListener("change", ({ target }) => this.choose(target.value));
    this.part("options").addEventListener("click", (event) => this.#strike(event));
    this.part("clear").addEventListener("click", () => paper.clear(paper.current.item));
    this.part("flag").addEventListener("click", () => paper.toggleFlag(paper.current.item));
    this.part("previous").addEventListener("click", () => this.step(-1));
    this.part("next").addEventListener("click", () => this.step(1));
    paper.addEventListener("move", () => this.show({ focus: true }));
    for (const change of ["answer", "adopted", "strike", "lock"]) paper.addEventListener(change, () => this.refresh());
  }

  step(by) {
    this.paper.go(this.paper.index + by);
  }

  choose(option) {
    const { item, options } = this.paper.current;
    if (!this.paper.locked && options.some((each) => each.id === option)) this.paper.choose(item, option);
  }

  // Which option stands at this place on this candidate's screen.
  chooseAt(place) {
    const option = this.paper.current.options[place];
    if (option) this.choose(option.id);
  }

  show({ focus = false } = {}) {
    const { position, stem_html: stem, options } = this.paper.current;
    this.part("heading").textContent = say("item_heading", { n: position });
    this.part("of").textContent = say("item_of", { total: this.paper.items.length });
    this.part("stem").innerHTML = stem; // sanitised by the server
    this.part("options").replaceChildren(...options.map((option, place) => this.#row(option, place)));
    this.refresh();
    scrollTo({ top: 0 });
    if (focus) this.part("heading").focus({ preventScroll: true });
  }

  refresh() {
    const { paper } = this;
    const { item } = paper.current;
    const { options, flagged } = paper.answerTo(item);
    for (const row of this.part("options").children) {
      const radio = row.querySelector("input");
      radio.checked = options.includes(radio.value);
      radio.disabled = paper.locked;
      const struck = paper.isStruck(item, radio.value);
      row.classList.toggle("is-struck", struck);
      row.querySelector("button").setAttribute("aria-pressed", String(struck));
    }
    this.part("flag").setAttribute("aria-pressed", String(flagged));
    this.part("flag").disabled = paper.locked;
    this.part("flagged").hidden = !flagged;
    this.part("clear").disabled = paper.locked || !options.length;
    this.part("previous").disabled = paper.index === 0;
    this.part("next").disabled = paper.index === paper.items.length - 1;
  }

  #row({ id, html }, place) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    const letter = LETTERS[place];
    const radio = row.querySelector("input");
    radio.value = id;
    row.querySelector("[data-letter]").textContent = letter;
    row.querySelector("[data-text]").innerHTML = html; // sanitised by the server
    const strike = row.querySelector("button");
    strike.dataset.strike = id;
    strike.title = strike.firstElementChild.textContent = say("strike", { letter });
    strike.lastElementChild.textContent = letter;
    return row;
  }

  #strike(event) {
    const button = event.target.closest("[data-strike]");
    if (button) this.paper.toggleStrike(this.paper.current.item, button.dataset.strike);
  }
}
