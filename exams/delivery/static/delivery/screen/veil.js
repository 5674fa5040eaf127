// While the sitting is paused a veil stands before the paper: no reason, only that time stands still and that it will go
// on by itself. The focus goes to it and afterwards back to the item.

export class Veil {
  constructor(root) {
    this.root = root;
    this.box = root.querySelector("[data-veil]");
    this.heading = this.box.querySelector("[tabindex]");
  }

  get isDown() {
    return !this.box.hidden;
  }

  lower() {
    if (this.isDown) return;
    for (const dialog of this.root.querySelectorAll("dialog[open]")) dialog.close();
    this.box.hidden = false;
    this.root.dataset.paused = "";
    this.focus();
  }

  raise() {
    if (!this.isDown) return;
    this.box.hidden = true;
    delete this.root.dataset.paused;
    this.root.querySelector('[data-item="heading"]').focus({ preventScroll: true });
  }

  focus() {
    this.heading.focus({ preventScroll: true });
  }
}
