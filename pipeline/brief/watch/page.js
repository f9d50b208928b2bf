// Shows each state that the server tells: pages that changed are replaced where they stand, so that what is
// in view stays in view; faults are listed with the lines that they speak of.
"use strict";

const byId = (id) => document.getElementById(id);
const [pages, faults, status, brief] = ["pages", "faults", "status", "brief"].map(byId);

const words = {
  making: () => "being made …",
  ready: (state) => `${state.pages.length} pages, as the files are`,
  failed: () => "cannot be made as it is; these pages are older",
};

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// A picture takes the place of the earlier one when it is there, so that nothing flashes.
function showPage(frame, page, number, count) {
  const alt = `Page ${number} of ${count}`;
  const shown = frame.querySelector("img");
  if (frame.dataset.digest === page.digest) {
    if (shown) shown.alt = alt;
    return;
  }
  frame.dataset.digest = page.digest;
  frame.style.aspectRatio = `${page.width} / ${page.height}`;
  const address = `/pages/${page.digest}.svg`;
  const next = new Image(page.width, page.height);
  next.alt = alt;
  next.addEventListener("load", () => {
    if (frame.dataset.digest === page.digest) frame.replaceChildren(next);
  });
  // A connection was lost, or a newer state has come meanwhile.
  next.addEventListener("error", () => setTimeout(() => {
    if (frame.dataset.digest === page.digest) next.src = `${address}#${Date.now()}`;
  }, 500));
  next.src = address;
}

function showPages(state) {
  state.pages.forEach((page, at) => {
    const frame = pages.children[at] ?? pages.appendChild(element("figure"));
    showPage(frame, page, at + 1, state.pages.length);
  });
  while (pages.children.length > state.pages.length) pages.lastElementChild.remove();
  pages.dataset.status = state.status;
}

function faultElement(fault) {
  const article = element("article", undefined, fault.severity);
  article.append(element("h2", `${fault.severity}: ${fault.message}`));
  if (fault.place) article.append(element("p", fault.place, "place"));
  if (fault.lines.length) {
    const lines = element("pre");
    for (const line of fault.lines) {
      lines.append(element("span", `${line.number}  ${line.text}\n`, line.is_meant ? "meant" : ""));
    }
    article.append(lines);
  }
  if (fault.help) article.append(element("p", fault.help));
  return article;
}

function showFaults(state) {
  faults.replaceChildren(...state.faults.map(faultElement));
  faults.hidden = state.faults.length === 0;
  faults.dataset.worst = state.faults.some((fault) => fault.severity === "error") ? "error" : "warning";
}

function show(state) {
  brief.textContent = state.brief;
  status.textContent = words[state.status](state);
  status.dataset.status = state.status;
  document.title = `${state.status === "failed" ? "✗ " : ""}${state.brief}`;
  if (state.status === "making") return;
  showPages(state);
  showFaults(state);
}

const states = new EventSource("/states");
states.onmessage = (message) => show(JSON.parse(message.data));
states.onerror = () => {
  status.textContent = "brief watch has ended, or cannot be reached";
  status.dataset.status = "failed";
};
