// A text field that tells its value a moment after the last key. While an input method is composing, nothing is told:
// half a syllable is not an answer.

const PAUSE_MS = 600;
const UNWANTED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu;

const plain = (text) => text.replace(UNWANTED, " ");

// tell(): the value has changed. Returns {value(), show(text), flush(), isPending()}.
export function watchTyping(field, tell) {
  let timer = null;
  let composing = false;
  let settled = field.value; // what stood there before the input method began

  function flush() {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    tell();
  }

  function edited() {
    if (composing) return;
    settled = field.value;
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE_MS);
  }

  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => {
    composing = false;
    edited();
  });
  field.addEventListener("input", edited);
  field.addEventListener("blur", flush);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // a form would be sent
    flush();
  });

  return {
    value: () => plain(settled),
    show(text) {
      clearTimeout(timer);
      timer = null;
      settled = text;
      field.value = text;
    },
    flush,
    isPending: () => composing || timer !== null,
  };
}
