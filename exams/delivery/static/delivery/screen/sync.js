// Carries answers to the server: one request per answer, batches when there is a backlog, retried until acknowledged.
// Tells "change" (queue or connection), "saved", "status", "late", "lease_lost" and "unauthorised".

import { delay } from "./backoff.js";
import { HALTS, verdictOf } from "./verdict.js";

const BATCH = 50;

export class Sync extends EventTarget {
  constructor(api, outbox) {
    super();
    Object.assign(this, { api, outbox, failures: 0, reachable: true, lastSaved: null, halted: false, size: BATCH });
    for (const event of ["online", "focus"]) addEventListener(event, () => this.flush());
    addEventListener("pagehide", () => this.#send({ keepalive: true }));
  }

  get waiting() {
    return this.outbox.waiting;
  }

  // A lease begins (start or "continue here").
  begin(started) {
    this.outbox.begin(started);
    Object.assign(this, { halted: false, failures: 0, size: BATCH });
    this.#tell("change");
  }

  async record(item, answer) {
    const journalled = this.outbox.add(this.api.lease, item, answer);
    this.#tell("change");
    await journalled;
    await this.flush();
  }

  // Send what waits; callers that come while something is on its way wait for that.
  flush() {
    this.inFlight ??= this.#send().finally(() => (this.inFlight = null));
    return this.inFlight;
  }

  // Ask for the state without saving anything.
  async refetch() {
    if (this.halted || !this.api.token) return;
    const lease = this.api.lease;
    const reply = await this.api.status();
    if (lease !== this.api.lease) return;
    this.#heard(reply);
    const verdict = verdictOf(reply);
    if (HALTS.includes(verdict)) this.#halt(verdict);
    if (verdict === "saved") await this.flush();
  }

  async #send({ keepalive = false } = {}) {
    if (this.halted || !this.outbox.pending.length) return;
    clearTimeout(this.timer);
    const batch = this.outbox.batch(this.size);
    const answers = batch.map(({ seq, item, options, flagged }) => ({ seq, item, options, flagged }));
    const reply = await this.api.save(answers, { keepalive });
    if (batch[0].lease !== this.api.lease) return; // a newer lease began meanwhile and has its own plan
    this.#heard(reply);
    await this.#settle(batch, reply);
    this.#tell("change");
  }

  #heard(reply) {
    this.reachable = reply.status !== 0;
    if (reply.body.server_now) this.#tell("status", reply);
    this.#tell("change");
  }

  async #settle(batch, { body, retryAfter, ...reply }) {
    const verdict = verdictOf({ body, ...reply });
    const stored = verdict === "saved";
    if (HALTS.includes(verdict)) return this.#halt(verdict);
    if (verdict === "retry") return this.#next((this.failures += 1), { after: delay(this.failures, retryAfter) });
    if (verdict === "unreadable") {
      if (batch.length === 1) this.outbox.refuse(batch); // set aside; the others are sent singly
      return this.#next(0, { size: 1 });
    }
    if (stored) this.lastSaved = { at: body.saved_at ?? body.server_now, item: batch.at(-1).item };
    await this.outbox.settle(batch, { stored });
    this.#tell(stored ? "saved" : "late", { items: batch.map((entry) => entry.item) });
    return this.#next(0, {});
  }

  #next(failures, { after = 0, size = BATCH }) {
    Object.assign(this, { failures, size });
    if (this.outbox.pending.length) this.timer = setTimeout(() => this.flush(), after);
  }

  #halt(reason) {
    this.halted = true;
    this.#tell(reason);
  }

  #tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
