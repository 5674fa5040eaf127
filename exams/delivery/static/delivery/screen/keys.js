// Single keys while no field is being typed in and no dialog is open; they can be switched off. Alt+T always works.

const TYPED_IN = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button])";

const pressed = (event) => {
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase(); // also under a Chinese input method
  if (event.code.startsWith("Digit") && !event.shiftKey) return event.code.slice(5);
  return event.key;
};

// actions: {choose(place), previous, next, flag, summary, help, speak}; enabled(): whether single keys are on.
export function listen(actions, enabled) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyT") {
      event.preventDefault();
      actions.speak();
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || !enabled()) return;
    if (event.target.closest(TYPED_IN) || document.querySelector("dialog[open]")) return;
    const action = find(pressed(event), actions);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function find(key, actions) {
  const place = "abcd".indexOf(key) >= 0 ? "abcd".indexOf(key) : "1234".indexOf(key);
  if (key.length === 1 && place >= 0) return () => actions.choose(place);
  return { n: actions.next, p: actions.previous, m: actions.flag, s: actions.summary, "?": actions.help }[key];
}
