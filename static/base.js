/**
 * The path under which a proxy shows this server, without a slash at its end: empty at the root. It is
 * what stands in front of /static/HASH/ in the URL of this file.
 */
export const base = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
