// The one polite and the one assertive voice of the screen, and the band that says why answering is stopped.

import { say } from "./text.js";

export class Notices {
  constructor(root) {
    this.polite = root.querySelector("[data-notice]");
    this.urgent = root.querySelector("[data-alert]");
    this.band = root.querySelector("[data-band]");
    this.words = this.band.querySelector("[data-band-text]");
    this.button = this.band.querySelector("[data-continue]");
  }

  notify = (sentence) => {
    this.polite.textContent = "";
    requestAnimationFrame(() => (this.polite.textContent = sentence)); // the same sentence twice is still news
  };

  alarm = (sentence) => {
    this.urgent.textContent = sentence;
  };

  // why: lease_lost, unauthorised or paused; takeOver: whether this page may become the writer again.
  stop(why, { takeOver = false } = {}) {
    this.words.textContent = say(`stopped_${why}`);
    this.button.hidden = !takeOver;
    this.why = why;
    this.band.hidden = false;
  }

  resume() {
    this.why = "";
    this.band.hidden = true;
  }
}
