// Rows of the editor: added and removed in place. Without script a button sends the form and comes back with one more.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

for (const list of document.querySelectorAll("[data-rows]")) {
  const name = list.dataset.rows;
  const holder = list.querySelector("[data-rows-list]");
  const blank = list.querySelector("[data-rows-blank]");
  const add = list.querySelector("[data-rows-add]");
  const total = list.querySelector(`input[name='${name}-TOTAL_FORMS']`);

  function mark() {
    const rows = [...holder.children].filter((row) => !row.hidden);
    rows.forEach((row, index) => {
      const sign = row.querySelector("[data-row-mark]");
      if (sign) sign.textContent = list.dataset.mark === "letter" ? LETTERS[index] : String(index + 1);
    });
    if (add) add.hidden = Number(total.value) >= LETTERS.length;
  }

  function dress(row) {
    const remove = row.querySelector("[data-row-remove]");
    remove.hidden = false;
    remove.addEventListener("click", () => {
      // The server leaves blank rows out, so a removed one is emptied and hidden.
      for (const field of row.querySelectorAll("input, textarea, select")) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = false;
        else field.value = "";
      }
      row.hidden = true;
      mark();
      list.dispatchEvent(new Event("input", { bubbles: true }));
      (add ?? list.querySelector("textarea, input"))?.focus();
    });
  }

  add?.addEventListener("click", (event) => {
    event.preventDefault();
    const row = document.createElement("div");
    row.append(blank.content.cloneNode(true));
    const made = row.firstElementChild;
    for (const node of made.querySelectorAll("[id], [name], [for]")) {
      for (const key of ["id", "name", "for"]) {
        if (node.hasAttribute(key)) node.setAttribute(key, node.getAttribute(key).replace("__prefix__", total.value));
      }
    }
    total.value = String(Number(total.value) + 1);
    holder.append(made);
    dress(made);
    mark();
    made.querySelector("textarea, input:not([type='hidden'])").focus();
  });

  for (const row of holder.children) dress(row);
  mark();
}
