// Copy buttons: hidden until this runs. The text copied is what stands on the page, line by line.
// Whatever else is copied from a document's text says where it is from.

const DONE_MS = 2000;
// A few characters are copied to be searched or typed, not to be cited.
const SHORTEST_CITED = 12;

/** @param {string} path @returns {string} the address as others can open it */
function absolute(path) {
  return new URL(path, document.documentElement.dataset.baseUrl || location.href).href;
}

/** @param {HTMLElement} button @returns {string} */
function wanted(button) {
  const source = document.getElementById(button.dataset.copy ?? "");
  if (!source) return "";
  const link = source.querySelector("a[data-absolute]");
  if (link) return absolute(link.getAttribute("href") ?? "");
  const pieces = [...source.querySelectorAll("[data-line]")].map((line) => line.textContent ?? "");
  const lines = source.matches("[data-cells]") ? [pieces.join(source.getAttribute("data-cells") ?? "")] : pieces;
  if (source.matches("[data-line]") || !lines.length) return (source.textContent ?? "").trim();
  const cited = [button.dataset.source, button.dataset.link && absolute(button.dataset.link)];
  return [...lines, ...cited].filter(Boolean).join("\n");
}

/** @param {Document} page */
export function enableCopying(page) {
  for (const link of page.querySelectorAll("a[data-absolute]")) {
    link.textContent = absolute(link.getAttribute("href") ?? "");
  }
  // Browsers give the clipboard to secure pages alone; the texts can be selected anyway.
  if (!navigator.clipboard) return;
  for (const button of page.querySelectorAll("button[data-copy]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(wanted(button));
      button.textContent = button.dataset.done ?? label;
      setTimeout(() => { button.textContent = label; }, DONE_MS);
    });
  }
}

/** @param {Range} range @param {Element} text @returns {HTMLElement[]} the marks of the passages in it */
function marksIn(range, text) {
  const marks = [];
  for (const mark of text.querySelectorAll("a[data-place]")) {
    const passage = mark.closest(".passage");
    if (passage && range.intersectsNode(passage) && mark instanceof HTMLElement) marks.push(mark);
  }
  return marks;
}

/** @param {Document} page */
export function citeCopies(page) {
  const text = page.querySelector("[data-text]");
  if (!(text instanceof HTMLElement)) return;
  text.addEventListener("copy", (event) => {
    const selection = page.getSelection();
    const copied = selection?.toString().trim() ?? "";
    if (!selection?.rangeCount || copied.length < SHORTEST_CITED) return;
    const marks = marksIn(selection.getRangeAt(0), text);
    const [first, last] = [marks[0], marks.at(-1)];
    if (!first || !last || !event.clipboardData) return;
    const place = first === last ? first.dataset.place : `${first.dataset.place}—${last.dataset.place}`;
    const link = absolute(`${text.dataset.link}${(first.getAttribute("href") ?? "").slice(1)}`);
    event.clipboardData.setData("text/plain", `${copied}\n——${text.dataset.source}${place}\n${link}`);
    event.preventDefault();
  });
}
