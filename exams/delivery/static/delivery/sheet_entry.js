// Typing an answer sheet without looking at the screen: a letter of a single-choice row goes on to the next row, a blank
// is the space bar, several letters of a row are typed while Shift is held or in rows that take several, Enter goes on.

const form = document.querySelector("[data-sheet-entry]");
const rows = form ? [...form.querySelectorAll("input[data-letters]")] : [];
const status = form?.querySelector("[data-entry-status]");
const BLANK = "-";

function tell() {
  const left = rows.filter((row) => !row.value).length;
  if (status) status.textContent = left ? form.dataset.left.replace("{n}", left) : form.dataset.full;
}

function go(row, by) {
  const next = rows[rows.indexOf(row) + by];
  if (next) {
    next.focus();
    next.select();
  } else if (by > 0) {
    form.querySelector("button[type=submit]").focus();
  }
}

function mark(row, letter, adds) {
  const known = adds ? row.value.toUpperCase().replace(BLANK, "") : "";
  const marks = new Set(known);
  if (marks.has(letter)) marks.delete(letter);
  else marks.add(letter);
  row.value = [...marks].sort().join("");
}

function onKey(event) {
  const row = event.target;
  if (!rows.includes(row) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const key = event.key.toUpperCase();
  const several = "several" in row.dataset || event.shiftKey;
  if (key.length === 1 && row.dataset.letters.includes(key)) {
    mark(row, key, several);
    if (!several) go(row, 1);
  } else if (key === " " || key === BLANK) {
    row.value = BLANK;
    go(row, 1);
  } else if (key === "ENTER" || key === "ARROWRIGHT" || key === "ARROWDOWN") {
    go(row, 1);
  } else if (key === "ARROWLEFT" || key === "ARROWUP" || (key === "BACKSPACE" && !row.value)) {
    go(row, -1);
  } else if (key.length > 1) {
    return; // Tab, Delete and the like; a sign that the row does not have changes nothing
  }
  event.preventDefault();
  tell();
}

if (rows.length) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("input", tell); // a telephone's keyboard sends no keys
  const first = rows.find((row) => !row.value) ?? rows[0];
  first.focus();
  tell();
}
