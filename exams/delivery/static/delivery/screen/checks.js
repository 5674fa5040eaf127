// Does this device keep answers while the network is away, and does it reach the server? Tried for real, before Start.

import { around } from "./backoff.js";
import { openJournal } from "./journal.js";
import { say } from "./text.js";

const RETRY_MS = 3000;
const IN_APP = /\b(FBAN|FBAV|FB_IAB|Instagram|Line)\b\/?/;

// LINE, Facebook and Instagram open links in a browser of their own that may close the page behind the candidate's back.
export const inAppBrowser = (agent) => IN_APP.test(agent);

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

const serverAnswers = () =>
  fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(8000) })
    .then((response) => response.ok)
    .catch(() => false);

// Resolves once the server has been reached; a missing journal is told but does not keep anybody out.
export async function checkDevice(root) {
  const keeps = await journalKeeps();
  show(root, "journal", keeps ? "fine" : "weak", say(keeps ? "fine" : "journal_missing"));
  while (!(await serverAnswers())) {
    show(root, "server", "weak", say("server_missing"));
    await new Promise((resolve) => setTimeout(resolve, around(RETRY_MS)));
  }
  show(root, "server", "fine", say("fine"));
}
