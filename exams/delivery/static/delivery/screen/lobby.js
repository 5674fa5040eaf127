// The lobby: what still stands between the candidate and Start is said in one sentence, and Start hands over to the screen.

import { Api } from "./api.js";
import { isKeptOut, showWayOut } from "./browsers.js";
import { checkDevice } from "./checks.js";
import { Clock } from "./clock.js";
import { handOver } from "./handover.js";
import { Hints, WAITING } from "./socket.js";
import { loadStrings, mmss, say } from "./text.js";

const root = document.querySelector("[data-lobby]");
loadStrings(root.querySelector("[data-strings]"));
const part = (name) => root.querySelector(`[data-${name}]`);
const { attempt, answersUrl, ticket, screenUrl, socketPath } = root.dataset;
const api = new Api({ answers: answersUrl, lobby: location.href }, ticket);
const clock = new Clock();
clock.measure(root.dataset.now, 0, performance.now());
const keptOut = isKeptOut(root, navigator.userAgent);
let opens = 0;
let checked = false;
let busy = false;

// The start may be moved for a room or a round.
function adopt({ opensAt, phase }) {
  opens = opensAt ? Date.parse(opensAt) : 0;
  root.dataset.phase = phase;
}

function tell(notices) {
  if (notices.textContent !== part("notices").textContent) part("notices").replaceChildren(...notices.childNodes);
}

// Why Start must wait, or "".
function obstacle() {
  if (keptOut) return say("wait_browser");
  const { phase } = root.dataset;
  if (phase === "door") return say("wait_admission");
  if (phase === "late") return say("wait_late");
  if (!checked) return say("wait_checks");
  if (!part("agree").checked) return say("wait_rules");
  return clock.now() < opens ? say("wait_opens") : "";
}

function refresh() {
  const left = opens - clock.now();
  part("countdown").textContent = left > 0 ? say("countdown", { left: mmss(left) }) : "";
  const why = busy ? say("starting") : obstacle() || say("ready");
  if (part("wait").textContent !== why) part("wait").textContent = why;
  part("start").setAttribute("aria-disabled", String(busy || Boolean(obstacle())));
}

async function start() {
  refresh();
  if (busy || obstacle()) return;
  busy = true;
  part("problem").textContent = "";
  refresh();
  const reply = await api.start();
  if (reply.status === 200) {
    handOver(attempt, reply);
    location.assign(screenUrl);
    return;
  }
  busy = false;
  part("problem").textContent = reply.status ? (reply.body.message ?? say("start_refused")) : say("start_failed");
  await look();
  refresh();
}

// Admission happens at the invigilator's desk: look at this page again and take over its state.
async function look() {
  try {
    const sentAt = performance.now();
    const response = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-lobby]");
    if (!fresh) return void location.reload();
    clock.measure(fresh.dataset.now, sentAt, performance.now());
    adopt(fresh.dataset);
    if (opens) part("opens").textContent = fresh.querySelector("[data-opens]").textContent;
    api.ticket = fresh.dataset.ticket;
    tell(fresh.querySelector("[data-notices]"));
    refresh();
  } catch {
    // Offline: the next look will tell.
  }
}

adopt(root.dataset);
showWayOut(part("in-app"), navigator.userAgent, location.href);
part("agree").addEventListener("change", refresh);
part("start").addEventListener("click", start);
setInterval(refresh, 1000);
refresh();
checkDevice(root, answersUrl).then(() => {
  checked = true;
  part("checks-said").textContent = say("checks_done");
  refresh();
});
if (["wait", "door", "ready"].includes(root.dataset.phase)) new Hints(socketPath, look, WAITING).start();
