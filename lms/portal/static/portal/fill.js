// One click puts a demo sign-in into the form: data-fill-form names the form, data-fill-<field> the values.
const PREFIX = "data-fill-";

for (const button of document.querySelectorAll("[data-fill-form]")) {
  button.addEventListener("click", () => {
    const form = document.getElementById(button.dataset.fillForm);
    for (const { name, value } of button.attributes) {
      const field = name.startsWith(PREFIX) && form.elements.namedItem(name.slice(PREFIX.length));
      if (field) field.value = value;
    }
    form.querySelector("[type=submit]").focus();
  });
}
