// Light, dark or as the system says; cream too where the page offers reading modes (the exam screen).
// Loaded render-blocking, so a stored choice applies before the first paint.
const KEY = "theme";
const root = document.documentElement;

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden; the system's choice stays
  }
}

function allowed(choice) {
  return choice === "light" || choice === "dark" || (choice === "cream" && root.hasAttribute("data-reading-modes"));
}

export function current() {
  return root.dataset.theme || "auto";
}

export function choose(choice) {
  try {
    if (choice === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // the choice holds for this page only
  }
  apply(choice);
  mark();
}

function apply(choice) {
  if (allowed(choice)) root.dataset.theme = choice;
  else delete root.dataset.theme;
}

function mark() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current()));
  }
}

function bind() {
  mark();
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.addEventListener("click", () => choose(button.dataset.themeChoice));
  }
}

apply(stored());
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", bind);
else bind();
