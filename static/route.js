/**
 * The page's URLs. A picture is /preview#/SERIES/ADDRESS: it can be shared and reopened, and the back
 * button closes it. The search is ?q=, replaced in place.
 */

const PICTURE = /^#\/([a-z0-9][a-z0-9_-]{0,63})\/(0x[0-9a-f]{40})$/i;

/** @returns {string} the link to a picture inside this page */
export const pictureHash = (series, address) => `#/${series}/${address}`;

/** @returns {{series: string, address: string}|null} the picture a hash names */
export function parseHash(hash) {
  const match = hash.match(PICTURE);
  return match && { series: match[1].toLowerCase(), address: match[2].toLowerCase() };
}

/** @param {string} query kept in the address bar without adding to the history */
export function showQuery(query) {
  const url = new URL(location.href);
  if (query) url.searchParams.set("q", query);
  else url.searchParams.delete("q");
  history.replaceState(history.state, "", url);
}

/**
 * @param {(picture: {series: string, address: string}|null) => void} changed called for every move, and
 *     once at the start when the page was opened on a picture
 */
export function router(changed) {
  // The wall restores its own scroll position; the browser would do it before the wall has its height.
  history.scrollRestoration = "manual";
  // Whether closing can go back in the history; for a picture opened by its URL that would leave the page.
  let canGoBack = false;
  let open = parseHash(location.hash) !== null;
  addEventListener("hashchange", () => {
    const picture = parseHash(location.hash);
    if (picture && !open) canGoBack = true;
    if (!picture) canGoBack = false;
    open = picture !== null;
    changed(picture);
  });
  if (open) changed(parseHash(location.hash));

  return {
    /** Opens a picture as a new step in the history. */
    open(series, address) {
      location.hash = pictureHash(series, address);
    },
    /** Shows another picture in place of the open one. */
    replace(series, address) {
      location.replace(pictureHash(series, address));
    },
    /** Leaves the open picture. */
    close() {
      if (!open) return;
      if (canGoBack) {
        history.back();
      } else {
        history.replaceState(null, "", location.pathname + location.search);
        open = false;
        changed(null);
      }
    },
  };
}
