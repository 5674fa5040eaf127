// How long to wait before the next try: doubling from one second up to fifteen, with jitter so that a room that lost its
// network does not come back as one wave. The server's Retry-After is a floor.

const FIRST_MS = 1000;
const LONGEST_MS = 15_000;

export function delay(failures, retryAfterSeconds = 0) {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return retryAfterSeconds * 1000 + ceiling * (0.5 + Math.random() / 2);
}

// ms ± 20 %
export const around = (ms) => ms * (0.8 + Math.random() * 0.4);
