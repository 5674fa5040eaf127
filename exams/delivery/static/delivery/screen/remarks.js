// A remark about the item on the screen, from the item's menu: kept for the people who decide after the exam. What is being
// written stays with its item until it has been sent.

import { say } from "./text.js";

export class Remarks {
  constructor(root, api, paper) {
    Object.assign(this, { api, paper, drafts: new Map() });
    this.menu = root.querySelector('[data-item="more"]');
    this.dialog = root.querySelector('dialog[data-dialog="remark"]');
    this.part = (name) => root.querySelector(`[data-remark="${name}"]`);
    this.part("open").addEventListener("click", () => this.#open());
    this.part("form").addEventListener("submit", (event) => (event.preventDefault(), this.#send()));
    this.part("text").addEventListener("input", () => this.drafts.set(this.item, this.part("text").value));
    paper.addEventListener("move", () => (this.menu.open = false));
    this.menu.addEventListener("keydown", ({ key }) => key === "Escape" && this.#fold());
    document.addEventListener("click", ({ target }) => this.menu.contains(target) || (this.menu.open = false));
  }

  #fold() {
    this.menu.open = false;
    this.menu.querySelector("summary").focus();
  }

  #open() {
    const { item, position } = this.paper.current;
    this.item = item;
    this.#fold(); // where the focus returns to
    this.part("title").textContent = say("remark_title", { n: position });
    this.part("text").value = this.drafts.get(item) ?? "";
    this.part("said").textContent = "";
    this.dialog.showModal();
    this.part("text").focus();
  }

  async #send() {
    const { item } = this;
    const text = (this.drafts.get(item) ?? "").trim();
    if (this.busy) return;
    if (!text) return void (this.part("said").textContent = say("remark_empty"));
    this.busy = true;
    this.part("said").textContent = say("remark_sending");
    const { status, body } = await this.api.remark(item, text);
    this.busy = false;
    const sent = status === 200;
    if (sent) this.drafts.delete(item);
    if (this.item !== item) return;
    if (sent) this.part("text").value = "";
    this.part("said").textContent = sent ? say("remark_sent") : (body.message ?? say("remark_failed"));
  }
}
