// "Call for help": one press tells the invigilators of the room which seat; the candidate goes on answering.

import { say, timeOfDay } from "./text.js";

export class Calling {
  constructor(root, api) {
    this.api = api;
    this.said = root.querySelector("[data-call-said]");
    this.button = root.querySelector("[data-call]");
    this.button.addEventListener("click", () => this.#call());
  }

  async #call() {
    if (this.busy) return;
    this.busy = true;
    this.said.textContent = say("calling");
    const { status, body } = await this.api.help();
    this.busy = false;
    const at = body.called_at ?? body.server_now;
    if (status !== 200) this.said.textContent = say("call_failed");
    else this.said.textContent = at ? say("called_at", { time: timeOfDay(at) }) : say("called");
  }
}
