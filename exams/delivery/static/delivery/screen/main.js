// Start or resume: the reply of the lobby's Start is taken over, a reload asks again. What then stands on the screen is put
// together in exam.js.

import { Api } from "./api.js";
import { isKeptOut } from "./browsers.js";
import { open } from "./exam.js";
import { takeHandover } from "./handover.js";
import { loadStrings, say } from "./text.js";

const root = document.querySelector("[data-exam]");
loadStrings(document.querySelector("[data-strings]"));
const { attempt, answersUrl, ticket, lobbyUrl } = root.dataset;
const api = new Api({ answers: answersUrl, lobby: lobbyUrl }, ticket);

async function enter() {
  if (isKeptOut(root, navigator.userAgent)) return location.replace(lobbyUrl);
  const handed = takeHandover(attempt);
  if (handed) api.adopt(handed.body);
  else if (root.dataset.state === "admitted" || root.dataset.state === "prepared") return location.replace(lobbyUrl);
  const reply = handed ?? (await api.start());
  if (reply.status === 200) return open(root, api, reply);
  if ([401, 409].includes(reply.status)) return location.replace(lobbyUrl);
  root.querySelector("[data-loading]").textContent = say("cannot_connect");
  setTimeout(enter, 3000);
}

enter();
