// The lobby's start reply, handed to the screen once through this tab's session storage and removed when read.

const key = (attempt) => `exam-start-${attempt}`;

export function handOver(attempt, reply) {
  const age = performance.now() - (reply.sentAt + reply.receivedAt) / 2;
  try {
    sessionStorage.setItem(key(attempt), JSON.stringify({ body: reply.body, measured: Date.now() - age }));
  } catch {
    // Storage refused: the screen asks again and resumes.
  }
}

export function takeHandover(attempt) {
  try {
    const kept = sessionStorage.getItem(key(attempt));
    sessionStorage.removeItem(key(attempt));
    if (!kept) return null;
    const { body, measured } = JSON.parse(kept);
    const at = performance.now() - (Date.now() - measured);
    // Some seconds old at most; counted as a slow round trip, so that any later reply is preferred.
    return { status: 200, body, sentAt: at - 1000, receivedAt: at + 1000 };
  } catch {
    return null;
  }
}
