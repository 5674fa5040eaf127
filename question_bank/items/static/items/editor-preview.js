// The preview comes back without a new page; its controls are made usable as on the exam screen.
import { KINDS } from "./kinds/registry.js";

document.addEventListener("htmx:afterSwap", (event) => {
  const preview = document.getElementById("editor-preview");
  if (event.detail.target.id !== "editor-preview" || !preview) return;
  for (const face of preview.querySelectorAll(".face-answer[data-kind]")) KINDS[face.dataset.kind].mount(face, {});
  preview.scrollIntoView({ block: "nearest" });
});
