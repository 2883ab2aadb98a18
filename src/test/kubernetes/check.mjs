// Checks a manifest twice: by the validators that are made of Kubernetes' published schemas, and, for
// names of members that no schema knows, by the types that are made of them.
//
// node check.mjs FILE prints what is wrong, and exits with 1 then.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const yaml = require("js-yaml");

const documents = yaml.loadAll(readFileSync(process.argv[2], "utf8")).filter(Boolean);
const lines = [];
const problems = [];
for (const [number, document] of documents.entries()) {
  const { apiVersion, kind } = document;
  const name = `${kind} ${document.metadata?.name}`;
  const models = await import(`kubernetes-models/${apiVersion}`).catch(() => ({}));
  const model = models[kind];
  if (!model) {
    problems.push(`${name}: there is no ${kind} in ${apiVersion}`);
    continue;
  }
  try {
    new model(document).validate();
  } catch (e) {
    problems.push(`${name}: ${e.message}`);
  }
  const type = `I${kind}`;
  lines.push(`import type { ${type} as T${number} } from "kubernetes-models/${apiVersion}";`);
  lines.push(`export const d${number}: T${number} = ${JSON.stringify(document)};`);
}
if (documents.length === 0) {
  problems.push("there is nothing in it");
}
const folder = mkdtempSync(join(tmpdir(), "manifest-"));
try {
  symlinkSync(join(here, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "check.mts"), lines.join("\n"));
  execFileSync(
    process.execPath,
    [
      join(here, "node_modules/typescript/bin/tsc"),
      ..."--noEmit --strict --skipLibCheck --module nodenext --target es2022".split(" "),
      join(folder, "check.mts"),
    ],
    { cwd: folder, encoding: "utf8" },
  );
} catch (e) {
  problems.push(e.stdout || e.message);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(problems.length ? problems.join("\n") : `${documents.length} documents are valid`);
process.exit(problems.length ? 1 : 0);
