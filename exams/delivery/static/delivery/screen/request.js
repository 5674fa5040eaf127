// One HTTP request that never throws: it resolves to {status, body, retryAfter, sentAt, receivedAt}; status 0 means that no
// answer arrived.

const TIMEOUT_MS = 8_000;

export const asJson = { "Content-Type": "application/json", Accept: "application/json" };

export async function request(url, { timeout = TIMEOUT_MS, ...options }) {
  const sentAt = performance.now();
  try {
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(url, { cache: "no-store", credentials: "same-origin", signal, ...options });
    const body = await response.json().catch(() => ({}));
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    return { status: response.status, body, retryAfter, sentAt, receivedAt: performance.now() };
  } catch {
    return { status: 0, body: {}, retryAfter: 0, sentAt, receivedAt: performance.now() };
  }
}
