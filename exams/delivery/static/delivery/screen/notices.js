// The one polite and the one assertive voice of the screen, and the band or veil that says why answering is stopped.

import { say } from "./text.js";
import { Veil } from "./veil.js";

const SHOWN_MS = 60_000; // "30 minutes left" must not stand there when ten are left

export class Notices {
  constructor(root) {
    this.polite = root.querySelector("[data-notice]");
    this.urgent = root.querySelector("[data-alert]");
    this.band = root.querySelector("[data-band]");
    this.words = this.band.querySelector("[data-band-text]");
    this.button = this.band.querySelector("[data-continue]");
    this.veil = new Veil(root);
    this.why = "";
  }

  get paused() {
    return this.why === "paused";
  }

  notify = (sentence) => {
    this.polite.textContent = "";
    requestAnimationFrame(() => (this.polite.textContent = sentence)); // the same sentence twice is still news
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (this.polite.textContent = ""), SHOWN_MS);
  };

  alarm = (sentence) => {
    this.urgent.textContent = sentence;
  };

  calm = (sentence) => {
    if (this.urgent.textContent === sentence) this.urgent.textContent = "";
  };

  // why: lease_lost, unauthorised or paused; takeOver: whether this page may become the writer again.
  stop(why, { takeOver = false } = {}) {
    if (this.why === why) return;
    if (this.paused) this.veil.raise();
    this.why = why;
    if (this.paused) this.veil.lower();
    this.words.textContent = say(`stopped_${why}`);
    this.button.hidden = !takeOver;
    this.band.hidden = this.paused;
  }

  resume() {
    if (this.paused) this.notify(say("resumed_now"));
    this.why = "";
    this.band.hidden = true;
    this.veil.raise();
  }
}
