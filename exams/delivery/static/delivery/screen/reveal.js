// The paper has come: title, candidate and seat are filled in and the parts of the screen shown.

import { say } from "./text.js";

export function reveal(root, { candidate, seat, title_zh: zh, title_en: en, rest_minutes: rest }, journal) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const title = document.documentElement.lang.startsWith("en") ? en : zh;
  if (title) part("title").textContent = title;
  part("candidate").textContent = candidate ?? "";
  part("seat").textContent = seat ?? "";
  part("no-journal").hidden = journal.durable;
  part("rest").hidden = !rest;
  part("rest").textContent = rest ? say("rest", { n: rest }) : "";
  part("loading").hidden = true;
  for (const each of root.querySelectorAll("[data-during]")) each.hidden = false;
}
