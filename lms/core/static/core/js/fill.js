// One click puts a demo sign-in into the form: <button data-fill='{"login": "…", "password": "…"}' data-fill-form="id">.
for (const button of document.querySelectorAll("[data-fill]")) {
  button.addEventListener("click", () => {
    const form = document.getElementById(button.dataset.fillForm);
    for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill))) {
      const field = form?.elements.namedItem(name);
      if (field) field.value = value;
    }
    form?.querySelector("[type=submit], button:not([type])")?.focus();
  });
}
