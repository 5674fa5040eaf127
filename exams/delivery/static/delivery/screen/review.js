// Before handing in: what is answered, unanswered and flagged, with jumps; then a second, separate confirmation.

import { hourAndMinute, mmss, say } from "./text.js";

export class Review {
  // handIn(): sends the request and resolves to a refusal's sentence, or "" when it was accepted.
  constructor(root, { paper, clock, sync, handIn }) {
    Object.assign(this, { paper, clock, sync, handIn, leaveFrom: 0, busy: false });
    this.dialog = root.querySelector("dialog[data-review]");
    this.part = (name) => this.dialog.querySelector(`[data-review-part="${name}"]`);
    this.part("ask").addEventListener("click", () => this.#ask());
    this.part("back").addEventListener("click", () => this.#step("counts"));
    this.part("confirm").addEventListener("click", () => this.#confirm());
    this.dialog.addEventListener("click", (event) => this.#jump(event.target.closest("[data-jump]")));
    this.dialog.addEventListener("close", () => clearInterval(this.ticking));
    this.sync.addEventListener("change", () => this.dialog.open && this.#wait());
  }

  open() {
    this.paper.settle();
    const { answered, unanswered, flagged } = this.paper.counts();
    for (const [name, count] of Object.entries({ answered, unanswered, flagged })) {
      this.part(name).textContent = say("item_count", { n: count });
    }
    this.#list("unanswered_list", (answer) => !answer.options.length);
    this.#list("flagged_list", (answer) => answer.flagged);
    this.#step("counts");
    this.part("problem").textContent = "";
    this.ticking = setInterval(() => this.#wait(), 1000);
    if (!this.dialog.open) this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  #list(name, fits) {
    const items = this.paper.items.filter(({ item }) => fits(this.paper.answerTo(item)));
    const links = items.map(({ position }) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: position });
      button.dataset.jump = position;
      button.setAttribute("aria-label", say("go_to", { n: position }));
      const entry = document.createElement("li");
      entry.append(button);
      return entry;
    });
    this.part(name).replaceChildren(...links);
    this.part(name).closest("[data-group]").hidden = !links.length;
  }

  #jump(button) {
    if (!button) return;
    this.close();
    this.paper.go(this.paper.items.findIndex(({ position }) => position === Number(button.dataset.jump)));
  }

  // Why handing in must wait, or "".
  #obstacle() {
    const early = this.leaveFrom - this.clock.now();
    if (early > 0) return say("too_early", { time: hourAndMinute(this.leaveFrom), left: mmss(early) });
    if (this.sync.waiting) return say("hand_in_unsent", { count: this.sync.waiting });
    return this.paper.locked ? say("hand_in_locked") : "";
  }

  #wait() {
    const obstacle = this.#obstacle();
    for (const button of [this.part("ask"), this.part("confirm")]) {
      button.setAttribute("aria-disabled", String(Boolean(obstacle) || this.busy));
    }
    if (this.part("wait").textContent !== obstacle) this.part("wait").textContent = obstacle;
    return obstacle;
  }

  #ask() {
    if (this.#wait()) return;
    const { unanswered } = this.paper.counts();
    this.part("question").textContent = unanswered ? say("confirm_unanswered", { n: unanswered }) : say("confirm_all");
    this.#step("confirmation");
  }

  #step(step) {
    this.dialog.dataset.step = step;
    this.#wait();
    this.part(step === "counts" ? "title" : "question").focus();
  }

  async #confirm() {
    if (this.busy || this.#wait()) return;
    this.busy = true;
    this.#wait();
    const problem = await this.handIn();
    this.busy = false;
    this.part("problem").textContent = problem;
    this.#wait();
  }
}
