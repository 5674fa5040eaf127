// Which journalled answers must be sent again after a resume. Pure: entries and the server's answers in, a plan out.

// In their order: for some kinds the order is the answer.
const same = (one, other) =>
  Boolean(one.flagged) === Boolean(other.flagged) && JSON.stringify(one.options) === JSON.stringify(other.options);

const BLANK = { options: [], flagged: false };

// entries: unacknowledged, oldest first, each {item, options, flagged, base} where base is the server's answer known
// when it was made. The newest entry of an item is sent again unless the server has it already, or holds an answer that
// this journal neither started from nor made itself: then another device answered later and its answer stays.
export function plan(entries, server) {
  const byItem = new Map();
  for (const entry of entries) byItem.set(entry.item, [...(byItem.get(entry.item) ?? []), entry]);
  const resend = [];
  const overtaken = [];
  for (const [item, chain] of byItem) {
    const held = server[item] ?? BLANK;
    const newest = chain.at(-1);
    const ours = [chain[0].base ?? BLANK, ...chain];
    if (same(held, newest)) continue;
    if (ours.some((each) => same(each, held))) resend.push({ item, options: newest.options, flagged: newest.flagged });
    else overtaken.push(item);
  }
  return { resend, overtaken };
}
