// Any number of options.

import { mountChoices } from "./choices.js";

export { placeOf } from "./shared.js";
export const mount = mountChoices;
