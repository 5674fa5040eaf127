// The requests of the answers protocol. Every call resolves to {status, body}; status 0 means no answer arrived.

import { around } from "./backoff.js";
import { asJson, request } from "./request.js";
import { unfold } from "./unfold.js";

const START_TIMEOUT_MS = 30_000; // thousands press Start together: waiting is cheaper than asking again
const MOST_STARTS = 5;

export class Api {
  // urls: {answers, lobby}; ticket: drawn by the page for this browser, it lets one press Start.
  constructor(urls, ticket) {
    this.urls = urls;
    this.ticket = ticket;
    this.token = "";
    this.lease = 0;
  }

  // Begin or resume; the answer makes this page the writer.
  async start() {
    let reply = await this.#enter();
    if (reply.status === 401 && (await this.#drawTicket())) reply = await this.#enter();
    for (let tries = 1; reply.status === 503 && tries < MOST_STARTS; tries += 1) {
      await new Promise((go) => setTimeout(go, around(1000 * (reply.retryAfter || 1))));
      reply = await this.#enter();
    }
    if (reply.status !== 200) return reply;
    this.adopt(reply.body);
    return { ...reply, body: unfold(reply.body) };
  }

  adopt({ token, lease }) {
    this.token = token;
    this.lease = lease;
  }

  async save(answers, { keepalive = false } = {}) {
    const body = JSON.stringify({ lease: this.lease, answers });
    return this.#answers({ method: "POST", headers: this.#headers(asJson), body, keepalive });
  }

  async status() {
    return this.#answers({ method: "GET", headers: this.#headers({ Accept: "application/json" }) });
  }

  handIn() {
    return this.#beside("hand-in", {});
  }

  // Beside the answers, with the same right and without any effect on them.
  help() {
    return this.#beside("help", {});
  }

  remark(item, text) {
    return this.#beside("remark", { item, text });
  }

  signals(signals) {
    return this.#beside("signals", { signals });
  }

  #beside(verb, body) {
    const sent = JSON.stringify({ lease: this.lease, ...body });
    return request(`${this.urls.answers}/${verb}`, { method: "POST", headers: this.#headers(asJson), body: sent });
  }

  #headers(base) {
    return { ...base, Authorization: `Bearer ${this.token}` };
  }

  #enter() {
    const headers = { ...asJson, Authorization: `Bearer ${this.ticket}` };
    const sent = { method: "POST", headers, body: "{}", timeout: START_TIMEOUT_MS };
    return request(`${this.urls.answers}/start`, sent);
  }

  // Tickets last some hours and end with the session: the lobby draws another for whoever may still enter.
  async #drawTicket() {
    try {
      const response = await fetch(this.urls.lobby, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-ticket]")?.dataset.ticket;
      const drawn = Boolean(fresh) && fresh !== this.ticket;
      if (drawn) this.ticket = fresh;
      return drawn;
    } catch {
      return false;
    }
  }

  async #answers(options) {
    const lease = this.lease;
    const reply = await request(this.urls.answers, options);
    if (reply.body.token && lease === this.lease) this.token = reply.body.token;
    return reply;
  }
}
