"use strict";
// Filters only: the page says all it has to say without them.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const kinds = [...form.querySelectorAll("input[name=kind]")];
  const { flips, text } = form.elements;
  const words = (element) => {
    const copy = element.cloneNode(true);
    for (const spoken of copy.querySelectorAll(".spoken, svg")) spoken.remove();
    return copy.textContent.toLowerCase().replace(/\s+/g, " ");
  };
  const items = [...document.querySelectorAll("[data-item]")].map((element) => ({
    element,
    kind: element.dataset.item,
    flips: "flips" in element.dataset,
    words: words(element),
  }));
  const groups = [...document.querySelectorAll("[data-group], [data-kind]")];
  const tables = [...document.querySelectorAll("[data-group] > details")];
  const openBefore = new Map(tables.map((table) => [table, table.open]));

  const show = () => {
    const wanted = new Set(kinds.filter((kind) => kind.checked).map((kind) => kind.value));
    const looked = text.value.trim().toLowerCase().replace(/\s+/g, " ");
    let count = 0;
    for (const item of items) {
      const fits = wanted.has(item.kind) && (!flips.checked || item.flips) && item.words.includes(looked);
      item.element.hidden = !fits;
      if (fits) count += 1;
    }
    for (const group of groups) group.hidden = !group.querySelector("[data-item]:not([hidden])");
    // What was found is not left in a closed fold.
    for (const table of tables) table.open = looked !== "" || openBefore.get(table);
    none.hidden = count > 0;
    shown.textContent =
      count === items.length ? `All ${count} changes listed here are shown.` : `${count} of ${items.length} changes are shown.`;
  };

  const remember = () => {
    const state = new URLSearchParams();
    const off = kinds.filter((kind) => !kind.checked);
    if (off.length) state.set("kinds", kinds.filter((kind) => kind.checked).map((kind) => kind.value).join("."));
    if (flips.checked) state.set("flips", "1");
    if (text.value.trim()) state.set("text", text.value.trim());
    history.replaceState(null, "", `#${state}`);
  };

  const recall = () => {
    const hash = location.hash.slice(1);
    // Without "=" it is the place of a section.
    if (hash !== "" && !hash.includes("=")) return;
    const state = new URLSearchParams(hash);
    const wanted = state.get("kinds")?.split(".");
    for (const kind of kinds) kind.checked = wanted ? wanted.includes(kind.value) : true;
    flips.checked = state.get("flips") === "1";
    text.value = state.get("text") ?? "";
  };

  const change = () => {
    show();
    remember();
  };
  form.addEventListener("change", change);
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(change));
  window.addEventListener("hashchange", () => {
    recall();
    show();
  });
  recall();
  show();
  form.hidden = false;
})();
