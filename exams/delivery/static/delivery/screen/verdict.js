// What a reply of the answers protocol means for the messages it answers.

// After these the page may not write until the candidate continues here.
export const HALTS = ["lease_lost", "unauthorised"];

// saved, expired_kept, lease_lost, unauthorised, unreadable or retry
export function verdictOf({ status, body }) {
  if (status === 200) return "saved";
  if (status === 409 && (body.code === "lease_lost" || body.code === "expired_kept")) return body.code;
  if (status === 401) return "unauthorised";
  if (status === 400 || status === 413) return "unreadable";
  return "retry";
}
