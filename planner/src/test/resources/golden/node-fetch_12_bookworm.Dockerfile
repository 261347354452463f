FROM localhost:5000/base@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
LABEL dev.imprimatur.image="node-fetch/12/bookworm" \
      org.opencontainers.image.base.digest="sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
      org.opencontainers.image.base.name="node-base/12/bookworm" \
      org.opencontainers.image.description="An npm client and xz that fetch and unpack Node.js while images are built; nothing of it is shipped" \
      org.opencontainers.image.title="node-fetch" \
      org.opencontainers.image.version="12"
RUN apt-get update \
 && apt-get install -y --no-install-recommends npm xz-utils \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
CMD ["npm"]
