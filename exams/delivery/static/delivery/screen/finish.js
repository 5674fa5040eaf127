// How a sitting ends: handed in here, by the clock, by the staff, or from another window; then the receipt is shown and
// the journal, once everything has been sent, is forgotten.

import { say } from "./text.js";

const GRACE_MS = 6000;

export class Finish {
  constructor(parts) {
    Object.assign(this, parts, { done: false });
    this.timer.addEventListener("over", () => this.#timeUp());
    this.sync.addEventListener("change", () => this.done && this.#forget());
    this.sync.addEventListener("late", ({ detail }) => this.ending.late(detail.items.length));
  }

  // The candidate confirmed. Resolves to why it was refused, or "".
  async handIn() {
    await this.sync.flush();
    const { status, body } = await this.api.handIn();
    if (status === 200) return this.#end(body);
    if (status === 409) return body.message ?? say(body.code === "too_early" ? "too_early_server" : "hand_in_locked");
    return say("hand_in_failed");
  }

  // Over already: handing in again gives the one end there is.
  async fetch() {
    if (this.done || this.fetching) return;
    this.fetching = true;
    this.paper.lock(true);
    await this.sync.flush();
    const { status, body } = await this.api.handIn();
    this.fetching = false;
    if (status === 200) this.#end(body);
    else if ([401, 404, 409].includes(status)) location.replace(this.urls.lobby);
  }

  #timeUp() {
    this.paper.lock(true);
    this.notices.alarm(say("time_up"));
    this.sync.flush().then(() => this.sync.refetch());
    setTimeout(() => this.sync.refetch(), GRACE_MS);
  }

  #end(body) {
    this.done = true;
    this.paper.lock(true);
    this.hints.stop();
    const how = body.reason || (this.timer.left <= 0 ? "time_up" : "handed_in");
    this.status.close(say(`ended_${how}`));
    this.notices.alarm("");
    this.ending.show(body, how);
    this.#forget();
    return "";
  }

  #forget() {
    this.ending.unsent();
    if (!this.sync.waiting) this.journal.forget().catch(() => {});
  }
}
