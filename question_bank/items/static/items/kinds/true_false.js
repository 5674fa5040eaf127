// A statement that holds or does not: T and F, or 1 and 2.

import { mountChoices } from "./choices.js";

export const placeOf = (key) => ({ t: 0, 1: 0, f: 1, 2: 1 })[key] ?? -1;
export const mount = mountChoices;
