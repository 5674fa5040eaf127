// The dialogs of the screen: settings, help, review, palette sheet. Escape and the close button close; focus returns by itself.

export function wireDialogs(root, review) {
  const byName = (name) => root.querySelector(`dialog[data-dialog="${name}"]`);
  for (const opener of root.querySelectorAll("[data-opens]")) {
    opener.addEventListener("click", () => byName(opener.dataset.opens).showModal());
  }
  for (const closer of root.querySelectorAll("dialog [data-closes]")) {
    closer.addEventListener("click", () => closer.closest("dialog").close());
  }
  for (const dialog of root.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // the backdrop
  }
  for (const opener of root.querySelectorAll("[data-open-review]")) opener.addEventListener("click", () => review.open());
  return { help: () => byName("help").showModal() };
}
