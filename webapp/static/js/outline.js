// The outline follows the reading: the section at the top of the window is the current one.

/** @param {Document} page */
export function followOutline(page) {
  const outline = page.querySelector("[data-outline]");
  const text = page.querySelector("[data-text]");
  if (!outline || !text || !("IntersectionObserver" in window)) return;
  /** @type {Map<Element, Element>} */
  const linkOf = new Map();
  for (const link of outline.querySelectorAll('a[href^="#"]')) {
    const target = page.getElementById((link.getAttribute("href") ?? "").slice(1));
    if (target && text.contains(target)) linkOf.set(target, link);
  }
  /** @type {Element | undefined} */
  let current;
  /** @type {Map<Element, Element>} each passage with the heading it stands under */
  const headOf = new Map();
  for (const passage of text.children) {
    if (linkOf.has(passage)) current = passage;
    if (current) headOf.set(passage, current);
  }
  const mark = (link) => {
    for (const one of outline.querySelectorAll("[aria-current]")) one.removeAttribute("aria-current");
    link.setAttribute("aria-current", "location");
  };
  const watcher = new IntersectionObserver(
    (entries) => {
      const seen = entries.find((entry) => entry.isIntersecting);
      const head = seen && headOf.get(seen.target);
      const link = head && linkOf.get(head);
      if (link) mark(link);
    },
    { rootMargin: "-15% 0px -80% 0px" },
  );
  for (const passage of headOf.keys()) watcher.observe(passage);
}
