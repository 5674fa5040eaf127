// Sentences arrive translated in a template of the page (<p data-string="key">…{name}…</p>); here only their {names} are
// filled in.

const sentences = new Map();

export function loadStrings(holder) {
  for (const element of holder.content.querySelectorAll("[data-string]")) {
    sentences.set(element.dataset.string, element.textContent.trim().replace(/\s+/g, " "));
  }
}

export function say(key, values = {}) {
  const sentence = sentences.get(key) ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// The sentence of a code the page knows; other words (typed by staff) stay as they are.
export const sayOr = (key, words) => (sentences.has(key) ? say(key) : words);

const taipei = (options) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Taipei", hourCycle: "h23", ...options });
const withSeconds = taipei({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const withMinutes = taipei({ hour: "2-digit", minute: "2-digit" });

// 10:31:08, Taiwan time, of an ISO instant or milliseconds.
export const timeOfDay = (instant) => withSeconds.format(new Date(instant));
export const hourAndMinute = (instant) => withMinutes.format(new Date(instant));

// mm:ss of a duration in milliseconds; whole hours stay in the minutes, as on the paper (100 minutes = 100:00).
export function mmss(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}
