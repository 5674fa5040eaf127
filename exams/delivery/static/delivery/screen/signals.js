// What the rules tell the candidate is noted: the page lost the focus, something was pasted, the network was away. Sent in
// batches, never in the way of an answer. They sort the invigilators' list and prove nothing.

const EVERY_MS = 30_000;
const MOST = 50;
const SHORTEST_MS = 1000; // windows of the input method come and go quicker

export class Signals {
  // counts(): whether the paper is being answered now.
  constructor(api, counts) {
    Object.assign(this, { api, counts, waiting: [], since: {} });
    addEventListener("blur", () => this.#begin("focus_lost"));
    addEventListener("focus", () => this.#end("focus_lost"));
    addEventListener("offline", () => this.#begin("offline"));
    addEventListener("online", () => this.#end("offline"));
    document.addEventListener("paste", () => this.counts() && this.#note("paste", 0));
    setInterval(() => this.#send(), EVERY_MS);
  }

  #begin(kind) {
    if (this.counts()) this.since[kind] ??= performance.now();
  }

  #end(kind) {
    const began = this.since[kind];
    delete this.since[kind];
    const lasted = performance.now() - began;
    if (lasted >= SHORTEST_MS) this.#note(kind, Math.round(lasted / 1000));
  }

  #note(kind, seconds) {
    this.waiting = [...this.waiting, { kind, seconds }].slice(-MOST);
  }

  async #send() {
    if (!this.waiting.length || !this.counts()) return;
    const batch = this.waiting;
    this.waiting = [];
    const { status } = await this.api.signals(batch);
    if (status === 0 || status >= 500) this.waiting = [...batch, ...this.waiting].slice(-MOST);
  }
}
