/** Pictures made through the API, for tests that need some on the wall. */
import { randomBytes } from "node:crypto";
import { until } from "./browser.js";

/** @returns {string} an address nobody has asked for yet */
export const freshAddress = () => `0x${randomBytes(20).toString("hex")}`;

/** Starts a picture without waiting for it. */
export async function start(server, series, address, headers = {}) {
  const response = await fetch(`${server}/dalle/${series}/${address}`, { method: "POST", headers });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** Makes a picture and waits until all is known of it, its times too. @returns {Promise<object>} its metadata */
export async function make(server, series = "simple", address = freshAddress()) {
  await start(server, series, address);
  const whole = async () => {
    const known = await metadata(server, series, address);
    return known?.phases?.length ? known : null;
  };
  return until(whole, `${series}/${address}`);
}

/** @returns {Promise<object|null>} what the server knows about a picture, null when there is none */
export async function metadata(server, series, address) {
  const response = await fetch(`${server}/images/${series}/${address}`);
  return response.ok ? (await response.json()).data : null;
}

/** @returns {Promise<string[]>} the names of the series */
export async function seriesNames(server) {
  return (await (await fetch(`${server}/series`)).json()).data.series.map((series) => series.suffix ?? series);
}
