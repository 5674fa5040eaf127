// What the kinds have in common: the order of server-made parts, their letters, which key means which place.
//
// Every kind is a module with mount(root, {order, response, struck, locked, onChange, onStrike}) and placeOf(key).
// mount() takes over the controls of a face and returns
//   response()        the answer as strings, [] for none
//   show(response)    display an answer that was made elsewhere
//   lock(locked)      whether the controls can be used
//   choose(place)     pick what stands at a place (from 0); false where there is nothing to pick
//   flush()           tell of what has been typed and not yet told

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PLACES = "abcdefghij";

// The parts inside a holder in the order of ids; what the order does not name follows.
export function arrange(holder, order = []) {
  const parts = new Map([...holder.children].map((part) => [part.dataset.part, part]));
  for (const id of order) if (parts.has(id)) holder.append(parts.get(id));
  for (const [id, part] of parts) if (order.length && !order.includes(id)) holder.append(part);
  return [...holder.children];
}

// Letters by place; returns them by part id.
export function letter(parts) {
  const letters = new Map();
  parts.forEach((part, place) => {
    letters.set(part.dataset.part, LETTERS[place]);
    const sign = part.querySelector("[data-letter]");
    if (sign) sign.textContent = LETTERS[place];
  });
  return letters;
}

// A–J and 1–9, 0 are the first ten places; -1 for any other key.
export function placeOf(key) {
  if (key.length !== 1) return -1;
  return key === "0" ? 9 : Math.max(PLACES.indexOf(key), "123456789".indexOf(key));
}

export const noPlace = () => -1;

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
