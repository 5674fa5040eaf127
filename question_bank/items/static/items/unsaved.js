// Leaving a form with changes asks first. Sending it does not.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = "guardChanged" in form.dataset;
  const own = (field) => !field.closest(".face");

  form.addEventListener("input", (event) => {
    if (own(event.target)) changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  // A preview fetched in place sends nothing for good.
  document.addEventListener("htmx:afterRequest", () => {
    changed = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
