// The time is up and the server cannot be reached: the screen says so, what is still on this device only, and keeps trying.
// As soon as the server answers, the end it knows takes this one's place.

const WAIT_MS = 8000; // longer than the network grace and one try

export class Stranded {
  constructor({ ending, session, sync, timer }) {
    Object.assign(this, { ending, session, sync, timer });
    timer.addEventListener("over", () => setTimeout(() => this.#look(), WAIT_MS));
  }

  #look() {
    if (this.session.finished || !this.timer.over || this.sync.reachable) return;
    this.ending.strand();
    this.sync.addEventListener("change", () => this.session.finished || this.ending.unsent());
  }
}
