// Copy buttons: hidden until this runs. The text copied is what stands on the page, line by line.

const DONE_MS = 2000;

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
  const lines = [...source.querySelectorAll("[data-line]")].map((line) => line.textContent ?? "");
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
