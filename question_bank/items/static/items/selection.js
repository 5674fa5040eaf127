// Ticks of the list: "all on this page", and how many are ticked beside the button that exports them.
for (const form of document.querySelectorAll("[data-selection]")) {
  const all = form.querySelector("[data-select-all]");
  const figure = form.querySelector("[data-selected]");
  const ticks = [...form.querySelectorAll("input[name='item']")];

  function tell() {
    const chosen = ticks.filter((tick) => tick.checked).length;
    if (figure) figure.textContent = chosen ? String(chosen) : "";
    if (!all) return;
    all.checked = chosen === ticks.length;
    all.indeterminate = chosen > 0 && chosen < ticks.length;
  }

  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const tick of ticks) tick.checked = all.checked;
      tell();
    });
  }
  for (const tick of ticks) tick.addEventListener("change", tell);
  tell();
}
