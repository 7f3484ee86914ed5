// Keys: / box · n p next and previous hit or result · Esc closes · ? the list of keys.

/** @param {KeyboardEvent} event @returns {boolean} whether the key belongs to a field or an input method */
function isTyping(event) {
  // Safari ends a composition before the key's event, which then carries 229.
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.target;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** @param {Document} page @param {1 | -1} step */
function moveToHit(page, step) {
  const link = page.querySelector(`[data-steps] a[rel=${step > 0 ? "next" : "prev"}]`);
  if (link instanceof HTMLAnchorElement) {
    link.click();
    return;
  }
  const links = [...page.querySelectorAll("[data-hit] h3 a")];
  const at = links.findIndex((one) => one === page.activeElement);
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
  if (next instanceof HTMLElement) {
    next.focus();
    next.closest("[data-hit]")?.scrollIntoView({ block: "nearest" });
  }
}

/** @param {Document} page */
export function enableKeys(page) {
  const box = page.querySelector("[data-box]");
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
    if (event.key === "/" && box instanceof HTMLInputElement) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "n") {
      moveToHit(page, 1);
    } else if (event.key === "p") {
      moveToHit(page, -1);
    } else if (event.key === "?" && page.body.dataset.help) {
      location.assign(page.body.dataset.help);
    }
  });
  // Enter that picks a candidate of an input method must not send the form.
  box?.addEventListener("keydown", (event) => {
    if (event instanceof KeyboardEvent && event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.preventDefault();
    }
  });
}
