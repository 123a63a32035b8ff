"use strict";
(() => {
  const said = document.getElementById("said");
  const order = (table, column, down) => {
    const body = table.tBodies[0];
    const key = (row) => {
      const cell = row.cells[column];
      return cell.dataset.n === undefined ? cell.textContent.trim() : Number(cell.dataset.n);
    };
    const rows = [...body.rows].map((row) => [key(row), row]);
    const numeric = rows.some(([value]) => typeof value === "number");
    rows.sort(([a], [b]) => {
      if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1; // what has no value stays last
      const less = numeric && typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true });
      return down ? -less : less;
    });
    body.append(...rows.map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        order(table, column, down);
        said.textContent = `Sorted by ${button.textContent}, ${down ? "descending" : "ascending"}`;
      });
    });
  }
  const search = document.getElementById("containing");
  const period = document.getElementById("period");
  if (search && period) {
    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const family of document.querySelectorAll("details.family")) {
        let shown = 0;
        for (const row of family.querySelectorAll("table[data-sortable] > tbody > tr")) {
          const text = row.textContent.toLowerCase();
          const fits = words.every((word) => text.includes(word));
          row.hidden = !fits || (period.value !== "" && row.cells[2].textContent.trim() !== period.value);
          shown += row.hidden ? 0 : 1;
        }
        family.hidden = shown === 0;
        if (words.length) family.open = shown > 0;
        count += shown;
      }
      said.textContent = `${count} rows`;
      document.getElementById("many").textContent = `${count} ${count === 1 ? "row" : "rows"} shown`;
    };
    search.addEventListener("input", filter);
    period.addEventListener("change", filter);
    document.getElementById("filter").hidden = false;
  }
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((one) => (one.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((one) => (one.open = false)));
})();
