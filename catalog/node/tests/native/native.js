'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const zlib = require('node:zlib');

const hash = crypto.createHash('sha256').update('').digest('hex');
assert.strictEqual(hash, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
const signature = crypto.sign(null, Buffer.from('imprimatur'), privateKey);
assert.ok(crypto.verify(null, Buffer.from('imprimatur'), publicKey, signature));

const text = Buffer.from('imprimatur '.repeat(1000));
assert.deepStrictEqual(zlib.gunzipSync(zlib.gzipSync(text)), text);
assert.deepStrictEqual(zlib.brotliDecompressSync(zlib.brotliCompressSync(text)), text);
console.log('crypto and zlib work, OpenSSL', process.versions.openssl, 'zlib', process.versions.zlib);
