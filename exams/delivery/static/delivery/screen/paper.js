// The paper in front of the candidate: items, answers, place. Tells "answer", "move", "strike" and "lock" to listeners;
// before the item is left or locked, "settle", so that what has just been typed becomes an answer.

const BLANK = Object.freeze({ options: Object.freeze([]), flagged: false });

export class Paper extends EventTarget {
  // items, shared stems and answers as the start request gave them; place: {index, seen, struck} of an earlier visit.
  constructor({ items, stimuli = {}, answers = {} }, place = {}) {
    super();
    this.items = items;
    this.stimuli = stimuli;
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

  answer(item, options) {
    if (JSON.stringify(options) !== JSON.stringify(this.answerTo(item).options)) this.#change(item, { options });
  }

  clear(item) {
    this.settle();
    this.answer(item, []);
  }

  toggleFlag(item) {
    this.settle();
    this.#change(item, { flagged: !this.answerTo(item).flagged });
  }

  settle = () => this.#tell("settle", null);

  // The options that a candidate has ruled out.
  strike(item, options) {
    this.struck.set(item, new Set(options));
    this.#tell("strike", item);
  }

  // The answers as the server holds them, shown but not sent.
  adopt(answers) {
    this.answers = new Map(Object.entries(answers).map(([item, answer]) => [Number(item), answer]));
    this.#tell("adopted", null);
  }

  go(index) {
    if (index < 0 || index >= this.items.length) return;
    this.settle();
    this.index = index;
    this.seen.add(this.current.item);
    this.#tell("move", this.current.item);
  }

  lock(locked) {
    if (this.locked === locked) return;
    if (locked) this.settle();
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
