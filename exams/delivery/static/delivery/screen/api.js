// The requests of the answers protocol. Every call resolves to {status, body}; status 0 means no answer arrived.

const TIMEOUT_MS = 8_000;

async function request(url, options) {
  const sentAt = performance.now();
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { cache: "no-store", credentials: "same-origin", signal, ...options });
    const body = await response.json().catch(() => ({}));
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    return { status: response.status, body, retryAfter, sentAt, receivedAt: performance.now() };
  } catch {
    return { status: 0, body: {}, retryAfter: 0, sentAt, receivedAt: performance.now() };
  }
}

const asJson = { "Content-Type": "application/json", Accept: "application/json" };

export class Api {
  // urls: {start, answers, handIn}; csrf: the form token of the page.
  constructor(urls, csrf) {
    this.urls = urls;
    this.csrf = csrf;
    this.token = "";
    this.lease = 0;
  }

  // Begin or resume; the answer makes this page the writer.
  async start() {
    const reply = await this.#page(this.urls.start, {});
    if (reply.status === 200) this.adopt(reply.body);
    return reply;
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
    return this.#page(this.urls.handIn, { lease: this.lease });
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

  #page(url, body) {
    const headers = { ...asJson, "X-CSRFToken": this.csrf };
    return request(url, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async #answers(options) {
    const lease = this.lease;
    const reply = await request(this.urls.answers, options);
    if (reply.body.token && lease === this.lease) this.token = reply.body.token;
    return reply;
  }
}
