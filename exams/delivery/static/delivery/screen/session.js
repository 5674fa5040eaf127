// One sitting at the paper: begins or resumes a lease, re-sends what the journal still holds, and follows what the
// server says about the attempt. How it ends is told in finish.js.

import { Finish } from "./finish.js";
import { takeLast, together } from "./leaving.js";
import { plan } from "./restore.js";
import { say } from "./text.js";

export class Session {
  constructor(parts) {
    Object.assign(this, parts);
    this.finish = new Finish(parts);
    const { sync, paper } = this;
    paper.addEventListener("answer", ({ detail }) => sync.record(detail.item, paper.answerTo(detail.item)));
    for (const change of ["move", "strike"]) paper.addEventListener(change, () => this.#keepPlace());
    sync.addEventListener("saved", () => this.#keepPlace());
    sync.addEventListener("status", ({ detail }) => this.follow(detail));
    for (const why of ["lease_lost", "unauthorised"]) sync.addEventListener(why, () => this.#lose(why));
  }

  get finished() {
    return this.finish.done;
  }

  // body: a start reply, already adopted by the api.
  async begin(body) {
    const entries = together(await this.journal.entries().catch(() => []), takeLast(this.attempt));
    const { resend, overtaken } = plan(entries, body.answers ?? {});
    this.paper.adopt({ ...body.answers, ...Object.fromEntries(resend.map((each) => [each.item, each])) });
    this.sync.begin(body);
    for (const each of resend) await this.outbox.add(body.lease, each.item, each);
    await this.journal.remove(entries).catch(() => {});
    this.review.leaveFrom = body.leave_from ? Date.parse(body.leave_from) : 0;
    this.paper.lock(false);
    this.notices.resume();
    this.status.close("");
    if (overtaken.length) this.#tellOvertaken(overtaken);
    await this.sync.flush();
  }

  async takeOver() {
    const reply = await this.api.start();
    if (reply.status === 200) {
      await this.begin(reply.body);
      this.follow(reply);
    } else if (reply.status === 409) {
      await this.finish.fetch();
    } else {
      this.notices.alarm(say("take_over_failed"));
    }
  }

  // A reply of the answers protocol: the clock, the end, the state.
  follow({ body, sentAt, receivedAt }) {
    if (this.finished) return;
    this.clock.measure(body.server_now, sentAt, receivedAt);
    this.timer.update(body);
    if (["ended", "closed", "void"].includes(body.state)) return void this.finish.fetch();
    if (this.sync.halted) return;
    const paused = body.state === "paused";
    if (paused) this.notices.stop("paused");
    else if (this.notices.why === "paused") this.notices.resume();
    this.paper.lock(paused || this.timer.over);
  }

  #lose(why) {
    if (this.finished) return;
    this.paper.lock(true);
    this.notices.stop(why, { takeOver: true });
    this.status.close(say(`status_${why}`));
  }

  #tellOvertaken(items) {
    const positions = items.map((item) => this.paper.positionOf(item)).sort((a, b) => a - b);
    this.notices.notify(say("overtaken", { items: positions.join("、") }));
  }

  #keepPlace() {
    const place = { ...this.paper.place(), lastSaved: this.sync.lastSaved };
    this.journal.keepPlace(place).catch(() => {});
  }
}
