FROM localhost:5000/base@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
LABEL dev.imprimatur.image="runtime-base/12/bookworm" \
      org.opencontainers.image.base.digest="sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
      org.opencontainers.image.base.name="debian:bookworm" \
      org.opencontainers.image.description="Debian with its security updates, CA certificates, and a user without privileges" \
      org.opencontainers.image.title="runtime-base" \
      org.opencontainers.image.version="12"
RUN apt-get update \
 && apt-get -y upgrade \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log \
 && useradd --uid 1000 --create-home app
CMD ["bash"]
