// Does this device keep answers while the network is away, and does it reach the server? Tried for real, before Start.

import { around } from "./backoff.js";
import { openJournal } from "./journal.js";
import { say } from "./text.js";

const RETRY_MS = 3000;
function show(root, name, result, outcome) {
  const row = root.querySelector(`[data-check="${name}"]`);
  row.dataset.result = result;
  row.querySelector("[data-outcome]").textContent = outcome;
}

async function journalKeeps() {
  const probe = { lease: 0, seq: 1, item: 0, options: [], flagged: false, base: null };
  try {
    const journal = await openJournal("device-check");
    await journal.add(probe);
    const kept = (await journal.entries()).length === 1;
    await journal.forget();
    await journal.remove([probe]);
    return journal.durable && kept;
  } catch {
    return false;
  }
}

const asks = (url, options, isFine) =>
  fetch(url, { cache: "no-store", signal: AbortSignal.timeout(8000), ...options })
    .then((response) => isFine(response.status))
    .catch(() => false);

// Looks until it is fine; Start waits for it.
async function until(root, name, works) {
  while (!(await works())) {
    show(root, name, "weak", say("server_missing"));
    await new Promise((resolve) => setTimeout(resolve, around(RETRY_MS)));
  }
  show(root, name, "fine", say("fine"));
}

// Resolves once the server has been reached and its answers' path too: there a message without a token is refused with
// 401, and by nobody before it. A missing journal is told but does not keep anybody out.
export async function checkDevice(root, answersUrl) {
  const keeps = await journalKeeps();
  show(root, "journal", keeps ? "fine" : "weak", say(keeps ? "fine" : "journal_missing"));
  await until(root, "server", () => asks(location.href, {}, (status) => status === 200));
  const probe = { method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" }, body: "{}" };
  await until(root, "saving", () => asks(answersUrl, probe, (status) => status === 401));
}
