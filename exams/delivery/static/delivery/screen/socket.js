// A socket that only ever says "look again"; without it the screen asks at least every fifteen
// seconds by itself.

import { around, delay } from "./backoff.js";

const QUIET_MS = 12_000; // ± 20 %
const SELDOM_AFTER = 6;
const SELDOM_MS = 120_000;

// Thousands wait in the lobby: there the socket tells when to look, and without one nobody asks more often than needed.
export const WAITING = { linked: 120_000, alone: 20_000 };

export class Hints {
  // path of the socket; refetch: asks the server for the current state; linked, alone: how often to ask anyway, with and
  // without a socket, in ms.
  constructor(path, refetch, { linked = QUIET_MS, alone = QUIET_MS } = {}) {
    this.url = new URL(path, location.href.replace(/^http/, "ws"));
    Object.assign(this, { refetch, linked, alone });
    this.failures = 0;
    this.stopped = false;
    addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
  }

  start() {
    this.#connect();
    this.#poll();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  #wake() {
    if (this.stopped) return;
    this.refetch();
    if (!this.socket) this.#connect();
  }

  #poll() {
    this.timer = setTimeout(async () => {
      if (this.stopped) return;
      await this.refetch();
      this.#poll();
    }, around(this.socket?.readyState === WebSocket.OPEN ? this.linked : this.alone));
  }

  #open() {
    try {
      return new WebSocket(this.url);
    } catch {
      return null; // sockets forbidden here: the polling goes on alone
    }
  }

  #connect() {
    if (this.stopped) return;
    clearTimeout(this.retry);
    const socket = (this.socket = this.#open());
    if (!socket) return;
    socket.onopen = () => (this.failures = 0);
    socket.onmessage = () => this.stopped || this.refetch();
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.failures += 1;
      const wait = this.failures < SELDOM_AFTER ? delay(this.failures + 1) : around(SELDOM_MS);
      this.retry = setTimeout(() => this.socket || this.#connect(), wait);
    };
  }
}
