// All items at a glance: five states by shape, colour and text, a filter, the current item ringed. A panel at the side on
// wide screens, a sheet from below on phones.

import { groupOf } from "./groups.js";
import { say } from "./text.js";

const FITS = {
  all: () => true,
  unanswered: (state) => !state.includes("answered"),
  flagged: (state) => state.includes("flagged"),
};

export class Palette {
  constructor(root, paper) {
    this.paper = paper;
    this.panel = root.querySelector("[data-palette]");
    this.list = this.panel.querySelector("[data-cells]");
    this.none = this.panel.querySelector("[data-none]");
    this.cell = root.querySelector("template[data-cell]");
    this.side = root.querySelector("[data-side]");
    this.sheet = root.querySelector("dialog[data-sheet]");
    this.filter = "all";
    this.cells = paper.items.map((item, index) => this.#cell(item, index));
    this.list.append(...this.cells);
    this.panel.querySelector("[data-legend-group]").hidden = !paper.items.some((item) => groupOf(paper.items, item));
    this.panel.addEventListener("change", ({ target }) => this.#sift(target.value));
    this.list.addEventListener("click", (event) => this.#go(event.target.closest("button")));
    root.querySelector("[data-open-sheet]").addEventListener("click", () => this.sheet.showModal());
    new ResizeObserver(() => this.#place()).observe(this.side); // the style sheet decides, by width and text size
    this.#place();
    for (const change of ["answer", "adopted", "move"]) paper.addEventListener(change, () => this.refresh());
    this.refresh();
  }

  refresh() {
    const { paper } = this;
    let shown = 0;
    this.cells.forEach((cell, index) => {
      const { item, position } = paper.items[index];
      const state = paper.stateOf(item);
      const button = cell.firstElementChild;
      button.dataset.state = state;
      const name = say("cell", { n: position, state: say(`state_${state}`) });
      const group = groupOf(paper.items, paper.items[index]);
      button.setAttribute("aria-label", group ? say("cell_group", { name, ...group }) : name);
      if (index === paper.index) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      cell.hidden = !FITS[this.filter](state);
      shown += Number(!cell.hidden);
    });
    this.none.hidden = shown > 0;
  }

  #sift(filter) {
    this.filter = filter;
    this.refresh();
  }

  #cell(item, index) {
    const { position } = item;
    const cell = this.cell.content.firstElementChild.cloneNode(true);
    const group = groupOf(this.paper.items, item);
    if (group) cell.dataset.stemPart = position === group.first ? "first" : position === group.last ? "last" : "middle";
    cell.firstElementChild.dataset.index = index;
    cell.querySelector("[data-number]").textContent = position;
    return cell;
  }

  #go(button) {
    if (!button) return;
    if (this.sheet.open) this.sheet.close();
    this.paper.go(Number(button.dataset.index));
  }

  #place() {
    const wide = getComputedStyle(this.side).display !== "none";
    const home = wide ? this.side : this.sheet.querySelector("[data-sheet-body]");
    if (this.panel.parentElement === home) return;
    if (wide && this.sheet.open) this.sheet.close();
    home.append(this.panel);
  }
}
