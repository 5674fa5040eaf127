// LINE, Facebook and Instagram open links in a browser of their own that may close the page behind the candidate's back:
// a sealed sitting does not start there, a mock only warns.

const APPS = { line: /\bLine\/\d/i, facebook: /\b(FBAN|FBAV|FB_IAB|FBIOS)\b/, instagram: /\bInstagram\b/ };

// "line", "facebook", "instagram" or "".
export const inAppBrowser = (agent) => Object.keys(APPS).find((name) => APPS[name].test(agent)) ?? "";

// root: an element with data-sealed for a sealed sitting.
export const isKeptOut = (root, agent) => Boolean(root.dataset.sealed) && Boolean(inAppBrowser(agent));

// Says how to get out: LINE follows a parameter of its own, the others need their menu or the copied address.
export function showWayOut(box, agent, address) {
  const app = inAppBrowser(agent);
  box.hidden = !app;
  if (!app) return;
  for (const way of box.querySelectorAll("[data-way]")) way.hidden = way.dataset.way !== app;
  const outside = new URL(address);
  outside.searchParams.set("openExternalBrowser", "1");
  box.querySelector("[data-open-outside]").href = outside.href;
  const said = box.querySelector("[data-copied]");
  box.querySelector("[data-copy-address]").addEventListener("click", () => copy(address, box, said));
}

async function copy(address, box, said) {
  try {
    await navigator.clipboard.writeText(address);
    said.hidden = false;
  } catch {
    getSelection().selectAllChildren(box.querySelector("[data-address]")); // to be copied by hand
  }
}
