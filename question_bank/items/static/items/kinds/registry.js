// The kinds by the names the server gives them.

import * as matching from "./matching.js";
import * as multiple from "./multiple.js";
import * as numerical from "./numerical.js";
import * as ordering from "./ordering.js";
import * as shortText from "./short_text.js";
import * as single from "./single.js";
import * as trueFalse from "./true_false.js";

export const KINDS = {
  matching,
  multiple,
  numerical,
  ordering,
  short_text: shortText,
  single,
  true_false: trueFalse,
};
