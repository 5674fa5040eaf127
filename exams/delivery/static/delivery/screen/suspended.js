// Items that the exam office has suspended: the one on screen says so; what was answered stays and may be changed.

export class Suspended {
  constructor(root, paper) {
    this.paper = paper;
    this.line = root.querySelector('[data-item="suspended"]');
    this.items = new Set();
    paper.addEventListener("move", () => this.#show());
  }

  // A reply with the list as it stands now; one without it changes nothing.
  update({ suspended }) {
    if (!suspended) return;
    this.items = new Set(suspended);
    this.#show();
  }

  #show() {
    this.line.hidden = !this.items.has(this.paper.current.item);
  }
}
