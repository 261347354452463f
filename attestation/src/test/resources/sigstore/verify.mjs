// Verifies the Sigstore bundle of the first argument with the public key of the second, by Sigstore's own libraries, and
// prints what was signed. The key is found by the bundle's hint: the SHA-256 of its encoding in base64.
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { createHash, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";

const bundle = bundleFromJSON(JSON.parse(readFileSync(process.argv[2], "utf8")));
const rawBytes = createPublicKey(readFileSync(process.argv[3])).export({ type: "spki", format: "der" });
const hint = createHash("sha256").update(rawBytes).digest("base64");
const nobody = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
const verifier = new Verifier(toTrustMaterial(nobody, { [hint]: { rawBytes } }), { tlogThreshold: 0 });
verifier.verify(toSignedEntity(bundle));
console.log(bundle.content.dsseEnvelope.payload.toString("utf8"));
