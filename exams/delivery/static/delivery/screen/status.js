// The one sentence about what is saved, always in sight and drawn from the server's acknowledgements only; the alert for
// what has not been saved for ten seconds; the progress on top.

import { say, timeOfDay } from "./text.js";

const ALARM_MS = 10_000;

export class StatusLine {
  constructor(root, paper, sync) {
    this.paper = paper;
    this.sync = sync;
    this.line = root.querySelector("[data-status]");
    this.sentence = this.line.querySelector("[data-sentence]");
    this.alert = root.querySelector("[data-alert]");
    this.count = root.querySelector("[data-answered]");
    this.bar = root.querySelector("[data-progress]");
    this.closing = "";
    this.alarm = "";
    for (const change of ["change", "saved"]) sync.addEventListener(change, () => this.refresh());
    for (const change of ["answer", "adopted"]) paper.addEventListener(change, () => this.#progress());
    for (const change of ["online", "offline"]) addEventListener(change, () => this.refresh());
    setInterval(() => this.refresh(), 1000);
    this.#progress();
    this.refresh();
  }

  // From here on one fixed sentence (another window took over, time is up, handed in).
  close(sentence) {
    this.closing = sentence;
    this.refresh();
  }

  refresh() {
    const { kind, text } = this.closing ? { kind: "closed", text: this.closing } : this.#now();
    this.line.dataset.kind = kind;
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
    this.#alarm();
  }

  #now() {
    const { waiting, reachable, failures, lastSaved } = this.sync;
    if (waiting && (!navigator.onLine || (!reachable && failures > 1))) {
      return { kind: "offline", text: say("offline", { count: waiting }) };
    }
    if (waiting && failures) return { kind: "unstable", text: say("unstable", { count: waiting }) };
    if (!navigator.onLine || (!reachable && !waiting)) return { kind: "offline", text: say("offline_idle") };
    const refused = this.sync.outbox.refused.length;
    if (refused) return { kind: "unstable", text: say("refused", { count: refused }) };
    if (!lastSaved) return this.#before(waiting);
    const n = this.paper.positionOf(lastSaved.item);
    return { kind: "saved", text: say("saved", { time: timeOfDay(lastSaved.at), n }) };
  }

  // Nothing acknowledged since this page opened.
  #before(waiting) {
    const count = [...this.sync.outbox.known.values()].filter((answer) => answer.options.length).length;
    if (waiting) return { kind: "ready", text: say("saving") };
    return count ? { kind: "saved", text: say("resumed", { count }) } : { kind: "ready", text: say("ready") };
  }

  #alarm() {
    const { unsavedSince } = this.sync.outbox;
    const late = !this.closing && unsavedSince !== null && performance.now() - unsavedSince > ALARM_MS;
    if (late === Boolean(this.alarm)) return;
    if (!late && this.alert.textContent === this.alarm) this.alert.textContent = "";
    this.alarm = late ? say("unsaved_long", { count: this.sync.waiting }) : "";
    if (late) this.alert.textContent = this.alarm;
  }

  #progress() {
    const { answered, total } = this.paper.counts();
    this.count.textContent = say("progress", { answered, total });
    this.bar.max = total;
    this.bar.value = answered;
  }
}
