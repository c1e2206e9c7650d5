"use strict";
const stories = JSON.parse(document.getElementById("stories").textContent);

// A number opens what it rests on; the dialog gives the focus back when it closes.
const dialog = document.getElementById("story");
for (const button of document.querySelectorAll("button[data-story]")) {
  const facts = stories[Number(button.dataset.story)];
  button.title = facts.slice(0, 4).map(([name, text]) => `${name}: ${text}`).join("\n");
  button.addEventListener("click", () => {
    dialog.querySelector("h2").textContent = button.getAttribute("aria-label");
    dialog.querySelector("dl").replaceChildren(...facts.flatMap(([name, text]) => [element("dt", name), element("dd", text)]));
    dialog.showModal();
  });
}
dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });

function element(kind, text) {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}

// A column's head sorts by it: first the way that shows the best on top, then the other way. Rows without a value stay last.
for (const button of document.querySelectorAll("button.sort")) {
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const at = [...head.parentNode.children].indexOf(head);
    const body = head.closest("table").tBodies[0];
    const isNumber = body.rows.length > 0 && body.rows[0].cells[at].classList.contains("number");
    const order = head.getAttribute("aria-sort") === (isNumber ? "descending" : "ascending") ? (isNumber ? "ascending" : "descending") : (isNumber ? "descending" : "ascending");
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const key = row => { const cell = row.cells[at]; return cell.dataset.value ?? cell.textContent; };
    const rows = [...body.rows].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      if (a === "" || b === "") return (a === "") - (b === "");
      return sign * (isNumber || one.cells[at].dataset.value !== undefined ? Number(a) - Number(b) : a.localeCompare(b, "en", { numeric: true }));
    });
    body.append(...rows);
  });
}

// Rows that hold every word that was typed.
for (const input of document.querySelectorAll("input[data-filters]")) {
  const body = document.getElementById(input.dataset.filters).tBodies[0];
  const found = input.closest("p").querySelector(".found");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(word => word);
    let shown = 0;
    for (const row of body.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
      if (!row.hidden) shown++;
    }
    found.textContent = words.length ? `${shown} of ${body.rows.length} rows` : "";
  });
}
