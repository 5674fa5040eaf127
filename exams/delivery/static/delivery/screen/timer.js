// The time left on the server's clock: mm:ss with the end instant, hideable until five minutes, polite notices at
// 30, 10, 5 and 1 minutes, Alt+T speaks it. Says who gave more time and why.

import { hourAndMinute, mmss, say, sayOr } from "./text.js";

const MINUTE = 60_000;
const NOTICES = [30, 10, 5, 1];
const ALWAYS_SHOWN_MS = 5 * MINUTE;

export class Timer extends EventTarget {
  // notify: a polite sentence; alarm: an assertive one.
  constructor(root, clock, { notify, alarm }) {
    super();
    this.box = root.querySelector("[data-time]");
    this.face = this.box.querySelector("[data-left]");
    this.until = this.box.querySelector("[data-until]");
    this.grants = root.querySelector("[data-grants]");
    this.toggle = this.box.querySelector("[data-toggle-time]");
    Object.assign(this, { clock, notify, alarm, endsAt: null, hidden: false, over: false, paused: false, given: null });
    this.toggle.addEventListener("click", () => this.hide(!this.hidden));
    setInterval(() => this.tick(), 250);
  }

  get left() {
    return this.endsAt === null ? Infinity : this.endsAt - this.clock.now();
  }

  // What the server says: ends_at, granted, state.
  update({ ends_at: endsAt, granted, state }) {
    if (endsAt) this.endsAt = Date.parse(endsAt);
    this.paused = state === "paused";
    if (this.left > 0) this.over = false;
    if (granted) this.#granted(granted);
    this.nextNotice ??= NOTICES.filter((minutes) => minutes * MINUTE < this.left);
    this.tick();
  }

  tick() {
    if (this.endsAt === null || this.paused) return;
    const { left } = this;
    this.box.dataset.level = left <= MINUTE ? "last" : left <= ALWAYS_SHOWN_MS ? "near" : "calm";
    const concealed = this.hidden && left > ALWAYS_SHOWN_MS;
    this.box.classList.toggle("is-hidden", concealed);
    this.face.textContent = concealed ? say("time_hidden") : mmss(left);
    this.until.textContent = concealed ? "" : say("until", { time: hourAndMinute(this.endsAt) });
    this.toggle.hidden = left <= ALWAYS_SHOWN_MS;
    this.#announce(left);
    if (left <= 0 && !this.over) {
      this.over = true;
      this.dispatchEvent(new Event("over"));
    }
  }

  speak() {
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

  #granted(granted) {
    const lines = granted.map(({ seconds, reason, kind }) => {
      const length = seconds % 60 ? say("seconds", { n: seconds }) : say("minutes", { n: seconds / 60 });
      return say("granted", { length, who: say(`grant_${kind}`), reason: sayOr(`reason_${reason}`, reason) });
    });
    this.grants.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    this.grants.hidden = !lines.length;
    if (this.given !== null && lines.length > this.given) {
      this.notify(lines.slice(this.given).join(" "));
      this.nextNotice = NOTICES.filter((minutes) => minutes * MINUTE < this.left);
    }
    this.given = lines.length;
  }

  hide(hidden) {
    this.hidden = hidden;
    this.toggle.setAttribute("aria-pressed", String(hidden));
    this.tick();
    this.dispatchEvent(new Event("hidden"));
  }
}
