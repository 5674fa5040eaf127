// Puts the exam screen together from a start reply: each part listens to the paper, the clock or the connection.

import { AnswerFile } from "./file_offer.js";
import { Calling } from "./calling.js";
import { Clock } from "./clock.js";
import { wireDialogs } from "./dialogs.js";
import { Ending } from "./end.js";
import { ItemView } from "./item.js";
import { openJournal } from "./journal.js";
import { listen } from "./keys.js";
import { wireLeaving } from "./leaving.js";
import { Messages } from "./messages.js";
import { Notices } from "./notices.js";
import { Outbox } from "./outbox.js";
import { Palette } from "./palette.js";
import { Paper } from "./paper.js";
import { Remarks } from "./remarks.js";
import { Review } from "./review.js";
import { Session } from "./session.js";
import { Settings } from "./settings.js";
import { Signals } from "./signals.js";
import { Hints } from "./socket.js";
import { StatusLine } from "./status.js";
import { Stranded } from "./stranded.js";
import { Suspended } from "./suspended.js";
import { Sync } from "./sync.js";
import { Timer } from "./timer.js";
import { keepAwake } from "./wake.js";
import { reveal } from "./reveal.js";

export async function open(root, api, reply) {
  const { body } = reply;
  const { attempt, socketPath } = root.dataset;
  const settings = new Settings(root, { large: body.large_type });
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
  const messages = new Messages(root, attempt, notices);
  const status = new StatusLine(root, paper, sync);
  const item = new ItemView(root, paper);
  const ending = new Ending(root, { paper, sync });
  const hints = new Hints(socketPath, () => sync.refetch());
  const review = new Review(root, { paper, clock, sync, handIn: () => session.finish.handIn() });
  const { urls } = api;
  const parts = { api, attempt, clock, ending, hints, journal, notices, outbox, paper, review, status, sync, timer, urls };
  const session = new Session(parts);
  new Palette(root, paper);
  await session.begin(body);
  session.follow(reply);
  const suspended = new Suspended(root, paper);
  for (const part of [messages, suspended]) {
    part.update(body);
    sync.addEventListener("status", ({ detail }) => part.update(detail.body));
  }
  settings.rememberTime(timer);
  const dialogs = wireDialogs(root, review);
  root.querySelector("[data-continue]").addEventListener("click", () => session.takeOver());
  new AnswerFile(root, { attempt, clock, sync, key: body.file_key });
  new Stranded({ ending, session, sync, timer });
  if (root.dataset.sealed) {
    new Calling(root, api);
    new Remarks(root, api, paper);
    new Signals(api, () => !session.finished && !sync.halted && !notices.paused);
  }
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
    () => settings.values.keys && !session.finished && !notices.paused,
  );
  reveal(root, body, journal);
  paper.go(paper.index);
  if (notices.paused) notices.veil.focus();
  keepAwake(() => session.finished);
  hints.start();
}
