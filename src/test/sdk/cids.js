// Prints the content identifiers of a folder and of all below it, as JSON: path to CID. Computed by
// the importer of IPFS in JavaScript, with the choices of `ipfs add -r --cid-version=1 --raw-leaves`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MemoryBlockstore } from 'blockstore-core'
import { importer } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'

const root = process.argv[2]

function * files (folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      yield * files(path)
    } else {
      yield { path: `root/${path}`, content: readFileSync(join(root, path)) }
    }
  }
}

const cids = {}
const options = {
  cidVersion: 1,
  rawLeaves: true,
  chunker: fixedSize({ chunkSize: 262144 }),
  layout: balanced({ maxChildrenPerNode: 174 }),
  shardSplitThresholdBytes: 262144,
  shardFanoutBits: 8
}
for await (const entry of importer(files(''), new MemoryBlockstore(), options)) {
  cids[entry.path.replace(/^root\/?/, '')] = entry.cid.toString()
}
process.stdout.write(JSON.stringify(cids))
