/**
 * JSON Merge Patch, RFC 7396: objects merge key by key, null removes a key, anything else replaces.
 * Neither argument is changed.
 *
 * @param {*} target
 * @param {*} patch
 * @returns {*} the patched value
 */
export function mergePatch(target, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const base = target !== null && typeof target === "object" && !Array.isArray(target) ? target : {};
  // A null prototype keeps a key named __proto__ an ordinary key.
  const merged = Object.assign(Object.create(null), base);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}
