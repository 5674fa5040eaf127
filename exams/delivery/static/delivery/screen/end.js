// After the end: what was saved, the last item and instant, the receipt code, where to go next.

import { say, timeOfDay } from "./text.js";

export class Ending {
  constructor(root, { paper, sync }) {
    Object.assign(this, { root, paper, sync });
    this.panel = root.querySelector("[data-end]");
    this.part = (name) => this.panel.querySelector(`[data-end-part="${name}"]`);
  }

  // body: the hand-in reply {receipt, answered, total, ended_at, next}; how: handed_in, time_up or ended_by_staff.
  show(body, how) {
    const { answered, total } = this.paper.counts();
    this.part("title").textContent = say(`ended_${how}`);
    this.part("answered").textContent = say("progress", { answered: body.answered ?? answered, total: body.total ?? total });
    this.part("ended_at").textContent = body.ended_at ? timeOfDay(body.ended_at) : "";
    this.part("last").textContent = this.#last();
    this.part("receipt").textContent = body.receipt ?? "";
    this.part("receipt_row").hidden = !body.receipt;
    if (body.next) this.part("next").href = body.next;
    this.part("next").hidden = false;
    this.part("ended_row").hidden = !body.ended_at;
    this.#cover();
  }

  // The time is up and nobody answers: what this device knows.
  strand() {
    const { answered, total } = this.paper.counts();
    this.part("title").textContent = say("stranded");
    this.part("answered").textContent = say("progress", { answered, total });
    this.part("last").textContent = this.#last();
    for (const name of ["receipt_row", "ended_row", "next"]) this.part(name).hidden = true;
    this.unsent();
    this.#cover();
  }

  // What is still on this device only.
  unsent() {
    const { waiting } = this.sync;
    this.part("unsent").hidden = !waiting;
    this.part("unsent_words").textContent = waiting ? say("ended_unsent", { count: waiting }) : "";
  }

  // Answers that arrived after the end are kept for a person to decide; say so.
  late(count) {
    this.part("late").hidden = false;
    this.part("late").textContent = say("ended_late", { count });
  }

  #last() {
    const { lastSaved } = this.sync;
    if (!lastSaved) return say("last_saved_before");
    return say("last_saved", { n: this.paper.positionOf(lastSaved.item), time: timeOfDay(lastSaved.at) });
  }

  #cover() {
    for (const dialog of this.root.querySelectorAll("dialog[open]")) dialog.close();
    for (const part of this.root.querySelectorAll("[data-during]")) part.hidden = true;
    this.panel.hidden = false;
    this.part("title").focus();
  }
}
