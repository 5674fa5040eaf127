// The last words before the page goes: what has just been typed becomes an answer, and what is still unsent is also kept
// in this tab's session storage, because the journal's database may not write any more at that moment.

const key = (attempt) => `exam-last-${attempt}`;

// To be wired before the connection is: its last message then carries what was typed. unsent(): the entries that wait.
export function wireLeaving(attempt, settle, unsent) {
  addEventListener("pagehide", () => {
    settle();
    try {
      sessionStorage.setItem(key(attempt), JSON.stringify(unsent()));
    } catch {
      // Storage refused: the last message alone carries it.
    }
  });
  // Reloading without a network would leave the candidate without a screen; the answers would wait in the journal.
  addEventListener("beforeunload", (event) => unsent().length && event.preventDefault());
  addEventListener("pageshow", ({ persisted }) => persisted && takeLast(attempt)); // the page lives on and knows it all
}

export function takeLast(attempt) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key(attempt)) ?? "[]");
    sessionStorage.removeItem(key(attempt));
    return kept;
  } catch {
    return [];
  }
}

// Journalled entries and last words, each once, oldest first.
export function together(entries, last) {
  const all = new Map([...entries, ...last].map((entry) => [`${entry.lease}/${entry.seq}`, entry]));
  return [...all.values()].sort((one, other) => one.lease - other.lease || one.seq - other.seq);
}
