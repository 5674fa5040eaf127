// The live room: ticks, focus and scrolling survive a refresh, a socket hint refreshes at once; without the socket the
// table is fetched every fifteen seconds (htmx). Only what is new and needs somebody is read out.

const form = document.querySelector("[data-room]");
const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
const SIGNED_OUT = 4401;
const RELIEVED = 4404;

function wireTicks(live, chosen) {
  const boxes = () => [...live.querySelectorAll("[name=attempt]")];
  const sideways = () => live.querySelector(".table-scroll");
  let ticked = new Set();
  let left = 0;

  const tell = () => {
    const n = boxes().filter((box) => box.checked).length;
    chosen.textContent = n ? chosen.dataset.some.replace("{n}", n) : chosen.dataset.none;
  };
  const wanted = {
    all: () => true,
    none: () => false,
    admittable: (box) => box.dataset.state === "prepared",
  };
  form.addEventListener("click", ({ target }) => {
    const choice = target.closest("[data-tick]")?.dataset.tick;
    if (!choice) return;
    for (const box of boxes()) box.checked = wanted[choice](box);
    tell();
  });
  live.addEventListener("change", tell);
  live.addEventListener("htmx:beforeSwap", () => {
    ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    left = sideways()?.scrollLeft ?? 0;
  });
  live.addEventListener("htmx:afterSwap", () => {
    for (const box of boxes()) box.checked = ticked.has(box.value);
    if (sideways()) sideways().scrollLeft = left;
    tell();
  });
  tell();
}

function announce(live, news) {
  const calls = () => [...live.querySelectorAll("[data-call-id]")];
  const orders = () => [...live.querySelectorAll("[data-order-id]")].map((each) => each.dataset.orderId);
  let known = new Set();
  const note = (quiet) => {
    const fresh = calls().filter((row) => !known.has(row.dataset.callId));
    const asked = orders().some((id) => !known.has(id));
    known = new Set([...calls().map((row) => row.dataset.callId), ...orders()]);
    if (quiet) return;
    const said = fresh.length ? [news.dataset.call.replace("{seats}", fresh.map((row) => row.dataset.seat).join("、"))] : [];
    if (asked) said.push(news.dataset.order);
    if (said.length) news.textContent = said.join("。");
  };
  live.addEventListener("htmx:afterSwap", () => note(false));
  note(true);
}

function listen(path, live) {
  let failures = 0;
  const connect = () => {
    const socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
    socket.onopen = () => (failures = 0);
    socket.onmessage = () => live.dispatchEvent(new Event("refetch"));
    socket.onclose = ({ code }) => {
      if (code === SIGNED_OUT || code === RELIEVED) return location.reload();
      failures += 1;
      const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) * (0.5 + Math.random() / 2);
      setTimeout(connect, wait);
    };
  };
  connect();
}

if (form) {
  const live = form.querySelector("[data-live]");
  wireTicks(live, form.querySelector("[data-chosen]"));
  announce(live, form.querySelector("[data-news]"));
  listen(form.dataset.room, live);
}
