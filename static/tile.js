/** One picture on the wall: its thumbnail on its own colour, its title, its address and its age. */
import { base } from "./base.js";
import { el, localUrl, safeColor } from "./dom.js";
import { ago, exactTime, shortAddress } from "./format.js";
import { pictureHash } from "./route.js";

const RETRY_MS = 2500;
/**
 * From this ratio on a picture is shown whole on its colour; squarer ones fill the frame, cropped without
 * their caption.
 */
const WIDE = 1.15;

/**
 * @param {import("./feed.js").Picture|undefined} picture undefined while it is being fetched
 * @returns {HTMLLIElement}
 */
export function tile(picture) {
  if (!picture) return el("li", { class: "tile tile-blank", "aria-hidden": "true" }, el("span", { class: "frame" }));
  const frame = el("span", { class: "frame" }, thumbnail(picture));
  const color = safeColor(picture.color);
  if (color) frame.style.setProperty("background-color", color);
  return el("li", { class: "tile", "data-address": picture.address, "data-version": picture.modified },
    el("a", { class: "tile-link", href: pictureHash(picture.series, picture.address) },
      frame,
      el("span", { class: "tile-title" }, picture.title || shortAddress(picture.checksum))),
    el("button", { class: "address", type: "button", "data-copy": picture.checksum, title: picture.checksum,
      "aria-label": `Copy ${shortAddress(picture.checksum)}` }, shortAddress(picture.checksum)),
    el("time", { datetime: new Date(picture.created).toISOString(), title: exactTime(picture.created) },
      ago(picture.created)));
}

/**
 * The address of a thumbnail. The server's URL has a version in it, which changes when the picture is made
 * again.
 */
export function thumbnailUrl(picture) {
  const known = picture.thumbnail && localUrl(picture.thumbnail);
  return known || `${base}/thumbnails/${picture.series}/${picture.address}?v=${picture.modified}`;
}

function thumbnail(picture) {
  const wide = picture.width > picture.height * WIDE;
  const image = el("img", { class: wide ? "thumbnail wide" : "thumbnail", alt: "", width: 384, height: 384, decoding: "async", draggable: "false" });
  let tries = 0;
  image.addEventListener("load", () => image.classList.add("shown"));
  image.addEventListener("error", () => {
    // A thumbnail is made on first demand, two at a time: a busy server gets a second chance.
    if (tries++ < 2 && image.hasAttribute("src")) {
      setTimeout(() => image.isConnected && (image.src = thumbnailUrl(picture)), RETRY_MS * tries);
    }
  });
  image.src = thumbnailUrl(picture);
  return image;
}

/** Removes a tile; its picture stops loading, which matters during fast scrolling. */
export function takeDown(element) {
  const image = element.querySelector("img");
  if (image && !image.complete) image.removeAttribute("src");
  element.remove();
}
