// The address of the view in a field, and a button that copies it.
export default function show({ parentElement, data }) {
  let row = parentElement.querySelector(".app-link");
  if (!row) {
    row = parentElement.appendChild(document.createElement("div"));
    row.className = "app-link";
    row.innerHTML = '<input readonly aria-label="Link to this view"><button type="button" aria-live="polite"></button>';
    row.querySelector("button").addEventListener("click", () => copy(row));
    row.querySelector("input").addEventListener("focus", (event) => event.target.select());
  }
  row.querySelector("input").value = data.link;
  row.querySelector("button").textContent = "Copy link";
}

async function copy(row) {
  const field = row.querySelector("input");
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https the clipboard is closed to scripts; the old way still works there.
    field.select();
    document.execCommand("copy");
  }
  row.querySelector("button").textContent = "Copied";
}
