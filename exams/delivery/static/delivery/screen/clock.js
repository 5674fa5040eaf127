// The server's clock, kept on the browser's monotonic one: the candidate's own clock may be wrong or be changed.

const FRESH_MS = 60_000;

export class Clock {
  #offset = 0;
  #roundTrip = Infinity;
  #measuredAt = -Infinity;

  // server: ISO instant in a reply; sentAt, receivedAt: performance.now() around the request.
  measure(server, sentAt, receivedAt) {
    const roundTrip = receivedAt - sentAt;
    const stale = receivedAt - this.#measuredAt > FRESH_MS;
    if (!stale && roundTrip > this.#roundTrip) return;
    this.#offset = Date.parse(server) - (sentAt + receivedAt) / 2;
    this.#roundTrip = roundTrip;
    this.#measuredAt = receivedAt;
  }

  // Milliseconds since the epoch on the server.
  now() {
    return performance.now() + this.#offset;
  }
}
