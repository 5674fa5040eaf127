// Messages of the invigilators and grants of time: new ones are spoken once and stand above the item until they are
// dismissed; all of them stay readable in a list. A grant says how much and in which role it was given, never a private
// reason; what was granted as an accommodation is nobody else's business and only shows in the clock.

import { hourAndMinute, say, sayOr } from "./text.js";

const PRIVATE = "accommodation";
const FOR_ALL = ["room", "round"];

function duration(seconds) {
  const [n, s] = [Math.floor(seconds / 60), seconds % 60];
  if (!n) return say("seconds", { n: s });
  return s ? say("minutes_seconds", { n, s }) : say("minutes", { n });
}

function ofGrant({ seconds, kind, reason, at }) {
  const length = duration(seconds);
  const key = FOR_ALL.includes(kind) && reason ? "granted_why" : "granted";
  const text = say(key, { length, who: say(`grant_${kind}`), reason: sayOr(`reason_${reason}`, reason) });
  return { id: `${kind}-${at}-${seconds}`, at, text };
}

export class Messages {
  constructor(root, attempt, { notify }) {
    this.key = `exam-read-${attempt}`;
    this.notify = notify;
    this.root = root;
    this.part = (name) => root.querySelector(`[data-messages="${name}"]`);
    this.read = new Set(this.#stored());
    this.all = new Map();
    this.begun = false;
  }

  // A reply: {notices: [{id, at, text}], granted: […]}; a part that is missing has nothing new.
  update({ notices = [], granted = [] }) {
    const given = granted.filter(({ kind }) => kind !== PRIVATE).map(ofGrant);
    const fresh = [...notices, ...given].filter(({ id }) => !this.all.has(id));
    for (const message of fresh) this.all.set(message.id, message);
    if (fresh.length) this.#show();
    if (fresh.length && this.begun) this.notify(fresh.map(({ text }) => text).join(" "));
    this.begun = true;
  }

  #show() {
    const all = [...this.all.values()].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
    const unread = all.filter(({ id }) => !this.read.has(id));
    this.part("unread").replaceChildren(...unread.map((message) => this.#entry(message, true)));
    this.part("unread").hidden = !unread.length;
    this.part("list").replaceChildren(...all.map((message) => this.#entry(message, false)));
    this.part("open").hidden = !all.length;
    this.part("count").textContent = all.length;
  }

  #entry({ id, at, text }, dismissable) {
    const entry = this.part("entry").content.firstElementChild.cloneNode(true);
    const time = entry.querySelector("time");
    time.dateTime = at;
    time.textContent = hourAndMinute(at);
    entry.querySelector("[data-text]").textContent = text;
    const button = entry.querySelector("button");
    if (!dismissable) button.remove();
    else button.addEventListener("click", () => this.#dismiss(id));
    return entry;
  }

  #dismiss(id) {
    this.read.add(id);
    try {
      sessionStorage.setItem(this.key, JSON.stringify([...this.read]));
    } catch {
      // Storage refused: after a reload it stands there again.
    }
    this.#show();
    const next = this.part("unread").querySelector("button") ?? this.root.querySelector('[data-item="heading"]');
    next.focus({ preventScroll: true });
  }

  #stored() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
    } catch {
      return [];
    }
  }
}
