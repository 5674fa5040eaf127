// After the end: answers that never left this device are offered to the exam office as an answer file, so that nothing is
// dropped with the closed screen. They stay in the journal until the server says that it has taken them.

import { canSeal, sealed } from "./answer_file.js";
import { openJournal } from "./journal.js";
import { takeLast } from "./leaving.js";
import { loadStrings, say } from "./text.js";

const box = document.querySelector("[data-left-over]");
loadStrings(box.querySelector("[data-strings]"));
const { attempt, key } = box.dataset;
const form = box.querySelector("form");
const words = box.querySelector("[data-left-words]");

// The entries of the newest lease; older ones follow when these have been taken.
async function leftOver(journal) {
  for (const entry of takeLast(attempt)) await journal.add(entry);
  const entries = await journal.entries();
  return entries.filter(({ lease }) => lease === entries.at(-1).lease);
}

async function send(entries) {
  const { name, blob } = await sealed({ attempt, key, entries, at: Date.now() });
  const body = new FormData(form);
  body.set("file", blob, name);
  const response = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const taken = page.querySelector("[data-taken]");
  return { taken: Boolean(taken), said: (taken ?? page.querySelector(".field-error"))?.textContent.trim() };
}

async function offer() {
  const journal = await openJournal(attempt);
  const entries = await leftOver(journal);
  if (!entries.length || !canSeal(key)) return;
  words.textContent = say("left_over", { count: new Set(entries.map(({ item }) => item)).size });
  box.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { taken, said } = await send(entries).catch(() => ({}));
    words.textContent = said ?? say("left_failed");
    if (!taken) return;
    await journal.remove(entries);
    form.hidden = true;
  });
}

offer();
