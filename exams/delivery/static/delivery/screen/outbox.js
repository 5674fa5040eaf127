// The answers on their way: numbered, journalled, waiting for the server's acknowledgement.

export class Outbox {
  constructor(journal) {
    this.journal = journal;
    this.pending = [];
    this.refused = [];
    this.known = new Map();
    this.sequence = 0;
    this.unsavedSince = null;
  }

  // A lease begins: what the server holds, and the number its messages must exceed.
  begin({ answers = {}, held = 0 }) {
    this.known = new Map(Object.entries(answers).map(([item, answer]) => [Number(item), answer]));
    this.pending = [];
    this.refused = [];
    this.sequence = held;
    this.unsavedSince = null;
  }

  // How many items wait.
  get waiting() {
    return new Set([...this.pending, ...this.refused].map((entry) => entry.item)).size;
  }

  async add(lease, item, { options, flagged }) {
    const base = this.known.get(item) ?? null;
    const entry = { lease, seq: ++this.sequence, item, options: [...options], flagged: Boolean(flagged), base };
    this.refused = this.refused.filter((each) => each.item !== item);
    this.pending.push(entry);
    this.unsavedSince ??= performance.now();
    await this.journal.add(entry).catch(() => {}); // a full disk must not stop the answer from being sent
  }

  batch(size) {
    return this.pending.slice(0, size);
  }

  // The server has these; stored = false: kept as late evidence, not as the answer.
  async settle(batch, { stored = true } = {}) {
    if (stored) for (const { item, options, flagged } of batch) this.known.set(item, { options, flagged });
    this.#drop(batch);
    this.unsavedSince = this.waiting ? performance.now() : null;
    await this.journal.remove(batch).catch(() => {});
  }

  // The server could not read these: shown as not saved, kept in the journal, in nobody's way.
  refuse(batch) {
    this.refused.push(...batch);
    this.#drop(batch);
  }

  #drop(batch) {
    this.pending = this.pending.filter((entry) => !batch.includes(entry));
  }
}
