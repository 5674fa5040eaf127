// The live room: ticks survive a refresh, a socket hint refreshes at once; without the socket the table is fetched
// every fifteen seconds (htmx).

const form = document.querySelector("[data-room]");
const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

function wireTicks(live, chosen) {
  const boxes = () => [...live.querySelectorAll("[name=attempt]")];
  let ticked = new Set();

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
  });
  live.addEventListener("htmx:afterSwap", () => {
    for (const box of boxes()) box.checked = ticked.has(box.value);
    tell();
  });
  tell();
}

function listen(path, live) {
  let failures = 0;
  const connect = () => {
    const socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
    socket.onopen = () => (failures = 0);
    socket.onmessage = () => live.dispatchEvent(new Event("refetch"));
    socket.onclose = () => {
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
  listen(form.dataset.room, live);
}
