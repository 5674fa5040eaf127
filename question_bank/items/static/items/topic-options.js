// The topics of the chosen subject alone; without script the list holds them all and a topic decides by itself.
for (const form of document.querySelectorAll("[data-topic-options]")) {
  const { subject, topic } = form.elements;
  const groups = [...topic.querySelectorAll("optgroup")];

  function narrow() {
    const shown = groups.filter((group) => !subject.value || [...group.children].some((one) => one.value.startsWith(`${subject.value}/`)));
    const chosen = topic.value;
    for (const group of groups) group.remove();
    topic.append(...shown);
    topic.value = chosen;
    if (topic.selectedIndex < 0) topic.selectedIndex = 0;
  }

  subject.addEventListener("change", narrow);
  narrow();
}
