// Makes the faces of a page usable where no exam is running (the editor's preview): nothing is sent anywhere.

import { KINDS } from "./registry.js";

for (const face of document.querySelectorAll(".face-answer[data-kind]")) KINDS[face.dataset.kind].mount(face, {});
