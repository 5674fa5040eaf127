// The county filter offers the counties of the chosen region at once; without script the server does it on search.
const form = document.querySelector("[data-county-options]");
const source = document.getElementById("counties");

function fill(select, counties, language) {
  const chosen = select.value;
  const all = select.options[0];
  const options = counties.map((county) => new Option(county[language], county.code, false, county.code === chosen));
  select.replaceChildren(all, ...options);
  if (!options.some((option) => option.selected)) select.value = all.value;
}

if (form && source) {
  const counties = JSON.parse(source.textContent);
  const { region, county } = form.elements;
  region.addEventListener("change", () => {
    const offered = counties.filter((one) => region.value === county.options[0].value || one.region === region.value);
    fill(county, offered, form.dataset.language);
  });
}
