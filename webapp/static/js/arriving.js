// An address may name its passage without a fragment: then the browser stays at the top by itself.

/** @param {Document} page */
export function goToPassage(page) {
  const passage = page.querySelector(".arrived");
  if (!(passage instanceof HTMLElement)) return;
  if (location.hash && location.hash !== `#${passage.id}`) return;
  if (!location.hash) passage.scrollIntoView();
  passage.focus({ preventScroll: true });
}
