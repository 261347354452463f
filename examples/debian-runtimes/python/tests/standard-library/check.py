"""What programs need of Python: TLS, a database, compression, native calls, time zones, processes."""
import bz2
import concurrent.futures
import ctypes
import hashlib
import lzma
import sqlite3
import ssl
import zlib

TEXT = b"imprimatur " * 1000

assert hashlib.sha256(b"").hexdigest().startswith("e3b0c44298fc1c149afbf4c8996fb924")
assert ssl.create_default_context().cert_store_stats()["x509_ca"] > 100
for codec in (bz2, lzma, zlib):
    assert codec.decompress(codec.compress(TEXT)) == TEXT, codec
with sqlite3.connect(":memory:") as database:
    database.execute("create table release (version text)")
    database.executemany("insert into release values (?)", [("0.12.9",), ("0.12.15",)])
    assert database.execute("select count(*) from release").fetchone() == (2,)
assert ctypes.CDLL(None).abs(-4) == 4
with concurrent.futures.ProcessPoolExecutor(2) as pool:
    assert sum(pool.map(len, ["a", "bb", "ccc"])) == 6
print("OpenSSL", ssl.OPENSSL_VERSION, "SQLite", sqlite3.sqlite_version)
