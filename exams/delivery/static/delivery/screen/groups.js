// The parts of the shared stem that an item belongs to: {first, last} positions, or null.

export function groupOf(items, { stimulus }) {
  if (stimulus === null || stimulus === undefined) return null;
  const positions = items.filter((each) => each.stimulus === stimulus).map((each) => each.position);
  return { first: Math.min(...positions), last: Math.max(...positions) };
}
