// Puts the exam screen together: start or resume, then each part listens to the paper, the clock or the connection.

import { Api } from "./api.js";
import { Clock } from "./clock.js";
import { wireDialogs } from "./dialogs.js";
import { Ending } from "./end.js";
import { takeHandover } from "./handover.js";
import { ItemView } from "./item.js";
import { openJournal } from "./journal.js";
import { listen } from "./keys.js";
import { wireLeaving } from "./leaving.js";
import { Notices } from "./notices.js";
import { Outbox } from "./outbox.js";
import { Palette } from "./palette.js";
import { Paper } from "./paper.js";
import { Review } from "./review.js";
import { Session } from "./session.js";
import { Settings } from "./settings.js";
import { Hints } from "./socket.js";
import { StatusLine } from "./status.js";
import { Sync } from "./sync.js";
import { loadStrings, say } from "./text.js";
import { Timer } from "./timer.js";

const root = document.querySelector("[data-exam]");
loadStrings(document.querySelector("[data-strings]"));
const { attempt, startUrl, answersUrl, handInUrl, lobbyUrl, socketPath } = root.dataset;
const urls = { start: startUrl, answers: answersUrl, handIn: handInUrl, lobby: lobbyUrl };
const settings = new Settings(root);
const api = new Api(urls, root.querySelector("[name=csrfmiddlewaretoken]").value);

async function enter() {
  const handed = takeHandover(attempt);
  if (handed) api.adopt(handed.body);
  else if (root.dataset.state === "admitted" || root.dataset.state === "prepared") return location.replace(lobbyUrl);
  const reply = handed ?? (await api.start());
  if (reply.status === 200) return open(reply);
  if (reply.status === 409) return location.replace(lobbyUrl);
  root.querySelector("[data-loading]").textContent = say("cannot_connect");
  setTimeout(enter, 3000);
}

async function open(reply) {
  const { body } = reply;
  const journal = await openJournal(attempt);
  const place = await journal.place().catch(() => ({}));
  const paper = new Paper(body, place);
  const clock = new Clock();
  clock.measure(body.server_now, reply.sentAt, reply.receivedAt);
  const outbox = new Outbox(journal);
  wireLeaving(attempt, paper.settle, () => outbox.pending);
  const sync = new Sync(api, outbox);
  sync.lastSaved = place.lastSaved ?? null;
  const notices = new Notices(root);
  const timer = new Timer(root, clock, notices);
  const status = new StatusLine(root, paper, sync);
  const item = new ItemView(root, paper);
  const ending = new Ending(root, { paper, sync });
  const hints = new Hints(socketPath, () => sync.refetch());
  const review = new Review(root, { paper, clock, sync, handIn: () => session.finish.handIn() });
  const parts = { api, attempt, clock, ending, hints, journal, notices, outbox, paper, review, status, sync, timer, urls };
  const session = new Session(parts);
  new Palette(root, paper);
  await session.begin(body);
  session.follow(reply);
  settings.rememberTime(timer);
  const dialogs = wireDialogs(root, review);
  root.querySelector("[data-continue]").addEventListener("click", () => session.takeOver());
  listen(
    {
      press: (key) => item.press(key),
      previous: () => item.step(-1),
      next: () => item.step(1),
      flag: () => paper.toggleFlag(paper.current.item),
      summary: () => review.open(),
      help: () => dialogs.help(),
      speak: () => timer.speak(),
    },
    () => settings.values.keys && !session.finished,
  );
  reveal(body, journal);
  paper.go(paper.index);
  hints.start();
}

function reveal({ candidate, seat, title_zh: zh, title_en: en }, journal) {
  const title = document.documentElement.lang.startsWith("en") ? en : zh;
  if (title) root.querySelector("[data-title]").textContent = title;
  root.querySelector("[data-candidate]").textContent = candidate ?? "";
  root.querySelector("[data-seat]").textContent = seat ?? "";
  root.querySelector("[data-no-journal]").hidden = journal.durable;
  root.querySelector("[data-loading]").hidden = true;
  for (const part of root.querySelectorAll("[data-during]")) part.hidden = false;
}

enter();
