// What the candidate chose, written to IndexedDB before it is sent, removed when the server has it.
// Where the browser offers no IndexedDB the journal lives in memory and says so (durable = false).

const NAME = "exam-journal";
const KEPT_MS = 3 * 24 * 60 * 60 * 1000;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const committed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });

function openDatabase() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    const answers = opening.result.createObjectStore("answers", { keyPath: ["attempt", "lease", "seq"] });
    answers.createIndex("attempt", "attempt");
    opening.result.createObjectStore("places", { keyPath: "attempt" });
  };
  return done(opening);
}

class Memory {
  durable = false;
  #entries = new Map();
  #place = {};
  add = async (entry) => void this.#entries.set(`${entry.lease}/${entry.seq}`, entry);
  remove = async (entries) => entries.forEach(({ lease, seq }) => this.#entries.delete(`${lease}/${seq}`));
  entries = async () => [...this.#entries.values()];
  place = async () => this.#place;
  keepPlace = async (place) => void (this.#place = place);
  forget = async () => this.#entries.clear();
}

class Journal {
  durable = true;

  constructor(database, attempt) {
    this.database = database;
    this.attempt = attempt;
  }

  async add(entry) {
    const writing = this.database.transaction("answers", "readwrite", { durability: "strict" });
    writing.objectStore("answers").put({ ...entry, attempt: this.attempt });
    await committed(writing);
  }

  async remove(entries) {
    const writing = this.database.transaction("answers", "readwrite");
    for (const { lease, seq } of entries) writing.objectStore("answers").delete([this.attempt, lease, seq]);
    await committed(writing);
  }

  // Unacknowledged entries of this attempt, oldest first (the key is lease, then seq).
  entries() {
    const reading = this.database.transaction("answers");
    return done(reading.objectStore("answers").index("attempt").getAll(this.attempt));
  }

  // Where the candidate was: {index, seen, struck}.
  async place() {
    return (await done(this.database.transaction("places").objectStore("places").get(this.attempt))) ?? {};
  }

  async keepPlace(place) {
    const writing = this.database.transaction("places", "readwrite");
    writing.objectStore("places").put({ ...place, attempt: this.attempt, at: Date.now() });
    await committed(writing);
  }

  // After the end nothing stays on a shared computer; places left behind by others go after three days.
  async forget() {
    const writing = this.database.transaction(["answers", "places"], "readwrite");
    const places = writing.objectStore("places");
    places.delete(this.attempt);
    for (const place of await done(places.getAll())) if (Date.now() - place.at > KEPT_MS) places.delete(place.attempt);
    await committed(writing);
  }
}

export async function openJournal(attempt) {
  try {
    return new Journal(await openDatabase(), attempt);
  } catch {
    return new Memory();
  }
}
