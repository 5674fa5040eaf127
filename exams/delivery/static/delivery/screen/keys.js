// Single keys while no field is being typed in and no dialog is open; they can be switched off. Alt+T always works.

const TYPED_IN = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button])";

const pressed = (event) => {
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase(); // also under a Chinese input method
  if (event.code.startsWith("Digit") && !event.shiftKey) return event.code.slice(5);
  return event.key;
};

// actions: {press(key) → whether the item took it, previous, next, flag, summary, help, speak}; enabled(): whether single
// keys are on.
export function listen(actions, enabled) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyT") {
      event.preventDefault();
      actions.speak();
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || !enabled()) return;
    if (event.isComposing || event.target.closest(TYPED_IN) || document.querySelector("dialog[open]")) return;
    const key = pressed(event);
    if (!actions.press(key)) {
      const action = find(key, actions);
      if (!action) return;
      action();
    }
    event.preventDefault();
  });
}

const find = (key, { next, previous, flag, summary, help }) =>
  ({ n: next, p: previous, m: flag, s: summary, "?": help })[key];
