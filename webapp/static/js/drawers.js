// Drawers open and close by their address; this keeps the focus inside an open one and gives it back.

/** @param {Document} page */
export function enableDrawers(page) {
  /** @type {Element | null} */
  let opener = null;
  const opened = () => {
    const id = location.hash.slice(1);
    const drawer = id ? page.getElementById(id) : null;
    const isOpen = drawer instanceof HTMLElement && drawer.matches("[data-drawer]");
    return isOpen && getComputedStyle(drawer).position === "fixed" ? drawer : null;
  };
  page.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.to-drawer") : null;
    if (link) opener = link;
  });
  addEventListener("hashchange", () => {
    const drawer = opened();
    if (drawer) {
      drawer.querySelector("a, summary, input")?.focus();
    } else if (opener instanceof HTMLElement) {
      opener.focus({ preventScroll: true });
      opener = null;
    }
  });
  page.addEventListener("keydown", (event) => {
    const drawer = opened();
    if (!drawer || event.isComposing) return;
    if (event.key === "Escape") {
      history.back();
      return;
    }
    if (event.key !== "Tab") return;
    const stops = [...drawer.querySelectorAll("a[href], summary, input, button")].filter((one) => one.checkVisibility());
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (page.activeElement === edge) {
      event.preventDefault();
      const other = event.shiftKey ? stops.at(-1) : stops[0];
      if (other instanceof HTMLElement) other.focus();
    }
  });
}
