// The time left on the server's clock: mm:ss with the end instant, hideable until five minutes, polite notices at
// 30, 10, 5 and 1 minutes, Alt+T speaks it. While the sitting is paused it stands still.

import { hourAndMinute, mmss, say } from "./text.js";

const MINUTE = 60_000;
const NOTICES = [30, 10, 5, 1];
const ALWAYS_SHOWN_MS = 5 * MINUTE;

export class Timer extends EventTarget {
  // notify: a polite sentence; alarm: an assertive one; calm: takes that one back.
  constructor(root, clock, { notify, alarm, calm }) {
    super();
    this.box = root.querySelector("[data-time]");
    this.face = this.box.querySelector("[data-left]");
    this.until = this.box.querySelector("[data-until]");
    this.toggle = this.box.querySelector("[data-toggle-time]");
    Object.assign(this, { clock, notify, alarm, calm, endsAt: null });
    Object.assign(this, { hidden: false, over: false, paused: false, frozen: null });
    this.toggle.addEventListener("click", () => this.hide(!this.hidden));
    setInterval(() => this.tick(), 250);
  }

  get left() {
    if (this.paused && this.frozen !== null) return this.frozen;
    return this.endsAt === null ? Infinity : this.endsAt - this.clock.now();
  }

  // What the server says: ends_at, state, and since when it is paused.
  update({ ends_at: endsAt, state, paused_at: pausedAt }) {
    const before = this.endsAt;
    if (endsAt) this.endsAt = Date.parse(endsAt);
    this.#freeze(state === "paused", pausedAt);
    if (this.left > 0) this.over = false;
    if (before === null || this.endsAt > before) this.#plan();
    this.tick();
  }

  tick() {
    if (this.endsAt === null) return;
    const { left } = this;
    this.box.classList.toggle("is-paused", this.paused);
    this.box.dataset.level = left <= MINUTE ? "last" : left <= ALWAYS_SHOWN_MS ? "near" : "calm";
    const concealed = this.hidden && left > ALWAYS_SHOWN_MS;
    this.box.classList.toggle("is-hidden", concealed);
    this.face.textContent = concealed ? say("time_hidden") : mmss(left);
    this.until.textContent = this.#until(concealed);
    this.toggle.hidden = left <= ALWAYS_SHOWN_MS;
    if (this.paused) return;
    this.#announce(left);
    if (left <= 0 && !this.over) {
      this.over = true;
      this.dispatchEvent(new Event("over"));
    }
  }

  speak() {
    if (this.paused) return this.notify(say("stopped_paused"));
    this.notify(say("speak_time", { minutes: Math.max(0, Math.ceil(this.left / MINUTE)), time: hourAndMinute(this.endsAt) }));
  }

  #announce(left) {
    const due = this.nextNotice.filter((minutes) => left <= minutes * MINUTE);
    if (!due.length || left <= 0) return;
    this.nextNotice = this.nextNotice.filter((minutes) => !due.includes(minutes));
    const minutes = Math.min(...due);
    if (minutes === 1) this.alarm(say("last_minute"));
    else this.notify(say("minutes_left", { minutes }));
  }

  #until(concealed) {
    if (this.paused) return say("time_stands");
    return concealed ? "" : say("until", { time: hourAndMinute(this.endsAt) });
  }

  // The end moves when the sitting goes on; until then the time left is what it was when the pause began.
  #freeze(paused, since) {
    if (paused && !this.paused) this.frozen = since ? this.endsAt - Date.parse(since) : this.left;
    if (!paused) this.frozen = null;
    this.paused = paused;
  }

  // Which minutes are still to be announced.
  #plan() {
    if (this.left > MINUTE) this.calm(say("last_minute"));
    this.nextNotice = NOTICES.filter((minutes) => minutes * MINUTE < this.left);
  }

  hide(hidden) {
    this.hidden = hidden;
    this.toggle.setAttribute("aria-pressed", String(hidden));
    this.tick();
    this.dispatchEvent(new Event("hidden"));
  }
}
