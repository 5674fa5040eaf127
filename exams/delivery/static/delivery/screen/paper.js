// The paper in front of the candidate: items, answers, place. Tells "answer", "move", "strike" and "lock" to listeners.

const BLANK = Object.freeze({ options: Object.freeze([]), flagged: false });

export class Paper extends EventTarget {
  // items and answers as the start request gave them; place: {index, seen, struck} of an earlier visit.
  constructor({ items, answers = {} }, place = {}) {
    super();
    this.items = items;
    this.adopt(answers);
    this.seen = new Set(place.seen ?? []);
    this.struck = new Map((place.struck ?? []).map(([item, options]) => [item, new Set(options)]));
    this.index = Math.min(Math.max(0, place.index ?? 0), items.length - 1);
    this.locked = false;
  }

  get current() {
    return this.items[this.index];
  }

  answerTo(item) {
    return this.answers.get(item) ?? BLANK;
  }

  // unseen, seen, answered, flagged or answered-flagged
  stateOf(item) {
    const { options, flagged } = this.answerTo(item);
    if (options.length) return flagged ? "answered-flagged" : "answered";
    if (flagged) return "flagged";
    return this.seen.has(item) ? "seen" : "unseen";
  }

  positionOf(item) {
    return this.items.find((each) => each.item === item)?.position;
  }

  counts() {
    const all = this.items.map((each) => this.answerTo(each.item));
    const answered = all.filter((each) => each.options.length).length;
    const flagged = all.filter((each) => each.flagged).length;
    return { total: all.length, answered, unanswered: all.length - answered, flagged };
  }

  choose(item, option) {
    this.struck.get(item)?.delete(option);
    this.#change(item, { options: [option] });
  }

  clear = (item) => this.#change(item, { options: [] });
  toggleFlag = (item) => this.#change(item, { flagged: !this.answerTo(item).flagged });

  toggleStrike(item, option) {
    const struck = this.struck.get(item) ?? new Set();
    if (!struck.delete(option)) struck.add(option);
    this.struck.set(item, struck);
    this.#tell("strike", item);
  }

  isStruck(item, option) {
    return this.struck.get(item)?.has(option) ?? false;
  }

  // The answers as the server holds them, shown but not sent.
  adopt(answers) {
    this.answers = new Map(Object.entries(answers).map(([item, answer]) => [Number(item), answer]));
    this.#tell("adopted", null);
  }

  go(index) {
    if (index < 0 || index >= this.items.length) return;
    this.index = index;
    this.seen.add(this.current.item);
    this.#tell("move", this.current.item);
  }

  lock(locked) {
    if (this.locked === locked) return;
    this.locked = locked;
    this.#tell("lock", null);
  }

  place() {
    const struck = [...this.struck].map(([item, options]) => [item, [...options]]);
    return { index: this.index, seen: [...this.seen], struck };
  }

  #change(item, part) {
    if (this.locked) return;
    this.answers.set(item, { ...this.answerTo(item), ...part });
    this.#tell("answer", item);
  }

  #tell(type, item) {
    this.dispatchEvent(new CustomEvent(type, { detail: { item } }));
  }
}
