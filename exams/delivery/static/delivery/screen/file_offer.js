// Offers to save the answer file: in a band when answers have waited long for a network, and after the end.

import { canSeal, sealed } from "./answer_file.js";
import { say } from "./text.js";

const AFTER_MS = 60_000;

export class AnswerFile {
  // key: file_key of the start reply.
  constructor(root, { attempt, clock, sync, key }) {
    Object.assign(this, { attempt, clock, sync, key });
    this.band = root.querySelector("[data-file-offer]");
    this.words = this.band.querySelector("[data-file-why]");
    this.buttons = [...root.querySelectorAll("[data-save-file]")];
    this.said = [...root.querySelectorAll("[data-file-said]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.#save());
    sync.addEventListener("change", () => this.refresh());
    setInterval(() => this.refresh(), 5000);
    this.refresh();
  }

  refresh() {
    const { waiting, outbox } = this.sync;
    const since = outbox.unsavedSince;
    const long = waiting > 0 && since !== null && performance.now() - since > AFTER_MS;
    for (const button of this.buttons) button.hidden = !waiting || !canSeal(this.key);
    this.band.hidden = !long || !canSeal(this.key);
    if (!long) return this.#say("");
    const text = say("file_offer", { count: waiting });
    if (this.words.textContent !== text) this.words.textContent = text;
  }

  async #save() {
    const { pending, refused } = this.sync.outbox;
    const entries = [...pending, ...refused];
    if (!entries.length) return;
    const { attempt, key, clock } = this;
    const { name, blob } = await sealed({ attempt, key, entries, at: clock.now() });
    const address = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    this.#say(say("file_saved", { name }));
  }

  #say(sentence) {
    for (const each of this.said) each.textContent = sentence;
  }
}
