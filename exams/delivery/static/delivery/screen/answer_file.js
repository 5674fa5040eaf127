// The encrypted answer file (docs/answers-protocol.md): what the server has not acknowledged, under AES-256-GCM with the
// attempt's own key and the attempt's id as additional data, so that no other attempt accepts it.

const FORMAT = "greenstep-answers";
const VERSION = 1;

export const canSeal = (key) => Boolean(key && globalThis.crypto?.subtle);

const toBytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

function toText(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

// entries: [{lease, seq, item, options, flagged}] of one lease, at least one; key: Base64 of 32 bytes; at: instant in ms on
// the server's clock. Resolves to {name, blob}.
export async function sealed({ attempt, key, entries, at }) {
  const events = entries.map(({ seq, item, options, flagged }) => ({ seq, item, options, flagged: Boolean(flagged) }));
  const saved_at = new Date(at).toISOString();
  const inside = { version: VERSION, attempt, lease: entries[0].lease, saved_at, events };
  const words = new TextEncoder();
  const secret = await crypto.subtle.importKey("raw", toBytes(key), "AES-GCM", false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: words.encode(attempt) };
  const data = await crypto.subtle.encrypt(how, secret, words.encode(JSON.stringify(inside)));
  const outside = { format: FORMAT, version: VERSION, attempt, iv: toText(iv), data: toText(new Uint8Array(data)) };
  const name = `${FORMAT}-${attempt.slice(0, 8)}-${saved_at.slice(11, 19).replaceAll(":", "")}.json`;
  return { name, blob: new Blob([JSON.stringify(outside)], { type: "application/json" }) };
}
