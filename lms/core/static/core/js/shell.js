// The frame's small behaviours: the phone menu, drop-downs that close, errors that get the focus.
for (const button of document.querySelectorAll("[data-menu-toggle]")) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    const open = menu.toggleAttribute("data-open");
    button.setAttribute("aria-expanded", String(open));
  });
}

const dropdowns = [...document.querySelectorAll("details[data-dropdown]")];

function close(dropdown, { refocus = false } = {}) {
  if (!dropdown.open) return;
  dropdown.open = false;
  if (refocus) dropdown.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  for (const dropdown of dropdowns) if (!dropdown.contains(event.target)) close(dropdown);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const dropdown of dropdowns) close(dropdown, { refocus: dropdown.contains(document.activeElement) });
});
for (const dropdown of dropdowns) {
  dropdown.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !dropdown.contains(event.relatedTarget)) close(dropdown);
  });
}

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  document.title = `${summary.dataset.titlePrefix} ${document.title}`;
  summary.focus();
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
